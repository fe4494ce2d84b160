import { describe, expect, test } from 'vitest';
import { growthBetween } from '../../../client/src/model/growth.ts';
import type { InstructionResult, RememberedBuild } from '../../../client/src/model/results.ts';
import { instructionNamed } from '../../../client/src/model/results.ts';
import { formatMoment, shownResults, signed } from '../../../client/src/model/resultsShown.ts';
import { stagesOf } from '../../support/stages.ts';

const dockerfile = 'FROM node AS one\nRUN a\nFROM one\nCOPY x /\nRUN b\nCMD c\n';
const noon = new Date(2026, 0, 2, 12, 0).getTime();

function result(line: number, more: Partial<InstructionResult>): InstructionResult {
  return { lines: [line, line], name: 'RUN', text: '', state: 'done', milliseconds: 1200, layer: undefined, knownBy: 'provenance', confidence: 1, ...more };
}
const layer = (index: number, size: number): InstructionResult['layer'] => ({ index, size, diffId: `sha256:${'0'.repeat(63)}${index}`, created: noon, total: size + 1_000 });

function build(more: Partial<RememberedBuild> = {}): RememberedBuild {
  return {
    file: '/Dockerfile', target: undefined, buildArgs: undefined, outcome: 'succeeded', started: noon, ended: noon, dockerfile, imageId: 'sha256:abc', imageName: 'app:1', buildRef: undefined, totalSize: 412_000_000, sizes: 'unpacked',
    instructions: [
      result(0, { name: 'FROM', baseSize: 1_000 }), result(1, { layer: layer(1, 12_000_000) }),
      result(3, { name: 'COPY', state: 'cached', milliseconds: undefined, layer: layer(2, 400_000_000) }), result(4, { layer: layer(3, 0), milliseconds: 75_000 }),
    ],
    ...more,
  };
}

const shown = (given: Partial<RememberedBuild> = {}, now = dockerfile, older?: Partial<RememberedBuild>) => {
  const made = build(given);
  const stages = stagesOf(dockerfile);
  const growth = older && growthBetween({ build: build(older), stages }, { build: made, stages });
  return shownResults([{ build: made, stages, now: stagesOf(now), growth: growth && { ...growth, since: noon - 3_600_000 } }], noon, (title) => `<${title}>`);
};
const texts = (...args: Parameters<typeof shown>): string[] => shown(...args).map(({ first, text }) => `${first + 1}: ${text}`);

describe('what stands at the lines', () => {
  test('sizes, times and the cache', () => {
    expect(texts()).toEqual(['1: base 1 kB', '2: 12 MB · 1.2 s', '3: total 412 MB', '4: 400 MB · cached', '5: 0 B · 1 min 15 s']);
  });
  test('growth', () => {
    expect(texts({}, dockerfile, { totalSize: 374_000_000, instructions: build().instructions.map((each) => (each.lines[0] === 3 ? { ...each, layer: layer(2, 362_000_000) } : each)) }))
      .toEqual(['1: base 1 kB', '2: 12 MB · 1.2 s', '3: total 412 MB (+38 MB)', '4: 400 MB (+38 MB) · cached', '5: 0 B · 1 min 15 s']);
  });
  test('doubt', () => {
    expect(texts({}, dockerfile.replace('RUN a', 'RUN z'))).toEqual(['1: base 1 kB', '3: ? total 412 MB', '4: ? 400 MB · cached', '5: ? 0 B · 1 min 15 s']);
    expect(texts({ instructions: [result(1, { layer: layer(1, 5), confidence: 0.5, knownBy: 'alignment' })] })).toEqual(['2: ? 5 B · 1.2 s', '3: total 412 MB']);
  });
  test('a failed build, and one without an image', () => {
    expect(texts({ outcome: 'failed', totalSize: undefined, imageId: undefined, instructions: [result(1, {}), result(4, { state: 'failed', milliseconds: 340 }), result(3, { state: 'cancelled' })] }))
      .toEqual(['2: 1.2 s', '4: not finished', '5: failed after 0.3 s']);
  });
  test('an instruction that is gone takes its number with it', () => {
    expect(texts({}, dockerfile.replace('COPY x /\n', ''))).toEqual(['1: base 1 kB', '2: 12 MB · 1.2 s', '3: total 412 MB', '4: ? 0 B · 1 min 15 s']);
  });
});

