import { describe, expect, test } from 'vitest';
import { linesIn, linesText, recordedHistories } from '../../support/histories.ts';

describe('histories that builders wrote', () => {
  test.each(recordedHistories.map((history) => [history.name, history.builder, history] as const))('%s (%s)', (_, __, history) => {
    const createdBy = history.entries.map((entry) => entry.createdBy);
    const found = linesIn(history.dockerfile, createdBy, history);
    const own = history.lines.split(' ').filter(Boolean);
    const expected = [...createdBy.slice(own.length).map(() => '-'), ...own];
    expect(found.map((entry, at) => `${linesText(entry)} ${entry.confidence} ${createdBy[at]}`)).toEqual(expected.map((lines, at) => `${lines} 1 ${createdBy[at]}`));
  });
});
