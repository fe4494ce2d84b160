/**
 * An instruction's words as the builder expands them. Owns: which words BuildKit expands, in which order, and what comes out.
 * Must not judge the results; rules do.
 */
import { isSpace, trimSpace } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Env } from '../semantics/environment.ts';
import { parseHeredocWord } from '../syntax/heredoc.ts';
import type { HeredocNode, InstructionNode, InstructionSegment, Word } from '../syntax/nodes.ts';
import { readMounts, type MountsRead } from './support/mount.ts';
import { pieceRange } from './support/pieceRange.ts';
import { processError, processWord, type ShellWordResult } from '../syntax/shellWord.ts';

/** What a word is to its instruction. */
export type WordRole = 'key' | 'value' | 'argument' | 'source' | 'destination' | 'chown' | 'chmod' | 'checksum' | 'heredoc' | 'mount' | 'base' | 'platform';

/** Why and where an expansion failed. */
export interface ExpansionFailure {
  /** BuildKit's message. */
  readonly message: string;
  readonly range: TextRange;
}

export interface ExpandedWord {
  readonly role: WordRole;
  /** Its place in BuildKit's order; for ARG the index of the pair. */
  readonly order: number;
  readonly raw: string;
  readonly range: TextRange;
  /** The expanded text; '' when the expansion failed. */
  readonly text: string;
  /** The expanded text split at white space outside quotes. */
  readonly words: readonly string[];
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
  readonly failure: ExpansionFailure | undefined;
  /** True when the base image may set one of the variables, so that the text is only what BuildKit's checks assume. */
  readonly isAssumed: boolean;
  /** Where the variable stands, relative to the segment; the whole word when it cannot be said. */
  rangeOf(name: string): TextRange;
}

const noNames: ReadonlySet<string> = new Set();

/** A word without anything to expand, which is most of them. */
class PlainWord implements ExpandedWord {
  readonly matched = noNames;
  readonly unmatched = noNames;
  readonly failure = undefined;
  readonly isAssumed = false;

  constructor(
    readonly role: WordRole,
    readonly order: number,
    readonly raw: string,
    readonly range: TextRange,
  ) {}

  get text(): string {
    return this.raw;
  }

  get words(): readonly string[] {
    return this.raw === '' ? [] : [this.raw];
  }

  rangeOf(): TextRange {
    return this.range;
  }
}

class LexedWord implements ExpandedWord {
  readonly failure: ExpansionFailure | undefined;

  constructor(
    readonly role: WordRole,
    readonly order: number,
    readonly raw: string,
    readonly range: TextRange,
    readonly result: ShellWordResult,
    readonly env: Env,
    readonly segment: InstructionSegment,
  ) {
    this.failure = result.error === undefined ? undefined : { message: processError(raw, result.error), range: failureRange(raw, range, result, segment) };
  }

  get text(): string {
    return this.result.result;
  }

  get words(): readonly string[] {
    return this.result.words;
  }

  get matched(): ReadonlySet<string> {
    return this.result.matched;
  }

  get unmatched(): ReadonlySet<string> {
    return this.result.unmatched;
  }

  get isAssumed(): boolean {
    return mayComeFromBase(this.matched, this.env) || mayComeFromBase(this.unmatched, this.env);
  }

  rangeOf(name: string): TextRange {
    const found = findExpansion(name, this.result.expansions);
    return found ? pieceRange(this.raw, found, this.range, this.segment) : this.range;
  }
}

/** Expands words in one environment. The result of a word is kept, so that every rule may ask for it. */
export class Evaluation {
  #expanded: readonly ExpandedWord[] | undefined;
  readonly #envOf: (pair?: number) => Env;
  #env: Env | undefined;
  #mounts: MountsRead | undefined;

  constructor(
    readonly node: InstructionNode,
    readonly segment: InstructionSegment,
    envOf: (pair?: number) => Env,
  ) {
    this.#envOf = envOf;
  }

