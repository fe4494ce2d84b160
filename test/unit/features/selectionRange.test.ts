import { describe, expect, test } from 'vitest';
import { selectionRanges } from '../../../server/src/features/selectionRange.ts';
import { readFixture, snapshotOf } from '../../support/fixture.ts';
import { makeRng } from '../../support/rng.ts';
import { seedTexts } from '../../support/seedTexts.ts';

/** The texts that "expand selection" takes, step by step, with the document left out. */
function steps(marked: string): string[] {
  const { text, offset } = readFixture(marked);
  const ranges = selectionRanges(snapshotOf(text), offset);
  expect(ranges.at(-1)).toEqual({ start: 0, end: text.length });
  return ranges.slice(0, -1).map(({ start, end }) => text.slice(start, end));
}

describe('expand selection', () => {
  test.each<[string, string, string[]]>([
    ['a mount key', 'FROM a\nRUN --mount=type=cache,tar$0get=/x ls\n', ['target', 'type=cache,target=/x', '--mount=type=cache,target=/x', 'RUN --mount=type=cache,target=/x ls', 'FROM a\nRUN --mount=type=cache,target=/x ls']],
    ['a pair', 'FROM a\nENV a=b c="d$0 e"\n', ['"d e"', 'c="d e"', 'a=b c="d e"', 'ENV a=b c="d e"', 'FROM a\nENV a=b c="d e"']],
    ['a word of a command in a list', 'FROM a\nRUN apt update && apt in$0stall curl\n', ['install', 'apt install curl', 'apt update && apt install curl', 'RUN apt update && apt install curl', 'FROM a\nRUN apt update && apt install curl']],
    ['a string of a JSON array', 'FROM a\nCMD ["x", "$0y"]\n', ['"y"', '["x", "y"]', 'CMD ["x", "y"]', 'FROM a\nCMD ["x", "y"]']],
    ['a directive', '# syntax=docker/$0dockerfile:1\nFROM a\n', ['docker/dockerfile:1', '# syntax=docker/dockerfile:1']],
    ['a comment', 'FROM a\n# he$0llo\n', ['# hello']],
    ['an image of the second stage', 'FROM a\nFROM b$0b AS c\nRUN x\n', ['bb', 'bb AS c', 'FROM bb AS c', 'FROM bb AS c\nRUN x']],
  ])('%s', (_, marked, expected) => expect(steps(marked)).toEqual(expected));
});

test('ranges lie in one another, whatever the text and the place', () => {
  const rng = makeRng(3);
  for (const text of seedTexts()) {
    const snapshot = snapshotOf(text);
    for (let i = 0; i < 30; i++) {
      const offset = rng.int(text.length + 1);
      let inner = { start: offset, end: offset };
      for (const range of selectionRanges(snapshot, offset)) {
        expect(range.start <= inner.start && range.end >= inner.end).toBe(true);
        inner = range;
      }
    }
  }
});
