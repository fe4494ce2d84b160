/** A stage called `scratch` or `context`. */
import { goQuote } from '../../base/goText.ts';
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const reservedStageName: InstructionRule = defineRule({
  code: 'ReservedStageName',
  family: 'buildkit',
  summary: 'Reserved words should not be used as stage names',
  url: buildkitUrl('ReservedStageName'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  skippableByComment: false,
  scope: 'instruction',
  on: ['FROM'],
  phase: Phase.stageNames,
  check({ node, report }) {
    const name = node.words.length === 3 ? node.words[2]! : undefined;
    const lower = name?.text.toLowerCase();
    if (name && (lower === 'scratch' || lower === 'context')) report(name.range, `Stage name should not use the same name as reserved stage ${goQuote(lower)}`);
  },
  fixes(context) {
    const name = `${context.segment!.node.words[2]!.text.toLowerCase()}-stage`;
    return [suggestion(`Rename to ${name}`, [replaceIn(context, context.finding.range, name)])];
  },
});
