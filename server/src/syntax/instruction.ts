/**
 * One instruction. Owns: reading an instruction's logical line and heredocs into a node, by BuildKit's rules.
 * Must not look at other instructions.
 */
import type { TextRange } from '../base/textRange.ts';
import { goQuote, isByteSpace } from '../base/goText.ts';
import { heredocOpeners } from './heredoc.ts';
import type { LogicalLine } from './logicalLine.ts';
import type { ArgumentForm, EscapeCharacter, FlagNode, HeredocNode, InstructionNode, PairNode, SyntaxProblem, Word } from './nodes.ts';
import { readFlags, readJson, splitKeyword, splitQuotedWords, splitWords, type LogicalFlag, type LogicalWord } from './words.ts';

type Reader = 'json' | 'jsonOrWords' | 'words' | 'pairs' | 'args' | 'string' | 'healthcheck' | 'trigger';

/** How BuildKit's line parser reads each instruction's arguments (the dispatch table of parser.go). */
const readers: Readonly<Record<string, Reader>> = {
  ADD: 'jsonOrWords', ARG: 'args', CMD: 'json', COPY: 'jsonOrWords', ENTRYPOINT: 'json', ENV: 'pairs', EXPOSE: 'words', FROM: 'words',
  HEALTHCHECK: 'healthcheck', LABEL: 'pairs', MAINTAINER: 'string', ONBUILD: 'trigger', RUN: 'json', SHELL: 'json', STOPSIGNAL: 'string',
  USER: 'string', VOLUME: 'jsonOrWords', WORKDIR: 'string',
};

/** True for an upper-case keyword that BuildKit knows. */
export function isInstructionName(name: string): boolean {
  return Object.hasOwn(readers, name);
}

const heredocInstructions = new Set(['ADD', 'COPY', 'RUN']);

/** Where a heredoc's parts stand in the segment; the lexer finds them. */
export interface HeredocParts {
  readonly bodyRange: TextRange;
  readonly terminatorRange: TextRange | undefined;
}

const noWords: readonly Word[] = [];
const noPairs: readonly PairNode[] = [];
const noFlags: readonly FlagNode[] = [];
const noHeredocs: readonly HeredocNode[] = [];
const noProblems: readonly SyntaxProblem[] = [];

/** The parts of a node that depend on how its arguments are read. */
interface Arguments {
  readonly form: ArgumentForm;
  readonly args: LogicalWord;
  readonly words?: readonly Word[];
  readonly pairs?: readonly PairNode[];
  readonly legacyPairs?: boolean;
  readonly healthcheckType?: Word;
  readonly trigger?: InstructionNode;
  readonly problem?: SyntaxProblem;
}

class InstructionReader {
  constructor(
    readonly line: LogicalLine,
    readonly escape: EscapeCharacter,
  ) {}

  /** Reads the instruction that starts at `from` of the logical line and goes to its end. */
  read(from: number): InstructionNode {
    const text = from === 0 ? this.line.text : this.line.text.slice(from);
    const split = splitKeyword(text);
    const keyword = this.#word({ text: split.keyword.text, start: from + split.keyword.start, end: from + split.keyword.end });
    const restStart = from + split.rest.start;
    const restEnd = from + split.rest.end;
    const { flags, rest } = readFlags(this.line.text, restStart, restEnd, this.escape);
    const name = keyword.text.toUpperCase();
    const read = this.#arguments(name, rest);
    const args = this.#word(read.args);
    const trigger = read.trigger;
    return {
      keyword,
      name,
      flags: flags.length === 0 ? noFlags : flags.map((flag) => this.#flag(flag)),
      form: read.form,
      args,
      words: read.words ?? noWords,
      pairs: read.pairs ?? noPairs,
      legacyPairs: read.legacyPairs ?? false,
      healthcheckType: read.healthcheckType,
      trigger,
      heredocs: noHeredocs,
      problems: read.problem ? [read.problem] : (trigger?.problems ?? noProblems),
      range: this.#range(from + split.keyword.start, restEnd > restStart ? restEnd : from + split.keyword.end),
    };
  }

  #range(start: number, end: number): TextRange {
    return this.line.toSourceRange({ start, end });
  }

  #word(word: LogicalWord): Word {
    return { text: word.text, range: this.#range(word.start, word.end) };
  }

