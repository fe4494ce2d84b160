/**
 * Places of pieces of text. Owns: finding a piece of a text that was read from a segment, when quotes or continuations were taken out on the way.
 * Must not know what the text is.
 */
import type { TextRange } from '../../base/textRange.ts';
import type { InstructionSegment } from '../../syntax/nodes.ts';

/**
 * The place in the segment of a piece (`inner`) of a text that was read from `range`. Where quotes were taken out of the text before,
 * the piece is looked for; the answer is the whole range when it cannot be found.
 */
export function pieceRange(raw: string, inner: TextRange, range: TextRange, segment: InstructionSegment): TextRange {
  const source = segment.text.slice(range.start, range.end);
  if (source === raw) return { start: range.start + inner.start, end: range.start + inner.end };
  const { logical } = segment;
  const start = logical.toLogical(range.start);
  if (logical.text.startsWith(raw, start)) return logical.toSourceRange({ start: start + inner.start, end: start + inner.end });
  // A flag's value without its quotes, or a heredoc without its tabs: look for the piece itself.
  const at = source.indexOf(raw.slice(inner.start, inner.end));
  return at < 0 || inner.end <= inner.start ? range : { start: range.start + at, end: range.start + at + inner.end - inner.start };
}
