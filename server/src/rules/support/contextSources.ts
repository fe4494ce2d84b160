/**
 * What COPY and ADD take out of the build context. Owns: telling its paths from URLs, repositories, inline files and other stages.
 * Must not look at the context.
 */
import type { InstructionNode } from '../../syntax/nodes.ts';
import type { Evaluation, ExpandedWord } from '../evaluation.ts';
import { DispatchStep } from '../phase.ts';
import { gitReference, isHttpSource } from './gitReference.ts';

export interface ContextSource {
  readonly word: ExpandedWord;
  /** The instruction has `--parents`, with which wildcards are matched otherwise. */
  readonly hasParents: boolean;
  /** The order of what BuildKit finds in it. */
  readonly step: number;
}

/** The paths in the context, expanded, in order; none when BuildKit does not get that far. */
export function contextSources(node: InstructionNode, evaluation: Evaluation): readonly ContextSource[] {
  if (evaluation.hasFailed || (node.name === 'COPY' && node.flags.some(({ name, value }) => name === 'from' && value))) return [];
  const hasParents = node.flags.some(({ name, value }) => name === 'parents' && value?.toLowerCase() !== 'false');
  return evaluation.inRole('source').flatMap((word, index): ContextSource[] => {
    if (gitReference(word.text) || isHttpSource(word.text)) return [];
    return [{ word, hasParents, step: DispatchStep.values + 3 + index / 1000 }];
  });
}