  #flag(flag: LogicalFlag): FlagNode {
    const equals = flag.cooked.indexOf('=');
    const name = equals < 0 ? flag.cooked.slice(2) : flag.cooked.slice(2, equals);
    const rawEquals = equals < 0 ? -1 : flag.text.indexOf('=');
    const nameEnd = rawEquals < 0 ? flag.end : flag.start + rawEquals;
    return {
      text: flag.cooked,
      name,
      value: equals < 0 ? undefined : flag.cooked.slice(equals + 1),
      range: this.#range(flag.start, flag.end),
      nameRange: this.#range(Math.min(flag.start + 2, nameEnd), nameEnd),
      valueRange: rawEquals < 0 ? undefined : this.#range(nameEnd + 1, flag.end),
    };
  }

  #arguments(name: string, rest: LogicalWord): Arguments {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader === undefined) return { form: 'unknown', args: rest };
    switch (reader) {
      case 'json':
        return this.#json(rest, 'shell');
      case 'jsonOrWords':
        return this.#json(rest, 'words');
      case 'healthcheck':
        return this.#healthcheck(rest);
      case 'trigger':
        return rest.text === '' ? { form: 'none', args: rest } : { form: 'trigger', args: rest, trigger: this.read(rest.start) };
      case 'words':
        return rest.text === '' ? { form: 'none', args: rest } : { form: 'words', args: rest, words: this.#words(rest) };
      case 'string':
        return rest.text === '' ? { form: 'none', args: rest } : { form: 'string', args: rest, words: [this.#word(rest)] };
      case 'args':
        return this.#argPairs(rest);
      case 'pairs':
        return this.#pairs(rest, name);
    }
  }

  #words(rest: LogicalWord): Word[] {
    return splitWords(this.line.text, rest.start, rest.end).map((word) => this.#word(word));
  }

  #json(rest: LogicalWord, otherwise: 'shell' | 'words'): Arguments {
    if (rest.text === '') return { form: 'none', args: rest };
    const json = readJson(this.line.text, rest.start, rest.end);
    if (json.kind === 'strings') {
      return { form: 'json', args: rest, words: json.items.map(({ value, range }) => ({ text: value, range: this.#range(range.start, range.end) })) };
    }
    const words = otherwise === 'words' ? this.#words(rest) : noWords;
    if (json.kind === 'none') return { form: otherwise, args: rest, words };
    return {
      form: otherwise,
      args: rest,
      words,
      problem: {
        code: 'InvalidJsonArray',
        message: 'when using JSON array syntax, arrays must be comprised of strings only',
        range: this.#range(json.range.start, json.range.end),
      },
    };
  }

  #healthcheck(rest: LogicalWord): Arguments {
    if (rest.text === '') return { form: 'none', args: rest };
    const line = this.line.text;
    let typeEnd = rest.start;
    while (typeEnd < rest.end && !isByteSpace(line.charCodeAt(typeEnd))) typeEnd++;
    const type: LogicalWord = { text: line.slice(rest.start, typeEnd), start: rest.start, end: typeEnd };
    let commandStart = typeEnd;
    while (commandStart < rest.end && isByteSpace(line.charCodeAt(commandStart))) commandStart++;
    const command: LogicalWord = { text: line.slice(commandStart, rest.end), start: commandStart, end: rest.end };
    return { ...this.#json(command, 'shell'), healthcheckType: this.#word(type) };
  }

  #argPairs(rest: LogicalWord): Arguments {
    const words = splitQuotedWords(this.line.text, rest.start, rest.end, this.escape);
    if (words.length === 0) return { form: 'none', args: rest };
    return { form: 'pairs', args: rest, pairs: words.map((word) => this.#pair(word)) };
  }

  #pair(word: LogicalWord): PairNode {
    const equals = word.text.indexOf('=');
    const keyEnd = equals < 0 ? word.end : word.start + equals;
    return {
      key: this.#word({ text: equals < 0 ? word.text : word.text.slice(0, equals), start: word.start, end: keyEnd }),
      value: equals < 0 ? undefined : this.#word({ text: word.text.slice(equals + 1), start: keyEnd + 1, end: word.end }),
      range: this.#range(word.start, word.end),
    };
  }

  #pairs(rest: LogicalWord, name: string): Arguments {
    const words = splitQuotedWords(this.line.text, rest.start, rest.end, this.escape);
    const first = words[0];
    if (!first) return { form: 'none', args: rest };
    if (!first.text.includes('=')) return this.#legacyPair(rest, name);
    const missing = words.find((word) => !word.text.includes('='));
    const problem: SyntaxProblem | undefined = missing && {
      code: 'MissingEquals',
      message: `Syntax error - can't find = in ${goQuote(missing.text)}. Must be of the form: name=value`,
      range: this.#range(missing.start, missing.end),
    };
    return { form: 'pairs', args: rest, pairs: words.map((word) => this.#pair(word)), ...(problem && { problem }) };
  }

  #legacyPair(rest: LogicalWord, name: string): Arguments {
    const [key, value] = splitWords(this.line.text, rest.start, rest.end);
    if (!key || !value) {
      const range = this.#range(rest.start, rest.end);
      return {
        form: 'pairs', args: rest, legacyPairs: true, pairs: [{ key: this.#word(rest), value: undefined, range }],
        problem: { code: 'MissingPairValue', message: `${name} must have two arguments`, range },
      };
    }
    const whole = this.#word({ text: this.line.text.slice(value.start, rest.end), start: value.start, end: rest.end });
    return { form: 'pairs', args: rest, legacyPairs: true, pairs: [{ key: this.#word(key), value: whole, range: this.#range(rest.start, rest.end) }] };
  }
}

/** True when an instruction with this keyword (of its trigger for ONBUILD) may open heredocs, and its arguments are not a JSON array. */
export function canContainHeredoc(node: InstructionNode): boolean {
  const target = node.name === 'ONBUILD' && node.trigger ? node.trigger : node;
  return heredocInstructions.has(target.name) && target.form !== 'json';
}

/** Reads an instruction from its logical line. `heredocParts` gives what the lexer found behind the line, one for each opener. */
export function readInstruction(line: LogicalLine, escape: EscapeCharacter, heredocParts: readonly HeredocParts[]): InstructionNode {
  const node = new InstructionReader(line, escape).read(0);
  if (heredocParts.length === 0) return node;
  const openers = heredocOpeners(line.text);
  const heredocs: HeredocNode[] = heredocParts.map((parts, index) => {
    const opener = openers[index]!;
    return { name: opener.name, chomp: opener.chomp, expand: opener.expand, range: line.toSourceRange(opener.range), ...parts };
  });
  const open = heredocs.find((heredoc) => !heredoc.terminatorRange);
  const problems: readonly SyntaxProblem[] = open
    ? [...node.problems, { code: 'UnterminatedHeredoc', message: 'unterminated heredoc', range: open.range }]
    : node.problems;
  return { ...node, heredocs, problems, trigger: node.trigger && { ...node.trigger, heredocs } };
}
