import { expect, test } from 'vitest';
import { textOf } from '../../../server/src/semantics/environment.ts';
import { resolveVariable } from '../../../server/src/semantics/resolve.ts';
import { snapshotOf } from '../../support/fixture.ts';

/** Resolves the name at `RUN here`, or at the last instruction: its value, whether --build-arg changes it, and each origin as `kind ordinal: state`. */
function resolve(text: string, name = 'V'): { value: string; open: boolean; origins: string[] } {
  const snapshot = snapshotOf(text);
  const { tree, semantics } = snapshot;
  const marked = tree.instructions.findIndex((segment) => segment.text.startsWith('RUN here'));
  const found = resolveVariable(semantics, marked < 0 ? tree.instructions.length - 1 : marked, name);
  const { value } = found;
  return {
    value: value.kind === 'known' ? value.text : value.kind === 'unset' ? 'unset' : `${value.reason}: ${textOf(value) ?? 'none'}`,
    open: found.buildArgApplies,
    origins: found.origins.map(({ kind, ordinal, state, onbuild }) => `${kind}${ordinal === undefined ? '' : ` ${ordinal}`}${onbuild ? ' (trigger)' : ''}: ${state}`),
  };
}

test.each([
  ['FROM scratch\nRUN here', 'unset', false, []],
  ['FROM a\nRUN here', 'baseImage: none', false, ['baseImage: wins']],
  ['FROM a\nARG V=1\nRUN here', '1', true, ['arg 1: wins']],
  ['FROM scratch\nARG V\nRUN here', 'unset', true, ['arg 1: noValue']],
  ['FROM a\nENV V=1\nRUN here', '1', false, ['env 1: wins']],
  ['FROM a\nARG V=1\nENV V=2\nRUN here', '2', false, ['arg 1: overridden', 'env 2: wins']],
  ['FROM a\nENV V=1\nARG V=2\nRUN here', '2', true, ['env 1: overridden', 'arg 2: wins']],
  ['FROM a\nARG V=1\nENV V=${V}-x\nRUN here', '1-x', true, ['arg 1: overridden', 'env 2: wins']],
  ['FROM a\nARG W=1\nENV V=$W\nRUN here', '1', true, ['env 2: wins']],
  ['ARG V=1\nFROM a\nRUN here', 'baseImage: none', false, ['baseImage: wins', 'globalArg 0: notDeclaredInStage']],
  ['ARG V=1\nFROM a\nARG V\nRUN here', '1', true, ['globalArg 0: source', 'arg 2: wins']],
  ['ARG V=1\nFROM a\nARG V=2\nRUN here', '2', true, ['globalArg 0: overridden', 'arg 2: wins']],
  ['ARG V=1\nARG V=2\nFROM a\nARG V\nRUN here', '2', true, ['globalArg 0: overridden', 'globalArg 1: source', 'arg 3: wins']],
  ['FROM a AS b\nARG V=1\nFROM b\nRUN here', '1', true, ['arg 1: wins']],
  ['FROM a AS b\nENV V=1\nARG V=2\nFROM b\nRUN here', '1', false, ['env 1: wins', 'arg 2: overridden']],
  ['FROM a AS b\nONBUILD ENV V=1\nFROM b\nRUN here', '1', false, ['env 1 (trigger): wins']],
  ['FROM a\nENV V=1\nRUN here\nENV V=2', '1', false, ['env 1: wins', 'env 3: later']],
  ['ARG V=1\nFROM a:$V', '1', true, ['globalArg 0: wins']],
  ['ARG V=1 W=$V', 'unset', false, ['globalArg 0: later']],
])('%j', (text, value, open, origins) => {
  expect(resolve(text)).toEqual({ value, open, origins });
});

test.each([
  ['FROM a\nRUN here', 'TARGETARCH', 'baseImage: none', ['baseImage: wins', 'platform: notDeclaredInStage']],
  ['FROM a\nARG TARGETARCH\nRUN here', 'TARGETARCH', 'platform: amd64', ['platform: source', 'arg 1: wins']],
  ['FROM a-$TARGETARCH', 'TARGETARCH', 'platform: amd64', ['platform: wins']],
  ['FROM scratch\nRUN here', 'http_proxy', 'unset', ['proxy: runOnly']],
  ['FROM scratch\nARG http_proxy=x\nRUN here', 'http_proxy', 'x', ['proxy: overridden', 'arg 1: wins']],
  ['FROM scratch\nRUN here', 'PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', []],
])('%j: %s', (text, name, value, origins) => {
  expect(resolve(text, name)).toMatchObject({ value, origins });
});

test('inside one ARG the pairs count, and the value after the line can be asked for', () => {
  const { semantics } = snapshotOf('FROM a\nARG V=1 W=$V V=2');
  const at = (pair: number, after: boolean): string | undefined => textOf(resolveVariable(semantics, 1, 'V', { pair, after }).value);
  expect([at(0, false), at(0, true), at(1, false), at(2, false), at(2, true)]).toEqual([undefined, '1', '1', '1', '2']);
});
