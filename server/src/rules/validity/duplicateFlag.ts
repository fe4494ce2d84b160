/** A flag given twice that may stand only once. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { flagWithBlanks, replaceIn, safeFix, suggestion } from '../support/edits.ts';
import { checkedFlags, dashed, flagStep, specOf } from '../support/flags.ts';

export const duplicateFlag: InstructionRule = defineRule({
  code: 'DuplicateFlag',
  family: 'validity',
  summary: 'The flag may be given only once',
  url: ownUrl('DuplicateFlag'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'instruction',
  on: 'flags',
  check({ node, report }) {
    const flags = checkedFlags(node);
    flags.forEach((flag, index) => {
      const spec = specOf(node.name, flag);
      if (!spec || spec.repeatable || !flags.slice(0, index).some(({ name }) => name === flag.name)) return;
      report(flag.range, `duplicate flag specified: ${dashed(flag)}`, { step: flagStep(index), data: index });
    });
  },
  fixes(context) {
    const { flags } = context.segment!.node;
    const flag = flags[context.finding.data as number];
    if (!flag) return [];
    const first = flags.find(({ name }) => name === flag.name)!;
    const make = first.text === flag.text ? safeFix : suggestion;
    return [make(`Remove the second ${dashed(flag)}`, [replaceIn(context, flagWithBlanks(context.segment!, flag.range), '')])];
  },
});
