// Our server against the one that most editors ship (npm: dockerfile-language-server-nodejs), both measured in this one run on the same
// made files, and the files per second of `drydock check`; and the image worker against tar and tar-stream. Ratios count; the milliseconds are those of a busy or an idle machine.
//
//   node scripts/bench.mjs [--sizes=100,1000,10000] [--no-peer] [--no-check] [--no-layers] [--only-layers] [--json]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BenchServer, TimedOut } from './bench/client.mjs';
import { measureLayers } from './bench/layers.mjs';
import { benchLines, freeLine, projectFile } from './bench/texts.mjs';
import { build } from './build.mjs';
import { root } from './parts/common.mjs';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    'no-peer': { type: 'boolean', default: false },
    'no-check': { type: 'boolean', default: false },
    'no-layers': { type: 'boolean', default: false },
    'only-layers': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const sizes = options.sizes.split(',').map(Number);
const servers = { drydock: [process.execPath, path.join(root, 'dist/server.cjs'), '--stdio'] };
if (!options['no-peer']) servers.peer = [process.execPath, path.join(root, 'node_modules/dockerfile-language-server-nodejs/bin/docker-langserver'), '--stdio'];
const names = Object.keys(servers);

/** All figures: results[row][server]. A figure is a number, or the text that says why there is none. */
const results = new Map();

