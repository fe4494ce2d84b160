// Opens an image in Drydock's image worker, as the extension does, and asks it what views ask. Prints the figures as JSON.
//
//   node scripts/bench/layersOwn.mjs ARCHIVE STORAGE_FOLDER
//
// With a bundle of server/src/image as third argument it measures the arithmetic over the layers instead, in this thread.
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { root } from '../parts/common.mjs';

const [archive, storage, core] = process.argv.slice(2);
const memory = () => process.memoryUsage().rss / 1e6;
const figures = {};

async function timed(name, work) {
  const begin = performance.now();
  const value = await work();
  figures[name] = performance.now() - begin;
  return value;
}

async function throughWorker() {
  const before = memory();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, memory()); }, 20);
  // How long this thread was kept from its work at most.
  let beat = performance.now();
  let pause = 0;
  const heart = setInterval(() => { pause = Math.max(pause, performance.now() - beat - 5); beat = performance.now(); }, 5);
  const worker = new Worker(path.join(root, 'dist/imageWorker.cjs'), { workerData: { storage: { folder: storage, largestImage: 0 } }, execArgv: [] });
  const waiting = new Map();
  worker.on('message', (answer) => {
    if (answer.kind === 'progress') return;
    const { resolve, reject } = waiting.get(answer.id);
    if (answer.kind === 'result') resolve(answer.value);
    else reject(new Error(answer.error.message));
  });
  worker.on('error', (error) => { throw error; });
  const ask = (question) => new Promise((resolve, reject) => {
    const id = waiting.size + 1;
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...question, id });
  });
  const { images: [image] } = await timed('open', () => ask({ kind: 'open', place: { kind: 'archive', path: archive } }));
  figures.memory = most - before;
  figures.entries = image.layers.reduce((sum, { counts }) => sum + counts.added + counts.modified + counts.rewritten, 0);
  const query = (name, ...args) => ask({ kind: 'query', image: image.key, name, args });
  const folder = { layer: image.layers.length - 2, mode: 'changes', folder: undefined, order: 'name', from: 0, filter: '' };
  await new Promise((resolve) => setTimeout(resolve, 500));
  await timed('folder, changes', () => query('folder', folder));
  await timed('folder, after', () => query('folder', { ...folder, mode: 'after' }));
  await timed('folder, hidden', () => query('folder', { ...folder, mode: 'hidden' }));
  await timed('find a part', () => query('find', 'file-12', 200));
  await timed('find a pattern', () => query('find', '*.js', 200));
  await timed('largest', () => query('largest', 1000));
  figures.pause = pause;
  clearInterval(watch);
  clearInterval(heart);
  worker.postMessage({ kind: 'end' });
}

async function arithmetic() {
  const { readImageArchive, stackLayers } = createRequire(import.meta.url)(core);
  const { paths, images: [image] } = await readImageArchive(archive);
  await timed('stack', async () => stackLayers(paths, image.layers));
}

await (core ? arithmetic() : throughWorker());
console.log(JSON.stringify(figures));
