/**
 * The logical line. Owns: an instruction's text as BuildKit sees it (continuations joined, comment and blank lines dropped) and its map to the source.
 * Must not know instructions.
 */
import { isSpace, skipSpace } from '../base/goText.ts';
import { lastNotAfter } from '../base/lineIndex.ts';
import type { TextRange } from '../base/textRange.ts';
import type { EscapeCharacter } from './nodes.ts';

/** Source offsets are relative to the start of the text that the line was read from: for a segment, its start. */
export interface LogicalLine {
  readonly text: string;
  /** The source offset of a logical offset; between two pieces it is the start of the later one. */
  toSource(logicalOffset: number): number;
  /** The source of a logical range; it ends where its last character ends, before any continuation. */
  toSourceRange(range: TextRange): TextRange;
  /** The logical offset of a source offset; inside a continuation, comment or blank line it is that of the next character kept. */
  toLogical(sourceOffset: number): number;
  /** Comment lines between the continuation lines, from `#` to the last character before the line end. */
  readonly comments: readonly TextRange[];
  /** Blank lines between the continuation lines, with their line ends. */
  readonly blankLines: readonly TextRange[];
}

/** What reading a logical line gives. `end` is the source offset after its last physical line. */
export interface LogicalLineRead {
  readonly line: LogicalLine;
  readonly end: number;
  /** True when the text ended while a continuation line was still expected. */
  readonly open: boolean;
}

const LF = 10;
const CR = 13;
const HASH = 35;

class JoinedLine implements LogicalLine {
  readonly #logicalStarts: readonly number[];
  readonly #sourceStarts: readonly number[];

  /** The pieces' starts ascend, in `text` and in the source. */
  constructor(
    readonly text: string,
    logicalStarts: readonly number[],
    sourceStarts: readonly number[],
    readonly comments: readonly TextRange[],
    readonly blankLines: readonly TextRange[],
  ) {
    this.#logicalStarts = logicalStarts;
    this.#sourceStarts = sourceStarts;
  }

  toSource(logicalOffset: number): number {
    const piece = lastNotAfter(this.#logicalStarts, Math.max(0, logicalOffset));
    return this.#sourceStarts[piece]! + (Math.min(logicalOffset, this.text.length) - this.#logicalStarts[piece]!);
  }

  toSourceRange({ start, end }: TextRange): TextRange {
    if (end <= start) {
      const at = this.toSource(start);
      return { start: at, end: at };
    }
    return { start: this.toSource(start), end: this.toSource(end - 1) + 1 };
  }

  toLogical(sourceOffset: number): number {
    if (sourceOffset <= this.#sourceStarts[0]!) return 0;
    const piece = lastNotAfter(this.#sourceStarts, sourceOffset);
    const offset = this.#logicalStarts[piece]! + sourceOffset - this.#sourceStarts[piece]!;
    return Math.min(offset, this.#logicalStarts[piece + 1] ?? this.text.length);
  }
}

const none: readonly TextRange[] = [];

/** The offset of the escape character that continues the line [start, end), or -1. Only blanks may follow it, and no second escape character may precede it. */
export function continuationAt(text: string, start: number, end: number, escape: EscapeCharacter): number {
  let at = end - 1;
  while (at >= start && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at--;
  if (at < start || text[at] !== escape) return -1;
  return at > start && text[at - 1] === escape ? -1 : at;
}

/**
 * Reads the logical line that starts at `from` (an instruction's first physical line), up to `limit` at most.
 * Offsets in the result are relative to `from`.
 */
export function readLogicalLine(text: string, from: number, escape: EscapeCharacter, limit: number = text.length): LogicalLineRead {
  let joined = '';
  const logicalStarts: number[] = [];
  const sourceStarts: number[] = [];
  let comments: TextRange[] | undefined;
  let blankLines: TextRange[] | undefined;
  let position = from;
  let open = true;
  while (open && position < limit) {
    const first = position === from;
    let next = text.indexOf('\n', position);
    next = next < 0 || next >= limit ? limit : next + 1;
    let end = next;
    while (end > position && (text.charCodeAt(end - 1) === LF || text.charCodeAt(end - 1) === CR)) end--;
    const content = skipSpace(text, position, end);
    if (!first && content === end) {
      (blankLines ??= []).push({ start: position - from, end: next - from });
    } else if (!first && text.charCodeAt(content) === HASH) {
      (comments ??= []).push({ start: content - from, end: end - from });
    } else {
      const start = first ? content : position;
      const continuation = continuationAt(text, start, end, escape);
      const pieceEnd = continuation < 0 ? end : continuation;
      logicalStarts.push(joined.length);
      sourceStarts.push(start - from);
      joined += text.slice(start, pieceEnd);
      open = continuation >= 0;
    }
    position = next;
  }
  if (logicalStarts.length === 0) {
    logicalStarts.push(0);
    sourceStarts.push(0);
  }
  return { line: new JoinedLine(joined, logicalStarts, sourceStarts, comments ?? none, blankLines ?? none), end: position, open };
}

/** The logical line of a text that holds one instruction. `end`: where its own lines end, before heredoc bodies. */
export function logicalLine(text: string, escape: EscapeCharacter, end: number = text.length): LogicalLine {
  return readLogicalLine(text, 0, escape, end).line;
}

/** True for a line that BuildKit takes as a comment: white space, then `#`. */
export function isCommentLine(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at < end && text.charCodeAt(at) === HASH;
}
