/** MAINTAINER, which a label replaces. */
import { Step } from '../phase.ts';
import { buildkitUrl, defineRule, type InstructionRule } from '../rule.ts';
import { inCaseOf, replaceIn, safeFix } from '../support/edits.ts';
import { quoteValue } from '../support/quote.ts';

export const maintainerDeprecated: InstructionRule = defineRule({
  code: 'MaintainerDeprecated',
  family: 'buildkit',
  summary: 'The MAINTAINER instruction is deprecated, use a label instead to define an image author',
  url: buildkitUrl('MaintainerDeprecated'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  tags: ['deprecated'],
  scope: 'instruction',
  on: ['MAINTAINER'],
  check({ node, isTrigger, report }) {
    if (!isTrigger) report(node.keyword.range, 'Maintainer instruction is deprecated in favor of using label', { step: Step.first });
  },
  fixes(context) {
    const { segment } = context;
    const { keyword, words, args } = segment!.node;
    const author = words[0];
    if (!author) return [];
    // The value may go over several lines; then only what is around it changes, and quotes hold it together.
    const label = `${inCaseOf(keyword.text, 'LABEL')} org.opencontainers.image.authors=`;
    const written = segment!.text.slice(author.range.start, author.range.end);
    const value = written === author.text ? quoteValue(author.text, segment!.escape) : undefined;
    const edits = value === undefined
      ? []
      : [replaceIn(context, { start: keyword.range.start, end: args.range.end }, label + value)];
    return edits.length === 0 ? [] : [safeFix('Use LABEL org.opencontainers.image.authors', edits)];
  },
});
