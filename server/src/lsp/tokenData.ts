/**
 * The wire format of semantic tokens. Owns: encoding tokens as numbers relative to one another, and the difference of two encodings.
 * Must not find tokens.
 */
import type { SemanticTokensEdit } from 'vscode-languageserver';
import { semanticTokenModifiers, semanticTokenTypes, type SemanticToken } from '../features/types.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

const typeIndex = new Map(semanticTokenTypes.map((type, index) => [type, index]));
const modifierBit = new Map(semanticTokenModifiers.map((modifier, index) => [modifier, 1 << index]));
const fields = 5;

/** Five numbers per token: lines from the last token, characters from it or from the line's start, length, type, modifiers. Tokens are in document order. */
export function encodeTokens(tree: SyntaxTree, tokens: readonly SemanticToken[]): number[] {
  const data = new Array<number>(tokens.length * fields);
  let at = 0;
  let line = 0;
  let lineStart = 0;
  let lineEnd = tree.lines.lineCount > 1 ? tree.lines.lineStart(1) : Infinity;
  let lastLine = 0;
  let lastStart = 0;
  for (const { range, type, modifiers } of tokens) {
    // Most tokens follow on the same or the next line; asking the line index for each would cost more than all the rest.
    if (range.start >= lineEnd) {
      const position = tree.lines.positionAt(range.start);
      line = position.line;
      lineStart = range.start - position.character;
      lineEnd = line + 1 < tree.lines.lineCount ? tree.lines.lineStart(line + 1) : Infinity;
    }
    data[at++] = line - lastLine;
    data[at++] = line === lastLine ? range.start - lastStart : range.start - lineStart;
    data[at++] = range.end - range.start;
    data[at++] = typeIndex.get(type)!;
    data[at++] = modifiers?.reduce((bits, modifier) => bits | modifierBit.get(modifier)!, 0) ?? 0;
    lastLine = line;
    lastStart = range.start;
  }
  return data;
}

/** The one edit, of whole tokens, that makes `before` into `after`; none when they are equal. */
export function tokenEdits(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  if (head === before.length && head === after.length) return [];
  head -= head % fields;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  tail -= tail % fields;
  return [{ start: head, deleteCount: before.length - head - tail, data: after.slice(head, after.length - tail) }];
}
