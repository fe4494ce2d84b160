/**
 * What the view of builds says, out of recorded builds.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RawProgress } from '../../../client/src/engine/rawProgress.ts';
import { childrenOf, labelOfBuilder, labelOfRun, labelOfStep, linesOfStep, parentOf, rowsToSee, stepMessage, type BuildRow } from '../../../client/src/model/buildRows.ts';
import { BuildRuns, type BuildOutcome, type BuildRun } from '../../../client/src/model/buildRuns.ts';
import { logText } from '../../../client/src/model/buildText.ts';
import { formatDuration } from '../../../client/src/model/format.ts';

const dockerfile = 'FROM busybox AS base\nWORKDIR /app\nCOPY a.txt .\nRUN echo start-x9; for i in 1 2 3; do echo line $i; sleep 0.2; done; printf \'no newline\'\nRUN echo second && echo err >&2\nFROM busybox AS Final\nCOPY --from=base /app /srv\nCMD echo hi\n';

function run(name: string, until = Number.POSITIVE_INFINITY): { run: BuildRun; runs: BuildRuns; end(result: Partial<BuildOutcome>): void } {
  const progress = new RawProgress();
  progress.push(readFileSync(new URL(`../../data/buildOutput/raw/${name}.jsonl`, import.meta.url), 'utf8').split('\n').slice(0, until).join('\n') + '\n');
  const runs = new BuildRuns();
  const entry = runs.begin({ file: '/src/Dockerfile', context: '/src', tags: ['app:1'] }, dockerfile, () => progress, () => undefined);
  return {
    run: entry.run, runs,
    end: (result) => {
      const outcome = result.outcome ?? 'succeeded';
      progress.end(outcome);
      entry.end({ outcome, failure: undefined, imageId: undefined, buildRef: undefined, lines: new Map(), ...result });
    },
  };
}

const rows = (of: BuildRun): readonly BuildRow[] => childrenOf({ kind: 'run', key: '1', run: of });
const path = (file: string): string => file.slice(1);

describe('a build that runs', () => {
  test('says how far it is, and which step is at work', () => {
    const { run: of } = run('ok', 30);
    const now = Date.UTC(2026, 10, 21, 12, 42, 6, 700);
    expect(labelOfRun(of, path, of.started + 2500)).toMatchObject({ label: 'app:1', description: '3 of 6 steps, 2.5 s' });
    const [running] = of.steps.filter(({ state }) => state === 'running');
    expect(labelOfStep(running!, now)).toMatchObject({ label: "0.4 s · base 4/5 RUN echo start-x9; for i in 1 2 3; do echo line $i; sleep 0.2; done; printf 'no newline'", description: 'line 3' });
    expect(of.steps.filter(({ state }) => state === 'waiting').map((step) => labelOfStep(step, now).label)).toEqual(['base 5/5 RUN echo second && echo err >&2', 'final 2/2 COPY --from=base /app /srv']);
  });
});

describe('a build that has ended', () => {
  test('lists instructions, warnings, and what the builder did besides', () => {
    const { run: of, end } = run('ok');
    end({});
    expect(rows(of).map(({ kind }) => kind)).toEqual(['step', 'step', 'step', 'step', 'step', 'step', 'warnings', 'builder']);
    const warnings = childrenOf(rows(of).find(({ kind }) => kind === 'warnings')!);
    expect(warnings.map((row) => (row.kind === 'line' ? [row.text, row.go] : row))).toEqual([
      ["StageNameCasing: Stage name 'Final' should be lowercase (line 6)", { first: 5, last: 5 }], [expect.stringContaining('JSONArgsRecommended'), { first: 7, last: 7 }],
    ]);
    expect(childrenOf(rows(of).at(-1)!).length).toBeGreaterThan(4);
    expect(labelOfBuilder(of, 0).description).toMatch(/^0\.\d s$/);
    const log = childrenOf(rows(of)[3]!);
    expect(log.map((row) => (row.kind === 'line' ? row.text : ''))).toEqual(['start-x9', 'line 1', 'line 2', 'line 3', 'no newline']);
    expect(new Set([...rows(of), ...log].map(({ key }) => key)).size).toBe(rows(of).length + log.length);
  });
  test('knows the lines of its steps by the record, and by their text without one', () => {
    const { run: of, end } = run('ok');
    const found = (): unknown[] => of.steps.filter(({ position }) => position > 0).map((step) => linesOfStep(of, step)?.first);
    expect(found()).toEqual([0, 1, 2, 3, 4, 6]);
    end({ lines: new Map([[of.steps.find(({ position }) => position === 3)!.id, { first: 40, last: 41 }]]) });
    expect(found()).toEqual([0, 1, 40, 3, 4, 6]);
    expect(linesOfStep(of, of.steps[0]!)).toBeUndefined();
  });
  test('counts what came from the cache', () => {
    const { run: of, end } = run('cached');
    end({});
    expect(labelOfRun(of, path, 0).description).toMatch(/^built in (?:\d+\.\d s|\d+ ms), 5 of 6 steps cached$/);
  });
  test('that failed shows a failing step of the builder among the instructions, and an error of no step', () => {
    const pull = run('pull');
    pull.end({ outcome: 'failed' });
    expect(rows(pull.run).map(({ kind }) => kind)).toEqual(['step', 'builder']);
    const parse = run('parse');
    parse.end({ outcome: 'failed', failure: { message: 'unknown instruction', step: undefined, log: [], lines: { first: 1, last: 1 } } });
    expect(rows(parse.run)[0]).toMatchObject({ kind: 'line', text: 'unknown instruction', go: { first: 1, last: 1 } });
    expect(labelOfRun(parse.run, path, 0).description).toMatch(/^failed at line 2 after /);
  });
  test('is told to listeners once, with all its steps ended', () => {
    const { run: of, runs, end } = run('ok', 30);
    const told: string[] = [];
    runs.onDidFinish(({ outcome, steps }) => told.push(`${outcome} ${steps.filter(({ state }) => state === 'cancelled').length}`));
    end({ outcome: 'cancelled' });
    end({ outcome: 'failed' });
    expect([told, of.outcome]).toEqual([['cancelled 3'], 'cancelled']);
    runs.forgetEnded();
    expect(runs.all).toEqual([]);
  });
});

describe('what there is to see of a build', () => {
  const texts = (of: BuildRun): string[] => rowsToSee(of).map((row) => (row.kind === 'step' ? row.step.name : row.kind === 'line' ? row.text : row.kind));
  test('is the instruction that runs, else what the builder does, and nothing in the end', () => {
    const { run: of, end } = run('ok', 30);
    expect(texts(of)).toEqual([expect.stringContaining('[base 4/5] RUN echo start-x9')]);
    expect(texts(run('ok', 2).run)).toEqual(['builder']);
    end({});
    expect(texts(of)).toEqual([]);
  });
  test('is the step that failed, with the end of its log', () => {
    const { run: of, end } = run('fail');
    const step = of.steps.find(({ state }) => state === 'failed')!;
    end({ outcome: 'failed', failure: { message: 'exit code 7', step, log: step.log, lines: undefined } });
    expect(texts(of)).toEqual(['before', step.name]);
    const nowhere = run('parse');
    nowhere.end({ outcome: 'failed', failure: { message: 'unknown instruction', step: undefined, log: [], lines: undefined } });
    expect(texts(nowhere.run)).toEqual(['unknown instruction']);
    const unknown = run('parse');
    unknown.end({ outcome: 'failed' });
    expect(texts(unknown.run)).toEqual([]);
  });
  test.each(['ok', 'fail', 'pull', 'parse'])('each row of %s knows the one above it', (name) => {
    const { run: of, end } = run(name);
    end(name === 'ok' ? {} : { outcome: 'failed', failure: { message: 'it failed', step: of.steps.find(({ state }) => state === 'failed'), log: [], lines: undefined } });
    const below = (row: BuildRow): void => {
      for (const child of childrenOf(row)) {
        expect(parentOf(child)).toMatchObject({ kind: row.kind, key: row.key });
        below(child);
      }
    };
    const root: BuildRow = { kind: 'run', key: '1', run: of };
    expect(parentOf(root)).toBeUndefined();
    below(root);
  });
});

test('a log as a text', () => {
  const { run: of } = run('fail');
  expect(logText(of.steps.find(({ state }) => state === 'failed')!)).toBe('[3/3] RUN echo before;   sleep 0.3;   exit 7\nbefore\nERROR: process "/bin/sh -c echo before;   sleep 0.3;   exit 7" did not complete successfully: exit code: 7\n');
});

test('the step that runs, in one line', () => {
  const of = run('fail').run.steps.find(({ state }) => state === 'failed')!;
  expect(stepMessage(of)).toBe('3/3 RUN echo before; sleep 0.3; exit 7');
  expect(stepMessage({ ...of, name: `[3/3] RUN ${'x'.repeat(100)}` })).toBe(`3/3 RUN ${'x'.repeat(52)}…`);
  expect(stepMessage({ ...of, position: 0, name: 'exporting to image' })).toBe('exporting to image');
});

test.each([[0, '0.0 s'], [28, '28 ms'], [60, '0.1 s'], [449, '0.4 s'], [9949, '9.9 s'], [9951, '10 s'], [59_400, '59 s'], [59_960, '1 min 0 s'], [185_000, '3 min 5 s'], [3_720_000, '1 h 2 min'], [-5, '0.0 s']])('%i ms are %s', (time, text) => expect(formatDuration(time)).toBe(text));
