/** Several sources for a destination that is not marked as a directory. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const switches = new Set(['keep-git-dir', 'link', 'parents', 'unpack']);

export const destinationNotFolder: InstructionRule = defineRule({
  code: 'DestinationNotFolder',
  family: 'practice',
  summary: 'The destination of several sources ends with a slash',
  url: ownUrl('DestinationNotFolder'),
  severity: 'info',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  recommended: false,
  scope: 'instruction',
  on: ['ADD', 'COPY'],
  check({ node, report }) {
    const destination = node.words.at(-1);
    // A directory may be there already, which only the build knows; the slash says so to the reader and the builder.
    // A flag that lacks its value has it among the words.
    if (node.flags.some(({ name, value }) => value === undefined && !switches.has(name))) return;
    if (!destination || node.words.length < 3 || /(?:^|[/\\])\.{0,2}["']?$|\$/.test(destination.text)) return;
    report(destination.range, 'Several sources need a directory to go to; when there is none, each source overwrites the one before. A slash at the end makes it one');
  },
  fixes(context) {
    const { range } = context.finding;
    const written = context.segment!.text.slice(range.start, range.end);
    const end = range.end - (/["']$/.test(written) ? 1 : 0);
    return [suggestion('Add a slash', [replaceIn(context, { start: end, end }, '/')])];
  },
});
