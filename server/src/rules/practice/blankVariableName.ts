/** A variable or label whose name is nothing but quotes. BuildKit refuses `=b`, but takes `""=b`. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

export const blankVariableName: InstructionRule = defineRule({
  code: 'BlankVariableName',
  family: 'practice',
  summary: 'A variable or label needs a name',
  url: ownUrl('BlankVariableName'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['ARG', 'ENV', 'LABEL'],
  check({ node, report }) {
    for (const { key } of node.pairs) {
      if (key.text === '""' || key.text === "''") report(key.range, `This name is empty; nothing can use what ${node.name} sets here`);
    }
  },
});
