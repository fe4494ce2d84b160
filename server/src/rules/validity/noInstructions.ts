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
    if (tree.length === 0 || tree.instructions.length > 0) return;
    // Where the first one could stand: the last line.
    const text = tree.text().replace(/\r?\n$/, '');
    reportFile({ start: text.lastIndexOf('\n') + 1, end: text.length }, 'file with no instructions', { step: 1 });
  },
});
