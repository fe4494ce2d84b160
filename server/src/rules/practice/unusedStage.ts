/** A stage without a name that no other stage uses: it is left out of the build. */
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';

export const unusedStage: FileRule = defineRule({
  code: 'UnusedStage',
  family: 'practice',
  summary: 'A stage without a name that nothing uses is left out of the build',
  url: ownUrl('UnusedStage'),
  severity: 'hint',
  status: { stable: '0.1.0' },
  fixable: 'always',
  tags: ['unnecessary'],
  scope: 'file',
  // The semantics tell all of it but where the instruction ends.
  summaryOf: ({ name, range }) => (name === 'FROM' ? `${range.start} ${range.end}` : ''),
  check({ tree, semantics, report }) {
    const last = semantics.stages.at(-1);
    if (!last || semantics.stages.length < 2) return;
    const used = semantics.reachable(last);
    for (const stage of semantics.stages) {
      // A named one may be meant for --target.
      if (used.has(stage) || stage.name !== undefined) continue;
      report(stage.ordinal, tree.instructions[stage.ordinal]!.node.range, 'The image is what the last stage makes, and nothing in it comes from this one');
    }
  },
  fixes({ tree, semantics, ordinal, start }) {
    const next = semantics.stages.find((stage) => stage.ordinal > ordinal);
    return next ? [suggestion('Remove this stage', [{ range: { start, end: tree.startOfInstruction(next.ordinal) }, newText: '' }])] : [];
  },
});
