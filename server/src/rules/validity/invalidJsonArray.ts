/** A JSON array of arguments with something other than strings. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const invalidJsonArray: InstructionRule = defineRule({
  code: 'InvalidJsonArray',
  family: 'validity',
  summary: 'A JSON array of arguments holds strings only',
  url: ownUrl('InvalidJsonArray'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'RUN', 'SHELL', 'VOLUME'],
  phase: Phase.parse,
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    for (const problem of node.problems) if (problem.code === 'InvalidJsonArray') report(problem.range, problem.message);
  },
  fixes(context) {
    const { range } = context.finding;
    const element = context.segment!.text.slice(range.start, range.end);
    if (!/^(?:-?[0-9][0-9.eE+-]*|true|false|null)$/.test(element)) return [];
    return [suggestion(`Change to "${element}"`, [replaceIn(context, range, `"${element}"`)])];
  },
});
