/** Stages that copy or mount from each other in a circle. */
import type { StageReference } from '../../semantics/stages.ts';
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { graphSummary } from '../support/graph.ts';

export const circularStage: FileRule = defineRule({
  code: 'CircularStage',
  family: 'validity',
  summary: 'A stage cannot take from itself, nor from one that takes from it',
  url: ownUrl('CircularStage'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.graph,
  summaryOf: graphSummary,
  check({ semantics, report }) {
    if (semantics.references.length === 0) return;
    const { circle } = semantics;
    if (!circle) return;
    // BuildKit looks for circles when it has read all stages.
    const [first, ...others] = circle.references.map(lastToSameStage(semantics.references));
    const message = `circular dependency detected on stage: ${circle.stage.displayName}`;
    const options = { step: 0, foundAt: Number.MAX_SAFE_INTEGER };
    if (first) report(first.ordinal, first.word.range, message, options);
    for (const { ordinal, word } of others) report(ordinal, word.range, message, { ...options, step: 1 });
  },
});

/** Of several references from one stage to another, BuildKit remembers the last. */
function lastToSameStage(references: readonly StageReference[]): (reference: StageReference) => StageReference {
  return (reference) => references.findLast((other) => other.stage === reference.stage && targetStage(other) === targetStage(reference)) ?? reference;
}

function targetStage({ target }: StageReference) {
  return target.kind === 'stage' ? target.stage : undefined;
}
