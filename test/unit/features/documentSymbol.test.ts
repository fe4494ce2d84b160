import { describe, expect, it } from 'vitest';
import { documentSymbols } from '../../../server/src/features/documentSymbol.ts';
import type { DocumentSymbol } from '../../../server/src/features/types.ts';
import { snapshotOf } from '../../support/fixture.ts';
import { seedTexts } from '../../support/seedTexts.ts';

/** One line a symbol: its kind's first letter, name, detail, lines of its range, and the selected text. */
function outline(text: string): string[] {
  const { lines } = snapshotOf(text).tree;
  const print = (symbols: readonly DocumentSymbol[], indent: string): string[] => symbols.flatMap((symbol) => {
    const [from, to] = [symbol.range.start, symbol.range.end].map((offset) => lines.positionAt(offset).line);
    const selected = text.slice(symbol.selectionRange.start, symbol.selectionRange.end);
    return [`${indent}${symbol.kind[0]} ${symbol.name}${symbol.detail ? ` (${symbol.detail})` : ''} ${from}-${to} ${selected}`, ...print(symbol.children, `${indent}  `)];
  });
  return print(documentSymbols(snapshotOf(text)), '');
}

function check(text: string, symbols: readonly DocumentSymbol[], outer = { start: 0, end: text.length }): void {
  for (const { name, range, selectionRange, children } of symbols) {
    expect(name).not.toBe('');
    expect(outer.start <= range.start && range.start <= selectionRange.start && selectionRange.end <= range.end && range.end <= outer.end, `${name} in ${JSON.stringify(text)}`).toBe(true);
    check(text, children, range);
  }
}

describe('document symbols', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['comments only', '# a\n', []],
    ['stages', 'FROM a AS One\nRUN x\n# c\n\nFROM b:1\nCMD ["y"]\n', ['s One (a) 0-1 One', '  i RUN (x) 1-1 RUN', 's b:1 4-5 b:1', '  i CMD (["y"]) 5-5 CMD']],
    ['directives and global ARGs', '# syntax=x\nARG A=1 B\nFROM a\n', ['d syntax (x) 0-0 syntax', 'v A (ARG 1) 1-1 A', 'v B (ARG) 1-1 B', 's a 2-2 a']],
    ['variables', 'FROM a\nARG X\nENV A=1 \\\n  B="2 3"\nENV C d\n', ['s a 0-4 a', '  v X (ARG) 1-1 X', '  v A (ENV 1) 2-2 A', '  v B (ENV "2 3") 3-3 B', '  v C (ENV d) 4-4 C']],
    ['heredocs', 'FROM a\nCOPY <<A <<"B" /x/\na\nA\nb\nB\nRUN x\n', ['s a 0-6 a', '  i COPY (<<A <<"B" /x/) 1-5 COPY', '    h A 1-3 <<A', '    h B 1-5 <<"B"', '  i RUN (x) 6-6 RUN']],
    ['triggers', 'FROM a\nONBUILD RUN x \\\n  y\n', ['s a 0-2 a', '  i ONBUILD RUN (x y) 1-2 ONBUILD']],
    ['instructions without a stage', 'RUN x\nFROM\nRUN y\n', ['i RUN (x) 0-0 RUN', 's FROM 1-2 FROM', '  i RUN (y) 2-2 RUN']],
    ['unfinished lines', 'FROM a AS\nENV\nARG =1\nLABEL a\\\n', ['s a 0-3 a', '  i ENV 1-1 ENV', '  i ARG (=1) 2-2 ARG', '  i LABEL (a) 3-3 LABEL']],
    ['long text', `FROM a\nRUN ${'x'.repeat(200)}\n`, ['s a 0-1 a', `  i RUN (${'x'.repeat(79)}…) 1-1 RUN`]],
  ])('%s', (_, text, expected) => expect(outline(text)).toEqual(expected));

  it('lie within their parents and have names, whatever the text', () => {
    for (const text of seedTexts()) check(text, documentSymbols(snapshotOf(text)));
  });
});
