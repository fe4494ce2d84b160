/** A flag that the instruction does not have. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { flagWithBlanks, replaceIn, safeFix, suggestion } from '../support/edits.ts';
import { checkedFlags, dashed, flagsOf, flagStep, specOf } from '../support/flags.ts';
import { allNearest, nearest, withSuggestion } from '../support/suggest.ts';

export const unknownFlag: InstructionRule = defineRule({
  code: 'UnknownFlag',
  family: 'validity',
  summary: 'The instruction has no such flag',
  url: ownUrl('UnknownFlag'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: 'flags',
  check({ node, report }) {
    checkedFlags(node).forEach((flag, index) => {
      if (specOf(node.name, flag)) return;
      const near = nearest(flag.name, flagsOf(node.name).map(({ name }) => name));
      report(flag.range, withSuggestion(`unknown flag: ${dashed(flag)}`, near), { step: flagStep(index), data: index });
    });
  },
  fixes(context) {
    const node = context.segment!.node;
    const flag = node.flags[context.finding.data as number];
    if (!flag) return [];
    const { names, distance } = allNearest(flag.name, flagsOf(node.name).map(({ name }) => name));
    const make = names.length === 1 && distance === 1 ? safeFix : suggestion;
    return [
      ...names.map((name) => make(`Change to --${name}`, [replaceIn(context, flag.nameRange, name)])),
      suggestion(`Remove ${dashed(flag)}`, [replaceIn(context, flagWithBlanks(context.segment!, flag.range), '')]),
    ];
  },
});
