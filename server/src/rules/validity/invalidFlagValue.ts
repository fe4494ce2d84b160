/** A boolean flag with a value that is neither true nor false. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { checkedFlags, dashed, flagStep, specOf } from '../support/flags.ts';

export const invalidFlagValue: InstructionRule = defineRule({
  code: 'InvalidFlagValue',
  family: 'validity',
  summary: 'A boolean flag takes only true or false',
  url: ownUrl('InvalidFlagValue'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: 'flags',
  check({ node, report }) {
    checkedFlags(node).forEach((flag, index) => {
      if (specOf(node.name, flag)?.value.kind !== 'boolean' || !flag.value || /^(?:true|false)$/i.test(flag.value)) return;
      report(flag.valueRange ?? flag.range, `expecting boolean value for flag ${dashed(flag)}, not: ${flag.value}`, { step: flagStep(index), data: index });
    });
  },
  fixes(context) {
    const flag = context.segment!.node.flags[context.finding.data as number];
    if (!flag?.valueRange) return [];
    return ['true', 'false'].map((value) => suggestion(`Change to ${value}`, [replaceIn(context, flag.valueRange!, value)]));
  },
});
