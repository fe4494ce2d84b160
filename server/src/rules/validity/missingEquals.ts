/** A word of ENV or LABEL without `=`, after a first one that has it. */
import type { InstructionNode } from '../../syntax/nodes.ts';
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FixContext, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const missingEquals: InstructionRule = defineRule({
  code: 'MissingEquals',
  family: 'validity',
  summary: 'Every word of ENV and LABEL is a name=value',
  url: ownUrl('MissingEquals'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['ENV', 'LABEL', 'ONBUILD'],
  phase: Phase.parse,
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    for (const problem of node.problems) if (problem.code === 'MissingEquals') report(problem.range, problem.message);
  },
  fixes: (context) => [...joinWithPrevious(context), addEquals(context)],
});

function addEquals(context: FixContext) {
  const { range } = context.finding;
  return suggestion('Add =', [replaceIn(context, { start: range.end, end: range.end }, '=')]);
}

/** The usual cause is a value with a space in it that is not quoted. */
function joinWithPrevious(context: FixContext) {
  const { segment, finding } = context;
  const node: InstructionNode = segment!.node.trigger ?? segment!.node;
  const index = node.pairs.findIndex((pair) => pair.range.start === finding.range.start);
  const first = node.pairs[index - 1];
  if (!first?.value) return [];
  let last = index;
  while (node.pairs[last + 1] && !node.pairs[last + 1]!.value) last++;
  const range = { start: first.value.range.start, end: node.pairs[last]!.range.end };
  const value = segment!.text.slice(range.start, range.end);
  if (/["'\n]/.test(value)) return [];
  return [suggestion(`Change to ${first.key.text}="${value}"`, [replaceIn(context, range, `"${value}"`)])];
}
