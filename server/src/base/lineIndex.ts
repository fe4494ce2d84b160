/**
 * Lines. Owns: the translation of offsets into lines and characters. Must not know documents or LSP objects beyond the shape of a position.
 */

/** 0-based line, 0-based UTF-16 character. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Lines end with LF, CRLF or a lone CR, as LSP has it. */
export interface LineIndex {
  readonly lineCount: number;
  /** Clamped into the text. An offset between CR and LF is taken for the place before them. */
  positionAt(offset: number): Position;
  /** Clamped: a line past the end gives the text's length, a character past the line's end gives the end before its line end. */
  offsetAt(position: Position): number;
  /** The offset of the line's first character; the text's length for a line past the end. */
  lineStart(line: number): number;
}

const LF = 10;
const CR = 13;

/** How many line ends the text has: LF, CRLF, lone CR. */
export function countLineEnds(text: string): number {
  if (!text.includes('\r')) return countLf(text);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) count++;
    else if (code === CR && text.charCodeAt(i + 1) !== LF) count++;
  }
  return count;
}

export function countLf(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The offsets at which the text's lines start; the first is 0. `lfOnly`: lines as BuildKit counts them. */
export function lineStarts(text: string, lfOnly = false): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (!lfOnly && code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  return starts;
}

/** The index of the last element that is not greater than `value`; the array is ascending and starts at or below `value`. */
export function lastNotAfter(ascending: ArrayLike<number>, value: number, length: number = ascending.length): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The end of the line before its line end. */
export function trimLineEnd(text: string, start: number, end: number): number {
  let at = end;
  if (at > start && text.charCodeAt(at - 1) === LF) at--;
  if (at > start && text.charCodeAt(at - 1) === CR) at--;
  return at;
}

/** True between CR and LF, where no position is. */
export function splitsLineEnd(text: string, offset: number): boolean {
  return text.charCodeAt(offset) === LF && text.charCodeAt(offset - 1) === CR;
}

/** An index over a whole text. `lfOnly`: lines as BuildKit counts them. */
export function lineIndexOf(text: string, lfOnly = false): LineIndex {
  const starts = lineStarts(text, lfOnly);
  return {
    lineCount: starts.length,
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      const line = lastNotAfter(starts, at);
      return { line, character: at - starts[line]! - (!lfOnly && splitsLineEnd(text, at) ? 1 : 0) };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      const start = starts[line];
      if (start === undefined) return text.length;
      return Math.min(start + Math.max(0, character), trimLineEnd(text, start, starts[line + 1] ?? text.length));
    },
    lineStart: (line) => (line < 0 ? 0 : (starts[line] ?? text.length)),
  };
}
