import { expect, test } from 'vitest';
import { mountFlags, readMountFields } from '../../../server/src/semantics/mount.ts';
import { snapshotOf } from '../../support/fixture.ts';

/** Each field of the RUN's mounts as key, value and the source of the two. */
function fields(text: string): unknown[] {
  const segment = snapshotOf(text).tree.instructions[0]!;
  return mountFlags(segment.node).flatMap((flag): readonly unknown[] => {
    const { fields: read, error } = readMountFields(flag, segment.logical, segment.escape);
    const at = (range: { start: number; end: number } | undefined): string | undefined => range && segment.text.slice(range.start, range.end);
    return error !== undefined ? [error] : read.map((field) => [field.key, field.value, at(field.keyRange)!, at(field.valueRange)] as const);
  });
}

test.each([
  ['RUN --mount=type=cache,Target=/x,ro ls', [['type', 'cache', 'type', 'cache'], ['target', '/x', 'Target', '/x'], ['ro', undefined, 'ro', undefined]]],
  ['RUN --mount="type=cache,target=/x y" ls', [['type', 'cache', 'type', 'cache'], ['target', '/x y', 'target', '/x y']]],
  ['RUN --mount=type=cache,\\\ntarget=/x ls', [['type', 'cache', 'type', 'cache'], ['target', '/x', 'target', '/x']]],
  ['RUN --mount=target=/\\\n  x ls', [['target', '/', 'target', '/']]],
  ['RUN --mount=id=$A,target=${B:-/x} ls', [['id', '$A', 'id', '$A'], ['target', '${B:-/x}', 'target', '${B:-/x}']]],
  ['RUN --mount=type=tmpfs,target=/a\\ b ls', [['type', 'tmpfs', 'type', 'tmpfs'], ['target', '/a b', 'target', '/a\\ b']]],
  ['RUN --mount=a --mount=b=c ls', [['a', undefined, 'a', undefined], ['b', 'c', 'b', 'c']]],
  ['RUN --mount= ls', ['failed to parse csv mounts: EOF']],
  ['RUN --mount=a\\"b ls', ['failed to parse csv mounts: parse error on line 1, column 2: bare " in non-quoted-field']],
  ['RUN --mount=\\"a\\"\\"b,c\\",d ls', [['a"b,c', undefined, 'a\\"\\"b,c', undefined], ['d', undefined, 'd', undefined]]],
  ['RUN --mount=\\"a ls', ['failed to parse csv mounts: parse error on line 1, column 2: extraneous or missing " in quoted-field']],
  ['RUN --mount ls', []],
])('%s', (text, expected) => {
  expect(fields(text)).toEqual(expected);
});
