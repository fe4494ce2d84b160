/**
 * The fix of an open quote or brace. Owns: where the missing character goes. Must not know the message's wording beyond what is missing.
 */
import type { Fix, FixContext } from '../rule.ts';
import { replaceIn, suggestion } from './edits.ts';

const missing: readonly (readonly [sign: string, character: string])[] = [
  ['matching single-quote', "'"], ['matching double-quote', '"'], ["missing '}'", '}'], ['(\ufffd) in substitution', '}'],
];

/** Offers the missing character at the end of the word that failed. */
export function closingQuoteFix(context: FixContext): readonly Fix[] {
  const { finding } = context;
  const found = missing.find(([sign]) => finding.message.includes(sign));
  const end = { start: finding.range.end, end: finding.range.end };
  return found ? [suggestion(`Add ${found[1]}`, [replaceIn(context, end, found[1])])] : [];
}
