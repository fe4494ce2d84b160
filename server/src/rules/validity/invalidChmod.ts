/** A `--chmod` that is no file mode. */
import { DispatchStep } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { fileModeError } from '../support/fileMode.ts';

export const invalidChmod: StageRule = defineRule({
  code: 'InvalidChmod',
  family: 'validity',
  summary: '--chmod takes an octal mode up to 7777, or a symbolic one such as u=rwX,go=rX',
  url: ownUrl('InvalidChmod'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['ADD', 'COPY'],
  check({ evaluation, report }) {
    if (evaluation.hasFailed) return;
    for (const word of evaluation.inRole('chmod')) {
      const error = word.text === '' ? undefined : fileModeError(word.text);
      if (error !== undefined) report(word.range, error, { step: DispatchStep.values + 1, assumed: word.isAssumed });
    }
  },
});
