/** A document of comments and blank lines only. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const noInstructions: FileRule = defineRule({
  code: 'NoInstructions',
  family: 'validity',
  summary: 'A Dockerfile needs instructions',
  url: ownUrl('NoInstructions'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.parse,
  dependsOn: 'document',
  summaryOf: () => '',
  check({ tree, reportFile }) {
    if (tree.length > 0 && tree.instructions.length === 0) reportFile({ start: 0, end: tree.length }, 'file with no instructions', { step: 1 });
  },
});
