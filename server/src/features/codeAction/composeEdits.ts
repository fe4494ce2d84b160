/**
 * Composing edits. Owns: one set of edits that does what two sets do one after the other. Must not know what they are for.
 */
import { sortEdits, type TextEdit } from '../../base/textEdit.ts';

/** Text put in at an offset of the original, after what the original has before it. */
interface Change {
  start: number;
  end: number;
  text: string;
}

/** `second` holds offsets of the text after `first`; the result those of the text before. Sets with overlaps give `first` unchanged. */
export function composeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const earlier = sortEdits(first);
  const later = sortEdits(second);
  if (!earlier || !later) return [...first];
  const changes: Change[] = earlier.map(({ range, newText }) => ({ start: range.start, end: range.end, text: newText }));
  // From the back, so that the offsets before stay as they are.
  for (const edit of [...later].reverse()) apply(changes, edit);
  return changes.filter(({ start, end, text }) => end > start || text !== '').map(({ start, end, text }) => ({ range: { start, end }, newText: text }));
}

function apply(changes: Change[], { range, newText }: TextEdit): void {
  let shift = 0;
  let index = 0;
  // Changes that lie before the edit, in the text after the first set.
  while (index < changes.length && changes[index]!.start + shift + changes[index]!.text.length < range.start) {
    shift += changes[index]!.text.length - (changes[index]!.end - changes[index]!.start);
    index++;
  }
  const merged: Change = { start: range.start - shift, end: range.end - shift, text: newText };
  let last = index;
  let prefix = '';
  let suffix = '';
  let inner = shift;
  while (last < changes.length && changes[last]!.start + inner <= range.end) {
    const change = changes[last]!;
    const from = change.start + inner;
    const to = from + change.text.length;
    if (last === index) {
      if (from < range.start) prefix = change.text.slice(0, range.start - from);
      merged.start = from <= range.start ? change.start : range.start - shift;
    }
    suffix = to > range.end ? change.text.slice(range.end - from) : '';
    inner += change.text.length - (change.end - change.start);
    merged.end = to > range.end ? change.end : range.end - inner;
    last++;
  }
  merged.text = prefix + newText + suffix;
  changes.splice(index, last - index, merged);
}
