/** An instruction other than ARG before the first FROM. */
import { isInstructionName } from '../../syntax/instruction.ts';
import { Phase, Step } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const instructionBeforeFrom: FileRule = defineRule({
  code: 'InstructionBeforeFrom',
  family: 'validity',
  summary: 'Only ARG may stand before the first FROM',
  url: ownUrl('InstructionBeforeFrom'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.instructions,
  summaryOf: ({ name }) => name,
  check({ tree, report }) {
    for (const [ordinal, { node }] of tree.instructions.entries()) {
      if (node.name === 'FROM') return;
      if (node.name === 'ARG' || !isInstructionName(node.name)) continue;
      // One finding is enough: the same FROM is missing above each of them.
      report(ordinal, node.keyword.range, 'no build stage in current context', { step: Step.placement });
      return;
    }
  },
});
