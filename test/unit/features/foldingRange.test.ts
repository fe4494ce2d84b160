import { describe, expect, it } from 'vitest';
import { foldingRanges } from '../../../server/src/features/foldingRange.ts';
import { snapshotOf } from '../../support/fixture.ts';
import { seedTexts } from '../../support/seedTexts.ts';

function folds(text: string): string[] {
  return foldingRanges(snapshotOf(text)).map(({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind ? ` ${kind}` : ''}`);
}

describe('folding ranges', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['single lines', 'FROM a', []],
    ['a stage', 'FROM a\nRUN x\n', ['0-1 region']],
    ['stages with comments between', 'FROM a\nRUN x\n\n# c\nFROM b\nRUN y\n\n', ['0-1 region', '4-5 region']],
    ['continuations', 'FROM a\nRUN x \\\n  # c\n  y\nRUN z\n', ['0-4 region', '1-3']],
    ['an open continuation', 'FROM a\nRUN x \\\n  y \\\n\n\n', ['0-2 region', '1-2']],
    ['comments', '# a\n# b\n\n# c\nFROM a\n# d\n#\n# e', ['0-1 comment', '5-7 comment']],
    ['directives with comments', '# syntax=x\n# escape=`\n# c\nFROM a\n', ['0-2 comment']],
    ['global ARGs', 'ARG a\n# c\nARG b\nFROM a\nARG c\nARG d\n', ['0-2 region', '3-5 region']],
    ['a single global ARG', 'ARG a\nFROM a\n', []],
    ['a heredoc', 'FROM a\nRUN <<X\na\nX\n', ['0-3 region', '1-3']],
    ['an instruction with heredocs', 'FROM a\nCOPY <<A \\\n  <<B /\na\nA\nb\nB\n', ['0-6 region', '1-6', '1-2', '2-4', '4-6']],
    ['an open heredoc', 'FROM a\nRUN <<X\na\nb\n', ['0-3 region', '1-3']],
    ['CRLF', '# a\r\n# b\r\nFROM a\r\nRUN x \\\r\n  y\r\n', ['0-1 comment', '2-4 region', '3-4']],
  ])('%s', (_, text, expected) => expect(folds(text)).toEqual(expected));

  it('lie within the document, whatever the text', () => {
    for (const text of seedTexts()) {
      const { lineCount } = snapshotOf(text).tree.lines;
      for (const { startLine, endLine } of foldingRanges(snapshotOf(text))) expect(startLine >= 0 && startLine < endLine && endLine < lineCount, JSON.stringify(text)).toBe(true);
    }
  });
});
