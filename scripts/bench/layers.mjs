// Layers: Drydock's image worker beside GNU tar's listing of the same layers, which is the floor, and tar-stream, which is the usual way in Node. All read the same
// archive of 300,000 files in 2 GB, one after another, in this one run.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { cacheFolder, root } from '../parts/common.mjs';
import { layersArchive } from './layersArchive.mjs';

const block = 512;
const bars = { 'open, ms': 3000, 'memory beyond the start, MB': 150, 'stacking and hidden bytes, ms': 150, 'folder, changes, ms': 50, 'folder, after, ms': 50, 'folder, hidden, ms': 50, 'find a part, ms': 50, 'find a pattern, ms': 50, 'longest pause of the other thread, ms': 50 };

/** Returns rows: [name, { tar, peer, drydock, bar }] in the order to print. Each way runs `rounds` times; the best counts, as others share the machine. */
export async function measureLayers(rounds = 3) {
  const archive = layersArchive(path.join(cacheFolder(), 'bench'));
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-bench-'));
  try {
    const core = path.join(work, 'core.cjs');
    const contents = "export { readImageArchive } from './server/src/image/archive.ts'; export { stackLayers } from './server/src/image/layers.ts';";
    await esbuild.build({ stdin: { contents, resolveDir: root }, bundle: true, platform: 'node', format: 'cjs', outfile: core, logLevel: 'warning' });
    const best = { tar: {}, peer: {}, drydock: {} };
    for (let round = 0; round < rounds; round++) {
      keepLeast(best.tar, await withTar(archive));
      keepLeast(best.peer, await node(['scripts/bench/layersPeer.mjs', archive]));
      const storage = path.join(work, `storage${round}`);
      keepLeast(best.drydock, await node(['scripts/bench/layersOwn.mjs', archive, storage]));
      const again = await node(['scripts/bench/layersOwn.mjs', archive, storage]);
      keepLeast(best.drydock, { again: again.open });
      keepLeast(best.drydock, { stack: (await node(['scripts/bench/layersOwn.mjs', archive, storage, core])).stack });
    }
    return rowsOf(best);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function rowsOf({ tar, peer, drydock }) {
  const row = (name, values) => [name, { ...values, bar: bars[name] }];
  return [
    row('entries listed', { tar: tar.entries, peer: peer.entries, drydock: drydock.entries }),
    row('open, ms', { tar: tar.wall, peer: peer.wall, drydock: drydock.open }),
    row('the whole process, CPU ms', { tar: tar.cpu, peer: peer.cpu, drydock: drydock.cpu }),
    row('open again, layers kept, ms', { drydock: drydock.again }),
    row('memory beyond the start, MB', { drydock: drydock.memory }),
    row('stacking and hidden bytes, ms', { drydock: drydock.stack }),
    ...['folder, changes', 'folder, after', 'folder, hidden', 'find a part', 'find a pattern', 'largest'].map((name) => row(`${name}, ms`, { drydock: drydock[name] })),
    row('longest pause of the other thread, ms', { drydock: drydock.pause }),
  ];
}

function keepLeast(best, figures) {
  for (const [name, figure] of Object.entries(figures)) best[name] = Math.min(best[name] ?? Infinity, figure);
}

async function node(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--require', path.join(root, 'scripts/bench/cpuAtExit.cjs'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  let output = '';
  let cpu = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stdio[3].on('data', (chunk) => { cpu += chunk; });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return { ...JSON.parse(output), wall: performance.now() - begin, cpu: Number(cpu) };
}

/** GNU tar's listing of each layer where it lies in the archive: `dd` puts the shared file position at its start. */
async function withTar(archive) {
  const begin = performance.now();
  const before = childrenCpu();
  let entries = 0;
  for (const offset of layerOffsets(archive)) {
    const fd = fs.openSync(archive, 'r');
    try {
      spawnSync('dd', [`bs=${block}`, `skip=${offset / block}`, 'count=0', 'status=none'], { stdio: [fd, 'ignore', 'inherit'] });
      const { status, stdout } = spawnSync('tar', ['--seek', '-tf', '-'], { stdio: [fd, 'pipe', 'inherit'], maxBuffer: 1 << 30 });
      if (status !== 0) throw new Error(`tar ended with ${status}`);
      for (const byte of stdout) if (byte === 10) entries++;
    } finally {
      fs.closeSync(fd);
    }
  }
  return { wall: performance.now() - begin, cpu: childrenCpu() - before, entries };
}

function layerOffsets(archive) {
  const fd = fs.openSync(archive, 'r');
  const head = Buffer.alloc(block);
  const offsets = [];
  for (let at = 0; fs.readSync(fd, head, 0, block, at) === block && head[0] !== 0;) {
    const size = parseInt(head.toString('latin1', 124, 135), 8);
    if (head.toString('latin1', 0, 100).includes('.tar\0')) offsets.push(at + block);
    at += block + Math.ceil(size / block) * block;
  }
  fs.closeSync(fd);
  return offsets;
}

/** Milliseconds of processor time of all children that have ended; 0 where the system does not tell. */
function childrenCpu() {
  if (!fs.existsSync('/proc/self/stat')) return 0;
  const fields = fs.readFileSync('/proc/self/stat', 'latin1').replace(/^.*\) /, '').split(' ');
  const ticksPerSecond = 100;
  return ((Number(fields[13]) + Number(fields[14])) * 1000) / ticksPerSecond;
}
