import { describe, expect, it } from 'vitest';
import type { ContentsFile, ContentsLayer, ImageDifference } from '../../../client/src/model/imageContents.ts';
import { countsText, differenceText, fileDeed, fileDescription, formatGrowth, layerSizes, layerTitle } from '../../../client/src/model/layers/labels.ts';

const file = (more: Partial<ContentsFile>): ContentsFile => ({
  id: 7, kind: 'file', layer: 0, path: 'a/b', name: 'b', mark: undefined, size: 1500, owner: 0, hiddenBy: undefined, linkTarget: undefined, isAttributesOnly: false, ...more,
});
const layer = (more: Partial<ContentsLayer>): ContentsLayer => ({
  kind: 'layer', index: 2, instruction: 'RUN', text: 'make', digest: 'sha256:0', bodyBytes: 2000, cumulativeBytes: 5000, hidesBytes: 0,
  counts: { added: 1, modified: 0, rewritten: 2, deleted: 3 }, error: undefined, storedBytes: 900, compression: 'gzip', ...more,
});

describe('a file', () => {
  it.each<[Partial<ContentsFile>, deed: string, description: string]>([
    [{}, '', '1.5 kB'],
    [{ mark: 'added' }, 'added', '1.5 kB'],
    [{ mark: 'modified' }, 'changed', '1.5 kB'],
    [{ mark: 'modified', isAttributesOnly: true }, 'only attributes changed', '1.5 kB, only attributes changed'],
    [{ mark: 'rewritten' }, 'rewritten without a change', '1.5 kB'],
    [{ mark: 'deleted', size: 0 }, 'deleted', ''],
    [{ hiddenBy: 4 }, 'hidden by layer 5', '1.5 kB, hidden by layer 5'],
    [{ kind: 'symlink', linkTarget: '../x', size: 0 }, '', '→ ../x'],
    [{ kind: 'folder', size: 0 }, '', ''],
    [{ kind: 'other', size: 0 }, '', 'no regular file'],
  ])('%j', (more, deed, description) => {
    expect([fileDeed(file(more)), fileDescription(file(more))]).toEqual([deed, description]);
  });
});

describe('a layer', () => {
  it('has a title, three sizes that say which they are, and counts', () => {
    expect(layerTitle(layer({}))).toBe('Layer 3: RUN make');
    expect(layerTitle(layer({ instruction: '', text: '' }))).toBe('Layer 3');
    expect(layerTitle(layer({ text: `make \\\n  all ${'x'.repeat(100)}` }))).toBe(`Layer 3: RUN make all ${'x'.repeat(46)}…`);
    expect(layerSizes(layer({}))).toEqual({ stored: '900 B stored in the archive (packed with gzip)', adds: 'adds files of 2 kB', total: '5 kB of files in all layers up to here' });
    expect(layerSizes(layer({ compression: 'none' })).stored).toBe('900 B stored in the archive (not packed)');
    expect(countsText(layer({}))).toBe('1 added, 2 rewritten without a change, 3 deleted');
  });
});

describe('a difference', () => {
  const difference = (kind: ImageDifference['kind'], bytesBefore: number, bytesAfter: number): ImageDifference => ({ path: 'a', kind, bytesBefore, bytesAfter });
  it('says how much it grew', () => {
    expect([difference('added', 0, 10), difference('removed', 10, 0), difference('content', 1000, 900), difference('content', 5, 5), difference('attributes', 5, 5)].map(differenceText))
      .toEqual(['+10 B', '−10 B', '1 kB → 900 B (−100 B)', '5 B → 5 B (±0 B)', '5 B']);
    expect(formatGrowth(0)).toBe('±0 B');
  });
});
