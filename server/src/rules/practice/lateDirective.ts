/** `# syntax=` or `# escape=` behind the first line that is no directive: by then it is an ordinary comment. */
import { shiftRange } from '../../base/textRange.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';

/** The value must look like one, since prose may have an `=` too. */
const late = /^[ \t]*#[ \t]*(?:syntax[ \t]*=[ \t]*[\w.-]+(?:[/:@][\w.-]+)+|escape[ \t]*=[ \t]*[\\`])[ \t]*\r?\n?$/i;

export const lateDirective: FileRule = defineRule({
  code: 'LateDirective',
  family: 'practice',
  summary: 'Parser directives stand at the top of the file',
  url: ownUrl('LateDirective'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'file',
  summaryOf: () => '',
  dependsOn: 'comments',
  check({ tree, report }) {
    for (const [index, segment] of tree.segments.entries()) {
      if (segment.kind !== 'comment' || !segment.text.includes('=') || !late.test(segment.text)) continue;
      const ordinal = tree.instructionsBefore(index);
      if (ordinal >= tree.instructions.length) return;
      const text = segment.text.trim();
      const start = segment.text.indexOf('#');
      // Relative to the instruction below, so that the finding moves with it.
      const range = shiftRange({ start, end: start + text.length }, tree.startOf(index) - tree.startOfInstruction(ordinal));
      report(ordinal, range, 'This is only a comment: a parser directive counts above every comment, blank line and instruction');
    }
  },
  fixes({ finding, tree, start }) {
    const range = shiftRange(finding.range, start);
    const index = tree.segmentIndexAt(range.start);
    const segment = tree.segments[index]!;
    const at = tree.header?.text.length ?? 0;
    const line = { start: tree.startOf(index), end: tree.startOf(index) + segment.text.length };
    const newText = `${tree.slice(range.start, range.end)}${segment.text.endsWith('\r\n') ? '\r\n' : '\n'}`;
    const name = /\w+/.exec(newText)![0].toLowerCase();
    // A second directive of the same name would end the build.
    if (tree.header?.directives.some((directive) => directive.name === name)) return [suggestion('Remove the comment', [{ range: line, newText: '' }])];
    return [suggestion('Move to the top of the file', line.start === at ? [{ range: line, newText }] : [{ range: { start: at, end: at }, newText }, { range: line, newText: '' }])];
  },
});
