/** `ARG name value`, which declares two variables and gives neither a value. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const message = (name: string, value: string): string => `This declares two variables, ${name} and ${value}; a default is written ${name}=${value}`;

export const argWithSpace: InstructionRule = defineRule({
  code: 'ArgWithSpace',
  family: 'practice',
  summary: 'A default of ARG follows an = without spaces',
  url: ownUrl('ArgWithSpace'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'instruction',
  on: ['ARG'],
  check({ node, isTrigger, report }) {
    const [first, second] = node.pairs;
    if (isTrigger || node.pairs.length !== 2 || !first || !second || first.value || second.value) return;
    if (style(first.key.text) === style(second.key.text)) return;
    report({ start: first.range.start, end: second.range.end }, message(first.key.text, second.key.text));
  },
  fixes(context) {
    const [first, second] = context.segment!.node.pairs;
    if (!first || !second) return [];
    return [suggestion(`Change to ${first.key.text}=${second.key.text}`, [replaceIn(context, { start: first.range.end, end: second.range.start }, '=')])];
  },
});

/** Two names that are meant as names are written alike. */
function style(text: string): string {
  if (!/^[A-Za-z_]\w*$/.test(text)) return 'value';
  if (text === text.toUpperCase()) return 'upper';
  return text === text.toLowerCase() ? 'lower' : 'mixed';
}
