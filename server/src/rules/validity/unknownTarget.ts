/** A target that is asked for, but that no stage has. */
import { goQuote } from '../../base/goText.ts';
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { graphSummary } from '../support/graph.ts';
import { nearest, withSuggestion } from '../support/suggest.ts';

export const unknownTarget: FileRule = defineRule({
  code: 'UnknownTarget',
  family: 'validity',
  summary: 'The stage to build must exist',
  url: ownUrl('UnknownTarget'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.graph,
  summaryOf: graphSummary,
  dependsOn: 'document',
  check({ tree, semantics, reportFile }) {
    const { target } = semantics.options;
    if (target === undefined || semantics.target || semantics.stages.length === 0) return;
    const names = semantics.stages.map(({ displayName }) => displayName);
    reportFile({ start: 0, end: tree.length }, withSuggestion(`target stage ${goQuote(target)} could not be found`, nearest(target, names)));
  },
});
