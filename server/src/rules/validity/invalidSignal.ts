/** A signal that does not exist. */
import { signalNames } from '../../data/signals.ts';
import { DispatchStep } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { replaceIn, safeFix, suggestion } from '../support/edits.ts';
import { isSignal } from '../support/signal.ts';
import { allNearest } from '../support/suggest.ts';

export const invalidSignal: StageRule = defineRule({
  code: 'InvalidSignal',
  family: 'validity',
  summary: 'STOPSIGNAL takes the name or number of a signal',
  url: ownUrl('InvalidSignal'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['STOPSIGNAL'],
  check({ evaluation, report }) {
    const [word] = evaluation.words;
    if (!word || word.failure || isSignal(word.text)) return;
    report(word.range, `invalid signal: ${word.text}`, { step: DispatchStep.values, assumed: word.isAssumed, data: word.text === word.raw ? word.raw : undefined });
  },
  fixes(context) {
    const { data, range } = context.finding;
    if (typeof data !== 'string' || !/[a-z]/i.test(data)) return [];
    const prefix = /^sig/i.exec(data)?.[0] ?? '';
    const { names, distance } = allNearest(data.slice(prefix.length), signalNames, true);
    const make = names.length === 1 && distance === 1 ? safeFix : suggestion;
    return names.map((name) => make(`Change to ${prefix}${name}`, [replaceIn(context, range, prefix + name)]));
  },
});
