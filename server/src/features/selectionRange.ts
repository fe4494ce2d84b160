/**
 * Selection ranges. Owns: what "expand selection" takes step by step around a place: token, word, flag or shell command, arguments,
 * instruction, stage, document. Must not look at other instructions' text.
 */
import type { TextRange } from '../base/textRange.ts';
import { containsRange, shiftRange, touches } from '../base/textRange.ts';
import { trimSpaceEnd } from '../base/goText.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { syntaxTokens } from '../syntax/lower.ts';
import type { InstructionNode, InstructionSegment } from '../syntax/nodes.ts';
import { walkShell } from '../syntax/shellNodes.ts';
import { shellScripts } from '../syntax/shellScripts.ts';

/** The ranges around an offset, the smallest first, each inside the next; the last is the document. Offsets are those of the document. */
export function selectionRanges({ tree, semantics }: Snapshot, offset: number): TextRange[] {
  const at = Math.max(0, Math.min(offset, tree.length));
  const index = tree.segmentIndexAt(at);
  const segment = tree.segments[index];
  const ranges: TextRange[] = [{ start: 0, end: tree.length }];
  if (segment) {
    const start = tree.startOf(index);
    ranges.push({ start, end: start + trimSpaceEnd(segment.text, 0) });
    if (segment.kind === 'header') ranges.push(...segment.directives.flatMap(({ range, valueRange }) => [range, valueRange]).map((range) => shiftRange(range, start)));
    if (segment.kind === 'instruction') {
      ranges.push(...instructionRanges(segment, at - start).map((range) => shiftRange(range, start)));
      const stage = semantics.stageAt(tree.ordinalOf(index));
      if (stage) ranges.push({ start: tree.startOfInstruction(stage.ordinal), end: endOfInstruction(stage.end - 1) });
    }
  }
  return nested(ranges.filter((range) => touches(range, at)));

  function endOfInstruction(ordinal: number): number {
    return tree.startOfInstruction(ordinal) + trimSpaceEnd(tree.instructions[ordinal]!.text, 0);
  }
}

/** Relative to the segment. */
function instructionRanges(segment: InstructionSegment, offset: number): TextRange[] {
  const ranges = syntaxTokens(segment).map((token) => token.range);
  addNode(segment.node, ranges);
  const { main, bodies } = shellScripts(segment);
  for (const script of main ? [main, ...bodies] : bodies) {
    walkShell(script, (node) => {
      ranges.push(node.range);
      return touches(node.range, offset);
    });
  }
  return ranges;
}

function addNode(node: InstructionNode, ranges: TextRange[]): void {
  ranges.push(node.range, node.args.range, ...node.words.map((word) => word.range), ...node.pairs.map((pair) => pair.range));
  ranges.push(...node.flags.flatMap((flag) => (flag.valueRange ? [flag.range, flag.valueRange] : [flag.range])), ...node.heredocs.map((heredoc) => heredoc.bodyRange));
  if (node.trigger) addNode(node.trigger, ranges);
}

/** Those that lie in one another, from the smallest up; of two that cross, the smaller one stays. */
function nested(ranges: readonly TextRange[]): TextRange[] {
  const sorted = [...ranges].sort((a, b) => a.end - a.start - (b.end - b.start));
  const chain: TextRange[] = [];
  for (const range of sorted) {
    const last = chain.at(-1);
    const grows = !last || range.end - range.start > last.end - last.start;
    if (range.end > range.start && grows && (!last || containsRange(range, last))) chain.push(range);
  }
  return chain;
}
