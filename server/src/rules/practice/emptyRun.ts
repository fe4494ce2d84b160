/** RUN without a command: BuildKit starts a shell that has nothing to do. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const emptyRun: InstructionRule = defineRule({
  code: 'EmptyRun',
  family: 'practice',
  summary: 'RUN needs a command',
  url: ownUrl('EmptyRun'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'instruction',
  on: ['RUN'],
  check({ node, isTrigger, report }) {
    if (isTrigger || node.heredocs.length > 0) return;
    if (node.form === 'none' || (node.form === 'json' && node.words.length === 0)) report(node.keyword.range, 'This RUN has no command');
  },
  fixes: (context) => [suggestion('Remove this RUN', [replaceIn(context, { start: 0, end: context.segment!.text.length }, '')])],
});
