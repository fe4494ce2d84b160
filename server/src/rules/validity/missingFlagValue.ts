/** A flag without the value that it needs. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';
import { checkedFlags, dashed, flagStep, specOf } from '../support/flags.ts';

export const missingFlagValue: InstructionRule = defineRule({
  code: 'MissingFlagValue',
  family: 'validity',
  summary: 'The flag needs a value',
  url: ownUrl('MissingFlagValue'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: 'flags',
  check({ node, report }) {
    checkedFlags(node).forEach((flag, index) => {
      const spec = specOf(node.name, flag);
      const isBoolean = spec?.value.kind === 'boolean';
      // A bare boolean flag means true, but `--link=` means nothing. Other flags may have an empty value, but not none.
      if (!spec || (isBoolean ? flag.value !== '' : flag.value !== undefined)) return;
      report(flag.range, `missing a value on flag: ${dashed(flag)}`, { step: flagStep(index), data: index });
    });
  },
  fixes(context) {
    const node = context.segment!.node;
    const flag = node.flags[context.finding.data as number];
    if (!flag || specOf(node.name, flag)?.value.kind !== 'boolean') return [];
    return [safeFix(`Write ${dashed(flag)} alone`, [replaceIn(context, flag.range, dashed(flag))])];
  },
});
