/**
 * Where variables and stages are written. Owns: every expansion in an instruction, whoever carries it out, and what stands under a cursor.
 * Must not resolve values. Ranges are relative to the segment.
 */
import { isSpace } from '../base/goText.ts';
import { touches, type TextRange } from '../base/textRange.ts';
import { scanExpansions, type Expansion, type ShellWordOptions } from '../syntax/shellWord.ts';
import type { InstructionNode, InstructionSegment, Word } from '../syntax/nodes.ts';
import type { LogicalLine } from '../syntax/logicalLine.ts';
import { mountFlags, readMountFields } from './mount.ts';
import { summaryOf } from './summary.ts';

export interface VariableUse {
  readonly name: string;
  /** From `$` on. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
  /** Who replaces it: the builder, or a shell when the command runs (in the build for RUN, in the container for the others). */
  readonly by: 'builder' | 'shell';
  /** Index of the pair of ARG, ENV or LABEL that it stands in; 0 elsewhere. */
  readonly pair: number;
}

/** A text to search, and where its characters stand. */
interface Piece {
  readonly text: string;
  readonly pair: number;
  readonly options: ShellWordOptions | undefined;
  toSource(offset: number): number;
}

/** A word's text is logical text, perhaps without its quotes; this finds it again in its source. */
function pieceOf(word: Word, line: LogicalLine, pair = 0): Piece {
  const start = line.toLogical(word.range.start);
  const raw = line.text.slice(start, line.toLogical(word.range.end));
  const shift = Math.max(0, raw.indexOf(word.text));
  return { text: word.text, pair, options: undefined, toSource: (offset) => Math.min(line.toSource(start + shift + offset), word.range.end) };
}

function bodyPiece(text: string, range: TextRange, options: ShellWordOptions): Piece {
  return { text: text.slice(range.start, range.end), pair: 0, options, toSource: (offset) => range.start + offset };
}

/** The texts in which the builder replaces variables. An ONBUILD trigger's are replaced when it runs. */
function builderPieces(node: InstructionNode, segment: InstructionSegment): readonly Piece[] {
  const line = segment.logical;
  const words = (list: readonly Word[]): Piece[] => list.map((word) => pieceOf(word, line));
  const flags = (...names: string[]): Piece[] =>
    node.flags.filter((flag) => names.includes(flag.name) && flag.value !== undefined).map((flag) => pieceOf({ text: flag.value!, range: flag.valueRange ?? flag.range }, line));
  switch (node.name) {
    case 'ENV': case 'LABEL':
      return node.pairs.flatMap((pair, index) => [pair.key, ...(pair.value ? [pair.value] : [])].map((word) => pieceOf(word, line, index)));
    case 'ARG':
      return node.pairs.flatMap((pair, index) => (pair.value ? [pieceOf(pair.value, line, index)] : []));
    case 'FROM':
      return [...flags('platform'), ...words(node.words.slice(0, 1))];
    case 'WORKDIR': case 'USER': case 'STOPSIGNAL': case 'VOLUME': case 'EXPOSE':
      return words(node.words);
    case 'ADD': case 'COPY':
      return [
        ...flags('chown', 'chmod', 'checksum'), ...words(node.words),
        ...node.heredocs.filter((heredoc) => heredoc.expand).map((heredoc) => bodyPiece(segment.text, heredoc.bodyRange, { skipProcessQuotes: true })),
      ];
    case 'RUN':
      return mountFlags(node).flatMap((flag) =>
        readMountFields(flag, line, segment.escape).fields.flatMap((field): Piece[] =>
          field.value === undefined || field.key === 'from' ? [] : [{ text: field.value, pair: 0, options: undefined, toSource: (offset) => field.valueToSource(offset) }]));
    case 'ONBUILD':
      return node.trigger ? builderPieces(node.trigger, segment) : [];
    default:
      return [];
  }
}

function flatten(expansions: readonly Expansion[]): readonly Expansion[] {
  return expansions.flatMap((expansion) => [expansion, ...flatten(expansion.nested)]);
}

