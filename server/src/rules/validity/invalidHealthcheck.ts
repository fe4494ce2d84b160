/** HEALTHCHECK with another word than NONE or CMD, or NONE with more behind it. */
import { goQuote } from '../../base/goText.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { inCaseOf, replaceIn, suggestion } from '../support/edits.ts';

export const invalidHealthcheck: InstructionRule = defineRule({
  code: 'InvalidHealthcheck',
  family: 'validity',
  summary: 'HEALTHCHECK takes NONE alone, or CMD and a command',
  url: ownUrl('InvalidHealthcheck'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'instruction',
  on: ['HEALTHCHECK'],
  check({ node, report }) {
    const type = node.healthcheckType;
    if (!type) return;
    const name = type.text.toUpperCase();
    if (name === 'NONE') {
      const isEmpty = node.form === 'json' ? node.words.length === 0 : node.args.text === '';
      if (!isEmpty) report(node.args.range, 'HEALTHCHECK NONE takes no arguments', { step: Step.arguments });
    } else if (name !== 'CMD') report(type.range, `Unknown type ${goQuote(name)} in HEALTHCHECK (try CMD)`, { step: Step.afterFlags });
  },
  fixes(context) {
    const { keyword, healthcheckType: type, args } = context.segment!.node;
    if (!type) return [];
    if (type.text.toUpperCase() === 'NONE') return [suggestion('Remove what follows NONE', [replaceIn(context, { start: type.range.end, end: args.range.end }, '')])];
    return [suggestion('Insert CMD', [replaceIn(context, { start: type.range.start, end: type.range.start }, `${inCaseOf(keyword.text, 'CMD')} `)])];
  },
});
