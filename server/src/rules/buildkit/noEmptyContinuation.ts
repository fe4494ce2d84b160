/** A blank line between the continuation lines of an instruction. */
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

export const noEmptyContinuation: InstructionRule = defineRule({
  code: 'NoEmptyContinuation',
  family: 'buildkit',
  summary: 'Empty continuation lines will become errors in a future release',
  url: buildkitUrl('NoEmptyContinuation'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  skippableByComment: false,
  scope: 'instruction',
  on: 'every',
  phase: Phase.continuation,
  check({ segment, isTrigger, report }) {
    const { blankLines } = segment.logical;
    if (blankLines.length === 0 || isTrigger) return;
    report({ start: blankLines[0]!.start, end: blankLines.at(-1)!.end }, 'Empty continuation line');
  },
  fixes: (context) => [
    safeFix('Remove the empty lines', context.segment!.logical.blankLines.map((line) => replaceIn(context, line, ''))),
  ],
});
