/**
 * The syntax tree. Owns: the immutable list of a document's segments, and where each stands. Must not hold semantics.
 * `reparse.ts` makes the tree after an edit.
 */
import { Kept, type Keeper } from '../base/kept.ts';
import type { LineIndex, Position } from '../base/lineIndex.ts';
import { lastNotAfter, lineStarts, splitsLineEnd, trimLineEnd } from '../base/lineIndex.ts';
import { Sums } from '../base/sums.ts';
import { readHeader } from './header.ts';
import { headerSegment, lexSegment } from './lexer.ts';
import type { EscapeCharacter, HeaderSegment, InstructionSegment, Segment } from './nodes.ts';

/** Offsets are document offsets (0-based, UTF-16). An "ordinal" counts instructions, from 0. */
export interface SyntaxTree extends Keeper {
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
  /** How many instructions stand before the segment: the ordinal of the first one at or behind it. */
  instructionsBefore(segmentIndex: number): number;
  text(): string;
  slice(start: number, end: number): string;
  readonly lines: LineIndex;
  /** The line of a segment's first character, counted by LF as BuildKit does; 0-based. */
  lfLineOf(segmentIndex: number): number;
  /** For a tree made by an edit, what became of the segments before; undefined for one that was parsed. */
  readonly replaced: Replaced | undefined;
}

/** The segments [first, oldEnd) of `segments` became [first, newEnd) of the tree; all others are the same objects. */
export interface Replaced {
  readonly segments: readonly Segment[];
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

const segmentLineStarts = new Kept<readonly number[]>();

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
    readonly starts: Sums,
  ) {}

  /** The length of a header without a line end (a lone byte order mark): the first line goes on in the segment behind it. */
  get #lead(): number {
    const { header } = this.tree;
    return header && header.lineCount === 0 ? header.text.length : 0;
  }

  get lineCount(): number {
    return this.starts.at(this.tree.segments.length) + 1;
  }

  positionAt(offset: number): Position {
    const index = this.tree.segmentIndexAt(offset);
    if (index < 0) return { line: 0, character: 0 };
    const local = Math.max(0, Math.min(offset, this.tree.length) - this.tree.startOf(index));
    const segment = this.tree.segments[index]!;
    const starts = lineStartsOf(segment);
    const line = lastNotAfter(starts, local);
    const lead = line === 0 && index === 1 ? this.#lead : 0;
    return { line: this.starts.at(index) + line, character: lead + local - starts[line]! - (splitsLineEnd(segment.text, local) ? 1 : 0) };
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
    const index = Math.min(this.starts.lastNotAfter(line, this.tree.segments.length + 1), this.tree.segments.length - 1);
    const starts = lineStartsOf(this.tree.segments[index]!);
    return this.tree.startOf(index) + (starts[line - this.starts.at(index)] ?? this.tree.segments[index]!.text.length);
  }
}

/** What a tree keeps beside its segments: where each starts, and which are instructions. */
interface Layout {
  /** One more than there are segments; the last is the document's length. */
  readonly starts: Sums;
  /** The line of each segment's first character. */
  readonly lines: Sums;
  readonly instructions: readonly InstructionSegment[];
  readonly ordinalToIndex: readonly number[];
}

function layoutOf(segments: readonly Segment[]): Layout {
  const starts = new Int32Array(segments.length + 1);
  const lines = new Int32Array(segments.length + 1);
  const instructions: InstructionSegment[] = [];
  const ordinalToIndex: number[] = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    starts[i + 1] = starts[i]! + segment.text.length;
    lines[i + 1] = lines[i]! + segment.lineCount;
    if (segment.kind === 'instruction') {
      ordinalToIndex.push(i);
      instructions.push(segment);
    }
  }
  return { starts: new Sums(starts), lines: new Sums(lines), instructions, ordinalToIndex };
}

/** The layout after one segment was replaced by one of the same kind, which is what typing does. */
function layoutAfter(old: Layout, index: number, before: Segment, after: Segment): Layout {
  let { instructions } = old;
  if (after.kind === 'instruction') {
    const copy = instructions.slice();
    copy[lastNotAfter(old.ordinalToIndex, index)] = after;
    instructions = copy;
  }
  return {
    starts: old.starts.added(index + 1, after.text.length - before.text.length),
    lines: old.lines.added(index + 1, after.lineCount - before.lineCount),
    instructions, ordinalToIndex: old.ordinalToIndex,
  };
}

class Tree implements SyntaxTree {
  readonly kept: unknown[] = [];
  readonly header: HeaderSegment | undefined;
  readonly instructions: readonly InstructionSegment[];
  readonly lines: LineIndex;
  readonly layout: Layout;
  readonly #starts: Sums;
  readonly #ordinalToIndex: readonly number[];
  readonly replaced: Replaced | undefined;
  #lfStarts: Int32Array | undefined;

  constructor(
    readonly segments: readonly Segment[],
    readonly escape: EscapeCharacter,
    layout: Layout = layoutOf(segments),
    replaced?: Replaced,
  ) {
    this.replaced = replaced;
    this.layout = layout;
    this.#starts = layout.starts;
    this.#ordinalToIndex = layout.ordinalToIndex;
    this.instructions = layout.instructions;
    this.lines = new TreeLines(this, layout.lines);
    this.header = segments[0]?.kind === 'header' ? segments[0] : undefined;
  }

  get length(): number {
    return this.#starts.at(this.segments.length);
  }

  startOf(segmentIndex: number): number {
    return this.#starts.at(Math.max(0, Math.min(segmentIndex, this.segments.length)));
  }

  segmentIndexAt(offset: number): number {
    return this.#starts.lastNotAfter(Math.max(0, offset), this.segments.length || 1) - (this.segments.length === 0 ? 1 : 0);
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

  instructionsBefore(segmentIndex: number): number {
    const indexes = this.#ordinalToIndex;
    if (indexes.length === 0 || indexes[0]! >= segmentIndex) return 0;
    return lastNotAfter(indexes, segmentIndex - 1) + 1;
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

/** The tree whose segments [first, oldEnd) are replaced by `fresh`; all the others stay the same objects. */
export function replaceSegments(tree: SyntaxTree, first: number, oldEnd: number, fresh: readonly Segment[]): SyntaxTree {
  const before = tree.segments[first];
  const [after] = fresh;
  const replaced = { segments: tree.segments, first, oldEnd, newEnd: first + fresh.length };
  if (oldEnd === first + 1 && fresh.length === 1 && before && after && before.kind === after.kind && tree instanceof Tree) {
    const segments = tree.segments.slice();
    segments[first] = after;
    return new Tree(segments, tree.escape, layoutAfter(tree.layout, first, before, after), replaced);
  }
  const segments = [...tree.segments.slice(0, first), ...fresh, ...tree.segments.slice(oldEnd)];
  return new Tree(segments, tree.escape, layoutOf(segments), replaced);
}

/** What differs between two versions: that of the edit when one was made from the other, otherwise what is left without the common ends. */
export function replacedBetween(before: readonly Segment[], tree: SyntaxTree): Replaced {
  if (tree.replaced?.segments === before) return tree.replaced;
  const after = tree.segments;
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first++;
  let end = 0;
  while (end < most - first && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { segments: before, first, oldEnd: before.length - end, newEnd: after.length - end };
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
