/** A heredoc in the place of a destination. */
import { parseHeredocWord } from '../../syntax/heredoc.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

export const heredocDestination: InstructionRule = defineRule({
  code: 'HeredocDestination',
  family: 'validity',
  summary: 'The last argument of COPY and ADD is a path, not a heredoc',
  url: ownUrl('HeredocDestination'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['ADD', 'COPY'],
  check({ node, report }) {
    const destination = node.words.length >= 2 ? node.words.at(-1)! : undefined;
    if (destination && parseHeredocWord(destination.text)) report(destination.range, `${node.name} cannot accept a heredoc as a destination`, { step: Step.afterFlags });
  },
});
