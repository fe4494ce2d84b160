/** An ignore file that BuildKit refuses. The finding is about the Dockerfile, since that is what cannot be built. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

export const invalidIgnoreFile: FileRule = defineRule({
  code: 'InvalidIgnoreFile',
  family: 'validity',
  summary: 'The .dockerignore file should have patterns that can be read',
  url: ownUrl('InvalidIgnoreFile'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.dispatch,
  summaryOf: () => '',
  check({ semantics, reportFile }) {
    const error = semantics.options.context?.ignore.error;
    // Before any instruction is carried out.
    if (error !== undefined) reportFile({ start: 0, end: 0 }, error, { step: -3e9 });
  },
});
