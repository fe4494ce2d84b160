/**
 * How an image grew from one build to the next. Owns: the comparison, instruction by instruction. Must not know how it is shown.
 */
import type { StageStepsInfo } from '../../../server/src/lsp/protocol.ts';
import type { InstructionResult, RememberedBuild } from './results.ts';
import { mapInstructions, replacedInstructions } from './resultsMapping.ts';

export interface GrowthOfInstruction {
  readonly kind: 'same' | 'changed' | 'new' | 'gone';
  readonly name: string;
  readonly text: string;
  /** First line, 0-based: in the newer Dockerfile, and in the older for one that is gone. */
  readonly line: number;
  readonly before: number;
  readonly after: number;
}

export interface Growth {
  /** Bytes; the base image's part included. */
  readonly total: number;
  readonly base: number;
  /** Those whose size is another, the greatest change first. */
  readonly instructions: readonly GrowthOfInstruction[];
}

/** A build and the stages of its Dockerfile. */
export interface BuildWithStages {
  readonly build: Pick<RememberedBuild, 'instructions' | 'totalSize'>;
  readonly stages: readonly StageStepsInfo[];
}

/** Undefined when one of the builds has no image, or its sizes are not known. */
export function growthBetween(older: BuildWithStages, newer: BuildWithStages): Growth | undefined {
  if (older.build.totalSize === undefined || newer.build.totalSize === undefined) return undefined;
  const before = byLine(older.build.instructions);
  const after = byLine(newer.build.instructions);
  const pairs = [
    ...mapInstructions(older.stages, newer.stages).map(({ was, now }) => ({ was, now, kind: 'same' as const })),
    ...replacedInstructions(older.stages, newer.stages).map((pair) => ({ ...pair, kind: 'changed' as const })),
  ];
  const found: GrowthOfInstruction[] = [];
  for (const { was, now, kind } of pairs) {
    const old = before.get(was);
    const fresh = after.get(now);
    before.delete(was);
    after.delete(now);
    if (fresh ?? old) found.push(entry(kind, (fresh ?? old)!, now, old, fresh));
  }
  for (const fresh of after.values()) found.push(entry('new', fresh, fresh.lines[0], undefined, fresh));
  for (const old of before.values()) found.push(entry('gone', old, old.lines[0], old, undefined));
  const instructions = found.filter((each) => each.before !== each.after).sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || a.line - b.line);
  const base = baseOf(newer.build) - baseOf(older.build);
  return { total: newer.build.totalSize - older.build.totalSize, base, instructions };
}

function entry(kind: GrowthOfInstruction['kind'], { name, text }: InstructionResult, line: number, old: InstructionResult | undefined, fresh: InstructionResult | undefined): GrowthOfInstruction {
  return { kind, name, text, line, before: old?.layer?.size ?? 0, after: fresh?.layer?.size ?? 0 };
}

/** Those with a layer whose size is known. */
function byLine(instructions: readonly InstructionResult[]): Map<number, InstructionResult> {
  return new Map(instructions.filter(({ layer }) => layer?.size !== undefined).map((each) => [each.lines[0], each]));
}

function baseOf({ instructions }: Pick<RememberedBuild, 'instructions'>): number {
  return instructions.find(({ baseSize }) => baseSize !== undefined)?.baseSize ?? 0;
}
