/** A heredoc without its last line. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { lineEndOf, replaceIn, suggestion } from '../support/edits.ts';

export const unterminatedHeredoc: InstructionRule = defineRule({
  code: 'UnterminatedHeredoc',
  family: 'validity',
  summary: 'A heredoc ends with a line that holds nothing but its word',
  url: ownUrl('UnterminatedHeredoc'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['ADD', 'COPY', 'ONBUILD', 'RUN'],
  phase: Phase.parse,
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    for (const problem of node.problems) if (problem.code === 'UnterminatedHeredoc') report(problem.range, problem.message);
  },
  fixes(context) {
    const { node, text } = context.segment!;
    const open = node.heredocs.filter(({ terminatorRange }) => !terminatorRange).map(({ name }) => name);
    const lineEnd = lineEndOf(text);
    const end = { start: text.length, end: text.length };
    const missing = (text.endsWith('\n') ? '' : lineEnd) + open.join(lineEnd) + lineEnd;
    return open.length === 0 ? [] : [suggestion(`Add ${open.join(' and ')} at the end`, [replaceIn(context, end, missing)])];
  },
});
