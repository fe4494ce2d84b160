/**
 * Where an instruction holds shell. Owns: the scripts of RUN, CMD, ENTRYPOINT and HEALTHCHECK in shell form, heredoc bodies included, as the
 * shell receives them. Must not decide whether the shell in force is one that this grammar fits: the caller knows SHELL.
 */
import { Kept } from '../base/kept.ts';
import type { TextRange } from '../base/textRange.ts';
import { parseHeredocWord } from './heredoc.ts';
import type { HeredocNode, InstructionNode, InstructionSegment } from './nodes.ts';
import { parseShell } from './shell.ts';
import type { ShellScript, ShellText } from './shellNodes.ts';

/** The scripts of an instruction in source order: what the instruction's shell runs, then heredoc bodies that another `sh`, `bash` or `ash` reads. */
export interface ShellScripts {
  /** What the shell receives; undefined when there is nothing for it: JSON form, no arguments, or a body with a `#!` line. */
  readonly main: ShellScript | undefined;
  /** Bodies that the main script gives to another shell, as in `RUN <<EOF bash`. */
  readonly bodies: readonly ShellScript[];
  /** True when the main script is the body of `RUN <<EOF`. */
  readonly isBody: boolean;
}

const nothing: ShellScripts = { main: undefined, bodies: [], isBody: false };
const cache = new Kept<ShellScripts>();
const shellInstructions = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const otherShellPattern = /^(?:\d*<<-?\s*\S+\s+(?:sh|bash|ash|dash)|(?:sh|bash|ash|dash)\s+\d*<<-?\s*\S+)$/;

interface Piece {
  readonly at: number;
  readonly length: number;
  toSource(offset: number): number;
}

/** A text put together from pieces of the source. */
class PiecedText implements ShellText {
  text = '';
  readonly #pieces: Piece[] = [];

  add(text: string, toSource: (offset: number) => number): void {
    this.#pieces.push({ at: this.text.length, length: text.length, toSource });
    this.text += text;
  }

  /** Adds a run of the source as it is. */
  addSource(text: string, range: TextRange): void {
    this.add(text.slice(range.start, range.end), (offset) => range.start + offset);
  }

  toSource(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pieces[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    return piece ? piece.toSource(Math.max(0, Math.min(offset - piece.at, piece.length))) : 0;
  }

  toSourceRange({ start, end }: TextRange): TextRange {
    const from = this.toSource(start);
    return { start: from, end: end > start ? Math.max(from, this.toSource(end - 1) + 1) : from };
  }
}

/** The scripts of an instruction, parsed on first use and kept with its segment. Ranges are relative to the segment. For ONBUILD those of its trigger. */
export function shellScripts(segment: InstructionSegment): ShellScripts {
  let scripts = cache.get(segment);
  if (!scripts) cache.set(segment, (scripts = readScripts(segment)));
  return scripts;
}

function readScripts(segment: InstructionSegment): ShellScripts {
  const node = segment.node.trigger ?? segment.node;
  if (node.form !== 'shell' || !shellInstructions.has(node.name)) return nothing;
  const opener = node.name === 'RUN' && node.heredocs.length > 0 ? parseHeredocWord(node.args.text) : undefined;
  if (opener) {
    const body = bodyText(segment, node.heredocs[0]!);
    return body.text.startsWith('#!') ? nothing : { main: parseShell(body), bodies: [], isBody: true };
  }
  const main = parseShell(commandText(segment, node));
  const reads = node.heredocs.length === 1 && otherShellPattern.test(node.args.text);
  return { main, bodies: reads ? [parseShell(bodyText(segment, node.heredocs[0]!))] : [], isBody: false };
}

/** A heredoc's body as BuildKit hands it over: without leading tabs after `<<-`. */
function bodyText(segment: InstructionSegment, heredoc: HeredocNode): ShellText {
  const text = new PiecedText();
  const { start, end } = heredoc.bodyRange;
  if (!heredoc.chomp) {
    text.addSource(segment.text, heredoc.bodyRange);
    return text;
  }
  for (let line = start; line < end;) {
    const next = segment.text.indexOf('\n', line) + 1 || end;
    let from = line;
    while (from < next && segment.text[from] === '\t') from++;
    text.addSource(segment.text, { start: from, end: Math.min(next, end) });
    line = next;
  }
  return text;
}

/** The arguments on the logical line and, put together again as BuildKit does, the heredocs behind it. */
function commandText(segment: InstructionSegment, node: InstructionNode): ShellText {
  const text = new PiecedText();
  const { logical } = segment;
  const start = logical.toLogical(node.args.range.start);
  text.add(node.args.text, (offset) => logical.toSource(start + offset));
  for (const heredoc of node.heredocs) {
    const { bodyRange, terminatorRange } = heredoc;
    text.add('\n', () => bodyRange.start);
    text.addSource(segment.text, bodyRange);
    if (!terminatorRange) continue;
    text.add(heredoc.name, (offset) => Math.max(terminatorRange.start, terminatorRange.end - heredoc.name.length) + offset);
  }
  return text;
}
