/** A value of `RUN --security` that BuildKit does not know. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { checkEnumFlag, enumFlagFixes } from '../support/enumFlag.ts';

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
  check: (check) => checkEnumFlag(check, 'security', message, Step.security),
  fixes: (context) => enumFlagFixes(context, 'security'),
});
