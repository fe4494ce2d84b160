/**
 * Semantic tokens. Owns: what each part of an instruction is shown as, once for each segment, and the document's list of them.
 * Must not encode them; lsp/tokenData.ts does.
 *
 * The tokens of a segment depend on its text alone, but for two things that are put in afterwards: whether a name is that of a stage, and
 * whether the shell in force is one that can be read.
 */
import type { TextRange } from '../base/textRange.ts';
import { shiftRange } from '../base/textRange.ts';
import { skipSpace, trimSpaceEnd } from '../base/goText.ts';
import { lastNotAfter, lineStarts, trimLineEnd } from '../base/lineIndex.ts';
import { instructions } from '../data/instructions.ts';
import { mountFlags, readMountFields } from '../semantics/mount.ts';
import type { Semantics } from '../semantics/semantics.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { continuationAt } from '../syntax/logicalLine.ts';
import type { FlagNode, HeaderSegment, InstructionNode, InstructionSegment, Segment, Word } from '../syntax/nodes.ts';
import { isShellName } from '../syntax/shellCommands.ts';
import { shellScripts } from '../syntax/shellScripts.ts';
import type { Expansion } from '../syntax/shellWord.ts';
import { scanExpansions } from '../syntax/shellWord.ts';
import { shellTokens } from './shellTokens.ts';
import type { SemanticToken } from './types.ts';

/** `reference`: the name of a stage or image; which of them decides its type. */
interface SegmentToken extends SemanticToken {
  readonly reference?: string;
}

/** The tokens in document order, none over another, none over a line end. With a range, those of the segments that it touches. */
export function semanticTokens({ tree, semantics }: Snapshot, range?: TextRange): SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const from = range ? Math.max(0, tree.segmentIndexAt(range.start)) : 0;
  const names = stageNames(semantics);
  for (let index = from; index < tree.segments.length; index++) {
    const start = tree.startOf(index);
    if (range && start > range.end) break;
    const segment = tree.segments[index]!;
    if (segment.kind === 'blank') continue;
    const ordinal = segment.kind === 'instruction' ? tree.ordinalOf(index) : -1;
    for (const token of tokensOf(segment, ordinal >= 0 && readsShell(semantics, segment as InstructionSegment, ordinal))) {
      const { reference } = token;
      const type = reference === undefined ? token.type : /^\d+$/.test(reference) || names.has(reference.toLowerCase()) ? 'namespace' : 'class';
      const moved = shiftRange(token.range, start);
      tokens.push(token.modifiers ? { range: moved, type, modifiers: token.modifiers } : { range: moved, type });
    }
  }
  return tokens;
}

const namesOf = new WeakMap<Semantics, ReadonlySet<string>>();

function stageNames(semantics: Semantics): ReadonlySet<string> {
  let names = namesOf.get(semantics);
  if (!names) namesOf.set(semantics, (names = new Set(semantics.stages.flatMap((stage) => stage.name ?? []))));
  return names;
}

const shellInstructions = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** True when the instruction holds shell, for a shell whose grammar is known. */
function readsShell(semantics: Semantics, { node }: InstructionSegment, ordinal: number): boolean {
  if (!shellInstructions.has((node.trigger ?? node).name)) return false;
  const words = semantics.shellAt(ordinal);
  return words === undefined || isShellName(words[0] ?? '');
}

const withShell = new WeakMap<Segment, readonly SegmentToken[]>();
const withoutShell = new WeakMap<Segment, readonly SegmentToken[]>();

/** A segment's tokens, made on first use and kept. Ranges are relative to the segment. */
function tokensOf(segment: Exclude<Segment, { kind: 'blank' }>, shell: boolean): readonly SegmentToken[] {
  const cache = shell ? withShell : withoutShell;
  let tokens = cache.get(segment);
  if (!tokens) cache.set(segment, (tokens = readTokens(segment, shell)));
  return tokens;
}

function readTokens(segment: Exclude<Segment, { kind: 'blank' }>, shell: boolean): readonly SegmentToken[] {
  if (segment.kind === 'instruction') return new InstructionTokens(segment).read(shell);
  const tokens: SegmentToken[] = segment.kind === 'header' ? headerTokens(segment) : [{ range: trimmed(segment.text), type: 'comment' }];
  const starts = lineStarts(segment.text);
  return tokens.flatMap((token) => cutAtLineEnds(token, segment.text, starts));
}

function trimmed(text: string): TextRange {
  return { start: text.length - text.trimStart().length, end: text.trimEnd().length };
}

