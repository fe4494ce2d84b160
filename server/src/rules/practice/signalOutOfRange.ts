/** A STOPSIGNAL number that no signal has. BuildKit refuses only 0. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

export const signalOutOfRange: InstructionRule = defineRule({
  code: 'SignalOutOfRange',
  family: 'practice',
  summary: 'Signals have the numbers 1 to 64',
  url: ownUrl('SignalOutOfRange'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['STOPSIGNAL'],
  check({ node, report }) {
    const [word] = node.words;
    if (!word || !/^[+-]?\d+$/.test(word.text)) return;
    const number = Number(word.text);
    if (number < 0 || number > 64) report(word.range, `There is no signal ${word.text}; they go from 1 to 64`);
  },
});
