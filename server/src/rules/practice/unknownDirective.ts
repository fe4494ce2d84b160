/** A first line that is meant as a parser directive but is misspelt, and so only a comment: `# syntx=…`, `# syntax: …`. */
import { shiftRange } from '../../base/textRange.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';
import { nearest } from '../support/suggest.ts';

const names = ['check', 'escape', 'syntax'];
const likeDirective = /^([ \t]*#[ \t]*)([A-Za-z]{4,8})([ \t]*[=:][ \t]*)(\S+)[ \t]*\r?\n?$/;
const values: Readonly<Record<string, RegExp>> = { check: /^(?:skip|error|experimental)=/, escape: /^[\\`]$/, syntax: /^[\w.-]+(?:[/:@][\w.-]+)+$/ };

export const unknownDirective: FileRule = defineRule({
  code: 'UnknownDirective',
  family: 'practice',
  summary: 'The parser directives are syntax, escape and check, with an equals sign',
  url: ownUrl('UnknownDirective'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'file',
  summaryOf: () => '',
  dependsOn: 'comments',
  check({ tree, report }) {
    const index = tree.header ? 1 : 0;
    const segment = tree.segments[index];
    if (segment?.kind !== 'comment' || tree.instructions.length === 0) return;
    const [, before, written, equals, value] = likeDirective.exec(segment.text) ?? [];
    if (written === undefined) return;
    const name = names.includes(written.toLowerCase()) ? written.toLowerCase() : nearest(written.toLowerCase(), names);
    if (name === undefined || !values[name]!.test(value!)) return;
    const shift = tree.startOf(index) - tree.startOfInstruction(0);
    // Relative to the instruction below, so that the finding moves with it.
    const range = shiftRange({ start: before!.length, end: before!.length + written.length + equals!.length }, shift);
    report(0, range, `This is only a comment; the parser directive is written ${name}=`, { data: name });
  },
  fixes: ({ finding, start }) => [suggestion(`Change to ${String(finding.data)}=`, [{ range: shiftRange(finding.range, start), newText: `${String(finding.data)}=` }])],
});
