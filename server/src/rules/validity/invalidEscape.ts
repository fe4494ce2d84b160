/** An `escape` directive with another character than a backslash or a backtick. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';

export const invalidEscape: FileRule = defineRule({
  code: 'InvalidEscape',
  family: 'validity',
  summary: 'The escape character is a backslash or a backtick',
  url: ownUrl('InvalidEscape'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'file',
  phase: Phase.parse,
  dependsOn: 'document',
  summaryOf: () => '',
  check({ tree, reportFile }) {
    for (const [index, directive] of (tree.header?.directives ?? []).entries()) {
      if (directive.error?.startsWith('invalid escape')) reportFile(directive.valueRange, directive.error, { step: index / 1000 });
    }
  },
  fixes: ({ finding }) => ['\\', '`'].map((escape) => suggestion(`Change to ${escape}`, [{ range: finding.range, newText: escape }])),
});
