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
    // One finding for the instruction, as BuildKit has it, at its first empty lines: the ones further down may be far away.
    let end = blankLines[0]!.end;
    for (const line of blankLines) if (line.start === end) end = line.end;
    report({ start: blankLines[0]!.start, end }, 'Empty continuation line');
  },
  fixes: (context) => [
    safeFix('Remove the empty lines', context.segment!.logical.blankLines.map((line) => replaceIn(context, line, ''))),
  ],
});
