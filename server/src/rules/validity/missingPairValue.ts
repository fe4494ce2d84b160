/** ENV or LABEL with a name and no value. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const missingPairValue: InstructionRule = defineRule({
  code: 'MissingPairValue',
  family: 'validity',
  summary: 'ENV and LABEL take a name and a value',
  url: ownUrl('MissingPairValue'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['ENV', 'LABEL', 'ONBUILD'],
  phase: Phase.parse,
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    for (const problem of node.problems) if (problem.code === 'MissingPairValue') report(problem.range, problem.message);
  },
  fixes(context) {
    const { range } = context.finding;
    const name = context.segment!.text.slice(range.start, range.end);
    return [suggestion(`Change to ${name}=""`, [replaceIn(context, { start: range.end, end: range.end }, '=""')])];
  },
});
