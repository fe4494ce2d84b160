/**
 * The syntax tree. Owns: the immutable list of a document's segments, and where each stands. Must not hold semantics.
 * `reparse.ts` makes the tree after an edit.
 */
import type { LineIndex, Position } from '../base/lineIndex.ts';
import { lastNotAfter, lineStarts, trimLineEnd } from '../base/lineIndex.ts';
import { readHeader } from './header.ts';
import { headerSegment, lexSegment } from './lexer.ts';
import type { EscapeCharacter, HeaderSegment, InstructionSegment, Segment } from './nodes.ts';

/** Offsets are document offsets (0-based, UTF-16). An "ordinal" counts instructions, from 0. */
export interface SyntaxTree {
  readonly segments: readonly Segment[];
  readonly length: number;
  readonly escape: EscapeCharacter;
  readonly header: HeaderSegment | undefined;
  readonly instructions: readonly InstructionSegment[];
  /** The segment's first offset; the document's length for an index past the end. */
  startOf(segmentIndex: number): number;
  /** The segment that holds the offset; the last one for the document's end. -1 in an empty document. */
  segmentIndexAt(offset: number): number;
  segmentIndexOf(ordinal: number): number;
  startOfInstruction(ordinal: number): number;
  /** -1 when the segment is no instruction. */
  ordinalOf(segmentIndex: number): number;
  text(): string;
  slice(start: number, end: number): string;
  readonly lines: LineIndex;
  /** The line of a segment's first character, counted by LF as BuildKit does; 0-based. */
  lfLineOf(segmentIndex: number): number;
}

const segmentLineStarts = new WeakMap<Segment, readonly number[]>();

function lineStartsOf(segment: Segment): readonly number[] {
  let starts = segmentLineStarts.get(segment);
  if (!starts) segmentLineStarts.set(segment, (starts = lineStarts(segment.text)));
  return starts;
}

/** Positions found through the segments, so that no edit costs a walk over the whole text. */
class TreeLines implements LineIndex {
  constructor(
    readonly tree: Tree,
    /** The line of each segment's first character. */
    readonly starts: Int32Array,
  ) {}

  /** The length of a header without a line end (a lone byte order mark): the first line goes on in the segment behind it. */
  get #lead(): number {
    const { header } = this.tree;
    return header && header.lineCount === 0 ? header.text.length : 0;
  }

  get lineCount(): number {
    return this.starts[this.tree.segments.length]! + 1;
  }

  positionAt(offset: number): Position {
    const index = this.tree.segmentIndexAt(offset);
    if (index < 0) return { line: 0, character: 0 };
    const local = Math.max(0, Math.min(offset, this.tree.length) - this.tree.startOf(index));
    const starts = lineStartsOf(this.tree.segments[index]!);
    const line = lastNotAfter(starts, local);
    const lead = line === 0 && index === 1 ? this.#lead : 0;
    return { line: this.starts[index]! + line, character: lead + local - starts[line]! };
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.lineCount) return this.tree.length;
    const start = this.lineStart(line);
    const next = line + 1 < this.lineCount ? this.lineStart(line + 1) : this.tree.length;
    if (next <= start) return start;
    const index = this.tree.segmentIndexAt(next - 1);
    const base = this.tree.startOf(index);
    const end = base + trimLineEnd(this.tree.segments[index]!.text, Math.max(0, start - base), next - base);
    return Math.min(start + Math.max(0, character), end);
  }

  lineStart(line: number): number {
    if (line <= 0) return 0;
    if (line >= this.lineCount) return this.tree.length;
    const index = Math.min(lastNotAfter(this.starts, line), this.tree.segments.length - 1);
    const starts = lineStartsOf(this.tree.segments[index]!);
    return this.tree.startOf(index) + (starts[line - this.starts[index]!] ?? this.tree.segments[index]!.text.length);
  }
}

class Tree implements SyntaxTree {
  readonly header: HeaderSegment | undefined;
  readonly instructions: InstructionSegment[] = [];
  readonly lines: LineIndex;
  readonly #starts: Int32Array;
  readonly #ordinalToIndex: number[] = [];
  #lfStarts: Int32Array | undefined;

  constructor(
    readonly segments: readonly Segment[],
    readonly escape: EscapeCharacter,
  ) {
    const count = segments.length;
    const starts = new Int32Array(count + 1);
    const lines = new Int32Array(count + 1);
    for (let i = 0; i < count; i++) {
      const segment = segments[i]!;
      starts[i + 1] = starts[i]! + segment.text.length;
      lines[i + 1] = lines[i]! + segment.lineCount;
      if (segment.kind === 'instruction') {
        this.#ordinalToIndex.push(i);
        this.instructions.push(segment);
      }
    }
    this.#starts = starts;
    this.lines = new TreeLines(this, lines);
    this.header = segments[0]?.kind === 'header' ? segments[0] : undefined;
  }

  get length(): number {
    return this.#starts[this.segments.length]!;
  }

  startOf(segmentIndex: number): number {
    return this.#starts[Math.max(0, Math.min(segmentIndex, this.segments.length))]!;
  }

  segmentIndexAt(offset: number): number {
    return lastNotAfter(this.#starts, Math.max(0, offset), this.segments.length || 1) - (this.segments.length === 0 ? 1 : 0);
  }

  segmentIndexOf(ordinal: number): number {
    return this.#ordinalToIndex[ordinal] ?? this.segments.length;
  }

  startOfInstruction(ordinal: number): number {
    return this.startOf(this.segmentIndexOf(ordinal));
  }

  ordinalOf(segmentIndex: number): number {
    if (this.segments[segmentIndex]?.kind !== 'instruction') return -1;
    return lastNotAfter(this.#ordinalToIndex, segmentIndex);
  }

  text(): string {
    return this.segments.map((segment) => segment.text).join('');
  }

  slice(start: number, end: number): string {
    const from = Math.max(0, start);
    const to = Math.min(end, this.length);
    if (to <= from) return '';
    let index = this.segmentIndexAt(from);
    let base = this.startOf(index);
    let result = '';
    while (base < to && index < this.segments.length) {
      const { text } = this.segments[index]!;
      result += text.slice(Math.max(0, from - base), to - base);
      base += text.length;
      index++;
    }
    return result;
  }

  lfLineOf(segmentIndex: number): number {
    if (!this.#lfStarts) {
      const starts = new Int32Array(this.segments.length + 1);
      this.segments.forEach((segment, i) => (starts[i + 1] = starts[i]! + segment.lfCount));
      this.#lfStarts = starts;
    }
    return this.#lfStarts[Math.max(0, Math.min(segmentIndex, this.segments.length))]!;
  }
}

/** A tree over segments that are known to fit together. */
export function treeOf(segments: readonly Segment[], escape: EscapeCharacter): SyntaxTree {
  return new Tree(segments, escape);
}

/** Parses a whole document. Never throws. */
export function parse(text: string): SyntaxTree {
  const segments: Segment[] = [];
  const header = readHeader(text);
  if (header.end > 0) segments.push(headerSegment(text.slice(0, header.end), header.directives));
  for (let position = header.end; position < text.length;) {
    const { segment, end } = lexSegment(text, position, header.escape);
    segments.push(segment);
    position = end;
  }
  return new Tree(segments, header.escape);
}
