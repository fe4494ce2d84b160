import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BuildProgress } from '../../../client/src/engine/buildProgress.ts';
import type { BuildFailure } from '../../../client/src/engine/buildProgress.ts';

/** What a real build printed. */
const recorded = (name: string): string => readFileSync(new URL(`../../data/buildOutput/${name}.txt`, import.meta.url), 'utf8');

interface Result {
  readonly failure: BuildFailure | undefined;
  readonly steps: string[];
  readonly warnings: BuildProgress['warnings'];
}

function read(output: string, exitCode: number, pieceLength = output.length): Result {
  const progress = new BuildProgress();
  for (let at = 0; at < output.length; at += pieceLength) progress.push(output.slice(at, at + pieceLength));
  const failure = progress.end(exitCode);
  const steps = progress.steps.filter((step) => step.position > 0).map((step) => `${step.stage}${step.position}/${step.count} ${step.state}`);
  return { failure, steps, warnings: progress.warnings };
}

describe('BuildKit, plain progress', () => {
  test.each<[string, Partial<BuildFailure>]>([
    ['run', { lines: { first: 3, last: 5 }, exitCode: 7, instruction: 'RUN echo before;   sleep 0.2;   exit 7', log: ['before'], message: 'process "/bin/sh -c echo before;   sleep 0.2;   exit 7" did not complete successfully: exit code: 7' }],
    ['heredoc', { lines: { first: 2, last: 7 }, exitCode: 1, log: ['start'] }],
    ['copy', { lines: { first: 6, last: 6 }, exitCode: undefined, instruction: 'COPY missing.txt /', message: '"/missing.txt": not found' }],
    ['parse', { lines: { first: 2, last: 2 }, message: 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)', instruction: '' }],
    ['base', { lines: { first: 1, last: 1 }, message: expect.stringMatching(/^doesnotexist:1: failed to resolve source metadata/) as string }],
    ['stage', { lines: { first: 2, last: 2 }, message: expect.stringMatching(/^nostage: /) as string }],
    ['secret', { lines: { first: 2, last: 2 }, message: 'secret x: not found' }],
  ])('the failure of %s', (name, expected) => expect(read(recorded(name), 1).failure).toMatchObject(expected));

  test('steps with their stages and states', () => {
    expect(read(recorded('run'), 1).steps).toEqual(['1/3 done', '2/3 cached', '3/3 failed']);
    expect(read(recorded('copy'), 1).steps).toEqual(['base1/2 cached', 'final1/1 failed', 'base2/2 done']);
    expect(read(recorded('multi'), 0)).toMatchObject({ failure: undefined, steps: ['b1/2 cached', 'a2/2 done', 'b2/2 done', 'stage-21/2 done', 'stage-22/2 done'] });
    expect(read(recorded('cached'), 0).steps.filter((step) => step.endsWith('cached'))).toHaveLength(4);
  });

  test('warnings, each once', () => {
    const { warnings, failure } = read(recorded('warn'), 0);
    expect(failure).toBeUndefined();
    expect(warnings).toHaveLength(4);
    expect(warnings).toContainEqual({ rule: 'UndefinedVar', message: "Usage of undefined variable '$nope'", detail: '', url: '', file: '', ranges: [{ start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }] });
    expect(warnings).toContainEqual(expect.objectContaining({ rule: 'StageNameCasing', message: "Stage name 'Build' should be lowercase", ranges: [{ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }] }));
  });

  test('the running step, while it runs', () => {
    const progress = new BuildProgress();
    const output = recorded('multi');
    progress.push(output.slice(0, output.indexOf('#6 DONE')));
    expect(progress.running?.name).toBe('[b 2/2] RUN echo B > /b');
  });

  test('output of a step that looks like an excerpt or an error is only its log', () => {
    const { failure } = read('#5 [2/2] RUN make\n#5 0.1 src/a.c:12\n#5 0.2 ERROR: no\n#5 0.3 >>> x\n#5 ERROR: process "make" did not complete successfully: exit code: 2\nERROR: failed to solve: process "make" did not complete successfully: exit code: 2\n', 1);
    expect(failure).toMatchObject({ lines: undefined, exitCode: 2, log: ['src/a.c:12', 'ERROR: no', '>>> x'], instruction: 'RUN make' });
  });

  test('nor is that log when it is printed once more', () => {
    const failure = '#5 [2/2] RUN make\n#5 ERROR: exit code: 2\n------\n > [2/2] RUN make:\n0.1 src/a.c:12\nERROR: no\n------\nDockerfile:2\n--------------------\n   1 |     FROM a\n   2 | >>> RUN make\n--------------------\nERROR: failed to solve: bad\n';
    expect(read(failure, 1).failure).toMatchObject({ lines: { first: 2, last: 2 }, message: 'bad' });
  });

  test('a step that was stopped because another failed is not the failing one', () => {
    const { failure, steps } = read('#5 [a 2/2] RUN sleep 9\n#6 [b 2/2] RUN false\n#6 ERROR: process "false" did not complete successfully: exit code: 1\n#5 CANCELED\n------\nERROR: failed to solve: process "false" did not complete successfully: exit code: 1\n', 1);
    expect(steps).toEqual(['a2/2 cancelled', 'b2/2 failed']);
    expect(failure?.instruction).toBe('RUN false');
  });
});

describe('the classic builder and Podman', () => {
  test('a failing RUN', () => {
    const { failure, steps } = read(recorded('classic-run'), 7);
    expect(failure).toMatchObject({ lines: undefined, exitCode: 7, instruction: 'RUN echo before;   sleep 0.2;   exit 7', log: ['before'] });
    expect(steps).toEqual(['1/3 done', '2/3 done', '3/3 failed']);
  });

  test('a failing COPY', () => {
    expect(read(recorded('classic-copy'), 1).failure).toMatchObject({ instruction: 'COPY missing.txt /', message: 'COPY failed: file not found in build context or excluded by .dockerignore: stat missing.txt: file does not exist' });
  });

  test('a parse error says its line', () => {
    expect(read(recorded('classic-parse'), 1).failure).toMatchObject({ lines: { first: 2, last: 2 }, message: 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)' });
  });

  test('Podman 4.3, a failing RUN', () => {
    const { failure, steps } = read(recorded('podman-run'), 7);
    expect(steps).toEqual(['stage-01/2 done', 'stage-02/2 done', 'stage-11/3 done', 'stage-12/3 done', 'stage-13/3 failed']);
    expect(failure).toMatchObject({ instruction: 'RUN echo before;   exit 7', message: 'exit status 7', exitCode: 7, log: ['before'] });
  });

  test('Podman 4.3, builds that succeed', () => {
    expect(read(recorded('podman-ok'), 0)).toMatchObject({ failure: undefined, steps: ['stage-01/2 done', 'stage-02/2 done', 'stage-11/3 done', 'stage-12/3 done', 'stage-13/3 done'] });
    expect(read(recorded('podman-cached'), 0).steps).toEqual(['stage-01/2 done', 'stage-02/2 cached', 'stage-11/3 done', 'stage-12/3 cached', 'stage-13/3 cached']);
    const progress = new BuildProgress();
    progress.push(recorded('podman-ok'));
    progress.end(0);
    expect(progress.steps.at(-1)!.log).toEqual(['before']);
  });

  test.each([['podman-copy', 'COPY nothing /', /no such file or directory$/], ['podman-parse', 'RUNN x', /Unknown instruction: "RUNN"/]])('Podman 4.3, %s', (name, instruction, message) => {
    const { failure } = read(recorded(name), 125);
    expect(failure?.instruction).toBe(instruction);
    expect(failure?.message).toMatch(message);
  });
});

test.each(['run', 'copy', 'warn', 'classic-run', 'podman-run'])('the cut into pieces makes no difference: %s', (name) => {
  const output = recorded(name);
  const whole = read(output, 1);
  for (const length of [1, 3, 100]) expect(read(output, 1, length)).toEqual(whole);
  expect(read(output.replaceAll('\n', '\r\n'), 1, 5)).toEqual(whole);
});

test.each([['', 'The build failed.'], ['unknown flag: --x', 'The build failed.'], ['ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?']])('other output: %j', (output, message) => {
  expect(read(output, 125).failure).toMatchObject({ message, lines: undefined, instruction: '', log: [] });
});
