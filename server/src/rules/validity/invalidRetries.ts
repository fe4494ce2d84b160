/** `--retries` of HEALTHCHECK that is no count. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { parseInteger } from '../support/goNumber.ts';

export const invalidRetries: InstructionRule = defineRule({
  code: 'InvalidRetries',
  family: 'validity',
  summary: 'The number of retries is a whole number, not negative',
  url: ownUrl('InvalidRetries'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['HEALTHCHECK'],
  check({ node, report }) {
    if (node.healthcheckType?.text.toUpperCase() === 'NONE') return;
    for (const flag of node.flags) {
      if (flag.name !== 'retries' || !flag.value) continue;
      const count = parseInteger(flag.value, 32);
      const range = flag.valueRange ?? flag.range;
      const step = Step.afterFlags + 5;
      if (typeof count === 'string') report(range, `strconv.ParseInt: parsing ${goQuote(flag.value)}: ${count}`, { step });
      else if (count < 0) report(range, `--retries cannot be negative (${count})`, { step });
    }
  },
});
