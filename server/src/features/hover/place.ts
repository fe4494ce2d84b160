/**
 * Places in words. Owns: line numbers and stage names as hovers say them. Must not decide what is worth saying.
 */
import type { TextRange } from '../../base/textRange.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { Stage } from '../../semantics/stages.ts';
import { code } from './markdown.ts';

/** What a hover says, with a range relative to the segment. */
export interface LocalHover {
  readonly markdown: string;
  readonly range: TextRange;
}

/** The 1-based line of an offset relative to the instruction's segment; by default of its keyword. */
export function lineNumber(snapshot: Snapshot, ordinal: number, at?: number): number {
  const segment = snapshot.tree.instructions[ordinal]!;
  return snapshot.tree.lines.positionAt(snapshot.tree.startOfInstruction(ordinal) + (at ?? segment.node.range.start)).line + 1;
}

export function stageTitle(stage: Stage): string {
  return stage.name === undefined ? `stage ${stage.index}` : `stage ${code(stage.name)}`;
}

/** The image that the stage goes back to, e.g. `` `node:22` ``; undefined when it starts from scratch or its FROM is no good. */
export function baseImageOf(snapshot: Snapshot, stage: Stage): string | undefined {
  const root = snapshot.semantics.chain(stage).at(-1)!;
  return root.base.kind === 'image' ? code(root.base.text) : undefined;
}