function record(row, server, figure) {
  if (!results.has(row)) results.set(row, {});
  results.get(row)[server] = figure;
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

/** Repeats until `count` samples or `budget` milliseconds are used up; at least three times. Returns the samples. */
async function samples(count, budget, measure) {
  const figures = [];
  const begin = performance.now();
  for (let i = 0; i < count && (i < 3 || performance.now() - begin < budget); i++) figures.push(await measure(i));
  return figures;
}

async function withServer(name, work) {
  const server = new BenchServer(servers[name]);
  try {
    return await work(server);
  } finally {
    server.stop();
  }
}

/** Time from starting the process to the answer to initialize; the servers take turns. */
async function measureStartUp() {
  const figures = Object.fromEntries(names.map((name) => [name, { wall: [], cpu: [] }]));
  for (let i = 0; i < 9; i++) {
    for (const name of names) {
      const begin = performance.now();
      await withServer(name, async (server) => {
        await server.initialize();
        figures[name].wall.push(performance.now() - begin);
        figures[name].cpu.push(server.cpu());
      });
    }
  }
  for (const name of names) {
    record('start-up, ms', name, median(figures[name].wall));
    record('start-up, CPU ms', name, median(figures[name].cpu));
  }
}

async function measureSize(size, name) {
  const row = (what) => `${size} lines: ${what}`;
  const lines = benchLines(size);
  const text = `${lines.join('\n')}\n`;
  const at = freeLine(lines);
  const opens = await samples(5, 4000, () => withServer(name, async (server) => {
    await server.initialize();
    return (await server.open(text)).ms;
  }));
  record(row('open to diagnostics, ms'), name, median(opens));
  await withServer(name, async (server) => {
    await server.initialize();
    await server.open(text);
    const inRun = lines.findIndex((line, i) => i > size / 2 && line.startsWith('RUN echo'));
    await measureTyping(server, inRun, 'RUN echo '.length, row('key in a RUN'), name);
    server.edit(at, 0, 0, 'Q\n');
    const found = await measureTyping(server, at, 1, row('key in an unknown word'), name);
    record(row('findings'), name, found);
    record(row('memory, MB'), name, server.memory().now);
    await measureRequests(server, lines, at, row, name);
    record(row('peak memory, MB'), name, server.memory().peak);
  });
}

/** One character after another; each is sent when the diagnostics of the last one are there. Returns the number of findings. */
async function measureTyping(server, line, column, row, name) {
  let findings = 0;
  const type = async (i) => {
    const { ms, items } = await server.editAndDiagnose(line, column + i, column + i, String.fromCharCode(97 + (i % 26)));
    findings = items?.length ?? findings;
    return ms;
  };
  const warmUp = 30;
  const warm = await samples(warmUp, 2000, type);
  const before = server.cpu();
  const figures = await samples(200, 4000, (i) => type(warm.length + i));
  record(`${row}, ms`, name, median(figures));
  record(`${row}, CPU ms`, name, (server.cpu() - before) / figures.length);
  server.edit(line, column, column + warm.length + figures.length, '');
  return findings;
}

async function measureRequests(server, lines, at, row, name) {
  const timed = async (what, count, ask) => record(row(`${what}, ms`), name, median(await samples(count, 3000, ask)));
  const variable = lines.findIndex((line, i) => i > at && line.includes('$APP_HOME'));
  const position = { line: variable + 1, character: lines[variable].indexOf('APP_HOME') };
  await timed('hover on a variable', 50, async () => (await server.about('textDocument/hover', { position })).ms);
  // Completion is asked for while typing: an edit goes before each request.
  await timed('completion after an edit', 50, async (i) => {
    server.edit(at, 0, i === 0 ? 1 : 11 + (i % 2 === 0 ? 1 : 0), i % 2 === 0 ? 'COPY --from' : 'COPY --from=');
    return (await server.about('textDocument/completion', { position: { line: at, character: i % 2 === 0 ? 11 : 12 }, context: { triggerKind: 1 } })).ms;
  });
  if (!server.capabilities.semanticTokensProvider) return;
  // The peer needs half a minute for 10,000 lines: once is enough to know.
  const timeout = 40_000;
  try {
    const first = await server.about('textDocument/semanticTokens/full', {}, timeout);
    const more = first.ms > 2000 ? [] : await samples(9, 2000, async () => (await server.about('textDocument/semanticTokens/full')).ms);
    record(row('semantic tokens, ms'), name, median([first.ms, ...more]));
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    record(row('semantic tokens, ms'), name, `> ${timeout}`);
  }
}

/** Files per second of `drydock check` and of the peer's checker, over files that they have not seen. */
async function measureCheck() {
  const count = 3000;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-bench-'));
  const commands = {
    drydock: [path.join(root, 'dist/drydock.cjs'), 'check', '--format', 'jsonl', '--fail-on', 'never', folder],
    peer: [path.join(root, 'scripts/bench/peerCheck.cjs'), folder],
  };
  try {
    for (let i = 0; i < count; i++) fs.writeFileSync(path.join(folder, `Dockerfile.${i}`), projectFile(i));
    for (const name of names) {
      const { wall, cpu } = await timedRun(commands[name]);
      record('check, files per second', name, count / (wall / 1000));
      record('check, files per second of CPU', name, count / (cpu / 1000));
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script to its end; its wall and processor time in milliseconds. */
async function timedRun(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--require', path.join(root, 'scripts/bench/cpuAtExit.cjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  let bytes = 0;
  let cpu = '';
  child.stdout.on('data', (chunk) => { bytes += chunk.length; });
  child.stdio[3].on('data', (chunk) => { cpu += chunk; });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || bytes === 0) throw new Error(`${args[0]} ended with ${code}`);
  return { wall: performance.now() - begin, cpu: Number(cpu) };
}

function format(figure) {
  if (figure === undefined) return '–';
  if (typeof figure === 'string') return figure;
  return figure >= 100 ? figure.toFixed(0) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

/** How many times better ours is: more for files per second, less for everything else. */
function ratioOf(row, drydock, peer) {
  if (row.includes('per second') && peer > 0) return `${format(drydock / peer)} ×`;
  if (typeof drydock === 'number' && typeof peer === 'string') return `> ${format(Number(peer.slice(2)) / drydock)} ×`;
  return typeof drydock === 'number' && typeof peer === 'number' && drydock > 0 ? `${format(peer / drydock)} ×` : '–';
}

function printTable() {
  const width = Math.max(...[...results.keys()].map((row) => row.length)) + 2;
  console.log(`${''.padEnd(width)}${'Drydock'.padStart(10)}${'peer'.padStart(10)}${'better by'.padStart(12)}`);
  for (const [row, { drydock, peer }] of results) {
    console.log(`${row.padEnd(width)}${format(drydock).padStart(10)}${format(peer).padStart(10)}${ratioOf(row, drydock, peer).padStart(12)}`);
  }
}

/** What the project promises: flat typing, and the margin over the peer. */
function printPromises() {
  const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
  for (const what of ['key in an unknown word', 'key in a RUN']) {
    const of = (size) => results.get(`${size} lines: ${what}, CPU ms`)?.drydock;
    if (small < large) console.log(`CPU of a ${what}, ${large} lines to ${small} lines: ${format(of(large) / of(small))} (bar: at most 2)`);
  }
}

function printLayers(rows) {
  const columns = ['tar', 'tar-stream', 'Drydock', 'bar'];
  console.log(`\n${'layers: 300,000 files, 2 GB'.padEnd(42)}${columns.map((column) => column.padStart(12)).join('')}`);
  for (const [name, { tar, peer, drydock, bar }] of rows) {
    console.log(`${name.padEnd(42)}${[tar, peer, drydock].map((figure) => format(figure).padStart(12)).join('')}${(bar === undefined ? '' : `≤ ${bar}`).padStart(12)}`);
  }
}

await build();
console.log(`Node ${process.version}, ${os.cpus().length} processors, load ${os.loadavg()[0].toFixed(1)}`);
if (!options['only-layers']) {
  await measureStartUp();
  for (const size of sizes) for (const name of names) await measureSize(size, name);
  if (!options['no-check']) await measureCheck();
}
const layers = options['no-layers'] ? [] : await measureLayers();
if (options.json) console.log(JSON.stringify({ ...Object.fromEntries(results), layers: Object.fromEntries(layers) }, null, 1));
else {
  if (results.size > 0) printTable();
  if (layers.length > 0) printLayers(layers);
}
if (results.size > 0) printPromises();
