import { describe, expect, test } from 'vitest';
import type { BuildStepKey, StageStepsInfo } from '../../../server/src/lsp/protocol.ts';
import { keysOf, predict, type BuildInputs, type TakenFile } from '../../../client/src/model/cachePrediction.ts';
import { markLine, predictionMarks } from '../../../client/src/model/predictionShown.ts';

const key = (command: string, more: Partial<BuildStepKey> = {}): BuildStepKey =>
  ({ command, env: [], workdir: '/', user: '', stages: [], images: [], hasContext: false, unknown: [], isLinked: false, ...more });

type Line = string | readonly [text: string, more: Partial<BuildStepKey>];

/** Stages of one line per step; a text that begins with "FROM" begins one. Line numbers count on. */
function stagesOf(lines: readonly Line[]): StageStepsInfo[] {
  const stages: { -readonly [K in keyof StageStepsInfo]: StageStepsInfo[K] }[] = [];
  for (const [at, line] of lines.entries()) {
    const [text, more] = typeof line === 'string' ? [line, {}] : line;
    const lineNumbers: [number, number] = [at, at];
    if (text.startsWith('FROM ')) {
      const base = text.slice(5);
      const stage = stages.find(({ name }) => name === base);
      stages.push({
        index: stages.length, name: `s${stages.length}`, platform: '', isBuilt: true, steps: [{ name: 'FROM', lines: lineNumbers, text, key: null }],
        base: stage ? { kind: 'stage', index: stage.index } : { kind: base === 'scratch' ? 'scratch' : 'image', name: base },
      });
    } else {
      const stage = stages.at(-1)!;
      stage.steps = [...stage.steps, { name: text.split(' ')[0]!, lines: lineNumbers, text, key: text.startsWith('ENV') ? null : key(text, more) }];
    }
  }
  return stages;
}

const file = (name: string, content: string, mode = 0o644): TakenFile => ({ path: `src/${name}`, name, mode, content });
const image = (id: string, ...diffIds: string[]): { id: string; diffIds: string[] } => ({ id, diffIds });

function inputs(lines: readonly Line[], more: Partial<BuildInputs> = {}): BuildInputs {
  return { stages: stagesOf(lines), syntax: '', images: new Map([['node', image('1', 'a')]]), files: new Map(), ...more };
}

function marks(before: BuildInputs, after: BuildInputs): string[] {
  const keys = [...keysOf(before).values()];
  return predictionMarks(predict(after, { own: new Set(keys.map(({ own }) => own)), whole: new Set(keys.map(({ whole }) => whole)), inputs: before })).map(markLine);
}

const copy: Line = ['COPY src .', { hasContext: true }];
const files = (...taken: TakenFile[]): Partial<BuildInputs> => ({ files: new Map([['0/1', taken]]) });
const plain = ['FROM node', 'RUN a', 'RUN b'];