function headerTokens({ directives, text }: HeaderSegment): SegmentToken[] {
  return directives.flatMap(({ range, nameRange, valueRange }): SegmentToken[] => [
    { range: { start: text.lastIndexOf('#', nameRange.start), end: nameRange.start }, type: 'comment' },
    { range: nameRange, type: 'macro' },
    { range: { start: nameRange.end, end: valueRange.start }, type: 'operator' },
    { range: valueRange, type: 'string' },
    { range: { start: valueRange.end, end: range.end }, type: 'comment' },
  ]).filter(({ range }) => range.end > range.start && range.start >= 0 && !/^\s*$/.test(text.slice(range.start, range.end)));
}

/** The instructions whose arguments the builder expands. */
const expanded = new Set(['FROM', 'ENV', 'LABEL', 'ARG', 'ADD', 'COPY', 'VOLUME', 'USER', 'WORKDIR', 'STOPSIGNAL', 'EXPOSE']);

class InstructionTokens {
  readonly #tokens: SegmentToken[] = [];
  readonly #segment: InstructionSegment;

  constructor(segment: InstructionSegment) {
    this.#segment = segment;
  }

  read(shell: boolean): readonly SegmentToken[] {
    const { node, logical } = this.#segment;
    for (const range of logical.comments) this.#add(range, 'comment');
    this.#instruction(node);
    if (shell) {
      const { main, bodies } = shellScripts(this.#segment);
      if (main) this.#tokens.push(...shellTokens(main, bodies.length > 0 ? 'left out' : 'text'));
      for (const body of bodies) this.#tokens.push(...shellTokens(body, 'text'));
    }
    this.#heredocs(node);
    return this.#inLines();
  }

  #add(range: TextRange, type: SemanticToken['type'], extra?: Partial<SegmentToken>): void {
    if (range.end > range.start) this.#tokens.push({ range, type, ...extra });
  }

