import { describe, expect, test } from 'vitest';
import { goQuote, trimSpace, utf8Length } from '../../../server/src/base/goText.ts';
import { lineIndexOf } from '../../../server/src/base/lineIndex.ts';
import { applyEdits, sortEdits } from '../../../server/src/base/textEdit.ts';
import { intersects, touches } from '../../../server/src/base/textRange.ts';

describe("Go's text", () => {
  test.each<[string, string]>([
    ['a b', '"a b"'], ['a"b\\', '"a\\"b\\\\"'], ['\t\n\r\x07\x00\x7f', '"\\t\\n\\r\\a\\x00\\x7f"'], ['é日😀', '"é日😀"'], ['\u00a0\u200b\ufeff', '"\\u00a0\\u200b\\ufeff"'], ['\u{e0001}', '"\\U000e0001"'],
  ])('%j is quoted as %s', (text, quoted) => expect(goQuote(text)).toBe(quoted));

  test('white space holds U+0085 and the no-break space, but not the byte order mark', () => {
    expect(trimSpace('\u0085\u00a0\u3000 x\f')).toBe('x');
    expect(trimSpace('\ufeffx')).toBe('\ufeffx');
  });

  test('UTF-8 lengths', () => expect([utf8Length('a'), utf8Length('é'), utf8Length('日'), utf8Length('😀'), utf8Length('\ud800')]).toEqual([1, 2, 3, 4, 3]));
});

describe('lines', () => {
  test('LF, CRLF and a lone CR end a line', () => {
    const lines = lineIndexOf('a\r\nb\rc\nd');
    expect(lines.lineCount).toBe(4);
    expect(lines.positionAt(6)).toEqual({ line: 2, character: 1 });
    expect(lines.offsetAt({ line: 0, character: 99 })).toBe(1);
    expect(lines.offsetAt({ line: 99, character: 0 })).toBe(8);
  });

  test("BuildKit's lines end with LF only", () => expect(lineIndexOf('a\rb\nc', true).lineCount).toBe(2));
});

describe('edits', () => {
  test('apply in any order, insertions at one place in the order given', () => {
    expect(applyEdits('abc', [{ range: { start: 2, end: 3 }, newText: 'C' }, { range: { start: 0, end: 0 }, newText: '1' }, { range: { start: 0, end: 0 }, newText: '2' }])).toBe('12abC');
  });

  test('overlapping edits are refused', () => expect(sortEdits([{ range: { start: 0, end: 2 }, newText: '' }, { range: { start: 1, end: 3 }, newText: '' }])).toBeUndefined());
});

test('ranges touch and intersect', () => {
  expect(touches({ start: 1, end: 3 }, 3)).toBe(true);
  expect(touches({ start: 1, end: 3 }, 4)).toBe(false);
  expect(intersects({ start: 1, end: 3 }, { start: 3, end: 5 })).toBe(false);
  expect(intersects({ start: 1, end: 3 }, { start: 3, end: 3 })).toBe(true);
});
