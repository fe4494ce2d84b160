import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandAtEnd } from '../../../server/src/semantics/commandLine.ts';
import { textOf } from '../../../server/src/semantics/environment.ts';
import { analyse } from '../../../server/src/semantics/semantics.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { snapshotOf } from '../../support/fixture.ts';

/** What BuildKit's own converter made of the last stage of each file, with base images that set only PATH. */
interface RecordedBuild {
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly shell: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
}

const recorded = JSON.parse(readFileSync(new URL('recordedBuilds.json', import.meta.url), 'utf8')) as readonly RecordedBuild[];

test('the state at the end of a build is what BuildKit records', () => {
  expect(recorded.length).toBeGreaterThan(100);
  for (const build of recorded) {
    const tree = parse(build.text);
    const semantics = analyse(tree, undefined, { buildArgs: build.buildArgs });
    const snapshot = { uri: 'file:///Dockerfile', version: 1, tree, semantics };
    const stage = semantics.target!;
    const env = semantics.envAtEnd(stage);
    const end = tree.instructions.length;
    const argv = (name: 'CMD' | 'ENTRYPOINT'): readonly string[] | null => {
      const command = commandAtEnd(snapshot, stage, name);
      return command.kind === 'line' && command.argv.length > 0 ? command.argv : null;
    };
    const state: RecordedBuild = {
      text: build.text, buildArgs: build.buildArgs, env: Object.fromEntries(env.keys().map((name) => [name, env.get(name)!])), workdir: semantics.workdirAt(end).path,
      user: textOf(semantics.userAt(end)) ?? '', shell: semantics.shellAt(end) ?? null, cmd: argv('CMD'), entrypoint: argv('ENTRYPOINT'),
    };
    expect(state).toEqual(build);
  }
});

/** The environment before the last instruction, as `name=value` or `name` for a declared one without value. */
function envBeforeLast(text: string): { get(name: string): string | undefined; declares(name: string): boolean; value(name: string): unknown } {
  const { semantics } = snapshotOf(text);
  return semantics.envAt(semantics.facts.length - 1);
}

test.each([
  ['the pairs of an ENV do not see one another', 'FROM a\nENV A=1\nENV A=2 B=$A\nRUN x', { A: '2', B: '1' }],
  ['the pairs of an ARG do', 'FROM a\nARG A=1 B=$A\nRUN x', { A: '1', B: '1' }],
  ['an ENV overrides an ARG before it', 'FROM a\nARG A=1\nENV A=2\nRUN x', { A: '2' }],
  ['an ARG overrides an ENV before it, for the build', 'FROM a\nENV A=1\nARG A=2\nRUN x', { A: '2' }],
  ['in the next stage the ENV is back', 'FROM a AS b\nENV A=1\nARG A=2\nFROM b\nRUN x', { A: '1' }],
  ['an ARG without default leaves an ENV alone', 'FROM a\nENV A=1\nARG A\nRUN x', { A: '1' }],
  ['a global ARG needs an ARG in the stage', 'ARG A=1 B=2\nFROM a\nARG A\nRUN x', { A: '1', B: undefined }],
  ['a default of the stage wins over the global one', 'ARG A=1\nFROM a\nARG A=2\nRUN x', { A: '2' }],
  ['a platform ARG needs one too', 'FROM a\nARG TARGETARCH\nRUN x', { TARGETARCH: 'amd64', TARGETOS: undefined }],
  ['ARG and ENV go to a stage that starts from this one', 'FROM a AS b\nARG A=1\nENV B=2\nFROM b\nRUN x', { A: '1', B: '2' }],
  ['nothing goes to another stage', 'FROM a AS b\nARG A=1\nENV B=2\nFROM c\nRUN x', { A: undefined, B: undefined }],
  ['a key may have variables in ENV', 'FROM a\nENV A=B\nENV $A=1\nRUN x', { B: '1' }],
  ['a key may not in ARG', 'FROM a\nENV A=B\nARG $A=1\nRUN x', { B: undefined, $A: '1' }],
  ['the trigger of a base stage runs first', 'FROM a AS b\nONBUILD ENV A=1\nFROM b\nENV B=$A\nRUN x', { A: '1', B: '1' }],
  ['a trigger does not run in its own stage', 'FROM a\nONBUILD ENV A=1\nRUN x', { A: undefined }],
  ['legacy ENV takes the whole line', 'FROM a\nENV A b c\nRUN x', { A: 'b c' }],
  ['quotes and escapes go', 'FROM a\nENV A="b c" B=\'$A\' C=\\$A\nRUN x', { A: 'b c', B: '$A', C: '$A' }],
  ['the builder\'s own ARG is no variable', 'FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE=true\nRUN x', { BUILDKIT_SBOM_SCAN_STAGE: undefined }],
  ['a failed expansion leaves something', 'FROM a\nENV A=${B^}\nRUN x', { A: '' }],
])('%s', (_, text, expected: Record<string, string | undefined>) => {
  const env = envBeforeLast(text);
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, env.get(name)]))).toEqual(expected);
});

test('what the base image or the platform decides is unknown', () => {
  const env = envBeforeLast('FROM a\nARG TARGETARCH N\nENV A=x-$TARGETARCH B=$LANG/y C=$PATH D=z$N\nRUN x');
  expect(env.value('A')).toEqual({ kind: 'unknown', reason: 'platform', assumed: 'x-amd64' });
  expect(env.value('B')).toEqual({ kind: 'unknown', reason: 'baseImage', assumed: '/y' });
  expect(env.value('PATH')).toMatchObject({ kind: 'unknown', reason: 'baseImage' });
  expect(env.value('LANG')).toEqual({ kind: 'unknown', reason: 'baseImage', assumed: undefined });
  expect(envBeforeLast('FROM scratch\nRUN x').value('LANG')).toEqual({ kind: 'unset' });
  expect(envBeforeLast('FROM scratch\nRUN x').value('PATH')).toMatchObject({ kind: 'known' });
});

test('a declared ARG is not undefined, in the stage and in those that start from it', () => {
  expect(envBeforeLast('FROM a\nARG A\nRUN x').declares('A')).toBe(true);
  expect(envBeforeLast('FROM a\nRUN x\nARG A').declares('A')).toBe(false);
  expect(envBeforeLast('FROM a AS b\nARG A\nFROM b\nRUN x').declares('A')).toBe(true);
  expect(envBeforeLast('FROM a\nENV A=1\nRUN x').declares('A')).toBe(false);
});

test('thousands of lines that build on each other are expanded once each', () => {
  const text = `FROM a\n${'ENV P=$P:x\n'.repeat(3000)}RUN x`;
  expect(envBeforeLast(text).get('P')).toBe(':x'.repeat(3000));
});

test('values that grow without end stop growing', () => {
  const growing = (text: string): string => `${text}\n`.repeat(60);
  const name = '$A'.repeat(30_000);
  const { semantics } = snapshotOf(`ARG A=x\n${growing('ARG A=$A$A')}FROM a:${name}\nARG A=x\n${growing('ARG A=$A$A$A')}ENV B="${name}"\nRUN x`);
  expect(semantics.envAt(semantics.facts.length - 1).get('A')!.length).toBeLessThan(20_000);
  expect(semantics.envAt(semantics.facts.length - 1).get('B')!.length).toBeLessThan(20_000);
});
