/**
 * Text ranges. Owns: the half-open range of UTF-16 offsets that every layer speaks. Must not know lines, documents or LSP.
 */

/** A half-open range [start, end) of 0-based UTF-16 offsets. What it is relative to (document or segment) is said where it is used. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function textRange(start: number, end: number): TextRange {
  return { start, end };
}

/** The same range moved by `by`. */
export function shiftRange(range: TextRange, by: number): TextRange {
  return by === 0 ? range : { start: range.start + by, end: range.end + by };
}

/** True when `offset` lies in the range or directly at its end, as a cursor does. */
export function touches(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** True when `outer` holds all of `inner`. */
export function containsRange(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two share at least one character, or one of them is empty and lies within or at the border of the other. */
export function intersects(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : false;
}

/** The smallest range that holds both. */
export function coverRanges(a: TextRange, b: TextRange): TextRange {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
