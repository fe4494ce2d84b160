/**
 * Merge RUN instructions. Owns: which instructions are offered for merging, and proving that the merged text reads back as intended.
 * The forms are mergeForms.ts's; what a script does is runEffects.ts's.
 */
import type { TextRange } from '../../../base/textRange.ts';
import { touches } from '../../../base/textRange.ts';
import { utf8Length } from '../../../base/goText.ts';
import type { Snapshot } from '../../../semantics/snapshot.ts';
import type { InstructionSegment } from '../../../syntax/nodes.ts';
import { parseShell, plainText } from '../../../syntax/shell.ts';
import { shellScripts } from '../../../syntax/shellScripts.ts';
import type { SyntaxTree } from '../../../syntax/tree.ts';
import { parse } from '../../../syntax/tree.ts';
import type { CodeAction } from '../../types.ts';
import type { MergeInput, MergeResult, MergeStyle } from './mergeForms.ts';
import { mergeAsChain, mergeAsHeredoc } from './mergeForms.ts';
import type { RunPart } from './runPart.ts';
import { flagRefusal, readRunPart } from './runPart.ts';
import type { RunShell } from './runShell.ts';
import { isWindowsImage, readRunShell } from './runShell.ts';

const kind = 'refactor.rewrite';
/** Linux refuses a longer single argument, and the script is one. */
const maxScriptBytes = 131_071;
const tooLong = 'The merged script would be longer than a command may be';

/** An image has at most 127 layers; a longer run is not written by hand, and reading all of it at each move of the cursor would cost too much. */
const maxParts = 200;

/** Ordinals of neighbouring instructions, both included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The merges for a cursor or selection: with the next RUN, the previous one and all of their run, or of the RUN instructions selected.
 * An action that would change what the build does is disabled and says why. Empty when no RUN is touched, or it has no neighbour.
 */
export function mergeRunActions(snapshot: Snapshot, range: TextRange): CodeAction[] {
  const touched = touchedInstructions(snapshot.tree, range);
  if (!touched) return [];
  const { first, last } = touched;
  if (first < last) return mergeActions(snapshot, touched, `Merge these ${last - first + 1} RUN instructions`);
  const { instructions } = snapshot.tree;
  if (!isRun(instructions[first])) return [];
  const actions: CodeAction[] = [];
  const around = runAround(instructions, first);
  if (around.last > first) actions.push(...mergeActions(snapshot, { first, last: first + 1 }, 'Merge with the next RUN'));
  else if (isRun(instructions[first + 2])) actions.push(disabled('Merge with the next RUN', separation(snapshot.tree, first + 1)));
  if (around.first < first) actions.push(...mergeActions(snapshot, { first: first - 1, last: first }, 'Merge with the previous RUN'));
  const count = around.last - around.first + 1;
  if (count > 2 && count <= maxParts) actions.push(...mergeActions(snapshot, around, `Merge all ${count} RUN instructions here`));
  return actions;
}

/** The instructions that a selection touches; for a cursor, the one it is in. */
function touchedInstructions(tree: SyntaxTree, range: TextRange): Span | undefined {
  const from = tree.segmentIndexAt(range.start);
  if (from < 0) return undefined;
  let first: number | undefined;
  let last = 0;
  for (let index = from; index < tree.segments.length && tree.startOf(index) <= range.end; index++) {
    const ordinal = tree.ordinalOf(index);
    if (ordinal < 0) continue;
    const start = tree.startOf(index);
    const { text } = tree.segments[index]!;
    const own = { start, end: start + text.replace(/\r?\n$/, '').length };
    if (range.start === range.end ? !touches(own, range.start) : own.start >= range.end || own.end <= range.start) continue;
    first ??= ordinal;
    last = ordinal;
  }
  return first === undefined ? undefined : { first, last };
}

function isRun(segment: InstructionSegment | undefined): boolean {
  return segment?.node.name === 'RUN';
}

function runAround(instructions: readonly InstructionSegment[], ordinal: number): Span {
  let first = ordinal;
  let last = ordinal;
  while (isRun(instructions[first - 1])) first--;
  while (isRun(instructions[last + 1])) last++;
  return { first, last };
}

