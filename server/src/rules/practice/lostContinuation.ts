/** A line that can only be the rest of the one above, whose continuation character is missing or is not the last character. */
import type { TextEdit } from '../../base/textEdit.ts';
import type { InstructionNode } from '../../syntax/nodes.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { lineEndOf, safeFix } from '../support/edits.ts';

const commands = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD']);
const pairs = new Set(['ARG', 'ENV', 'LABEL']);
const takesOptions = new Set([...commands, 'ADD', 'COPY']);
const operator = /^(?:&&|\|\|?|;|[)}]|\d?>)/;
const option = /^-{1,2}[a-zA-Z]/;
const pair = /^["']?[\w.-]+["']?=/;
const openEnd = /(?:&&|\|)$/;

/** True when the line, which is no instruction, must be meant as the rest of an instruction. `above` is the instruction that it would belong to. */
function isRest({ form, keyword }: InstructionNode, above: InstructionNode, previous: InstructionNode): boolean {
  if (form !== 'unknown') return false;
  if (commands.has(above.name) && (operator.test(keyword.text) || openEnd.test(textOf(previous)))) return true;
  return (takesOptions.has(above.name) && option.test(keyword.text)) || (pairs.has(above.name) && pair.test(keyword.text));
}

/** True when the line's own look, or the end of the line above, allows it to be a rest. Most words that somebody is typing are none. */
function canBeRest({ keyword }: InstructionNode, previous: InstructionNode | undefined): boolean {
  return [operator, option, pair].some((pattern) => pattern.test(keyword.text)) || (previous !== undefined && openEnd.test(textOf(previous)));
}

/** The end of the instruction's text matters only. */
function textOf({ form, keyword, args }: InstructionNode): string {
  return form === 'unknown' && args.text === '' ? keyword.text : args.text;
}

/** True when the instruction with the ordinal is the rest of `owner`, as all between the two are. */
function goesOn(tree: SyntaxTree, ordinal: number, owner: InstructionNode): boolean {
  const previous = tree.instructions[ordinal - 1]!.node;
  return previous.heredocs.length === 0 && isRest(tree.instructions[ordinal]!.node, owner, previous);
}

/** A fix mends the lines of one instruction, but no more than these to either side, so that all fixes together stay cheap. */
const mostLines = 50;

export const lostContinuation: FileRule = defineRule({
  code: 'LostContinuation',
  family: 'practice',
  summary: 'A line that goes on below ends with the escape character',
  url: ownUrl('LostContinuation'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  explains: ['UnknownInstruction'],
  scope: 'file',
  summaryOf(node, _segment, above) {
    if (node.form === 'unknown') return `${canBeRest(node, above) ? `${node.keyword.range.start} ${node.keyword.text}` : ''} ${openEnd.test(textOf(node))}`;
    return takesOptions.has(node.name) || pairs.has(node.name) ? `${node.name} ${node.heredocs.length > 0} ${openEnd.test(node.args.text)}` : '';
  },
  check({ tree, report }) {
    let owner: InstructionNode | undefined;
    tree.instructions.forEach(({ node }, ordinal) => {
      if (node.form !== 'unknown') owner = node;
      else if (owner && goesOn(tree, ordinal, owner)) report(ordinal, node.keyword.range, `This line goes on with the one above, which lacks its ${tree.escape} at the end`);
      else owner = undefined;
    });
  },
  fixes({ tree, ordinal }) {
    let first = ordinal - 1;
    while (first > 0 && tree.instructions[first]!.node.form === 'unknown') first--;
    const owner = tree.instructions[first]!.node;
    const end = Math.min(tree.instructions.length, ordinal + mostLines);
    const edits: TextEdit[] = [];
    for (let next = Math.max(first, ordinal - mostLines) + 1; next < end && (next <= ordinal || goesOn(tree, next, owner)); next++) edits.push(continued(tree, next - 1));
    return [safeFix(`Add ${tree.escape} at the end of the line above`, edits)];
  },
});

/** The edit that makes the instruction go on below. What keeps an escape character from being the last is moved or taken out. */
function continued(tree: SyntaxTree, ordinal: number): TextEdit {
  const { text, node } = tree.instructions[ordinal]!;
  const start = tree.startOfInstruction(ordinal);
  const end = text.slice(node.range.end).search(/[\r\n]|$/) + node.range.end;
  const line = text.slice(0, end).replace(/^[\s\S]*[\r\n]/, '');
  const sign = tree.escape === '`' ? '`' : '\\\\';
  const at = (from: number, newText: string): TextEdit => ({ range: { start: start + from, end: start + end }, newText });
  const comment = new RegExp(`${sign}([ \\t]+)(#.*)$`).exec(line);
  if (comment) return at(end - comment[1]!.length - comment[2]!.length, `${lineEndOf(text)}${comment[2]}`);
  const disturbed = new RegExp(`(?:^|[^${sign}])${sign}(${sign}|[^\\x21-\\x7e]*[^\\x00-\\x7f][^\\x21-\\x7e]*)$`).exec(line);
  if (disturbed && disturbed[1]!.trim().length <= 1) return at(end - disturbed[1]!.length, '');
  return at(node.range.end, ` ${tree.escape}`);
}
