/**
 * Where completion was asked for. Owns: the cursor on its line, what of the document it stands in, and the making of edits around it.
 * Must not know what is offered.
 */
import type { TextEdit } from '../../base/textEdit.ts';
import { lexSegment } from '../../syntax/lexer.ts';
import { continuationAt } from '../../syntax/logicalLine.ts';
import type { HeredocNode, InstructionSegment } from '../../syntax/nodes.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';

/** Offsets are document offsets. */
export interface Cursor {
  readonly offset: number;
  /** The line's text before the cursor. */
  readonly before: string;
  /** The line's text behind the cursor, without its line end. */
  readonly after: string;
  /** The line end that new lines should have. */
  readonly lineEnd: '\n' | '\r\n';
}

/** The cursor at a document offset; an offset outside of the document is taken to its nearest end, one inside of a CRLF before it. */
export function cursorAt(tree: SyntaxTree, offset: number): Cursor {
  const within = Math.max(0, Math.min(offset, tree.length));
  const at = tree.slice(within - 1, within + 1) === '\r\n' ? within - 1 : within;
  const { line, character } = tree.lines.positionAt(at);
  const start = tree.lines.lineStart(line);
  const text = tree.slice(start, line + 1 < tree.lines.lineCount ? tree.lines.lineStart(line + 1) : tree.length);
  // The line before tells the line ends of a document whose last line is being written.
  const sample = line === 0 ? text : tree.slice(start - 2, start);
  const column = Math.min(character, text.length);
  return { offset: at, before: text.slice(0, column), after: text.slice(column).replace(/[\r\n]+$/, ''), lineEnd: sample.endsWith('\r\n') ? '\r\n' : '\n' };
}

/**
 * Replaces the `typed` last characters before the cursor, as far as they are on its line, and what `rest` matches behind it.
 * New text has the document's line ends.
 */
export function replaceAround(cursor: Cursor, typed: number, rest: RegExp, newText: string): TextEdit {
  const start = cursor.offset - Math.min(typed, cursor.before.length);
  const end = cursor.offset + (rest.exec(cursor.after)?.[0].length ?? 0);
  return { range: { start, end }, newText: cursor.lineEnd === '\n' ? newText : newText.replaceAll('\n', '\r\n') };
}

/** What the cursor stands in. `ordinal` counts the instructions before it, so it is the number that an instruction written here has. */
export type Place =
  /** A comment line, or an empty line, where a parser directive still counts. */
  | { readonly kind: 'top'; readonly isBlank: boolean }
  | { readonly kind: 'comment' }
  | { readonly kind: 'blank'; readonly ordinal: number }
  | { readonly kind: 'heredoc'; readonly ordinal: number; readonly segment: InstructionSegment; readonly heredoc: HeredocNode }
  /** `before` and `after` are the logical line around the cursor. */
  | { readonly kind: 'instruction'; readonly ordinal: number; readonly segment: InstructionSegment; readonly before: string; readonly after: string }
  /** Where nothing may be written. */
  | { readonly kind: 'nowhere' };

export function placeAt(tree: SyntaxTree, cursor: Cursor): Place {
  const index = tree.segmentIndexAt(cursor.offset);
  const segment = tree.segments[index];
  if (!segment) return { kind: 'top', isBlank: true };
  const isTop = index === 0 || (index === 1 && tree.header !== undefined);
  if (segment.kind === 'instruction') {
    // A document's end belongs to its last segment; behind that segment's line end a new line begins, unless it goes on.
    const local = cursor.offset - tree.startOf(index);
    const begins = cursor.before === '' && local > 0 && local === segment.text.length && !lexSegment(segment.text, 0, tree.escape).open;
    return begins ? { kind: 'blank', ordinal: tree.ordinalOf(index) + 1 } : inInstruction(tree.ordinalOf(index), segment, local, cursor);
  }
  const isComment = /^\s*#/.test(cursor.before);
  const isNext = cursor.before === '' && cursor.after === '' && cursor.offset > tree.startOf(index);
  if (isTop || segment.kind === 'header') {
    // Behind a comment line the directives are over.
    if (isNext && segment.kind !== 'header') return { kind: 'blank', ordinal: 0 };
    if (isComment || cursor.before.trim() === '') return { kind: 'top', isBlank: !isComment };
  }
  if (isComment) return { kind: 'comment' };
  return cursor.before.trim() === '' && !/^\s*#/.test(cursor.after) ? { kind: 'blank', ordinal: ordinalFrom(tree, index) } : { kind: 'nowhere' };
}

/** How many instructions come before the segment. */
function ordinalFrom(tree: SyntaxTree, index: number): number {
  for (let before = index; before >= 0; before--) {
    const ordinal = tree.ordinalOf(before);
    if (ordinal >= 0) return ordinal + 1;
  }
  return 0;
}

function inInstruction(ordinal: number, segment: InstructionSegment, local: number, cursor: Cursor): Place {
  const { logical } = segment;
  if (local >= segment.headEnd && segment.node.heredocs.length > 0) {
    const heredoc = segment.node.heredocs.find(({ bodyRange }) => bodyRange.start <= local && local <= bodyRange.end);
    const isTerminator = heredoc?.terminatorRange !== undefined && local >= heredoc.terminatorRange.start;
    return heredoc && !isTerminator ? { kind: 'heredoc', ordinal, segment, heredoc } : { kind: 'nowhere' };
  }
  if (logical.comments.some(({ start, end }) => start <= local && local <= end)) return { kind: 'nowhere' };
  // Behind a continuation there is no room on the line.
  const goesOn = continuationAt(cursor.before, 0, cursor.before.length, segment.escape) >= 0;
  if (goesOn && cursor.after.trim() === '') return { kind: 'nowhere' };
  const at = logical.toLogical(local);
  return { kind: 'instruction', ordinal, segment, before: logical.text.slice(0, at), after: logical.text.slice(at) };
}
