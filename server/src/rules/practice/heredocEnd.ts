/** A heredoc that swallows the rest of the file because its last line is not exactly its word: `<<EOF;`, or blanks around the last `EOF`. */
import type { TextRange } from '../../base/textRange.ts';
import type { HeredocNode, InstructionSegment } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

interface NearEnd {
  readonly range: TextRange;
  readonly newText: string;
  readonly message: string;
  readonly title: string;
}

export const heredocEnd: InstructionRule = defineRule({
  code: 'HeredocEnd',
  family: 'practice',
  summary: 'The last line of a heredoc is exactly its word',
  url: ownUrl('HeredocEnd'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  explains: ['UnterminatedHeredoc'],
  scope: 'instruction',
  on: ['ADD', 'COPY', 'RUN'],
  check({ node, segment, isTrigger, report }) {
    if (isTrigger || node.heredocs.length !== 1) return;
    const [heredoc] = node.heredocs;
    const near = heredoc!.terminatorRange ? undefined : nearEnd(heredoc!, segment);
    if (near) report(near.range, near.message);
  },
  fixes(context) {
    const near = nearEnd(context.segment!.node.heredocs[0]!, context.segment!);
    return near ? [safeFix(near.title, [replaceIn(context, near.range, near.newText)])] : [];
  },
});

function nearEnd(heredoc: HeredocNode, segment: InstructionSegment): NearEnd | undefined {
  const body = segment.text.slice(heredoc.bodyRange.start, heredoc.bodyRange.end);
  const [, word, rest] = /^(\w+)([;&|)>]\S*)$/.exec(heredoc.name) ?? [];
  if (word !== undefined && new RegExp(`^${word}\\r?$`, 'm').test(body)) {
    const start = heredoc.range.start + segment.text.slice(heredoc.range.start, heredoc.range.end).lastIndexOf(word + rest!);
    if (start < heredoc.range.start) return undefined;
    const range = { start, end: start + word.length + rest!.length };
    return { range, newText: `${word} ${rest!}`, title: `Put a blank behind ${word}`, message: `The heredoc's word is ${heredoc.name}, with what follows it, so the line ${word} does not end it` };
  }
  if (!/^\w+$/.test(heredoc.name)) return undefined;
  const line = new RegExp(`^([ \\t]*)${heredoc.name}([ \\t]*)\\r?$`, 'm').exec(body);
  if (!line) return undefined;
  const start = heredoc.bodyRange.start + line.index;
  const range = { start, end: start + line[1]!.length + heredoc.name.length + line[2]!.length };
  return { range, newText: heredoc.name, title: 'Take out the blanks', message: `Only a line with ${heredoc.name} and nothing else ends the heredoc; blanks are not ignored` };
}
