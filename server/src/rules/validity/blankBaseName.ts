/** FROM whose base is empty after expansion. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';

export const blankBaseName: StageRule = defineRule({
  code: 'BlankBaseName',
  family: 'validity',
  summary: 'FROM needs the name of an image or stage',
  url: ownUrl('BlankBaseName'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['FROM'],
  phase: Phase.bases,
  check({ evaluation, report }) {
    const [word] = evaluation.inRole('base');
    if (word && !word.failure && word.text === '') report(word.range, `base name (${word.raw}) should not be blank`, { step: 1 });
  },
});
