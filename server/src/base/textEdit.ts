/**
 * Text edits. Owns: sorting, checking and applying sets of edits to a string. Must not know documents or LSP.
 */
import type { TextRange } from './textRange.ts';

/** Replaces the text in `range` (offsets of the text before any edit) by `newText`. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** The edits in document order; two insertions at one place keep their order. Returns undefined when two edits overlap. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] | undefined {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.range.start < sorted[i - 1]!.range.end) return undefined;
  }
  return sorted;
}

/** Applies the edits to `text`. Throws on overlapping edits, which is always a programming error. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = sortEdits(edits);
  if (!sorted) throw new Error('overlapping edits');
  let result = '';
  let at = 0;
  for (const edit of sorted) {
    result += text.slice(at, edit.range.start) + edit.newText;
    at = edit.range.end;
  }
  return result + text.slice(at);
}
