/** A document without any text. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const emptyFile: FileRule = defineRule({
  code: 'EmptyFile',
  family: 'validity',
  summary: 'A Dockerfile cannot be empty',
  url: ownUrl('EmptyFile'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.options,
  dependsOn: 'document',
  summaryOf: () => '',
  check({ tree, reportFile }) {
    if (tree.length === 0) reportFile({ start: 0, end: 0 }, 'the Dockerfile cannot be empty');
  },
});
