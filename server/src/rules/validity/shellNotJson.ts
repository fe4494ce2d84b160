/** SHELL in another form than JSON. */
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { jsonWords } from '../support/jsonForm.ts';

export const shellNotJson: InstructionRule = defineRule({
  code: 'ShellNotJson',
  family: 'validity',
  summary: 'SHELL takes a JSON array of strings',
  url: ownUrl('ShellNotJson'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['SHELL'],
  check({ node, report }) {
    if (node.form === 'shell') report(node.args.range, 'SHELL requires the arguments to be in JSON form', { step: Step.afterFlags });
  },
  fixes(context) {
    const { args } = context.segment!.node;
    const json = jsonWords(args.text);
    return json === undefined ? [] : [suggestion(`Change to ${json}`, [replaceIn(context, args.range, json)])];
  },
});
