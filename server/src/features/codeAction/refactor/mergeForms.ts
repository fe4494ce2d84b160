/**
 * The two forms of merged RUN instructions. Owns: putting the parts together as one instruction that fails and acts as they do one by one.
 * Must not decide which instructions to merge.
 *
 * Each RUN is a shell of its own, and the next one starts only if its last status is 0. So, in the `&&` chain:
 * - a part that would leave something behind in the shell, and is not the last, stands in a subshell;
 * - any other part that is no plain `&&` list stands in braces, so that `&&` binds to the whole of it;
 * - a part for which errexit matters must be the last, since the shell ignores errexit on the left of `&&`.
 * In the heredoc `set -e` ends the script where a part fails:
 * - `a && b` becomes two lines, since errexit ignores a failing `a` there;
 * - a part that errexit would change, or that would leave something behind, is a subshell, which fails with the part's last status; errexit
 *   is off inside unless the part turned it on itself.
 */
import type { TextRange } from '../../../base/textRange.ts';
import type { ShellScript } from '../../../syntax/shellNodes.ts';
import { walkShell } from '../../../syntax/shellNodes.ts';
import type { ShellCommandLine } from './runEffects.ts';
import type { RunPart } from './runPart.ts';
import type { RunShell } from './runShell.ts';

export interface MergeInput {
  readonly parts: readonly RunPart[];
  readonly shell: RunShell;
  /** Comment lines between a part and the one before it; for the first part always empty. */
  readonly between: readonly (readonly string[])[];
  readonly style: MergeStyle;
  readonly escape: string;
  readonly lineEnd: string;
}

export interface MergeStyle {
  readonly indent: string;
  /** `&&` at the start of the continuation line, rather than at the end of the line before. */
  readonly leading: boolean;
}

export interface MergedText {
  /** The Dockerfile's text, from the first comment or keyword to the end of the last line, without its line end. */
  readonly text: string;
  /** What the shell must receive. */
  readonly script: string;
  /** Where each part begins in the script: a command must start there. */
  readonly starts: readonly number[];
}

/** A text, or why there is none: a whole sentence. */
export type MergeResult = MergedText | { readonly refusal: string };

/** True when something of the part would reach a later one in the same shell. */
function needsSubshell(parts: readonly RunPart[], index: number): boolean {
  if (index === parts.length - 1) return false;
  const { effects } = parts[index]!;
  if (effects.leaks) return true;
  const later = parts.slice(index + 1);
  return [...effects.programs].some((program) => effects.replacesProgram(program) && later.some((part) => part.effects.programs.has(program)));
}

export function mergeAsChain(input: MergeInput): MergeResult {
  const { parts, shell, style, escape, lineEnd } = input;
  const last = parts.length - 1;
  let text = '';
  let script = '';
  const starts: number[] = [];
  for (const [index, part] of parts.entries()) {
    const { effects } = part;
    if (part.isBody) return { refusal: `RUN on line ${part.line} is a here-document, which an && chain cannot hold` };
    if (index < last && (effects.mayErrexit || shell.errexit) && !effects.errexitNeutral) {
      return { refusal: `RUN on line ${part.line} relies on set -e, which the shell ignores before &&` };
    }
    const [open, close] = brackets(parts, index);
    if (index === 0) {
      text = part.segment.text.slice(part.segment.node.keyword.range.start, part.source.start);
      if (part.shellComment) text = `${part.shellComment}${lineEnd}${text}`;
    } else {
      const comments = [...parts[index - 1]!.commentsAfter, ...commentsOf(input, index)];
      const join = style.leading ? ` ${escape}` : ` && ${escape}`;
      const operator = style.leading ? '&& ' : '';
      text += join + comments.map((comment) => `${lineEnd}${style.indent}${comment}`).join('') + lineEnd + style.indent + operator;
      script += style.leading ? ` ${style.indent}&& ` : ` && ${style.indent}`;
    }
    starts.push(script.length);
    text += open + part.segment.text.slice(part.source.start, part.source.end) + close;
    script += open + part.script.text.slice(part.core.start, part.core.end) + close;
  }
  for (const part of parts) {
    if (part.heredocs !== '') text += lineEnd + part.heredocs;
    script += bodiesOf(part);
  }
  return { text: text + behind(parts[last]!, lineEnd), script, starts };
}

/** What stands above a part's commands. */
function commentsOf(input: MergeInput, index: number): string[] {
  const { commentsBefore, shellComment } = input.parts[index]!;
  return [...input.between[index]!, ...commentsBefore, ...(shellComment === undefined ? [] : [shellComment])];
}

function brackets(parts: readonly RunPart[], index: number): readonly [open: string, close: string] {
  const { effects, script, heredocs } = parts[index]!;
  if (needsSubshell(parts, index)) return ['( ', ' )'];
  if (effects.isAndList) return ['', ''];
  if (script.statements.at(-1)!.background) return ['{ ', ' }'];
  // The builder would take a `;` right behind a heredoc's word as part of it.
  return ['{ ', heredocs === '' ? '; }' : ' ; }'];
}

/** Comments that stood behind the last part's commands. */
function behind(part: RunPart, lineEnd: string): string {
  return part.commentsAfter.map((comment) => lineEnd + comment).join('');
}