describe('what runs again', () => {
  test.each<[string, BuildInputs, BuildInputs, string[]]>([
    ['nothing', inputs(plain), inputs(plain), []],
    ['a changed step and what stands below', inputs(plain), inputs(['FROM node', 'RUN x', 'RUN b']), [
      'line 2: runs again. The instruction has changed since the last build.', 'line 3: runs again. It builds on line 2, which runs again.']],
    ['a new step', inputs(plain), inputs([...plain, 'RUN c']), ['line 4: runs again. The last build did not have this instruction.']],
    ['steps that are gone leave nothing', inputs(plain), inputs(['FROM node', 'RUN a']), []],
    ['several files', inputs(['FROM node', copy], files(file('a', '1'), file('b', '1'))), inputs(['FROM node', copy], files(file('a', '2'), file('c', '1'))), [
      'line 2: runs again. src/a has changed, and 2 more since the last build.']],
    ['a folder that is new with a file', inputs(['FROM node', copy], files()), inputs(['FROM node', copy], files(file('d/', '/', 0), file('d/x', '1'))), [
      'line 2: runs again. src/d/x is new, and 1 more since the last build.']],
    ['permissions', inputs(['FROM node', copy], files(file('a', '1'))), inputs(['FROM node', copy], files(file('a', '1', 0o755))), [
      'line 2: runs again. src/a has other permissions since the last build.']],
    ['a context that is not known', inputs(['FROM node', copy, 'RUN a'], files(file('a', '1'))), inputs(['FROM node', copy, 'RUN a', 'RUN new'], { files: undefined }), [
      'line 4: runs again. The last build did not have this instruction.']],
    ['a base image that moved', inputs(plain), inputs(plain, { images: new Map([['node', image('2', 'b')]]) }), [
      'line 1: runs again. node is another image than in the last build.', 'line 2: runs again. It builds on line 1, which runs again.', 'line 3: runs again. It builds on line 1, which runs again.']],
    ['a base image with other settings only', inputs(plain), inputs(plain, { images: new Map([['node', image('2', 'a')]]) }), [
      'line 1: may run again. node has the same files as in the last build, but other settings.', 'line 2: may run again. A step above may have to run again.', 'line 3: may run again. A step above may have to run again.']],
    ['a base image that the engine does not have', inputs(plain), inputs(plain, { images: new Map() }), []],
    ['another base image', inputs(plain), inputs(['FROM alpine', 'RUN a'], { images: new Map([['alpine', image('9', 'z')]]) }), [
      'line 1: runs again. No earlier build started from alpine.', 'line 2: runs again. It builds on line 1, which runs again.']],
    ['a URL is no news', inputs(['FROM node', ['ADD http://x /', { unknown: ['url'] }], 'RUN a']), inputs(['FROM node', ['ADD http://x /', { unknown: ['url'] }], 'RUN a']), []],
    ['a change below a URL', inputs(['FROM node', ['ADD http://x /', { unknown: ['url'] }], 'RUN a']), inputs(['FROM node', ['ADD http://x /', { unknown: ['url'] }], 'RUN z']), [
      'line 3: runs again. The instruction has changed since the last build.']],
    ['a stage that is copied from', inputs(['FROM node', 'RUN a', 'FROM node', ['COPY --from=s0 / /', { stages: [0] }], 'RUN b']), inputs(['FROM node', 'RUN z', 'FROM node', ['COPY --from=s0 / /', { stages: [0] }], 'RUN b']), [
      'line 2: runs again. The instruction has changed since the last build.',
      'line 4: may run again. A stage that it copies from runs again; with the same content there, this step is found in the cache.', 'line 5: may run again. A step above may have to run again.']],
    ['a step that is new below one that may run again', inputs(['FROM node', 'RUN a', 'FROM node', ['COPY --from=s0 / /', { stages: [0] }]]), inputs(['FROM node', 'RUN z', 'FROM node', ['COPY --from=s0 / /', { stages: [0] }], 'RUN new']), [
      'line 2: runs again. The instruction has changed since the last build.',
      'line 4: may run again. A stage that it copies from runs again; with the same content there, this step is found in the cache.', 'line 5: runs again. The last build did not have this instruction.']],
    ['a stage that starts from a stage', inputs(['FROM node', 'RUN a', 'FROM s0', 'RUN b']), inputs(['FROM node', 'RUN z', 'FROM s0', 'RUN b']), [
      'line 2: runs again. The instruction has changed since the last build.', 'line 3: runs again. It builds on line 2, which runs again.', 'line 4: runs again. It builds on line 2, which runs again.']],
    ['variables are told by their names alone', inputs(['FROM node', ['RUN a', { env: ['TOKEN=secret1'] }]]), inputs(['FROM node', ['RUN a', { env: ['TOKEN=secret2'] }]]), [
      'line 2: runs again. The value of TOKEN has changed since the last build.']],
    ['the order of the steps', inputs(plain), inputs(['FROM node', 'RUN b', 'RUN a']), [
      'line 2: runs again. The steps above are others, or in another order, than in the last build.', 'line 3: runs again. It builds on line 2, which runs again.']],
  ])('%s', (_, before, after, expected) => {
    expect(marks(before, after)).toEqual(expected);
  });

  test('a stage that the target does not need has no keys', () => {
    const stages = stagesOf(plain).map((stage) => ({ ...stage, isBuilt: false }));
    expect(keysOf({ ...inputs(plain), stages }).size).toBe(0);
  });
});
