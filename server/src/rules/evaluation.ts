/**
 * An instruction's words as the builder expands them. Owns: which words BuildKit expands, in which order, and what comes out.
 * Must not judge the results; rules do.
 */
import { trimSpace } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Env } from '../semantics/environment.ts';
import { parseHeredocWord } from '../syntax/heredoc.ts';
import type { HeredocNode, InstructionNode, InstructionSegment, PairNode, Word } from '../syntax/nodes.ts';
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
    return (this.#mounts ??= readMounts(this.node, this.segment, (raw, range) => this.expand('mount', raw, range)));
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
  expand(role: WordRole, written: string, range: TextRange, env: Env = this.env): ExpandedWord {
    // Go's scanner, which BuildKit reads words with, drops a byte order mark at the start.
    const raw = written.startsWith('\ufeff') ? written.slice(1) : written;
    const needed = role === 'heredoc' ? raw.includes('$') || raw.includes('\\') : this.#needsLexer(raw);
    if (!needed) return plainWord(role, raw, range);
    const escape = role === 'heredoc' ? '\\' : this.segment.escape;
    return lexedWord(role, raw, range, processWord(raw, escape, env, role === 'heredoc' ? { skipProcessQuotes: true } : undefined), env, this.segment);
  }

  #needsLexer(raw: string): boolean {
    if (raw.includes('$') || raw.includes(this.segment.escape) || raw.includes('"') || raw.includes("'")) return true;
    return this.node.name === 'EXPOSE' && /\s/.test(raw);
  }

  #expandAll(): readonly ExpandedWord[] {
    const done: ExpandedWord[] = [];
    const isArg = this.node.name === 'ARG';
    for (const word of this.#toExpand()) {
      done.push(isArg || done.length === 0 ? word : { ...word, order: done.length });
      if (word.failure) break;
    }
    return done;
  }

  *#toExpand(): Generator<ExpandedWord> {
    const { node } = this;
    switch (node.name) {
      case 'ENV': case 'LABEL':
        for (const pair of node.pairs) yield* this.#pair(pair);
        return;
      case 'ARG':
        for (const [index, pair] of node.pairs.entries()) {
          if (pair.value) yield { ...this.expand('value', pair.value.text, pair.value.range, this.#envOf(index)), order: index };
        }
        return;
      case 'USER': case 'WORKDIR': case 'STOPSIGNAL': case 'VOLUME': case 'EXPOSE':
        for (const word of this.#arguments()) yield this.expand('argument', word.text, word.range);
        return;
      case 'FROM':
        yield* this.#from();
        return;
      case 'RUN':
        yield* this.mounts.words;
        return;
      case 'ADD': case 'COPY':
        yield* this.#copy();
        return;
      default:
    }
  }

  /** The base, and the platform where one is written. */
  *#from(): Generator<ExpandedWord> {
    const base = this.node.words[0];
    if (base) yield this.expand('base', base.text, base.range);
    const platform = this.node.flags.find(({ name }) => name === 'platform');
    if (platform?.value) yield this.expand('platform', platform.value, platform.valueRange ?? platform.range);
  }

  *#pair(pair: PairNode): Generator<ExpandedWord> {
    yield this.expand('key', pair.key.text, pair.key.range);
    if (pair.value) yield this.expand('value', pair.value.text, pair.value.range);
  }

  /** VOLUME's words are trimmed, EXPOSE's sorted, before they are expanded. */
  #arguments(): readonly Word[] {
    if (this.node.name === 'EXPOSE') return this.node.words.length > 1 ? [...this.node.words].sort((a, b) => compareBytes(a.text, b.text)) : this.node.words;
    if (this.node.name === 'VOLUME') return this.node.words.map((word) => ({ ...word, text: trimSpace(word.text) }));
    return this.node.words;
  }

  *#copy(): Generator<ExpandedWord> {
    const { node } = this;
    for (const role of node.name === 'ADD' ? (['chown', 'chmod', 'checksum'] as const) : (['chown', 'chmod'] as const)) {
      const flag = node.flags.find(({ name }) => name === role);
      if (flag?.value !== undefined) yield this.expand(role, flag.value, flag.valueRange ?? flag.range);
    }
    const paths = node.words.slice(0, -1).filter((word) => !parseHeredocWord(word.text));
    for (const word of paths) yield this.expand('source', word.text, word.range);
    const destination = node.words.at(-1);
    if (destination) yield this.expand('destination', destination.text, destination.range);
    for (const heredoc of this.#inlineFiles()) {
      if (heredoc.expand) yield this.expand('heredoc', heredocContent(heredoc, this.segment), heredoc.bodyRange);
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

const noNames: ReadonlySet<string> = new Set();

function plainWord(role: WordRole, raw: string, range: TextRange): ExpandedWord {
  return {
    role, order: 0, raw, range, text: raw, words: raw === '' ? [] : [raw], matched: noNames, unmatched: noNames,
    failure: undefined, isAssumed: false, rangeOf: () => range,
  };
}

function lexedWord(role: WordRole, raw: string, range: TextRange, result: ShellWordResult, env: Env, segment: InstructionSegment): ExpandedWord {
  return {
    role, order: 0, raw, range, text: result.result, words: result.words, matched: result.matched, unmatched: result.unmatched,
    failure: result.error === undefined ? undefined : { message: processError(raw, result.error), range: failureRange(raw, range, result, segment) },
    isAssumed: mayComeFromBase(result.matched, env) || mayComeFromBase(result.unmatched, env),
    rangeOf: (name) => expansionRange(name, raw, range, result, segment),
  };
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

function expansionRange(name: string, raw: string, range: TextRange, result: ShellWordResult, segment: InstructionSegment): TextRange {
  const found = findExpansion(name, result.expansions);
  return found ? pieceRange(raw, found, range, segment) : range;
}

function findExpansion(name: string, expansions: ShellWordResult['expansions']): TextRange | undefined {
  for (const expansion of expansions) {
    if (expansion.name === name) return expansion.range;
    const nested = findExpansion(name, expansion.nested);
    if (nested) return nested;
  }
  return undefined;
}
