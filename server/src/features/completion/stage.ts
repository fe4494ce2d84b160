/**
 * Stages that can be named at the cursor. Owns: which of them BuildKit accepts there. Must not know images of registries.
 */
import type { Stage } from '../../semantics/semantics.ts';
import type { CompletionItem } from '../types.ts';
import type { LineContext } from './context.ts';
import { replaceAround } from './cursor.ts';

export interface StageOptions {
  /** How much of the name is written. */
  readonly typed: string;
  /** What belongs to the name behind the cursor. */
  readonly rest: RegExp;
  /** COPY --from takes the number of a stage without a name; a mount and FROM do not. */
  readonly numbers: boolean;
}

/** The stages before the cursor's own: a later one, or the stage itself, ends the build. Of two with one name the later counts. */
export function stageItems(context: LineContext, { typed, rest, numbers }: StageOptions): CompletionItem[] {
  const { semantics, stage, cursor } = context;
  const earlier = semantics.stages.slice(0, stage?.index ?? 0);
  const lastNamed = new Map(earlier.map((candidate) => [candidate.name, candidate]));
  return earlier
    .filter((candidate) => (candidate.name === undefined ? numbers : lastNamed.get(candidate.name) === candidate))
    .map((candidate) => ({
      label: candidate.name ?? String(candidate.index),
      kind: 'stage',
      detail: describe(candidate),
      edit: replaceAround(cursor, typed.length, rest, candidate.name ?? String(candidate.index)),
      isSnippet: false,
      // The nearest first: it is the one that is copied from most often.
      sortText: `0${String(99_999 - candidate.index).padStart(5, '0')}`,
    }));
}

function describe({ index, base, baseWord }: Stage): string {
  return `stage ${index}, from ${base.text || baseWord?.text || 'nothing yet'}`;
}
