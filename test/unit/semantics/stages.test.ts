import { expect, test } from 'vitest';
import type { ReferenceTarget, StageBase } from '../../../server/src/semantics/stages.ts';
import { snapshotOf } from '../../support/fixture.ts';

function describeBase(base: StageBase): string {
  return base.kind === 'stage' ? `stage ${base.stage.index}` : base.kind === 'invalid' ? `invalid ${base.text}: ${base.error}` : `${base.kind} ${base.text}`;
}

/** The base of the last stage. */
test.each([
  ['FROM alpine', 'image alpine'],
  ['FROM scratch', 'scratch scratch'],
  ['FROM a AS b\nFROM b', 'stage 0'],
  ['FROM a AS B\nFROM b', 'stage 0'],
  ['FROM a AS b\nFROM B', 'invalid B: invalid reference format: repository name (library/B) must be lowercase'],
  ['FROM b\nFROM a AS b', 'image a'],
  ['FROM a AS a', 'image a'],
  ['FROM x AS a\nFROM y AS a\nFROM a', 'stage 1'],
  ['FROM a\nFROM 0', 'image 0'],
  ['FROM a AS scratch\nFROM scratch', 'stage 0'],
  ['ARG V=3\nFROM alpine:$V', 'image alpine:3'],
  ['ARG B=b\nFROM a AS b\nFROM $B', 'stage 0'],
  ['FROM a AS b-amd64\nFROM b-$TARGETARCH', 'stage 0'],
  ['ARG V\nFROM alpine:$V', 'invalid alpine:: invalid reference format'],
  ['FROM $NO', 'unknown '],
  ['FROM ${', 'unknown '],
  ['FROM', 'unknown '],
])('%j', (text, expected) => {
  expect(describeBase(snapshotOf(text).semantics.stages.at(-1)!.base)).toBe(expected);
});

test('a base that depends on the platform is not certain', () => {
  const { stages } = snapshotOf('ARG V=1\nFROM x-$TARGETARCH\nFROM x:$V').semantics;
  expect(stages.map((stage) => stage.baseIsCertain)).toEqual([false, true]);
});

test('names, numbers and extents', () => {
  const { semantics } = snapshotOf('ARG A\nFROM a AS One\nRUN x\nFROM b\nRUN y\nRUN z');
  expect(semantics.stages.map(({ index, name, displayName, ordinal, end }) => [index, name, displayName, ordinal, end])).toEqual([[0, 'one', 'one', 1, 3], [1, undefined, 'stage-1', 3, 6]]);
  expect([0, 1, 2, 3, 5].map((ordinal) => semantics.stageAt(ordinal)?.index)).toEqual([undefined, 0, 0, 1, 1]);
  expect(semantics.stageNamed('ONE')?.index).toBe(0);
  expect(semantics.stageNamed('one', 0)).toBeUndefined();
  expect(semantics.target?.index).toBe(1);
});

function describeTarget(target: ReferenceTarget): string {
  switch (target.kind) {
    case 'stage':
      return `${target.position} ${target.stage.index}`;
    case 'invalidIndex':
      return `no stage ${target.index}`;
    default:
      return `${target.kind} ${target.text}`;
  }
}

/** Every reference of the file. */
test.each([
  ['FROM a AS b\nFROM c\nCOPY --from=b x y', ['earlier 0']],
  ['FROM a AS b\nFROM c\nCOPY --from=B x y', ['earlier 0']],
  ['FROM a AS b\nFROM c\nCOPY --from=0 x y', ['earlier 0']],
  ['FROM a AS b\nFROM c\nCOPY --from=+0 x y', ['earlier 0']],
  ['FROM a\nCOPY --from=0 x y', ['self 0']],
  ['FROM a\nCOPY --from=b x y\nFROM c AS b', ['later 1']],
  ['FROM a\nCOPY --from=7 x y', ['no stage 7']],
  ['FROM a\nCOPY --from=-1 x y', ['no stage -1']],
  ['FROM a\nCOPY --from=nginx x y\nCOPY --from=1 x y', ['image nginx', 'image nginx']],
  ['FROM a\nRUN --mount=target=/x y\nCOPY --from=1 x y', ['image scratch']],
  ['FROM a\nCOPY --from=$X x y', ['variable $X']],
  ['FROM a AS b\nFROM b\nRUN --mount=type=bind,from=b,target=/x --mount=from=c,target=/y z', ['earlier 0', 'image c']],
  ['FROM a AS b\nFROM b\nRUN --mount=from=0,target=/x z', ['image 0']],
  ['FROM a AS b\nFROM x AS b\nFROM c\nCOPY --from=b x y', ['earlier 1']],
  ['FROM a\nCOPY --from= x y', []],
  ['FROM a AS b\nFROM c\nONBUILD COPY --from=b x y', []],
])('%j', (text, expected) => {
  expect(snapshotOf(text).semantics.references.map(({ target }) => describeTarget(target))).toEqual(expected);
});

/** The stage that BuildKit names in its message about a circle, and the ordinals on the way. */
test.each([
  ['FROM a AS b\nCOPY --from=b x y', 'b', [1]],
  ['FROM a\nCOPY --from=0 x y', 'stage-0', [1]],
  ['FROM x AS a\nCOPY --from=b x y\nFROM x AS b\nCOPY --from=a x y', 'a', [1, 3]],
  ['FROM x AS a\nCOPY --from=b x y\nFROM x AS b\nCOPY --from=b x y', 'a', [1, 3]],
  ['FROM x AS a\nFROM x AS b\nCOPY --from=a x y', undefined, undefined],
])('%j', (text, stage, ordinals) => {
  const { circle } = snapshotOf(text).semantics;
  expect(circle?.stage.displayName).toBe(stage);
  expect(circle?.references.map(({ ordinal }) => ordinal)).toEqual(ordinals);
});

test('what a stage needs', () => {
  const { semantics } = snapshotOf('FROM x AS a\nFROM x AS b\nFROM a AS c\nFROM x AS d\nCOPY --from=c x y\nFROM d');
  expect([...semantics.reachable(semantics.stages[4]!)].map(({ displayName }) => displayName).sort()).toEqual(['a', 'c', 'd', 'stage-4']);
});

test('triggers run only in stages that the target needs', () => {
  const { semantics } = snapshotOf('FROM a AS b\nONBUILD RUN t\nFROM b AS unused\nRUN u\nFROM b\nRUN v');
  expect(semantics.stages.map((stage) => semantics.steps(stage).map(({ ordinal, onbuild }) => (onbuild ? `on ${ordinal}` : ordinal)))).toEqual([[1], [3], ['on 1', 5]]);
});
