/** `AS` in another letter case than its `FROM`. */
import { Step } from '../phase.ts';
import { buildkitUrl, defineRule, type InstructionRule } from '../rule.ts';
import { inCaseOf, replaceIn, safeFix } from '../support/edits.ts';

const message = (from: string, as: string): string => `'${as}' and '${from}' keywords' casing do not match`;

export const fromAsCasing: InstructionRule = defineRule({
  code: 'FromAsCasing',
  family: 'buildkit',
  summary: "The 'as' keyword should match the case of the 'from' keyword",
  url: buildkitUrl('FromAsCasing'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'instruction',
  on: ['FROM'],
  check({ node, report }) {
    const as = node.words[1];
    const from = node.keyword.text;
    const isUpper = from === from.toUpperCase();
    if (!as || node.words.length < 3 || !(isUpper || from === from.toLowerCase())) return;
    if (as.text !== (isUpper ? as.text.toUpperCase() : as.text.toLowerCase())) report(as.range, message(from, as.text), { step: Step.first + 1 });
  },
  fixes(context) {
    const { keyword, words } = context.segment!.node;
    const wanted = inCaseOf(keyword.text, words[1]!.text);
    return [safeFix(`Write '${wanted}'`, [replaceIn(context, words[1]!.range, wanted)])];
  },
});
