/** A `check` directive that BuildKit cannot read. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { checkDirective } from '../suppression.ts';

export const invalidCheck: FileRule = defineRule({
  code: 'InvalidCheck',
  family: 'validity',
  summary: 'The check directive takes skip=, error= and experimental=',
  url: ownUrl('InvalidCheck'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.options,
  dependsOn: 'document',
  summaryOf: () => '',
  check({ tree, reportFile }) {
    const directive = checkDirective(tree);
    if (directive?.error !== undefined) reportFile(directive.valueRange, `failed to parse check options: ${directive.error}`);
  },
});
