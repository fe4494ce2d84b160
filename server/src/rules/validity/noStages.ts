/** A file with ARGs but no FROM. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const noStages: FileRule = defineRule({
  code: 'NoStages',
  family: 'validity',
  summary: 'A Dockerfile needs a FROM',
  url: ownUrl('NoStages'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.stages,
  summaryOf: ({ name }) => name,
  check({ tree, report }) {
    const { instructions } = tree;
    // Anything but ARG before the first FROM has an error of its own.
    if (instructions.length === 0 || instructions.some(({ node }) => node.name !== 'ARG')) return;
    report(0, instructions[0]!.node.keyword.range, 'dockerfile contains no stages to build');
  },
});
