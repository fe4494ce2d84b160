/** An instruction in another letter case than most. */
import type { InstructionNode } from '../../syntax/nodes.ts';
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type FileRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

const message = (word: string, casing: string): string => `Command '${word}' should match the case of the command majority (${casing})`;

export const consistentInstructionCasing: FileRule = defineRule({
  code: 'ConsistentInstructionCasing',
  family: 'buildkit',
  summary: 'All commands within the Dockerfile should use the same casing (either upper or lower)',
  url: buildkitUrl('ConsistentInstructionCasing'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  skippableByComment: false,
  scope: 'file',
  phase: Phase.casing,
  summaryOf: ({ keyword, form }) => (form === 'unknown' ? '' : `${keyword.range.start} ${keyword.text}`),
  check({ tree, report }) {
    let isInStage = false;
    let lower = 0;
    let upper = 0;
    const counted: { ordinal: number; keyword: InstructionNode['keyword'] }[] = [];
    for (const [ordinal, { node }] of tree.instructions.entries()) {
      if (node.name === 'FROM') isInStage = true;
      if (!isInStage || node.form === 'unknown') continue;
      const { keyword } = node;
      counted.push({ ordinal, keyword });
      if (keyword.text === keyword.text.toLowerCase()) lower++;
      else if (keyword.text === keyword.text.toUpperCase()) upper++;
    }
    const isLower = lower > upper;
    for (const { ordinal, keyword } of counted) {
      const wanted = isLower ? keyword.text.toLowerCase() : keyword.text.toUpperCase();
      if (keyword.text !== wanted) report(ordinal, keyword.range, message(keyword.text, isLower ? 'lowercase' : 'uppercase'), { data: wanted });
    }
  },
  fixes: (context) => [safeFix(`Write ${String(context.finding.data)}`, [replaceIn(context, context.finding.range, String(context.finding.data))])],
});
