/** A value of `RUN --network` that BuildKit does not know. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const known = ['default', 'none', 'host'];

const message = (value: string): string => `invalid network mode ${goQuote(value)}`;

export const invalidNetwork: InstructionRule = defineRule({
  code: 'InvalidNetwork',
  family: 'validity',
  summary: 'RUN --network takes default, none or host',
  url: ownUrl('InvalidNetwork'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['RUN'],
  check({ node, report }) {
    for (const flag of node.flags) {
      if (flag.name !== 'network' || flag.value === undefined || known.includes(flag.value)) continue;
      report(flag.valueRange ?? flag.range, message(flag.value), { step: Step.network });
    }
  },
  fixes: (context) => known.map((value) => suggestion(`Change to ${value}`, [replaceIn(context, context.finding.range, value)])),
});
