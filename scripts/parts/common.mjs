// What every script of the project needs: where things are, steps with progress, and running other programs.
// Only Node's own modules are used, because `npm start` and `npm test` load this before any dependency is installed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** True when the module with this import.meta.url is the program that was started. */
export function isMain(url) {
  return process.argv[1] !== undefined && pathToFileURL(fs.realpathSync(process.argv[1])).href === url;
}

/** The folder for what is fetched once and kept: DRYDOCK_CACHE, or the usual place of this operating system. Created when missing. */
export function cacheFolder() {
  const folder = process.env.DRYDOCK_CACHE ? path.resolve(process.env.DRYDOCK_CACHE) : path.join(userCacheFolder(), 'drydock');
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

function userCacheFolder() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? os.tmpdir();
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches');
  return process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
}

/** A part that this machine cannot have. The message says why, in one line. */
export class Unavailable extends Error {}

/** Runs one named step; prints its name when it begins and its time when it ends. What `work` returns as text is printed too. */
export async function step(name, work) {
  const begin = Date.now();
  console.log(`▸ ${name} …`);
  const result = await work();
  console.log(`✓ ${name} (${seconds(begin)})${typeof result === 'string' ? `: ${result}` : ''}`);
  return result;
}

/** Runs a step as the whole of a program: an error is told in one line, without a stack, and ends it with exit code 1. */
export async function main(name, work) {
  try {
    await step(name, work);
  } catch (error) {
    console.error(`✗ ${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

/** The time since `begin` (milliseconds since the epoch) for people. */
export function seconds(begin) {
  return `${((Date.now() - begin) / 1000).toFixed(1)} s`;
}

/**
 * Runs a program without a shell and waits for its end. With `capture` the output is collected, otherwise it goes to this terminal.
 * Returns { code, output }; rejects only when the program cannot be started or, unless `check` is false, when it fails.
 */
export function run(command, args, { cwd = root, env = process.env, capture = false, check = true, input, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const { file, shell } = launchable(command);
    const child = spawn(file, args, { cwd, env, shell, timeout, stdio: [input === undefined ? 'ignore' : 'pipe', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'] });
    let output = '';
    const collect = (chunk) => { output += chunk; };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.stdin?.end(input);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (check && code !== 0) reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}${output ? `\n${tail(output)}` : ''}`));
      else resolve({ code: code ?? 1, output });
    });
  });
}

/** On Windows npm and code are command files, which only a shell can start. */
function launchable(command) {
  return { file: command, shell: process.platform === 'win32' && ['npm', 'code'].includes(command) };
}

/** The last lines of a program's output. */
export function tail(text, lines = 30) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** The full path of a program on PATH, or undefined. */
export function onPath(name) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (folder && fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
  }
  return undefined;
}

/** True when every package of the lock file is installed in the version it names. */
export function dependenciesInstalled() {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages ?? {};
  const present = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted).every(([name, entry]) => name === '' || entry.optional || entry.peer || present[name]?.version === entry.version);
}

/** Installs the dependencies of the lock file when they are not there. Returns true when it had to. Says so when this Node is too old for them. */
export async function installDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) throw new Unavailable(`Node 20.20 or newer is needed; this is ${process.versions.node}.`);
  if (dependenciesInstalled()) return false;
  await step('Installing dependencies (npm ci)', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']));
  return true;
}

export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
