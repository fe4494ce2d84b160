/**
 * The outline. Owns: stages with their instructions below them, variables by name, heredocs below their instruction.
 * Must not know how a client draws them.
 */
import type { TextRange } from '../base/textRange.ts';
import { shiftRange } from '../base/textRange.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import type { InstructionNode, InstructionSegment, Word } from '../syntax/nodes.ts';
import type { DocumentSymbol } from './types.ts';

const maxDetail = 80;

/** The symbols of a document in source order. Children lie within their parents. */
export function documentSymbols({ tree, semantics }: Snapshot): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = (tree.header?.directives ?? []).map((directive) => (
    { name: directive.name, detail: directive.value, kind: 'directive', range: directive.range, selectionRange: directive.nameRange, children: [] }
  ));
  const of = (from: number, to: number): DocumentSymbol[] => tree.instructions.slice(from, to)
    .flatMap((segment, index) => instructionSymbols(segment, tree.startOfInstruction(from + index)));
  symbols.push(...of(0, semantics.stages[0]?.ordinal ?? tree.instructions.length));
  for (const stage of semantics.stages) {
    const start = tree.startOfInstruction(stage.ordinal);
    const from = tree.instructions[stage.ordinal]!;
    const last = tree.instructions[stage.end - 1]!;
    const word = stage.nameWord ?? (stage.baseWord?.text ? stage.baseWord : from.node.keyword);
    symbols.push({
      name: word.text, detail: stage.nameWord ? (stage.baseWord?.text ?? '') : '', kind: 'stage',
      range: { start: start + from.node.range.start, end: tree.startOfInstruction(stage.end - 1) + textEnd(last) },
      selectionRange: shiftRange(word.range, start),
      children: of(stage.ordinal + 1, stage.end),
    });
  }
  return symbols;
}

/** The end of a segment's text without its last line end. */
function textEnd(segment: InstructionSegment): number {
  return Math.max(segment.node.range.end, segment.text.replace(/\r?\n$/, '').length);
}

function instructionSymbols(segment: InstructionSegment, start: number): DocumentSymbol[] {
  const { node } = segment;
  if (node.keyword.text === '') return [];
  const range = { start: start + node.range.start, end: start + textEnd(segment) };
  if (node.name === 'ARG' || node.name === 'ENV') {
    const named = node.pairs.filter((pair) => pair.key.text !== '');
    if (named.length > 0) {
      return named.map((pair) => ({
        name: pair.key.text, detail: `${node.name}${pair.value ? ` ${short(pair.value.text)}` : ''}`, kind: 'variable',
        range: named.length === 1 ? range : shiftRange(pair.range, start), selectionRange: shiftRange(pair.key.range, start), children: [],
      }));
    }
  }
  return [{
    name: title(node), detail: detail(node), kind: 'instruction', range, selectionRange: shiftRange(node.keyword.range, start),
    children: node.heredocs.map((heredoc) => ({
      name: heredoc.name, detail: '', kind: 'heredoc',
      range: heredocRange(heredoc.range, heredoc.terminatorRange ?? heredoc.bodyRange, start),
      selectionRange: shiftRange(heredoc.range, start), children: [],
    })),
  }];
}

function heredocRange(opener: TextRange, last: TextRange, start: number): TextRange {
  return { start: start + opener.start, end: start + Math.max(opener.end, last.end) };
}

function title({ name, trigger }: InstructionNode): string {
  return trigger && trigger.keyword.text !== '' ? `${name} ${trigger.name}` : name;
}

function detail({ args, trigger }: InstructionNode): string {
  const shown: Word = trigger ? trigger.args : args;
  return short(shown.text);
}

/** One line, not too long. */
function short(text: string): string {
  const line = text.slice(0, 4 * maxDetail).replace(/\s+/g, ' ').trim();
  return line.length > maxDetail ? `${line.slice(0, maxDetail - 1)}…` : line;
}
