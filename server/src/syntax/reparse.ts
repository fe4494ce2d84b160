/**
 * Incremental parsing. Owns: the tree after an edit, made by lexing again from the segment that the edit touches to the first boundary
 * that fits the old tree. Must give exactly the tree that parsing from scratch gives.
 */
import { readHeader } from './header.ts';
import { headerSegment, lexSegment } from './lexer.ts';
import type { Segment } from './nodes.ts';
import { parse, replaceSegments, type SyntaxTree } from './tree.ts';

/** Replaces the document's text from `start` to `end` (0-based UTF-16 offsets) by `text`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ReparseResult {
  readonly tree: SyntaxTree;
  /** How many segments were lexed. */
  readonly relexed: number;
  /** The old segments [firstChanged, oldEnd) became the new ones [firstChanged, newEnd); all others are the same objects. */
  readonly firstChanged: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The part of the new text that is lexed: it grows over the old segments behind the edit while the lexer still needs more. */
class Window {
  text: string;
  /** The old segment up to which (exclusive) the window's text goes. */
  end: number;
  /** Where old segments after the edit start in the window: a boundary here fits the old tree. */
  readonly boundaries = new Map<number, number>();
  #step = 1;

  constructor(readonly tree: SyntaxTree, first: number, last: number, change: Change) {
    const base = tree.startOf(first);
    this.end = last + 1;
    this.text = tree.slice(base, change.start) + change.text + tree.slice(change.end, tree.startOf(this.end));
    this.boundaries.set(this.text.length, this.end);
  }

  get isWhole(): boolean {
    return this.end >= this.tree.segments.length;
  }

  /** Adds old segments, twice as many each time, so that an opened heredoc that swallows the rest costs no more than the rest. */
  grow(): void {
    const { segments } = this.tree;
    for (let i = 0; i < this.#step && this.end < segments.length; i++) {
      this.text += segments[this.end]!.text;
      this.end++;
      this.boundaries.set(this.text.length, this.end);
    }
    this.#step *= 2;
  }
}

/** The tree after the change. Offsets outside the document are clamped. */
export function reparse(tree: SyntaxTree, change: Change): ReparseResult {
  const start = Math.max(0, Math.min(change.start, tree.length));
  const end = Math.max(start, Math.min(change.end, tree.length));
  if (tree.segments.length === 0) return fromScratch(tree, change.text);
  let first = tree.segmentIndexAt(start);
  // The block of directives can grow or shrink by any edit at or before the line that ends it.
  const touchesHeader = first <= (tree.header ? 1 : 0);
  if (touchesHeader) first = 0;
  const last = end === start ? Math.max(first, tree.segmentIndexAt(start)) : tree.segmentIndexAt(end - 1);
  const window = new Window(tree, first, Math.max(first, last), { start, end, text: change.text });
  const fresh: Segment[] = [];
  let position = 0;
  if (touchesHeader) {
    let header = readHeader(window.text);
    // The window's last line goes on in the next segment when the edit took its line end.
    while ((header.end === window.text.length || !window.text.endsWith('\n')) && !window.isWhole) {
      window.grow();
      header = readHeader(window.text);
    }
    if (header.escape !== tree.escape) return fromScratch(tree, tree.slice(0, start) + change.text + tree.slice(end, tree.length));
    if (header.end > 0) fresh.push(headerSegment(window.text.slice(0, header.end), header.directives));
    position = header.end;
  }
  const oldEnd = lexWindow(window, position, fresh, tree);
  return { tree: replaceSegments(tree, first, oldEnd, fresh), relexed: fresh.length, firstChanged: first, oldEnd, newEnd: first + fresh.length };
}

/** Lexes the window from `from` into `fresh` up to the first boundary that fits the old tree, and returns the old segment there. */
function lexWindow(window: Window, from: number, fresh: Segment[], tree: SyntaxTree): number {
  let position = from;
  for (;;) {
    const boundary = window.boundaries.get(position);
    if (boundary !== undefined) return boundary;
    const lexed = lexSegment(window.text, position, tree.escape);
    if (lexed.open && lexed.end === window.text.length && !window.isWhole) {
      window.grow();
      continue;
    }
    fresh.push(lexed.segment);
    position = lexed.end;
  }
}

function fromScratch(tree: SyntaxTree, text: string): ReparseResult {
  const fresh = parse(text);
  return { tree: fresh, relexed: fresh.segments.length, firstChanged: 0, oldEnd: tree.segments.length, newEnd: fresh.segments.length };
}
