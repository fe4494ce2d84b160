/** VOLUME with an empty path, as written or after expansion. */
import { DispatchStep, Phase, Step } from '../phase.ts';
import { trimSpace } from '../../base/goText.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';

const message = 'VOLUME specified can not be an empty string';

export const emptyVolume: StageRule = defineRule({
  code: 'EmptyVolume',
  family: 'validity',
  summary: 'VOLUME needs a path',
  url: ownUrl('EmptyVolume'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['VOLUME'],
  check({ node, evaluation, report }) {
    const blank = node.words.filter((word) => trimSpace(word.text) === '');
    for (const word of blank) report(word.range, message, { phase: Phase.instructions, step: Step.afterFlags });
    if (blank.length > 0) return;
    for (const word of evaluation.words) {
      if (!word.failure && word.text === '') report(word.range, message, { step: DispatchStep.values, assumed: word.isAssumed });
    }
  },
});