describe('the tooltip', () => {
  const tooltip = (line: number, ...args: Parameters<typeof shown>): string => shown(...args).find(({ first }) => first + 1 === line)!.markdown;
  test('says where a layer is from, and leads there', () => {
    expect(tooltip(2)).toContain('**Layer 2:** `sha256:000000000000` 12 MB of files, made 12:00. The image up to here: 12 MB.');
    expect(tooltip(2)).toContain('Known from the record of the build.');
    expect(tooltip(2)).toContain('<Show layer> · <Show history>');
  });
  test('says what is hidden, on both lines', () => {
    const hidden = [{ owner: 2, cause: 3, bytes: 90_000_000, files: 12 }, { owner: 0, cause: 3, bytes: 5, files: 1 }];
    expect(tooltip(5, { hidden })).toContain('**Hides** 90 MB (12 files) of line 4, which stay in the image.');
    expect(tooltip(5, { hidden })).toContain('**Hides** 5 B (1 file) of the base image');
    expect(tooltip(4, { hidden })).toContain('**Hidden:** 90 MB (12 files) of this layer, by line 5.');
    expect(tooltip(5, { hidden }, dockerfile.replace('COPY x', 'COPY y'))).toContain('of a line that has changed');
  });
  test('says that the Dockerfile has changed', () => {
    const changed = dockerfile.replace('RUN b', 'RUN z');
    expect(tooltip(2, {}, changed)).toContain('The Dockerfile has changed since the build of 12:00.* Nothing that this instruction builds on is affected.');
    expect(tooltip(2, {}, `${dockerfile}# a comment\n`)).not.toContain('has changed');
  });
});

test('changes and moments', () => {
  expect([38_000_000, -2_000].map(signed)).toEqual(['+38 MB', '−2 kB']);
  expect([noon, noon - 86_400_000, noon - 400 * 86_400_000].map((time) => formatMoment(time, noon))).toEqual(['12:00', '1 Jan, 12:00', '28 Nov 2024, 12:00']);
});

describe('growth', () => {
  const sizes = (...pairs: readonly (readonly [line: number, size: number])[]): Partial<RememberedBuild> => ({ instructions: pairs.map(([line, size]) => result(line, { layer: layer(line, size) })), totalSize: pairs.reduce((sum, [, size]) => sum + size, 0) });
  const growth = (before: string, old: Partial<RememberedBuild>, after: string, fresh: Partial<RememberedBuild>) => growthBetween({ build: build(old), stages: stagesOf(before) }, { build: build(fresh), stages: stagesOf(after) });
  test('by instruction', () => {
    expect(growth('FROM a\nRUN x\nRUN y\nRUN z\n', sizes([1, 10], [2, 20], [3, 30]), 'FROM a\nRUN x\nRUN Y\nRUN z\nCOPY n /\n', sizes([1, 10], [2, 25], [3, 130], [4, 7])))
      .toMatchObject({ total: 112, instructions: [{ kind: 'same', line: 3, before: 30, after: 130 }, { kind: 'new', line: 4, before: 0, after: 7 }, { kind: 'changed', line: 2, before: 20, after: 25 }] });
    expect(growth('FROM a\nRUN x\nRUN y\n', sizes([1, 10], [2, 20]), 'FROM a\nRUN x\n', sizes([1, 10]))).toMatchObject({ total: -20, instructions: [{ kind: 'gone', line: 2, before: 20, after: 0 }] });
  });
  test('none without an image', () => {
    expect(growth('FROM a\n', { totalSize: undefined }, 'FROM a\n', sizes())).toBeUndefined();
  });
});

test.each<[string, number | undefined]>([
  ['[one 1/2] FROM docker.io/library/node:latest', 0], ['[one 2/2] RUN a', 1], ['[stage-1 1/2] COPY x /', 3], ['[linux/arm64 stage-1 2/2] RUN b', 4],
  ['[stage-1 2/2] COPY x /', undefined], ['[other 1/2] RUN a', undefined], ['[1/2] RUN a', undefined], ['[internal] load build context', undefined], ['exporting to image', undefined],
])('the step %s', (name, line) => {
  expect(instructionNamed(stagesOf(dockerfile), name)).toBe(line);
});
