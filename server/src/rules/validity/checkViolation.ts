/** `error=true` in the `check` directive makes a build with findings fail. The finding is made by `verdict.ts`, which knows what is left after skipping. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const checkViolation: FileRule = defineRule({
  code: 'CheckViolation',
  family: 'validity',
  summary: 'The check directive makes the build fail when a check finds something',
  url: ownUrl('CheckViolation'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.result,
  summaryOf: () => '',
  check() {},
});
