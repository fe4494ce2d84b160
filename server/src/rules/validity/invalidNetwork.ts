/** A value of `RUN --network` that BuildKit does not know. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { checkEnumFlag, enumFlagFixes } from '../support/enumFlag.ts';

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
  check: (check) => checkEnumFlag(check, 'network', message, Step.network),
  fixes: (context) => enumFlagFixes(context, 'network'),
});
