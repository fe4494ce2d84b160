#!/usr/bin/env node
// Compares preset `buildkit` with recorded answers of BuildKit.
// usage: compareVerdicts.mjs FOLDER ANSWERS [--show N] [--time]
// FOLDER holds Dockerfiles (any names); ANSWERS is a .jsonl or .jsonl.gz with one {"sha1", "buildkit": [[rule, line], …], "error", "errorLine"} a line.
// Prints how many files agree and, for those that do not, what each says. Exit status 1 when any differs.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { show: { type: 'string', default: '20' }, time: { type: 'boolean' } } });
const [folder, answersFile] = positionals;
if (!folder || !answersFile) {
  console.error('usage: compareVerdicts.mjs FOLDER ANSWERS [--show N] [--time]');
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'drydock-compare-'));
const bundle = path.join(scratch, 'verdict.mjs');
await build({ entryPoints: [path.join(root, 'test/support/buildkitVerdict.ts')], bundle: true, platform: 'node', format: 'esm', outfile: bundle, logLevel: 'error' });
const { buildkitVerdict } = await import(bundle);
rmSync(scratch, { recursive: true });

const raw = readFileSync(answersFile);
const lines = (answersFile.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8').split('\n').filter((line) => line !== '');
const answers = new Map(lines.map((line) => JSON.parse(line)).map((answer) => [answer.sha1, answer]));

const bare = (message) => message?.replace(/^dockerfile parse error on line \d+: /, '').replace(/ \(did you mean .*\?\)$/, '') ?? null;
const key = (warnings) => warnings.map(([rule, line]) => `${rule}:${line}`).sort().join(' ');

let agreed = 0;
let compared = 0;
let shown = 0;
const files = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
const start = process.cpuUsage();
for (const { name, bytes } of files) {
  const answer = answers.get(createHash('sha1').update(bytes).digest('hex'));
  if (!answer) continue;
  compared++;
  const ours = buildkitVerdict(bytes.toString('utf8'));
  const same = bare(ours.error) === bare(answer.error) && (ours.errorLine ?? null) === (answer.errorLine ?? null) && key(ours.warnings) === key(answer.buildkit);
  if (same) agreed++;
  else if (shown++ < Number(values.show)) {
    console.log(`${name}\n  BuildKit: ${answer.error ?? '-'} @${answer.errorLine ?? '-'} | ${key(answer.buildkit)}\n  ours:     ${ours.error ?? '-'} @${ours.errorLine ?? '-'} | ${key(ours.warnings)}`);
  }
}
const cpu = process.cpuUsage(start);
console.log(`${agreed} of ${compared} files agree (${(100 * agreed / Math.max(1, compared)).toFixed(2)} %)`);
if (values.time) console.log(`${((cpu.user + cpu.system) / 1000 / Math.max(1, compared)).toFixed(3)} ms CPU a file`);
process.exitCode = agreed === compared ? 0 : 1;