  get env(): Env {
    return (this.#env ??= this.#envOf());
  }

  /** ARG's pairs see the pairs before them. */
  envOfPair(pair: number): Env {
    return this.node.name === 'ARG' ? this.#envOf(pair) : this.env;
  }

  /** The words that BuildKit expands before it looks at the instruction, in its order, up to and including the first that fails. EXPOSE's are the ports. */
  get words(): readonly ExpandedWord[] {
    return (this.#expanded ??= this.#expandAll());
  }

  /** RUN's mounts with their values expanded, up to the first that BuildKit refuses. */
  get mounts(): MountsRead {
    return (this.#mounts ??= readMounts(this.node, this.segment, (raw, range, order) => this.expand('mount', raw, range, order)));
  }

  /** True when a word could not be expanded: BuildKit stops there. */
  get hasFailed(): boolean {
    return this.words.at(-1)?.failure !== undefined;
  }

  /** The words in a role; empty texts of failed ones included. */
  inRole(role: WordRole): readonly ExpandedWord[] {
    return this.words.filter((word) => word.role === role);
  }

  /** Expands a piece of text that stands at `range`. */
  expand(role: WordRole, written: string, range: TextRange, order = 0, env?: Env): ExpandedWord {
    // Go's scanner, which BuildKit reads words with, drops a byte order mark at the start.
    const raw = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
    const isBody = role === 'heredoc';
    if (!(isBody ? raw.includes('$') || raw.includes('\\') : this.#needsLexer(raw))) return new PlainWord(role, order, raw, range);
    const used = env ?? this.env;
    const result = processWord(raw, isBody ? '\\' : this.segment.escape, used, isBody ? { skipProcessQuotes: true } : undefined);
    return new LexedWord(role, order, raw, range, result, used, this.segment);
  }

  #needsLexer(raw: string): boolean {
    if (raw.includes('$') || raw.includes(this.segment.escape) || raw.includes('"') || raw.includes("'")) return true;
    return this.node.name === 'EXPOSE' && [...raw].some((char) => isSpace(char.charCodeAt(0)));
  }

  #expandAll(): readonly ExpandedWord[] {
    const { node } = this;
    const done: ExpandedWord[] = [];
    switch (node.name) {
      case 'ENV': case 'LABEL':
        for (const { key, value } of node.pairs) {
          if (!this.#add(done, 'key', key) || (value && !this.#add(done, 'value', value))) break;
        }
        return done;
      case 'ARG':
        this.#defaults(done);
        return done;
      case 'USER': case 'WORKDIR': case 'STOPSIGNAL': case 'VOLUME': case 'EXPOSE':
        for (const word of this.#arguments()) if (!this.#add(done, 'argument', word)) break;
        return done;
      case 'FROM':
        this.#from(done);
        return done;
      case 'RUN':
        return this.mounts.words;
      case 'ADD': case 'COPY':
        this.#copy(done);
        return done;
      default:
        return done;
    }
  }

  /** Expands and adds a word; false when that failed, where BuildKit stops. */
  #add(done: ExpandedWord[], role: WordRole, { text, range }: Word): boolean {
    const word = this.expand(role, text, range, done.length);
    done.push(word);
    return word.failure === undefined;
  }

  #addFlag(done: ExpandedWord[], role: WordRole, name: string): boolean {
    const flag = this.node.flags.find((one) => one.name === name);
    return flag?.value === undefined || this.#add(done, role, { text: flag.value, range: flag.valueRange ?? flag.range });
  }

  #defaults(done: ExpandedWord[]): void {
    for (const [index, { value }] of this.node.pairs.entries()) {
      if (!value) continue;
      const word = this.expand('value', value.text, value.range, index, this.#needsLexer(value.text) ? this.#envOf(index) : undefined);
      done.push(word);
      if (word.failure) return;
    }
  }

  /** The base, and the platform where one is written. */
  #from(done: ExpandedWord[]): void {
    const base = this.node.words[0];
    if (base && !this.#add(done, 'base', base)) return;
    if (this.node.flags.some(({ name, value }) => name === 'platform' && value !== '')) this.#addFlag(done, 'platform', 'platform');
  }

  /** VOLUME's words are trimmed, EXPOSE's sorted, before they are expanded. */
  #arguments(): readonly Word[] {
    if (this.node.name === 'EXPOSE') return this.node.words.length > 1 ? [...this.node.words].sort((a, b) => compareBytes(a.text, b.text)) : this.node.words;
    if (this.node.name === 'VOLUME') return this.node.words.map((word) => ({ ...word, text: trimSpace(word.text) }));
    return this.node.words;
  }

  #copy(done: ExpandedWord[]): void {
    const { node } = this;
    if (node.flags.length > 0) {
      if (!this.#addFlag(done, 'chown', 'chown') || !this.#addFlag(done, 'chmod', 'chmod')) return;
      if (node.name === 'ADD' && !this.#addFlag(done, 'checksum', 'checksum')) return;
    }
    for (const word of node.words.slice(0, -1)) {
      if (!(word.text.includes('<<') && parseHeredocWord(word.text)) && !this.#add(done, 'source', word)) return;
    }
    const destination = node.words.at(-1);
    if (destination && !this.#add(done, 'destination', destination)) return;
    for (const heredoc of this.#inlineFiles()) {
      if (heredoc.expand && !this.#add(done, 'heredoc', { text: heredocContent(heredoc, this.segment), range: heredoc.bodyRange })) return;
    }
  }

  /** The heredocs that are sources, in the order of the words. Of two with one name, both take the content of the last. */
  #inlineFiles(): readonly HeredocNode[] {
    if (this.node.heredocs.length === 0) return this.node.heredocs;
    const byName = new Map(this.node.heredocs.map((heredoc) => [heredoc.name, heredoc]));
    const files: HeredocNode[] = [];
    for (const word of this.node.words.slice(0, -1)) {
      const opener = parseHeredocWord(word.text);
      const heredoc = opener && byName.get(opener.name);
      if (heredoc) files.push({ ...heredoc, expand: opener.expand, chomp: opener.chomp });
    }
    return files;
  }
}

/** The content of a heredoc that BuildKit reads, its leading tabs gone for `<<-`. */
function heredocContent(heredoc: HeredocNode, segment: InstructionSegment): string {
  const body = segment.text.slice(heredoc.bodyRange.start, heredoc.bodyRange.end);
  return heredoc.chomp ? body.replace(/^\t+/gm, '') : body;
}

/** Go compares strings by their bytes, which is by code points. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = a.codePointAt(at)! - b.codePointAt(at)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function mayComeFromBase(names: ReadonlySet<string>, env: Env): boolean {
  for (const name of names) {
    const value = env.value(name);
    if (value.kind === 'unknown' && value.reason === 'baseImage') return true;
  }
  return false;
}

function failureRange(raw: string, range: TextRange, result: ShellWordResult, segment: InstructionSegment): TextRange {
  const last = result.expansions.at(-1);
  const open = last && result.errorOffset !== undefined && last.range.end >= result.errorOffset ? last.range : undefined;
  return open ? pieceRange(raw, { start: open.start, end: Math.max(open.end, result.errorOffset!) }, range, segment) : range;
}

function findExpansion(name: string, expansions: ShellWordResult['expansions']): TextRange | undefined {
  for (const expansion of expansions) {
    if (expansion.name === name) return expansion.range;
    const nested = findExpansion(name, expansion.nested);
    if (nested) return nested;
  }
  return undefined;
}
