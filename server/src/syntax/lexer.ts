/**
 * The lexer. Owns: cutting a text into segments by BuildKit's rules. Its only state between segments is the escape character.
 * Must not read instructions beyond what the cut needs.
 */
import { skipSpace } from '../base/goText.ts';
import { countLf, countLineEnds } from '../base/lineIndex.ts';
import { heredocOpeners } from './heredoc.ts';
import { canContainHeredoc, readInstruction, type HeredocParts } from './instruction.ts';
import { isCommentLine, readLogicalLine, type LogicalLine } from './logicalLine.ts';
import type { BlankSegment, CommentSegment, Directive, EscapeCharacter, HeaderSegment, InstructionNode, InstructionSegment, Segment } from './nodes.ts';

class ParsedSegment implements InstructionSegment {
  readonly kind = 'instruction';
  readonly kept: unknown[] = [];
  readonly lfCount: number;
  readonly lineCount: number;
  readonly #heredocs: readonly HeredocParts[];
  #node: InstructionNode | undefined;

  constructor(
    readonly text: string,
    readonly escape: EscapeCharacter,
    readonly headEnd: number,
    readonly logical: LogicalLine,
    heredocs: readonly HeredocParts[],
  ) {
    this.#heredocs = heredocs;
    this.lineCount = countLineEnds(text);
    this.lfCount = countLf(text);
  }

  get node(): InstructionNode {
    return (this.#node ??= readInstruction(this.logical, this.escape, this.#heredocs));
  }
}

export interface LexedSegment {
  readonly segment: Segment;
  readonly end: number;
  /** True when the text ended inside the segment, so that more text behind it could still belong to it. */
  readonly open: boolean;
}

export function headerSegment(text: string, directives: readonly Directive[]): HeaderSegment {
  return { kind: 'header', text, directives, lineCount: countLineEnds(text), lfCount: countLf(text), kept: [] };
}

function lineSegment(kind: 'comment' | 'blank', text: string): CommentSegment | BlankSegment {
  return { kind, text, lineCount: countLineEnds(text), lfCount: text.endsWith('\n') ? 1 : 0, kept: [] };
}

/** The segment that starts at `position`, the start of a line after the header. */
export function lexSegment(text: string, position: number, escape: EscapeCharacter): LexedSegment {
  const newline = text.indexOf('\n', position);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  const isComment = isCommentLine(text, position, lineEnd);
  if (isComment || skipSpace(text, position, lineEnd) >= lineEnd) {
    return { segment: lineSegment(isComment ? 'comment' : 'blank', text.slice(position, lineEnd)), end: lineEnd, open: newline < 0 };
  }
  return lexInstruction(text, position, escape);
}

function lexInstruction(text: string, position: number, escape: EscapeCharacter): LexedSegment {
  const head = readLogicalLine(text, position, escape);
  const heredocs = head.line.text.includes('<<') ? readHeredocs(text, position, head.end, head.line, escape) : undefined;
  const end = heredocs?.end ?? head.end;
  return {
    segment: new ParsedSegment(text.slice(position, end), escape, head.end - position, head.line, heredocs?.parts ?? []),
    end,
    open: head.open || (heredocs?.open ?? false) || text.charCodeAt(end - 1) !== 10,
  };
}

interface HeredocBodies {
  readonly parts: readonly HeredocParts[];
  readonly end: number;
  readonly open: boolean;
}

function readHeredocs(text: string, start: number, headEnd: number, line: LogicalLine, escape: EscapeCharacter): HeredocBodies | undefined {
  if (!canContainHeredoc(readInstruction(line, escape, []))) return undefined;
  const openers = heredocOpeners(line.text);
  if (openers.length === 0) return undefined;
  const parts: HeredocParts[] = [];
  let position = headEnd;
  for (const opener of openers) {
    const bodyStart = position;
    let terminator: HeredocParts['terminatorRange'];
    let bodyEnd = position;
    while (position < text.length && !terminator) {
      const newline = text.indexOf('\n', position);
      const next = newline < 0 ? text.length : newline + 1;
      let end = next;
      while (end > position && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
      let from = position;
      if (opener.chomp) while (from < end && text.charCodeAt(from) === 9) from++;
      if (end - from === opener.name.length && text.startsWith(opener.name, from)) terminator = { start: from - start, end: end - start };
      else bodyEnd = next;
      position = next;
    }
    parts.push({ bodyRange: { start: bodyStart - start, end: bodyEnd - start }, terminatorRange: terminator });
  }
  return { parts, end: position, open: parts.some((part) => !part.terminatorRange) };
}
