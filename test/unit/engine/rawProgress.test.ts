/**
 * The progress that buildx 0.29 with BuildKit of Docker Engine 28 gave for real builds, recorded with --progress=rawjson.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RawProgress, longestLog, type ProgressEvent } from '../../../client/src/engine/rawProgress.ts';
import { PlainText } from '../../../client/src/model/buildText.ts';
import { makeRng } from '../../support/rng.ts';

const recorded = (name: string): string => readFileSync(new URL(`../../data/buildOutput/raw/${name}.jsonl`, import.meta.url), 'utf8');

function read(output: string, outcome: 'succeeded' | 'failed' | 'cancelled' = 'succeeded', cut: (left: number) => number = (left) => left): { progress: RawProgress; text: string; events: ProgressEvent['kind'][]; other: string[] } {
  const plain = new PlainText();
  const other: string[] = [];
  const events: ProgressEvent['kind'][] = [];
  let text = '';
  const progress = new RawProgress((event) => {
    events.push(event.kind);
    if (event.kind === 'text') other.push(event.line);
    text += plain.render(event);
  });
  for (let at = 0; at < output.length;) {
    const length = cut(output.length - at);
    progress.push(output.slice(at, at + length));
    at += length;
  }
  progress.end(outcome);
  return { progress, text: text.replaceAll(/\u001b\[\d+m/g, ''), events, other };
}

const shown = ({ progress }: ReturnType<typeof read>): string[] => progress.steps.filter(({ position }) => position > 0).map(({ stage, position, count, state }) => `${stage} ${position}/${count} ${state}`.trim());

describe('recorded builds', () => {
  test('one that succeeds: steps in order, times, logs, transfers', () => {
    const result = read(recorded('ok'));
    expect(shown(result)).toEqual(['base 1/5 done', 'base 2/5 done', 'base 3/5 done', 'base 4/5 done', 'base 5/5 done', 'final 2/2 done']);
    const run = result.progress.steps.find(({ position }) => position === 4)!;
    expect(run.log).toEqual(['start-x9', 'line 1', 'line 2', 'line 3', 'no newline']);
    expect(run.completed! - run.started!).toBe(778);
    expect(run.inputs).toHaveLength(1);
    expect(result.progress.steps.find(({ name }) => name === 'exporting to image')!.transfers.map(({ label, isComplete }) => [label, isComplete])).toContainEqual(['naming to docker.io/library/c-ok:1', true]);
    expect(result.progress.steps.find(({ name }) => name === '[internal] load build context')!.transfers).toEqual([{ id: 'transferring context:', label: 'transferring context', current: 38, total: 0, isComplete: true }]);
    expect(result.other).toEqual([]);
  });

  test('its warnings, with places and addresses', () => {
    expect(read(recorded('ok')).progress.warnings).toEqual([
      { rule: 'StageNameCasing', message: "Stage name 'Final' should be lowercase", detail: 'Stage names should be lowercase', url: 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/', file: 'Dockerfile', ranges: [{ start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }] },
      expect.objectContaining({ rule: 'JSONArgsRecommended', ranges: [{ start: { line: 7, character: 0 }, end: { line: 7, character: 0 } }] }),
    ]);
  });

  test('its text reads as plain progress does', () => {
    const { text } = read(recorded('ok'));
    expect(text).toMatch(/\n#\d+ \[base 4\/5\] RUN echo start-x9;.*\n#\d+ 0\.140 start-x9\n#\d+ 0\.140 line 1\n#\d+ 0\.341 line 2\n/);
    expect(text).toMatch(/\n#\d+ DONE 0\.8s\n/);
    expect(text).toContain("WARN: StageNameCasing: Stage name 'Final' should be lowercase (line 6)\n");
    expect(text).toMatch(/\n#\d+ transferring context 38 B done\n/);
  });

  test('one out of the cache', () => {
    expect(shown(read(recorded('cached')))).toEqual(['base 1/5 done', 'base 2/5 cached', 'base 3/5 cached', 'base 4/5 cached', 'base 5/5 cached', 'final 2/2 cached']);
  });

  test('a failing step, and the excerpt behind it', () => {
    const result = read(recorded('fail'), 'failed');
    expect(shown(result)).toEqual(['1/3 cached', '2/3 done', '3/3 failed']);
    const failed = result.progress.steps.find(({ state }) => state === 'failed')!;
    expect([failed.log, failed.error]).toEqual([['before'], expect.stringContaining('exit code: 7')]);
    expect(result.other).toContain('   3 | >>> RUN echo before; \\');
    expect(result.text).toMatch(/\n#\d+ ERROR: process "\/bin\/sh -c echo before/);
  });

  test.each(['copy', 'pull'])('a failing %s', (name) => {
    const result = read(recorded(name), 'failed');
    expect(result.progress.steps.filter(({ state }) => state === 'failed')).toHaveLength(1);
    expect(result.other.at(-1)).toMatch(/^ERROR: failed to build: failed to solve: /);
  });

  test.each(['parse', 'target', 'multi'])('an error that no step has: %s', (name) => {
    const result = read(recorded(name), 'failed');
    expect(result.progress.steps.filter(({ state }) => state === 'failed' || state === 'running')).toEqual([]);
    expect(result.other.some((line) => line.startsWith('ERROR: '))).toBe(true);
  });

  test('one that is cancelled has no failing step', () => {
    expect(shown(read(recorded('cancel'), 'cancelled'))).toEqual(['1/2 cached', '2/2 cancelled']);
  });

  test.each(['ok', 'cached', 'fail', 'pull', 'parse', 'cancel', 'platforms'])('however it is cut into pieces: %s', (name) => {
    const whole = read(recorded(name));
    const rng = makeRng(7);
    for (const cut of [() => 1, () => 1000, (left: number) => 1 + rng.int(Math.min(left, 3000))]) expect(read(recorded(name), 'succeeded', cut).text).toBe(whole.text);
  });

  test('a pull, layer by layer', () => {
    const result = read(recorded('pulled'));
    const from = result.progress.steps.find(({ name }) => name.startsWith('[1/2] FROM registry.example'))!;
    expect(from.transfers.filter(({ total }) => total > 1_000_000).map(({ current, total, isComplete }) => [current, total, isComplete])).toContainEqual([30_003_974, 30_003_974, true]);
    expect(result.text).toMatch(/\n#\d+ 42cd25a82fed(?: extracting)? 30 MB \/ 30 MB done\n/);
    const halfway = new RawProgress();
    const output = recorded('pulled');
    halfway.push(output.slice(0, output.indexOf('\n', output.indexOf('"current":11534336')) + 1));
    expect(halfway.steps.flatMap(({ transfers }) => transfers).find(({ isComplete }) => !isComplete)).toMatchObject({ label: '42cd25a82fed downloading', current: 11_534_336, total: 30_003_974 });
  });

  test('two platforms are told apart', () => {
    const stages = new Set(read(recorded('platforms')).progress.steps.filter(({ position }) => position > 0).map(({ stage }) => stage));
    expect([...stages].sort()).toEqual(['linux/amd64', 'linux/arm64']);
  });
});

const vertex = (more: object): string => `${JSON.stringify({ vertexes: [{ digest: 'd', name: '[2/2] RUN x', started: '2026-01-01T00:00:00Z', ...more }] })}\n`;
const log = (data: string | Buffer, stream = 1): string => `${JSON.stringify({ logs: [{ vertex: 'd', stream, data: Buffer.from(data).toString('base64'), timestamp: '2026-01-01T00:00:01Z' }] })}\n`;
const logOf = (output: string): readonly string[] => read(output).progress.steps[0]!.log;

describe('odd input', () => {
  test.each(['{', '{}', 'null', '[]', '{"vertexes":1}', '{"other":[]}', 'plain words', '{"vertexes":[', ''])('%j is text', (line) => {
    expect(read(`${line}\n`).other).toEqual([line]);
  });

  test.each(['{"vertexes":[null,1,"x",{},{"digest":3}]}', '{"statuses":[{"id":"x"},null]}', '{"logs":[{"vertex":"nobody","data":"eA=="}]}', '{"warnings":[{}]}', '{"vertexes":[],"warnings":[{"short":4,"range":[3]}]}'])('%s says nothing', (line) => {
    const result = read(`${line}\n`);
    expect([result.progress.steps, result.progress.warnings, result.other]).toEqual([[], [], []]);
  });

  test('times and numbers that are none', () => {
    const { progress } = read(`${vertex({ completed: 'soon' })}${JSON.stringify({ statuses: [{ vertex: 'd', id: 'x', current: -4, total: 'much', timestamp: 7 }] })}\n`);
    expect(progress.steps[0]).toMatchObject({ completed: undefined, transfers: [{ current: 0, total: 0 }] });
  });

  test('a character in two pieces, a line in three, two streams at once', () => {
    const euro = Buffer.from('a€');
    expect(logOf(vertex({}) + log(euro.subarray(0, 2)) + log('err', 2) + log(euro.subarray(2)) + log('b\nc') + log('or\n', 2))).toEqual(['a€b', 'error', 'c']);
  });

  test('a bar that a program draws over itself is one line, and escape codes are left out', () => {
    expect(logOf(vertex({}) + log(' 10%\r 50%\r100%\r\n\u001b[32mgreen\u001b[0m\n'))).toEqual(['100%', 'green']);
    const { text } = read(vertex({}) + log('\u001b[2J\u001b[31mred\n'));
    expect(text).toContain('#1 1.000 red\n');
  });

  test('a log without end keeps its last lines, and says how many went', () => {
    const { progress } = read(vertex({}) + log(Array.from({ length: longestLog + 5 }, (_, index) => `${index}\n`).join('')));
    expect([progress.steps[0]!.log.length, progress.steps[0]!.log[0], progress.steps[0]!.dropped]).toEqual([longestLog, '5', 5]);
    const endless = read(vertex({}) + log('x'.repeat(100_000)) + log('y'.repeat(100_000)));
    expect(endless.progress.steps[0]!.log.join('').length).toBeLessThan(10_000);
  });

  test('a warning of each platform is one', () => {
    const warning = `${JSON.stringify({ warnings: [{ vertex: 'd', short: Buffer.from('Rule: bad (line 3)').toString('base64'), range: [{ start: { line: 3 }, end: { line: 4, character: 2 } }] }] })}\n`;
    expect(read(warning + warning).progress.warnings).toEqual([{ rule: 'Rule', message: 'bad', detail: '', url: '', file: '', ranges: [{ start: { line: 2, character: 0 }, end: { line: 3, character: 2 } }] }]);
  });
});
