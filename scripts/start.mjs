// `npm start`: from a fresh clone to VS Code with the extension, on the folder examples/. Only Node's own modules are loaded before the dependencies are there.
//
//   npm start                     the `code` on PATH, otherwise VS Code in the browser, on this machine's loopback address only, until Ctrl-C
//   npm start -- --no-open        always the one for the browser; its address is only printed
//   npm start -- --port 8790      its port
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder, installDependencies, onPath, root, run, step, Unavailable } from './parts/common.mjs';
import { installExtension, quietSettings, startServer, vscodeParts, writeSettings } from './parts/vscode.mjs';

const options = { open: !process.argv.includes('--no-open'), port: numberAfter('--port') };
const usualPort = 8790;
const examples = path.join(root, 'examples');
const firstFile = path.join(examples, 'redis/Dockerfile');

await start().catch((error) => {
  console.error(`✗ ${error instanceof Unavailable ? error.message : error.stack}`);
  process.exitCode = 1;
});

async function start() {
  await installDependencies();
  const { makePackage } = await import('./package.mjs');
  const { vsix } = await step('Building and packaging the extension', makePackage);
  await makeExampleArchive();
  console.log(await engineLine());
  if (options.open && await openDesktop(vsix)) return;
  await serve(vsix);
}

/** A small image archive beside the examples, for history and layers without an engine. */
async function makeExampleArchive() {
  const maker = path.join(root, 'scripts/makeExampleArchive.mjs');
  if (fs.existsSync(maker)) await step('Making the example image archive', () => run(process.execPath, [maker], { capture: true }).then(() => undefined));
}

/** Opens the person's own VS Code. Returns false when there is none, or when it can't be started here (as root, or without a display). */
async function openDesktop(vsix) {
  if (!onPath('code')) return false;
  try {
    await step('Installing the extension into your VS Code', () => run('code', ['--install-extension', vsix, '--force'], { capture: true }).then(() => undefined));
    await step('Opening VS Code on examples/', () => run('code', [examples, firstFile], { capture: true }).then(() => undefined));
    return true;
  } catch (error) {
    console.log(`Your VS Code could not be used (${error.message.split('\n').at(-1)}); using the embedded one.`);
    return false;
  }
}

async function serve(vsix) {
  const parts = await step('Getting VS Code', async () => vscodeParts());
  const data = path.join(cacheFolder(), 'start');
  // This VS Code is for our own examples, so it does not ask whether they are to be trusted.
  writeSettings(data, { ...quietSettings, 'security.workspace.trust.enabled': false, 'git.openRepositoryInParentFolders': 'never' });
  await installOnce(parts, data, vsix);
  const token = randomBytes(16).toString('hex');
  const port = options.port ?? (await isFree(usualPort) ? usualPort : 0);
  const server = await step('Starting VS Code', () => startServer(parts, data, { port, extra: ['--connection-token', token], log: path.join(data, 'server.log') }));
  const payload = JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${server.port}${firstFile}`]]);
  const address = `http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: examples, payload, tkn: token })}`;
  console.log(`\nVS Code is at ${address}\nIt runs until Ctrl-C.`);
  if (options.open) openBrowser(address);
  await untilInterrupted(server.process);
}

/** Installs the package unless this very package is installed already. */
async function installOnce(parts, data, vsix) {
  const stampFile = path.join(data, 'installed');
  const stamp = createHash('sha256').update(fs.readFileSync(vsix)).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;
  await step('Installing the extension', () => installExtension(parts, data, vsix));
  fs.writeFileSync(stampFile, stamp);
}

/** Opens the browser where there is a screen; elsewhere the printed address has to do. */
function openBrowser(address) {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  if (hasScreen && (process.platform === 'win32' || onPath(opener))) run(opener, [address], { capture: true, check: false }).catch(() => {});
}

/** Waits for Ctrl-C or for the server's own end, and leaves nothing running. */
async function untilInterrupted(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => child.kill());
  await ended;
  console.log('VS Code has ended.');
}

/** One line about the engine: which one answers, or what works without. */
async function engineLine() {
  const version = await dockerVersion() ?? await firstAnswering();
  return version
    ? `Container engine: ${version}.`
    : 'No container engine answers. Everything in the editor works, and history and layers of image archives; building and an engine\'s images need Docker or Podman.';
}

/** The docker command knows about contexts and DOCKER_HOST, so it is asked first. */
async function dockerVersion() {
  if (!onPath('docker')) return undefined;
  const { code, output } = await run('docker', ['version', '--format', '{{.Server.Version}}'], { capture: true, check: false, timeout: 5000 });
  return code === 0 ? `Docker ${output.trim().split('\n').at(-1)}` : undefined;
}

async function firstAnswering() {
  for (const endpoint of usualEndpoints()) if (await answers(endpoint)) return `at ${endpoint.socketPath ?? `${endpoint.host}:${endpoint.port}`}`;
  return undefined;
}

function usualEndpoints() {
  const host = process.env.DOCKER_HOST;
  if (host?.startsWith('tcp://')) return [{ host: new URL(host).hostname, port: Number(new URL(host).port) }];
  if (host) return [{ socketPath: host.replace(/^(unix|npipe):\/\//, '') }];
  const runtime = process.env.XDG_RUNTIME_DIR ?? '/run';
  return ['/var/run/docker.sock', path.join(os.homedir(), '.docker/run/docker.sock'), path.join(runtime, 'docker.sock'), path.join(runtime, 'podman/podman.sock')]
    .map((socketPath) => ({ socketPath }));
}

function answers(endpoint) {
  return new Promise((resolve) => {
    const request = http.get({ ...endpoint, path: '/_ping', timeout: 2000 }, (response) => { response.resume(); resolve(response.statusCode === 200); });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = http.createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function numberAfter(name) {
  const index = process.argv.indexOf(name);
  const value = Number(process.argv[index + 1]);
  return index >= 0 && Number.isInteger(value) ? value : undefined;
}