  #instruction(node: InstructionNode): void {
    if (Object.hasOwn(instructions, node.name)) this.#add(node.keyword.range, 'keyword');
    for (const flag of node.flags) this.#flag(node, flag);
    if (node.healthcheckType) this.#add(node.healthcheckType.range, 'keyword');
    if (node.trigger) this.#instruction(node.trigger);
    else if (node.name === 'FROM') this.#from(node.words);
    else if (node.form === 'json') for (const word of node.words) this.#add(word.range, 'string');
    else if (node.form === 'pairs') this.#pairs(node);
    else if (node.form === 'words' || node.form === 'string') for (const word of node.words) this.#plainWord(node, word);
  }

  #from([base, as, name, ...rest]: readonly Word[]): void {
    if (base) this.#reference(base);
    if (as && /^as$/i.test(as.text)) {
      this.#add(as.range, 'keyword');
      if (name) this.#add(name.range, 'namespace', { modifiers: ['definition'] });
    } else for (const word of [as, name, ...rest]) if (word) this.#expansions(word.text, word.range, this.#at(word));
  }

  /** A name of a stage or image, in which variables stand out. */
  #reference(word: Word): void {
    if (word.text.includes('$')) this.#expansions(word.text, word.range, this.#at(word), 'class');
    else this.#add(word.range, 'class', { reference: word.text });
  }

  #flag(node: InstructionNode, flag: FlagNode): void {
    this.#add({ start: flag.range.start, end: flag.nameRange.end }, 'parameter');
    const { valueRange, value } = flag;
    if (!valueRange || value === undefined) return;
    if (mountFlags(node).includes(flag)) this.#mount(flag);
    else if (node.name === 'COPY' && flag.name === 'from') this.#add(valueRange, 'class', { reference: value });
    else {
      const text = this.#segment.text.slice(valueRange.start, valueRange.end);
      this.#expansions(text, valueRange, (offset) => valueRange.start + offset, 'enumMember');
    }
  }

  #mount(flag: FlagNode): void {
    const { fields } = readMountFields(flag, this.#segment.logical, this.#segment.escape);
    for (const { key, keyRange, value, valueRange, valueToSource } of fields) {
      this.#add(keyRange, 'property');
      if (value === undefined || !valueRange) continue;
      if (key === 'from') this.#add(valueRange, 'class', { reference: value });
      else this.#expansions(value, valueRange, valueToSource, key === 'type' || key === 'sharing' ? 'enumMember' : 'string');
    }
  }

  #pairs(node: InstructionNode): void {
    const isVariable = node.name !== 'LABEL';
    for (const { key, value } of node.pairs) {
      this.#add(key.range, isVariable ? 'variable' : 'property', isVariable ? { modifiers: ['declaration'] } : undefined);
      if (!value) continue;
      if (!node.legacyPairs && value.range.start > key.range.end) this.#add({ start: key.range.end, end: value.range.start }, 'operator');
      this.#expansions(value.text, value.range, this.#at(value), 'string');
    }
  }

  #plainWord(node: InstructionNode, word: Word): void {
    const type = node.name === 'EXPOSE' && /^\d/.test(word.text) ? 'number' : node.name === 'STOPSIGNAL' ? 'enumMember' : undefined;
    if (node.heredocs.some((heredoc) => heredoc.range.start >= word.range.start && heredoc.range.end <= word.range.end)) return;
    if (expanded.has(node.name)) this.#expansions(word.text, word.range, this.#at(word), type);
    else if (type) this.#add(word.range, type);
  }

  /** From an offset in a word to the source. */
  #at(word: Word): (offset: number) => number {
    const { logical } = this.#segment;
    const start = logical.toLogical(word.range.start);
    return (offset) => logical.toSource(start + offset);
  }

  /** Adds the variables in a text, and `rest` for what is not. */
  #expansions(text: string, range: TextRange, toSource: (offset: number) => number, rest?: SemanticToken['type']): void {
    const found: readonly Expansion[] = text.includes('$') ? scanExpansions(text, this.#segment.escape) : [];
    let at = range.start;
    for (const expansion of found) {
      const start = toSource(expansion.range.start);
      const end = toSource(expansion.range.end - 1) + 1;
      if (rest) this.#add({ start: at, end: start }, rest);
      this.#add({ start, end }, 'variable');
      at = end;
    }
    if (rest) this.#add({ start: at, end: range.end }, rest);
  }

  /** Openers and terminators that no script has, and the variables in the bodies of ADD and COPY. */
  #heredocs(node: InstructionNode): void {
    const target = node.trigger ?? node;
    for (const { range, bodyRange, terminatorRange, expand } of node.heredocs) {
      this.#add(range, 'macro');
      if (terminatorRange) this.#add(terminatorRange, 'macro');
      if (target.name === 'RUN' || !expand) continue;
      const body = this.#segment.text.slice(bodyRange.start, bodyRange.end);
      for (const expansion of body.includes('$') ? scanExpansions(body, this.#segment.escape, { skipProcessQuotes: true }) : []) {
        this.#add({ start: bodyRange.start + expansion.range.start, end: bodyRange.start + expansion.range.end }, 'variable');
      }
    }
  }

  /** The tokens in order and cut at line ends; where two lie over one another the one that starts first or is shorter wins. */
  #inLines(): readonly SegmentToken[] {
    const { text } = this.#segment;
    const starts = lineStarts(text);
    const comments = new Set(this.#segment.logical.comments.map((comment) => comment.start));
    const pieces = this.#tokens.flatMap((token) => cutAtLineEnds(token, text, starts, this.#segment, comments));
    pieces.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    const tokens: SegmentToken[] = [];
    let done = 0;
    for (const piece of pieces) {
      const { start, end } = piece.range;
      if (end <= done) continue;
      tokens.push(start >= done ? piece : { ...piece, range: { start: done, end } });
      done = end;
    }
    return tokens;
  }
}

/**
 * A token's pieces on single lines. In an instruction without indentation, the escape characters that continue lines, and the comment lines
 * between, which begin at the offsets of `comments`.
 */
function cutAtLineEnds(token: SegmentToken, text: string, starts: readonly number[], instruction?: InstructionSegment, comments?: ReadonlySet<number>): SegmentToken[] {
  const first = lastNotAfter(starts, token.range.start);
  const pieces: SegmentToken[] = [];
  for (let line = first; line < starts.length && starts[line]! < token.range.end; line++) {
    const lineStart = starts[line]!;
    const next = starts[line + 1] ?? text.length;
    let end = Math.min(trimLineEnd(text, lineStart, next), token.range.end);
    if (instruction && token.range.end > next && lineStart < instruction.headEnd) {
      const continuation = continuationAt(text, lineStart, end, instruction.escape);
      end = trimSpaceEnd(text, lineStart, continuation < 0 ? end : continuation);
    }
    const start = line > first ? skipSpace(text, lineStart, end) : token.range.start;
    if (end <= start || (line > first && token.type !== 'comment' && comments?.has(start))) continue;
    pieces.push(start === token.range.start && end === token.range.end ? token : { ...token, range: { start, end } });
  }
  return pieces;
}
