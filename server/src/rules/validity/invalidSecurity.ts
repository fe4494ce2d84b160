/** A value of `RUN --security` that BuildKit does not know. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const known = ['sandbox', 'insecure'];

const message = (value: string): string => `security ${goQuote(value)} is not valid`;

export const invalidSecurity: InstructionRule = defineRule({
  code: 'InvalidSecurity',
  family: 'validity',
  summary: 'RUN --security takes sandbox or insecure',
  url: ownUrl('InvalidSecurity'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['RUN'],
  check({ node, report }) {
    for (const flag of node.flags) {
      if (flag.name !== 'security' || flag.value === undefined || known.includes(flag.value)) continue;
      report(flag.valueRange ?? flag.range, message(flag.value), { step: Step.security });
    }
  },
  fixes: (context) => known.map((value) => suggestion(`Change to ${value}`, [replaceIn(context, context.finding.range, value)])),
});
