/**
 * What can be folded. Owns: stages, instructions and heredocs over several lines, blocks of comments, runs of global ARGs.
 * Must not know a client's limits.
 */
import type { Snapshot } from '../semantics/snapshot.ts';
import type { InstructionSegment } from '../syntax/nodes.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { FoldingRange } from './types.ts';

/** The ranges by their first line; of several with the same lines, one. */
export function foldingRanges(snapshot: Snapshot): FoldingRange[] {
  const { tree } = snapshot;
  const folds: FoldingRange[] = [...stageFolds(snapshot), ...globalArgFolds(snapshot), ...commentFolds(tree)];
  tree.instructions.forEach((segment, ordinal) => {
    if (segment.lineCount > 1 || segment.node.heredocs.length > 0) folds.push(...instructionFolds(tree, segment, tree.startOfInstruction(ordinal)));
  });
  folds.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  return folds.filter((fold, index) => fold.endLine > fold.startLine && (fold.startLine !== folds[index - 1]?.startLine || fold.endLine !== folds[index - 1]?.endLine));
}

function lineAt(tree: SyntaxTree, offset: number): number {
  return tree.lines.positionAt(offset).line;
}

/** The line that an instruction ends on: the last one that is no blank line of an open continuation. */
function lastLine(tree: SyntaxTree, ordinal: number): number {
  const { text } = tree.instructions[ordinal]!;
  return lineAt(tree, tree.startOfInstruction(ordinal) + text.trimEnd().length);
}

function firstLine(tree: SyntaxTree, ordinal: number): number {
  return lineAt(tree, tree.startOfInstruction(ordinal));
}

/** From FROM to the stage's last instruction; comments behind it belong to what follows. */
function stageFolds({ tree, semantics }: Snapshot): FoldingRange[] {
  return semantics.stages.map((stage) => ({ startLine: firstLine(tree, stage.ordinal), endLine: lastLine(tree, stage.end - 1), kind: 'region' }));
}

/** Two or more ARGs before the first FROM, with nothing but comments and blank lines between. */
function globalArgFolds({ tree, semantics }: Snapshot): FoldingRange[] {
  const end = semantics.stages[0]?.ordinal ?? tree.instructions.length;
  const folds: FoldingRange[] = [];
  for (let first = 0; first < end; first++) {
    let next = first;
    while (next < end && tree.instructions[next]!.node.name === 'ARG') next++;
    if (next - first > 1) folds.push({ startLine: firstLine(tree, first), endLine: lastLine(tree, next - 1), kind: 'region' });
    first = next;
  }
  return folds;
}

/** Comment lines on end, the parser directives among them. */
function commentFolds(tree: SyntaxTree): FoldingRange[] {
  const folds: FoldingRange[] = [];
  let start = -1;
  const close = (endLine: number): void => {
    if (start >= 0) folds.push({ startLine: start, endLine, kind: 'comment' });
    start = -1;
  };
  let line = 0;
  for (const segment of tree.segments) {
    if (segment.kind === 'comment' || (segment.kind === 'header' && segment.directives.length > 0)) start = start < 0 ? line : start;
    else close(line - 1);
    line += segment.lineCount;
  }
  const { text } = tree.segments.at(-1) ?? { text: '' };
  close(/[\r\n]$/.test(text) ? line - 1 : line);
  return folds;
}

function instructionFolds(tree: SyntaxTree, segment: InstructionSegment, start: number): FoldingRange[] {
  const { node, text, headEnd } = segment;
  const first = lineAt(tree, start);
  const folds: FoldingRange[] = [{ startLine: first, endLine: lineAt(tree, start + text.trimEnd().length), kind: undefined }];
  if (node.heredocs.length === 0) return folds;
  folds.push({ startLine: first, endLine: lineAt(tree, start + text.slice(0, headEnd).trimEnd().length), kind: undefined });
  for (const { bodyRange, terminatorRange } of node.heredocs) {
    if (!terminatorRange) continue;
    // The line above the body holds the opener, or the terminator of the heredoc before.
    folds.push({ startLine: lineAt(tree, start + bodyRange.start) - 1, endLine: lineAt(tree, start + terminatorRange.start), kind: undefined });
  }
  return folds;
}