function builderUses(node: InstructionNode, segment: InstructionSegment): VariableUse[] {
  return builderPieces(node, segment).flatMap((piece) =>
    flatten(scanExpansions(piece.text, piece.options ? '\\' : segment.escape, piece.options)).map((expansion): VariableUse => ({
      name: expansion.name,
      range: { start: piece.toSource(expansion.range.start), end: piece.toSource(expansion.range.end) },
      nameRange: { start: piece.toSource(expansion.nameRange.start), end: piece.toSource(expansion.nameRange.end) },
      by: 'builder',
      pair: piece.pair,
    })));
}

const shellInstructions = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const shellExpansion = /\$(?:([A-Za-z_]\w*)|\{[#!]?([A-Za-z_]\w*))/y;

/** The `$NAME` and `${NAME…` that a POSIX shell would replace. Command substitutions are read like the text around them. */
function shellExpansions(text: string): { name: string; start: number; nameStart: number }[] {
  const found: { name: string; start: number; nameStart: number }[] = [];
  let double = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') double = !double;
    else if (char === "'" && !double) {
      const close = text.indexOf("'", at + 1);
      if (close < 0) break;
      at = close;
    } else if (char === '#' && !double && (at === 0 || isSpace(text.charCodeAt(at - 1)))) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      at = end;
    } else if (char === '$') {
      shellExpansion.lastIndex = at;
      const match = shellExpansion.exec(text);
      const name = match?.[1] ?? match?.[2];
      if (name === undefined) continue;
      found.push({ name, start: at, nameStart: at + match![0].length - name.length });
      at += match![0].length - 1;
    }
  }
  return found;
}

/** True when a shell would replace a variable in the text. */
export function hasShellVariable(text: string): boolean {
  return shellExpansions(text).length > 0;
}

function shellUses(node: InstructionNode, segment: InstructionSegment): VariableUse[] {
  const target = node.name === 'ONBUILD' && node.trigger ? node.trigger : node;
  if (!shellInstructions.has(target.name) || target.form !== 'shell') return [];
  const pieces = [pieceOf(target.args, segment.logical), ...node.heredocs.map((heredoc) => bodyPiece(segment.text, heredoc.bodyRange, {}))];
  return pieces.flatMap((piece) => shellExpansions(piece.text).map(({ name, start, nameStart }): VariableUse => {
    const nameEnd = nameStart + name.length;
    const close = piece.text[start + 1] === '{' ? piece.text.indexOf('}', nameEnd) : -1;
    return {
      name,
      range: { start: piece.toSource(start), end: piece.toSource(close < 0 ? nameEnd : close + 1) },
      nameRange: { start: piece.toSource(nameStart), end: piece.toSource(nameEnd) },
      by: 'shell',
      pair: 0,
    };
  }));
}

const uses = new WeakMap<InstructionSegment, readonly VariableUse[]>();

/** All expansions of an instruction, the builder's and the shell's, in no promised order. Read once per segment. */
export function variableUses(segment: InstructionSegment): readonly VariableUse[] {
  let list = uses.get(segment);
  if (!list) uses.set(segment, (list = segment.text.includes('$') ? [...builderUses(segment.node, segment), ...shellUses(segment.node, segment)] : []));
  return list;
}

export type VariableMention =
  | { readonly kind: 'use'; readonly use: VariableUse; readonly name: string; readonly range: TextRange; readonly pair: number }
  /** The key of an ARG's or ENV's pair. */
  | { readonly kind: 'definition'; readonly name: string; readonly range: TextRange; readonly pair: number };

/** The variable at an offset of the segment; the innermost where they nest. */
export function variableAt(segment: InstructionSegment, offset: number): VariableMention | undefined {
  const use = variableUses(segment).filter(({ range }) => touches(range, offset)).reduce<VariableUse | undefined>((best, next) =>
    best && best.range.end - best.range.start <= next.range.end - next.range.start ? best : next, undefined);
  if (use) return { kind: 'use', use, name: use.name, range: use.range, pair: use.pair };
  const facts = summaryOf(segment);
  const declares = facts.trigger?.declares.length ? facts.trigger.declares : facts.declares;
  const pair = declares.findIndex(({ key }) => touches(key.range, offset));
  const key = declares[pair]?.key;
  return key && { kind: 'definition', name: key.text, range: key.range, pair };
}
