import { describe, expect, test } from 'vitest';
import type { BuildOptions } from '../../../server/src/semantics/semantics.ts';
import { stagesOf } from '../../support/stages.ts';

/** The keys of all steps as one text, so that two Dockerfiles can be compared. */
const keys = (text: string, options?: BuildOptions): string => JSON.stringify(stagesOf(text, options).map(({ base, steps }) => [base, steps.map(({ key }) => key)]));
const from = (...lines: readonly string[]): string => ['FROM busybox AS one', 'ARG A=1', ...lines, ''].join('\n');

describe('two texts of one step', () => {
  test.each<[string, string, string]>([
    ['comments and continuations', 'RUN a \\\n# c\n&& b', 'RUN a && b'],
    ['the case of the keyword', 'run a', 'RUN a'],
    ['the order of mount options', 'RUN --mount=type=cache,target=/c,id=x a', 'RUN --mount=id=x,dst=/c,type=cache a'],
    ['the default network', 'RUN --network=default a', 'RUN a'],
    ['where a file is copied from', 'COPY a/x /', 'COPY ./b/x /'],
    ['variables and their values', 'COPY x$A /', 'COPY x1 /'],
    ['relative working directories', 'WORKDIR /a\nWORKDIR b', 'WORKDIR /a\nWORKDIR /a/b'],
    ['a variable that is set twice', 'ENV B=1\nENV B=2\nRUN a', 'ENV B=2\nRUN a'],
  ])('%s make no difference', (_, a, b) => {
    const last = (text: string): unknown => JSON.parse(keys(from(text)))[0][1].at(-1);
    expect(last(a)).toEqual(last(b));
  });

  test.each<[string, string, string]>([
    ['white space in a command', 'RUN a  b', 'RUN a b'],
    ['exec and shell form', 'RUN ["a"]', 'RUN a'],
    ['heredocs', 'RUN <<E\na\nE', 'RUN <<E\nb\nE'],
    ['an argument that is not used', 'ARG B=1\nRUN a', 'ARG B=2\nRUN a'],
    ['the order of variables', 'ENV B=1 C=2\nRUN a', 'ENV C=2 B=1\nRUN a'],
    ['a variable that is set again later', 'ENV B=1\nENV C=1\nENV B=1\nRUN a', 'ENV B=1\nENV C=1\nRUN a'],
    ['a shell', 'SHELL ["/bin/bash", "-c"]\nRUN a', 'RUN a'],
    ['a user', 'USER me\nRUN a', 'RUN a'],
    ['a working directory', 'WORKDIR /x\nRUN a', 'RUN a'],
    ['the folder of a relative destination', 'WORKDIR /x\nCOPY a .', 'WORKDIR /y\nCOPY a .'],
    ['owners', 'COPY --chown=1 a /', 'COPY a /'],
    ['inline files', 'COPY <<E /x\na\nE', 'COPY <<E /x\nb\nE'],
    ['variables in inline files', 'ARG B=1\nCOPY <<E /x\n$B\nE', 'ARG B=2\nCOPY <<E /x\n$B\nE'],
    ['COPY and ADD', 'COPY a /', 'ADD a /'],
    ['links', 'COPY --link a /', 'COPY a /'],
    ['secrets by their ids', 'RUN --mount=type=secret,id=a x', 'RUN --mount=type=secret,id=b x'],
  ])('%s make one', (_, a, b) => {
    const last = (text: string): unknown => JSON.parse(keys(from(text)))[0][1].at(-1);
    expect(last(a)).not.toEqual(last(b));
  });
});

test('build arguments count', () => {
  const text = from('RUN a');
  expect(keys(text, { buildArgs: { A: '2' } })).not.toBe(keys(text));
  expect(keys(text, { buildArgs: { OTHER: '2' } })).toBe(keys(text));
});

test('the environment in the order of the builder', () => {
  const env = stagesOf('FROM busybox AS one\nARG V=1\nFROM one\nENV A=1\nRUN a\n')[1]!.steps.at(-1)!.key!.env.map((pair) => pair.split('=')[0]);
  // As the real builder put it: a base stage's argument, the image's variables set anew, then the stage's own.
  expect(env).toEqual(['V', 'PATH', 'A']);
});

test('stages, images, the context and what is not known', () => {
  const text = 'FROM a AS one\nFROM one AS two\nFROM scratch\nCOPY --from=one x /\nCOPY --from=1 x /\nCOPY --from=image:1 x /\nADD https://x.example/a /\nADD https://x.example/a.git /\nCOPY x /\n'
    + 'RUN --mount=type=bind,from=two,target=/t --mount=type=bind,target=/c a\nCMD x\n';
  const stages = stagesOf(text);
  expect(stages.map(({ base, isBuilt }) => [base.kind, isBuilt])).toEqual([['image', true], ['stage', true], ['scratch', true]]);
  expect(stages[2]!.steps.map(({ name, lines, key }) => [name, lines[0], key && { stages: key.stages, images: key.images, context: key.hasContext, unknown: key.unknown }])).toEqual([
    ['FROM', 2, null],
    ['COPY', 3, { stages: [0], images: [], context: false, unknown: [] }],
    ['COPY', 4, { stages: [1], images: [], context: false, unknown: [] }],
    ['COPY', 5, { stages: [], images: ['image:1'], context: false, unknown: [] }],
    ['ADD', 6, { stages: [], images: [], context: false, unknown: ['url'] }],
    ['ADD', 7, { stages: [], images: [], context: false, unknown: ['repository'] }],
    ['COPY', 8, { stages: [], images: [], context: true, unknown: [] }],
    ['RUN', 9, { stages: [1], images: [], context: true, unknown: [] }],
    ['CMD', 10, null],
  ]);
  expect(stagesOf(text, { target: 'one' }).map(({ isBuilt }) => isBuilt)).toEqual([true, false, false]);
});

test('triggers stand at the FROM that sets them off', () => {
  const stages = stagesOf('FROM a AS one\nONBUILD RUN x\nFROM one\nRUN y\n');
  expect(stages[1]!.steps.map(({ text, lines, key }) => [text, lines[0], key?.unknown])).toEqual([['FROM one', 2, undefined], ['RUN x', 2, ['trigger']], ['RUN y', 3, []]]);
});
