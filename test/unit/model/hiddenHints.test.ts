import { describe, expect, it } from 'vitest';
import { hiddenHints } from '../../../client/src/model/layers/hiddenHints.ts';
import type { HistoryRow } from '../../../client/src/model/history.ts';

const row = (index: number, layer: number | undefined): HistoryRow => ({
  index, layer, instruction: 'RUN', text: '', buildArgs: [], createdBy: 'x', comment: '', size: 0, created: undefined, tags: [], isEmpty: layer === undefined, part: undefined,
});
const rows = [row(0, 0), row(1, undefined), row(2, 1), row(3, 2)];
const contents = (waste: { owner: number; cause: number; bytes: number }[], totalBytes = 1000) => ({ history: { rows, totalSize: 0 }, waste, totalBytes });

describe('hidden bytes', () => {
  it('stand on both lines and name each other', () => {
    expect(hiddenHints(contents([{ owner: 1, cause: 2, bytes: 500 }]), [null, [[3, 3]], [[4, 6]], [[8, 8]]])).toEqual([
      { lines: { first: 4, last: 6 }, message: '500 B added here are deleted or replaced by line {line}, and stay in the image.', related: { lines: { first: 8, last: 8 }, message: '500 B are deleted or replaced here.' } },
      { lines: { first: 8, last: 8 }, message: 'Hides 500 B that line {line} added: they stay in the image.', related: { lines: { first: 4, last: 6 }, message: '500 B are added here.' } },
    ]);
  });

  it('of the base stand on the line that hides them', () => {
    expect(hiddenHints(contents([{ owner: 0, cause: 2, bytes: 500 }]), [null, null, [[4, 4]], [[8, 8]]])).toEqual([
      { lines: { first: 8, last: 8 }, message: 'Hides 500 B that the base image or another layer below (layer 1) added: they stay in the image.', related: undefined },
    ]);
  });

  it('of one instruction stand there once', () => {
    expect(hiddenHints(contents([{ owner: 1, cause: 2, bytes: 500 }]), [null, null, [[4, 4]], [[4, 4]]]).map(({ message }) => message)).toEqual(['500 B added here are hidden again by the same instruction and stay in the image.']);
  });

  it('without any line, and of next to nothing, give no hint', () => {
    expect(hiddenHints(contents([{ owner: 0, cause: 1, bytes: 500 }]), [null, null, null, null])).toEqual([]);
    expect(hiddenHints(contents([{ owner: 1, cause: 2, bytes: 5 }], 10_000), [null, null, [[4, 4]], [[5, 5]]])).toEqual([]);
  });
});
