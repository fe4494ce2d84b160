/** A duration of HEALTHCHECK that Go does not read, or that is too short. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { parseDuration } from '../support/goNumber.ts';

const names = ['interval', 'timeout', 'start-period', 'start-interval'];
const millisecond = 1e6;

export const invalidDuration: InstructionRule = defineRule({
  code: 'InvalidDuration',
  family: 'validity',
  summary: 'A duration is a number with a unit, such as 30s or 1m30s, of at least 1ms',
  url: ownUrl('InvalidDuration'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['HEALTHCHECK'],
  check({ node, report }) {
    if (node.healthcheckType?.text.toUpperCase() === 'NONE') return;
    for (const flag of node.flags) {
      if (!names.includes(flag.name) || !flag.value) continue;
      const duration = parseDuration(flag.value);
      const step = Step.afterFlags + 1 + names.indexOf(flag.name);
      const range = flag.valueRange ?? flag.range;
      if (typeof duration === 'string') report(range, duration, { step, data: flag.value });
      else if (duration !== 0 && duration < millisecond) report(range, `Interval ${goQuote(flag.name)} cannot be less than 1ms`, { step });
    }
  },
  fixes(context) {
    const { finding } = context;
    if (typeof finding.data !== 'string' || !/^[0-9]+$/.test(finding.data)) return [];
    return ['s', 'm'].map((unit) => suggestion(`Change to ${finding.data}${unit}`, [replaceIn(context, finding.range, `${finding.data}${unit}`)]));
  },
});
