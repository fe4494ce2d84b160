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

/** Calls `found` for each line that is the rest of an instruction; with `isOneOnly` only for those of the instruction at `from`. */
function eachRest(tree: SyntaxTree, from: number, found: (ordinal: number) => void, isOneOnly = false): void {
  let owner = -1;
  for (let ordinal = from; ordinal < tree.instructions.length; ordinal++) {
    const { node } = tree.instructions[ordinal]!;
    if (isOneOnly && ordinal > from && node.form !== 'unknown') return;
    const above = tree.instructions[ordinal - 1]?.node;
    if (node.form !== 'unknown') owner = ordinal;
    else if (owner >= 0 && above && above.heredocs.length === 0 && isRest(node, tree.instructions[owner]!.node, above)) found(ordinal);
    else owner = -1;
  }
}

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
    eachRest(tree, 0, (ordinal) => {
      report(ordinal, tree.instructions[ordinal]!.node.keyword.range, `This line goes on with the one above, which lacks its ${tree.escape} at the end`);
    });
  },
  fixes({ tree, ordinal }) {
    let first = ordinal - 1;
    while (first > 0 && tree.instructions[first]!.node.form === 'unknown') first--;
    // All such lines of one instruction at once, and every line end between them.
    const edits: TextEdit[] = [];
    eachRest(tree, first, (at) => edits.push(continued(tree, at - 1)), true);
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
