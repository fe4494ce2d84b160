/** A line that starts with no instruction's name. */
import { instructionNames } from '../../data/instructions.ts';
import { isInstructionName } from '../../syntax/instruction.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix, suggestion } from '../support/edits.ts';
import { allNearest, nearest, withSuggestion } from '../support/suggest.ts';

export const unknownInstruction: InstructionRule = defineRule({
  code: 'UnknownInstruction',
  family: 'validity',
  summary: 'The line starts with a word that is no instruction',
  url: ownUrl('UnknownInstruction'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: 'every',
  check({ node, isTrigger, report }) {
    if (isInstructionName(node.name)) return;
    const word = node.keyword.text;
    if (isTrigger && word.startsWith('#')) {
      // Read again as a file of its own, the trigger is a comment.
      report(node.keyword.range, 'file with no instructions', { step: Step.arguments });
      return;
    }
    report(node.keyword.range, withSuggestion(`unknown instruction: ${word}`, nearest(word, instructionNames, true)), { step: Step.arguments });
  },
  fixes(context) {
    const { keyword } = context.segment!.node;
    const { names, distance } = allNearest(keyword.text, instructionNames, true);
    // One letter away from exactly one name is a typing error; anything further is a guess.
    const make = names.length === 1 && distance === 1 ? safeFix : suggestion;
    return names.map((name) => make(`Change to ${name}`, [replaceIn(context, keyword.range, name)]));
  },
});
