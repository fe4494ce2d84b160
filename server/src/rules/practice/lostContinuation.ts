/** A line that can only be the rest of the one above, whose continuation character is missing. */
import { isInstructionName } from '../../syntax/instruction.ts';
import type { InstructionNode } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { safeFix, type Edits } from '../support/edits.ts';

/** A shell operator or an option: nothing that an instruction could start with. */
function isRest({ name, keyword }: InstructionNode): boolean {
  return !isInstructionName(name) && /^(?:&&|\|\|?|;|-{1,2}[a-zA-Z])/.test(keyword.text);
}

export const lostContinuation: FileRule = defineRule({
  code: 'LostContinuation',
  family: 'practice',
  summary: 'A line that goes on below ends with the escape character',
  url: ownUrl('LostContinuation'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'file',
  summaryOf: (node) => (isRest(node) ? `${node.keyword.range.start} ${node.keyword.range.end}` : ''),
  check({ tree, report }) {
    for (let ordinal = 1; ordinal < tree.instructions.length; ordinal++) {
      const { node } = tree.instructions[ordinal]!;
      if (!isRest(node)) continue;
      const message = `This line goes on with the one above, which lacks its ${tree.escape} at the end`;
      report(ordinal, node.keyword.range, message);
    }
  },
  fixes({ tree, ordinal }) {
    const edits: Edits = [];
    // All such lines of one command at once, and every line end between them.
    let first = ordinal - 1;
    while (first > 0 && isRest(tree.instructions[first]!.node)) first--;
    for (let at = first; at + 1 < tree.instructions.length && isRest(tree.instructions[at + 1]!.node); at++) {
      const { node } = tree.instructions[at]!;
      const end = tree.startOfInstruction(at) + node.range.end;
      edits.push({ range: { start: end, end }, newText: ` ${tree.escape}` });
    }
    return [safeFix(`Add ${tree.escape} at the end of the line above`, edits)];
  },
});
