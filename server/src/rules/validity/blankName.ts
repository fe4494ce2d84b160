/** `=value` without a name. */
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

export const blankName: InstructionRule = defineRule({
  code: 'BlankName',
  family: 'validity',
  summary: 'A variable or label needs a name',
  url: ownUrl('BlankName'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['ARG', 'ENV', 'LABEL'],
  check({ node, report }) {
    for (const pair of node.pairs) {
      if (pair.key.text === '' && pair.value) report(pair.range, `${node.name} names can not be blank`, { step: node.name === 'ARG' ? Step.arguments : Step.afterFlags });
    }
  },
});
