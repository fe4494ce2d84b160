// Bundles the sources into dist/ with esbuild: the client, the server for Node, the server for a web worker, and the command line.
// It does not check types and does not package; `npm run check` and `npm run package` do.
//
//   node scripts/build.mjs          minified, as it is shipped
//   node scripts/build.mjs --dev    readable, with source maps
//
// A build whose inputs are those of the last one is skipped.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isMain, main, readJson, root } from './parts/common.mjs';

/** What can be built. An entry that does not exist is left out, so a bundle is also the proof of its source. */
export const bundles = [
  { entry: 'client/src/extension.ts', out: 'client.cjs', platform: 'node', format: 'cjs', external: ['vscode'] },
  // Reads images in a thread of the extension host's process.
  { entry: 'client/src/image/worker.ts', out: 'imageWorker.cjs', platform: 'node', format: 'cjs' },
  { entry: 'client/src/extension.browser.ts', out: 'clientBrowser.cjs', platform: 'browser', format: 'cjs', external: ['vscode'] },
  { entry: 'server/src/node/main.ts', out: 'server.cjs', platform: 'node', format: 'cjs' },
  // The worker has no Node globals; dockerfile-ast asks for Buffer, which the shim answers.
  { entry: 'server/src/browser/main.ts', out: 'browserServer.js', platform: 'browser', format: 'iife', inject: ['server/src/browser/bufferShim.ts'] },
  { entry: 'server/src/cli/main.ts', out: 'drydock.cjs', platform: 'node', format: 'cjs', banner: { js: '#!/usr/bin/env node' } },
];

const dist = path.join(root, 'dist');
const licencesFile = 'licences.txt';

/** Builds every bundle whose entry exists; returns the names of the files written, or of those already up to date. */
export async function build({ dev = false } = {}) {
  const wanted = bundles.filter((bundle) => fs.existsSync(path.join(root, bundle.entry)));
  const stampFile = path.join(dist, '.inputs');
  const stamp = inputsStamp(dev);
  const names = wanted.map((bundle) => bundle.out);
  if (readIfThere(stampFile) === stamp && names.every((name) => fs.existsSync(path.join(dist, name)))) return names;

  const esbuild = await import('esbuild');
  fs.mkdirSync(dist, { recursive: true });
  for (const stale of fs.readdirSync(dist)) if (![...names, licencesFile].includes(stale)) fs.rmSync(path.join(dist, stale), { recursive: true });
  // A broken bundle does not keep the others from being built; it is reported when they are done.
  const results = await Promise.allSettled(wanted.map((bundle) => esbuild.build(bundleOptions(bundle, { dev }))));
  const commandLine = path.join(dist, 'drydock.cjs');
  if (fs.existsSync(commandLine)) fs.chmodSync(commandLine, 0o755);
  const broken = names.filter((_, index) => results[index].status === 'rejected');
  if (broken.length > 0) throw new Error(`These bundles could not be built: ${broken.join(', ')}`);
  fs.writeFileSync(path.join(dist, licencesFile), licencesOf(results.map((result) => result.value.metafile)));
  fs.writeFileSync(stampFile, stamp);
  return names;
}

/** The licences of the packages that the bundles contain, which have to go where the bundles go. */
function licencesOf(metafiles) {
  const folders = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.inputs)).map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = readJson(path.join(root, folder, 'package.json'));
    const text = fs.readdirSync(path.join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
    return `${name} ${version} (${license})\n\n${text === undefined ? '' : fs.readFileSync(path.join(root, folder, text), 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}

/** The package's folder of a bundled file (from the project's folder), or undefined for our own sources. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** esbuild's options for one of the bundles, to be written into `folder`. */
export function bundleOptions({ entry, out, ...options }, { dev = false, folder = dist } = {}) {
  return {
    ...options,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.join(folder, out),
    bundle: true,
    target: options.platform === 'node' ? 'node20' : 'es2022',
    mainFields: options.platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
}

/** A digest of everything the bundles are made of: the sources, the lock file, this script and the mode. */
function inputsStamp(dev) {
  const hash = createHash('sha256').update(dev ? 'dev' : 'release');
  const files = ['client/src', 'server/src'].flatMap((folder) => filesUnder(path.join(root, folder)));
  for (const file of [...files, path.join(root, 'package.json'), path.join(root, 'package-lock.json'), path.join(root, 'scripts/build.mjs')]) {
    if (fs.existsSync(file)) hash.update(`\0${path.relative(root, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

if (isMain(import.meta.url)) {
  await main('Bundling', async () => {
    const names = await build({ dev: process.argv.includes('--dev') });
    return names.map((name) => `${name} ${Math.ceil(fs.statSync(path.join(dist, name)).size / 1000)} kB`).join(', ') || 'nothing to build yet';
  });
}