function disabled(title: string, reason: string): CodeAction {
  return { title, kind, edits: [], isPreferred: false, diagnostics: [], disabled: reason };
}

function separation(tree: SyntaxTree, ordinal: number): string {
  return `${tree.instructions[ordinal]!.node.name} on line ${lineOf(tree, ordinal)} stands between them`;
}

/** 1-based. */
function lineOf(tree: SyntaxTree, ordinal: number): number {
  return tree.lines.positionAt(tree.startOfInstruction(ordinal) + tree.instructions[ordinal]!.node.range.start).line + 1;
}

/** Both forms of one merge, or one disabled action when neither can be. */
function mergeActions(snapshot: Snapshot, span: Span, title: string): CodeAction[] {
  const input = readInput(snapshot, span);
  if (input === undefined) return [];
  if (typeof input === 'string') return [disabled(title, input)];
  const chain = checked(input, mergeAsChain(input));
  const heredocReason = heredocRefusal(snapshot.tree);
  const heredoc = heredocReason === undefined ? checked(input, mergeAsHeredoc(input)) : { refusal: heredocReason };
  return [action(snapshot.tree, span, `${title} (&& chain)`, chain), action(snapshot.tree, span, `${title} (RUN <<EOF)`, heredoc)];
}

function action(tree: SyntaxTree, { first, last }: Span, title: string, result: MergeResult): CodeAction {
  if ('refusal' in result) return disabled(title, result.refusal);
  const start = tree.startOfInstruction(first) + tree.instructions[first]!.node.keyword.range.start;
  const end = tree.startOfInstruction(last) + tree.instructions[last]!.text.replace(/\r?\n$/, '').length;
  return { title, kind, edits: [{ range: { start, end }, newText: result.text }], isPreferred: false, diagnostics: [] };
}

