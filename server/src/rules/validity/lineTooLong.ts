/** A line that is longer than BuildKit's line buffer. */
import { shiftRange, type TextRange } from '../../base/textRange.ts';
import { utf8Length } from '../../base/goText.ts';
import type { Segment } from '../../syntax/nodes.ts';
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

/** In bytes, the line feed included. */
const limit = 65_536;

export const lineTooLong: FileRule = defineRule({
  code: 'LineTooLong',
  family: 'validity',
  summary: 'A line may have at most 65,535 bytes',
  url: ownUrl('LineTooLong'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.parse,
  dependsOn: 'comments',
  // A line feed more or less moves nothing else, so the text itself is compared, and only of those that may be too long.
  summaryOf: (_node, { text }) => (text.length > limit / 3 ? text : ''),
  check({ tree, report, reportFile }) {
    // A segment cannot hold such a line unless it has at least a third as many characters.
    const index = tree.segments.findIndex((segment) => segment.text.length > limit / 3 && longLine(segment) !== undefined);
    if (index < 0) return;
    const range = longLine(tree.segments[index]!)!;
    const message = 'dockerfile line greater than max allowed size of 65535';
    const ordinal = tree.ordinalOf(index);
    if (ordinal >= 0) report(ordinal, range, message, { step: 1 });
    else {
      // A comment: BuildKit sees no instruction behind it. The place is relative to that instruction, so that it moves with it.
      const next = tree.segments.findIndex((segment, at) => at > index && segment.kind === 'instruction');
      const shift = tree.startOf(index) - (next < 0 ? 0 : tree.startOf(next));
      if (next >= 0) report(tree.ordinalOf(next), shiftRange(range, shift), message, { step: -1 });
      else reportFile(shiftRange(range, shift), message, { foundAt: tree.instructions.length });
    }
  },
});

/** The first line that is too long, relative to the segment. */
function longLine({ text }: Segment): TextRange | undefined {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > limit / 3 && utf8Length(text.slice(start, end)) + (newline < 0 ? 0 : 1) >= limit) return { start, end };
    start = end + 1;
  }
  return undefined;
}