export function mergeAsHeredoc(input: MergeInput): MergeResult {
  const { parts, lineEnd, style } = input;
  if (lineEnd !== '\n') return { refusal: 'The file has CRLF line ends, which the shell would see in a here-document' };
  let body = 'set -e\n';
  const starts: number[] = [];
  for (const [index, part] of parts.entries()) {
    for (const comment of commentsOf(input, index)) body += `${comment}\n`;
    const own = asLines(input, index) ?? subshell(part, input.shell, style.indent);
    starts.push(body.length + skipComments(own));
    body += own;
    if (index < parts.length - 1) for (const comment of part.commentsAfter) body += `${comment}\n`;
  }
  const word = heredocWord(body);
  const { node, text } = parts[0]!.segment;
  const head = text.slice(node.keyword.range.start, node.flags.at(-1)?.range.end ?? node.keyword.range.end);
  return { text: `${head} <<${word}\n${body}${word}${behind(parts.at(-1)!, lineEnd)}`, script: body, starts };
}

/** The part's text under errexit, without a subshell; undefined when it needs one. */
function asLines({ parts }: MergeInput, index: number): string | undefined {
  const part = parts[index]!;
  const { effects, isBody, script } = part;
  if (needsSubshell(parts, index)) return undefined;
  const isLast = index === parts.length - 1;
  if (isBody) return effects.startsWithErrexit && isLast ? wholeLines(script.text) : undefined;
  if (effects.lines) return lines(part, effects.lines);
  // The last list's status is the script's own, so errexit need not act on it.
  return isLast && effects.errexitNeutral && !effects.mayDropCommand ? `${insideComments(part)}${withJoins(part, part.core)}${bodiesOf(part)}\n` : undefined;
}

/** The heredoc bodies behind a part's commands, from the line end on. */
function bodiesOf(part: RunPart): string {
  return part.heredocs === '' ? '' : part.script.text.slice(part.lineLength);
}

function wholeLines(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** The length of the comment lines that a text begins with. */
function skipComments(text: string): number {
  return /^(?:#[^\n]*\n)*/.exec(text)![0].length;
}

/** A word that no line of the body is. */
function heredocWord(body: string): string {
  const taken = new Set(body.split('\n'));
  for (const word of ['EOF', 'EOT', 'END', 'EOS']) if (!taken.has(word)) return word;
  for (let number = 1; ; number++) if (!taken.has(`EOF${number}`)) return `EOF${number}`;
}

/** One line for each command of an `&&` list, each under its comments and with its own heredoc bodies. */
function lines(part: RunPart, commands: readonly ShellCommandLine[]): string {
  let from = 0;
  return commands.map((command) => {
    const to = command === commands.at(-1) ? Infinity : command.range.end;
    const text = `${insideComments(part, from, to)}${withJoins(part, command.range)}\n${heredocsOf(command)}`;
    from = to;
    return text;
  }).join('');
}

/** The comments between the continuation lines of [from, to), one a line. */
function insideComments(part: RunPart, from = 0, to = Infinity): string {
  return part.commentsInside.filter(({ at }) => from <= at && at < to).map(({ text }) => `${text}\n`).join('');
}

function heredocsOf(command: ShellCommandLine): string {
  let text = '';
  walkShell(command, (node) => {
    if (node.kind === 'redirection' && node.heredoc) text += `${node.heredoc.body}${node.heredoc.delimiter}\n`;
  });
  return text;
}

/** Running the part in `( … )` gives its last status to errexit outside, whatever errexit would have done inside. */
function subshell(part: RunPart, shell: RunShell, indent: string): string {
  const { script, core } = part;
  const first = firstCommand(part, shell);
  if (part.isBody) return `(\n${first === '' ? '' : `${first}\n`}${wholeLines(script.text)})\n`;
  const comments = insideComments(part);
  const code = withJoins(part, core);
  const bodies = bodiesOf(part);
  if (bodies === '' && !code.includes('\n')) return `${comments}( ${first === '' ? '' : `${first}; `}${code} )\n`;
  return `${comments}(\n${first === '' ? '' : `${indent}${first}\n`}${indent}${code}${bodies}\n)\n`;
}

/** What sets errexit inside a part's subshell as the part would have found it; empty when it makes no difference. */
function firstCommand({ effects, script }: RunPart, shell: RunShell): string {
  if (effects.errexitNeutral || effects.startsWithErrexit) return '';
  if (!shell.errexit) return 'set +e';
  // Bash takes the `!` of a sole `( ! command )` for the subshell's own, and then runs the command as if nothing tested its status.
  const only = script.statements.length === 1 ? script.statements[0]!.command : undefined;
  return only?.kind === 'pipeline' && only.negated ? 'set -e' : '';
}

/** The script's text with the source's line breaks where the shell allows them; elsewhere the lines stay joined, as the builder joins them. */
function withJoins(part: RunPart, range: TextRange): string {
  const { segment, script } = part;
  const { logical, node } = segment;
  const first = logical.toLogical(node.args.range.start);
  const solid = solidRanges(script);
  let text = '';
  let from = range.start;
  let next = 0;
  let before = logical.toSource(first + range.start);
  for (let at = range.start + 1; at < range.end; at++) {
    const source = logical.toSource(first + at);
    const joined = source !== before + 1;
    before = source;
    if (!joined) continue;
    while (next < solid.length && solid[next]!.end <= at) next++;
    if (next < solid.length && solid[next]!.start < at) continue;
    text += `${script.text.slice(from, at).trimEnd()} \\\n`;
    from = at;
  }
  return text + script.text.slice(from, range.end);
}

/** What no line break may be put into: words, operators, comments. In order, apart from one another. */
function solidRanges(script: ShellScript): TextRange[] {
  const ranges = script.tokens.map((token) => token.range);
  walkShell(script, (node) => {
    if (node.kind !== 'word' && node.kind !== 'assignment' && node.kind !== 'redirection') return true;
    ranges.push(node.range);
    return false;
  });
  return ranges.sort((a, b) => a.start - b.start);
}