/** Everything a form needs, or why there is no merge at all. Undefined when the span holds fewer than two RUN instructions. */
function readInput(snapshot: Snapshot, { first, last }: Span): MergeInput | string | undefined {
  const { tree, semantics } = snapshot;
  const segments = tree.instructions.slice(first, last + 1);
  if (segments.filter(isRun).length < 2) return undefined;
  const other = segments.findIndex((segment) => !isRun(segment));
  if (other >= 0) return separation(tree, first + other);
  // Before anything is parsed: this is asked at each move of the cursor, and a file may have thousands of RUN instructions in a row.
  if (segments.reduce((length, { node }) => length + node.args.text.length, 0) > maxScriptBytes) return tooLong;
  const shell = shellOf(snapshot, first);
  if (shell.refusal !== undefined) return shell.refusal;
  const workdir = semantics.workdirAt(first);
  const user = semantics.userAt(first);
  const context = { bash: shell.bash, workdir: workdir.known ? workdir.path : undefined, user: user.kind === 'known' ? user.text : 'root' };
  const parts: RunPart[] = [];
  for (const [index, segment] of segments.entries()) {
    const line = lineOf(tree, first + index);
    const part = readRunPart(segment, line, context);
    if (typeof part === 'string') return `RUN on line ${line} ${part}`;
    parts.push(part);
  }
  return refusalOf(parts) ?? {
    parts, shell, escape: tree.escape,
    between: parts.map((_, index) => (index === 0 ? [] : commentsBefore(tree, first + index))),
    style: styleOf(tree, segments),
    lineEnd: segments[0]!.text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function refusalOf(parts: readonly RunPart[]): string | undefined {
  const flags = parts[0]!.flags;
  if (parts.some((part) => part.flags.join('\n') !== flags.join('\n'))) return 'The RUN instructions have different flags';
  const flag = flagRefusal(flags);
  if (flag !== undefined) return flag;
  const early = parts.slice(0, -1).find((part) => part.effects.mustBeLast !== undefined);
  return early && `RUN on line ${early.line} ${early.effects.mustBeLast}`;
}

function shellOf({ semantics }: Snapshot, ordinal: number): RunShell {
  const words = semantics.shellAt(ordinal);
  const shell = readRunShell(words);
  if (shell.refusal !== undefined) return shell;
  const stage = semantics.stageAt(ordinal);
  const root = stage && semantics.chain(stage).at(-1)?.base;
  if (!words && root?.kind === 'image' && isWindowsImage(root.text)) return { ...shell, refusal: 'RUN uses cmd on Windows; only sh and bash scripts can be merged' };
  const startFile = shell.bash ? semantics.envAt(ordinal).value('BASH_ENV') : undefined;
  if (startFile?.kind === 'known' && startFile.text !== '') return { ...shell, refusal: 'BASH_ENV is set: bash reads that file anew for each RUN' };
  return shell;
}

/** The comment lines directly before an instruction, up to the instruction before. */
function commentsBefore(tree: SyntaxTree, ordinal: number): string[] {
  const comments: string[] = [];
  for (let index = tree.segmentIndexOf(ordinal) - 1; index > tree.segmentIndexOf(ordinal - 1); index--) {
    const segment = tree.segments[index]!;
    if (segment.kind === 'comment') comments.unshift(segment.text.trim());
  }
  return comments;
}

/** The author's way with continuation lines: of the instructions themselves, else of the file's other RUN instructions, else ours. */
function styleOf(tree: SyntaxTree, segments: readonly InstructionSegment[]): MergeStyle {
  return readStyle(segments) ?? readStyle(tree.instructions.filter(isRun)) ?? { indent: '    ', leading: true };
}

function readStyle(segments: readonly InstructionSegment[]): MergeStyle | undefined {
  let indent: string | undefined;
  let leading = 0;
  let trailing = 0;
  for (const { text, headEnd } of segments) {
    const lines = text.slice(0, headEnd).split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*(?:#|$)/.test(line)) continue;
      const match = /^([ \t]*)(&&)?/.exec(line)!;
      if (index > 0 && match[2]) leading++;
      if (/&&[ \t]*[\\`][ \t]*\r?$/.test(line)) trailing++;
      if (index > 0 && (match[2] || trailing > 0 || indent === undefined)) indent ??= match[1]!;
    }
  }
  return indent === undefined ? undefined : { indent, leading: leading >= trailing };
}

/** Why the file's frontend may not know heredocs; undefined when it does. */
function heredocRefusal(tree: SyntaxTree): string | undefined {
  const syntax = tree.header?.directives.find((directive) => directive.name === 'syntax' && directive.error === undefined)?.value;
  if (syntax === undefined) return undefined;
  const match = /(?:^|\/)docker\/dockerfile(?:-upstream)?(?::(?:(\d+)(?:\.(\d+))?(?:\.\d+)?)?([\w.-]*))?(?:@.*)?$/.exec(syntax);
  if (!match) return `The syntax image ${syntax} may not know here-documents`;
  const [, major, minor, rest] = match;
  if (major === undefined || minor === undefined) return undefined;
  const needed = rest!.includes('labs') ? 3 : 4;
  return Number(major) > 1 || Number(minor) >= needed ? undefined : `Here-documents need Dockerfile syntax 1.4; this file asks for ${syntax}`;
}

/** Reads the merged text back: it must be one RUN with the intended script, in which every part begins as a command. */
function checked({ parts, escape }: MergeInput, result: MergeResult): MergeResult {
  if ('refusal' in result) return result;
  const unsure = { refusal: 'The merged text would not read back as the same commands' };
  if (utf8Length(result.script) > maxScriptBytes) return { refusal: tooLong };
  const tree = parse(`# escape=${escape}\n${result.text}\n`);
  const [merged] = tree.instructions;
  if (!merged || tree.instructions.length !== 1 || merged.node.problems.length > 0) return unsure;
  if (merged.node.flags.map((flag) => flag.text).join('\n') !== parts[0]!.flags.join('\n')) return unsure;
  if (shellScripts(merged).main?.text !== result.script) return unsure;
  const script = parseShell(plainText(result.script));
  const starts = new Set(script.statements.flatMap(({ range, command }) => [range.start, ...(command.kind === 'andOr' ? command.commands.map((inner) => inner.range.start) : [])]));
  return script.errors.length > 0 || result.starts.some((start) => !starts.has(start)) ? unsure : result;
}
