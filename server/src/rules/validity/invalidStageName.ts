/** A stage name with characters that names may not have. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

export const invalidStageName: InstructionRule = defineRule({
  code: 'InvalidStageName',
  family: 'validity',
  summary: 'A stage name starts with a letter and holds only letters, digits, -, _ and .',
  url: ownUrl('InvalidStageName'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['FROM'],
  check({ node, report }) {
    const [, as, name] = node.words;
    if (node.words.length !== 3 || as!.text.toLowerCase() !== 'as' || /^[a-z][a-z0-9\-_.]*$/.test(name!.text.toLowerCase())) return;
    report(name!.range, `invalid name for build stage: ${goQuote(name!.text)}, name can't start with a number or contain symbols`, { step: Step.arguments });
  },
});
