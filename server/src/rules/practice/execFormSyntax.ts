/** Shell syntax in a JSON array, where no shell reads it: `RUN ["echo", "$HOME"]`. */
import type { InstructionNode, Word } from '../../syntax/nodes.ts';
import { baseName, isShellName } from '../../syntax/shellCommands.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const operators = new Set(['&&', '||', '|', '>', '>>', '<', '2>&1', '2>', '&>', '&']);
const variable = /\$(?:[A-Z_][A-Z0-9_]*|\{[A-Za-z_]\w*\})/;
/** Programs that read variables or operators in their arguments themselves. */
const readers = new Set([
  'awk', 'cmd', 'csh', 'dockerize', 'envsubst', 'eval', 'expr', 'fish', 'find', 'gawk', 'jq', 'ksh', 'make', 'powershell', 'pwsh', 'sed', 'test', 'xargs', 'zsh', '[',
]);
/** Options whose value is a script in a language with variables of its own. */
const script = /^(?:-[a-z]*[cerS]|\/[cC]|--eval|--command|-Command)$/;

export const execFormSyntax: StageRule = defineRule({
  code: 'ExecFormSyntax',
  family: 'practice',
  summary: 'No shell reads the words of a JSON array',
  url: ownUrl('ExecFormSyntax'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'],
  check({ node, semantics, stage, isTrigger, report }) {
    if (isTrigger || node.form !== 'json') return;
    // What CMD gives to an ENTRYPOINT is that program's business: scripts often read such words.
    if (node.name === 'CMD' && stage && semantics.entrypoint(stage).kind === 'line') return;
    const word = shellSyntax(node);
    if (!word) return;
    const found = operators.has(word.text) ? word.text : variable.exec(word.text)![0];
    report(word.range, `No shell reads a JSON array, so the program gets ${found} as it is written`);
  },
  fixes(context) {
    const { node } = context.segment!;
    const command = node.words.map(({ text }) => quoted(text)).join(' ');
    const first = node.words[0]?.text ?? '';
    // Options, or a lone word with blanks, are arguments of an ENTRYPOINT.
    if (first.startsWith('-') || context.segment!.logical.comments.length > 0) return [];
    if (node.name === 'RUN') return [suggestion('Change to the shell form', [replaceIn(context, node.args.range, command)])];
    const isOne = !node.words.some(({ text }) => operators.has(text));
    return [suggestion('Run it through a shell', [replaceIn(context, node.args.range, `["sh", "-c", ${JSON.stringify(isOne && node.name !== 'HEALTHCHECK' ? `exec ${command}` : command)}]`)])];
  },
});

/** The first word that only a shell would understand, when no word is a shell or a program that understands it too. */
function shellSyntax({ name, words }: InstructionNode): Word | undefined {
  // A single word with blanks is what `ENTRYPOINT ["sh", "-c"]` gets from CMD.
  if (name === 'CMD' && words.length === 1) return undefined;
  if (words.some(({ text }) => readers.has(programName(text)) || isShellName(programName(text)))) return undefined;
  return words.find(({ text }, index) => (
    index > 0 && operators.has(text)) || (variable.test(text) && !/\s/.test(text) && !script.test(words[index - 1]?.text ?? '')));
}

function programName(text: string): string {
  return baseName(text.replaceAll('\\', '/')).replace(/\.exe$/i, '');
}

/** A word for the shell, its variables and operators read there. */
function quoted(text: string): string {
  if (operators.has(text) || /^[\w./:@%+=,-]+$/.test(text)) return text;
  return `"${text.replace(/[\\"`]/g, '\\$&')}"`;
}
