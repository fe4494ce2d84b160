/**
 * Edits of fixes. Owns: turning ranges of a segment into document edits, and the few edits that several fixes share. Must not know rules.
 */
import type { TextRange } from '../../base/textRange.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import type { InstructionSegment } from '../../syntax/nodes.ts';
import type { Fix, FixContext } from '../rule.ts';

/** Replaces a range of the finding's segment. */
export function replaceIn(context: FixContext, range: TextRange, newText: string): TextEdit {
  return { range: { start: context.start + range.start, end: context.start + range.end }, newText };
}

export function safeFix(title: string, edits: readonly TextEdit[]): Fix {
  return { title, edits, isSafe: true };
}

/** What the author most probably meant: preferred, and yet not applied unasked. */
export function likelyFix(title: string, edits: readonly TextEdit[]): Fix {
  return { title, edits, isSafe: false, isLikely: true };
}

export function suggestion(title: string, edits: readonly TextEdit[]): Fix {
  return { title, edits, isSafe: false };
}

/** The range of a flag with the blanks before it, or after it where it starts a line, so that its removal leaves the line as one would write it. */
export function flagWithBlanks(segment: InstructionSegment, range: TextRange): TextRange {
  let { start, end } = range;
  while (end < segment.text.length && (segment.text[end] === ' ' || segment.text[end] === '\t')) end++;
  if (end > range.end) return { start, end };
  while (start > 0 && (segment.text[start - 1] === ' ' || segment.text[start - 1] === '\t')) start--;
  return { start, end: range.end };
}

/** The line end that the segment uses. */
export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** `text` in the letter case of `model`: upper when that is upper case throughout, else lower. */
export function inCaseOf(model: string, text: string): string {
  return model === model.toUpperCase() ? text.toUpperCase() : text.toLowerCase();
}

/** Edits under construction. */
export type Edits = TextEdit[];
