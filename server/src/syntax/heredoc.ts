/**
 * Heredoc openers. Owns: finding `<<WORD` on a logical line and reading its word, as BuildKit does (heredocsFromLine in parser.go).
 * Must not read bodies; the lexer does.
 */
import type { TextRange } from '../base/textRange.ts';
import { processWord } from './shellWord.ts';

export interface HeredocOpener {
  readonly name: string;
  readonly chomp: boolean;
  readonly expand: boolean;
  /** In the logical line. */
  readonly range: TextRange;
}

const openerPattern = /^\d*<<(-?)[\t\n\f\r ]*([^<]*)$/;

function countQuotes(text: string): number {
  let count = 0;
  for (const char of text) if (char === "'" || char === '"') count++;
  return count;
}

/** The heredoc that a word opens, or undefined. The escape character is `\` here whatever the Dockerfile's own is. */
export function parseHeredocWord(word: string): Omit<HeredocOpener, 'range'> | undefined {
  const match = openerPattern.exec(word);
  const rest = match?.[2];
  if (!match || !rest) return undefined;
  const cooked = processWord(rest, '\\', undefined, { skipUnsetEnv: true }).words;
  if (cooked.length !== 1) return undefined;
  const raw = processWord(rest, '\\', undefined, { skipUnsetEnv: true, rawQuotes: true }).words;
  const name = cooked[0]!;
  return { name, chomp: match[1] === '-', expand: countQuotes(name) === countQuotes(raw[0] ?? name) };
}

/** The heredocs that a line opens, in order. A line that the lexer refuses opens none. */
export function heredocOpeners(line: string): HeredocOpener[] {
  if (!line.includes('<<')) return [];
  const { words, wordRanges } = processWord(line, '\\', undefined, { rawQuotes: true, rawEscapes: true, skipUnsetEnv: true });
  const openers: HeredocOpener[] = [];
  words.forEach((word, index) => {
    const opener = word.includes('<<') ? parseHeredocWord(word) : undefined;
    if (opener) openers.push({ ...opener, range: wordRanges[index]! });
  });
  return openers;
}
