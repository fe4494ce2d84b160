/** A JSON array with single quotes, which is no JSON: BuildKit takes it for a shell command or a list of words. */
import type { InstructionSegment } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

const item = `(?:'[^'"\\\\]*'|"[^'"\\\\]*")`;
const array = new RegExp(`^\\[\\s*${item}(?:\\s*,\\s*${item})*\\s*\\]$`);

export const singleQuotedArray: InstructionRule = defineRule({
  code: 'SingleQuotedArray',
  family: 'practice',
  summary: 'The strings of a JSON array have double quotes',
  url: ownUrl('SingleQuotedArray'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  explains: ['JSONArgsRecommended'],
  scope: 'instruction',
  on: ['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN', 'VOLUME'],
  check({ node, segment, isTrigger, report }) {
    if (isTrigger || node.form === 'json' || !node.args.text.startsWith('[') || !node.args.text.includes("'")) return;
    if (segment.logical.comments.length === 0 && array.test(node.args.text)) report(node.args.range, 'This is not JSON, whose strings have double quotes, so it is not read as an array');
  },
  fixes: (context) => [safeFix('Use double quotes', singleQuotes(context.segment!).map((start) => replaceIn(context, { start, end: start + 1 }, '"')))],
});

function singleQuotes({ node: { args }, text }: InstructionSegment): number[] {
  const found: number[] = [];
  for (let at = args.range.start; at < args.range.end; at++) if (text[at] === "'") found.push(at);
  return found;
}
