/**
 * The instructions that made an image, as its history may put them. Owns: the stages from which the target was built, in order, and the texts of each
 * instruction in every builder's form. Must not know the history at hand.
 */
import { goQuote } from '../../base/goText.ts';
import { commandOfLine } from '../../semantics/commandLine.ts';
import type { Env } from '../../semantics/environment.ts';
import type { Stage, Step } from '../../semantics/semantics.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import { parseHeredocWord } from '../../syntax/heredoc.ts';
import type { InstructionNode, InstructionSegment } from '../../syntax/nodes.ts';
import { parseDuration } from '../../rules/support/goNumber.ts';
import { anything, expectedWord, hasGap, wordsOf } from './pattern.ts';

/** First and last line of an instruction, heredocs included; from 1, counted by LF. */
export type LineRange = readonly [first: number, last: number];

export interface HistoryStep {
  readonly instruction: string;
  readonly lines: LineRange;
  /** What may stand after the instruction's name, as patterns; for RUN the command without its shell. */
  readonly texts: readonly string[];
  /** More of the same, that only the classic builder and Buildah may write. */
  readonly classicTexts: readonly string[];
  /** The words of the first text. */
  readonly words: readonly string[];
  /** RUN: the shell in front of the command; undefined when the base image may have set another, and '' in exec form. */
  readonly shell: string | undefined;
  /** RUN: the build arguments that it sees, as "NAME=value", in no promised order; patterns. */
  readonly buildArgs: readonly string[];
  /** COPY and ADD: how the classic builder and Buildah may write the destination. */
  readonly destinations: readonly string[];
  /** COPY and ADD: whether there is more than one source; undefined when the files decide. */
  readonly isFromSeveral: boolean | undefined;
  /** ARG, ENV and LABEL: the names. */
  readonly names: readonly string[];
  /** True for what leaves an entry only with some builders. */
  readonly isOptional: boolean;
}

/** More instructions than any image has layers and settings; what stands before them is not looked at. */
const mostSteps = 1_000;

/** The instructions of the target and of the stages that it starts from, oldest first. */
export function stepsOf(snapshot: Snapshot): HistoryStep[] {
  const { semantics } = snapshot;
  const { target } = semantics;
  if (!target) return [];
  const all = [...semantics.chain(target)].reverse().flatMap((stage) => semantics.steps(stage).map((step, index) => ({ stage, step, index })));
  return all.slice(-mostSteps).flatMap(({ stage, step, index }) => {
    const segment = snapshot.tree.instructions[step.ordinal]!;
    const node = step.onbuild ? segment.node.trigger : segment.node;
    // A stage's own ONBUILDs act in the stages that start from it, and then they count as part of their FROM.
    const ordinal = step.onbuild ? stage.ordinal : step.ordinal;
    return node && step.facts.name !== '' ? [new StepReader(snapshot, stage, step, index, segment, node).read(linesOf(snapshot, ordinal))] : [];
  });
}

function linesOf({ tree }: Snapshot, ordinal: number): LineRange {
  const index = tree.segmentIndexOf(ordinal);
  const { lfCount, text } = tree.segments[index]!;
  const first = tree.lfLineOf(index) + 1;
  return [first, first + Math.max(0, lfCount - (text.endsWith('\n') ? 1 : 0))];
}

class StepReader {
  readonly #env: Env;

  constructor(
    readonly snapshot: Snapshot,
    readonly stage: Stage,
    readonly step: Step,
    readonly index: number,
    readonly segment: InstructionSegment,
    readonly node: InstructionNode,
  ) {
    this.#env = snapshot.semantics.envBefore(stage, index);
  }

  read(lines: LineRange): HistoryStep {
    const { name } = this.node;
    const isRun = name === 'RUN';
    const command = isRun || name === 'CMD' || name === 'ENTRYPOINT' ? this.#command() : undefined;
    // Buildah and Kaniko keep the line as it stands.
    const texts = [...(isRun ? this.#runTexts(command!.text) : this.#texts(name)), this.#raw()].map((text) => text.trimEnd());
    return {
      instruction: name,
      lines,
      texts: [...new Set(texts)],
      classicTexts: name === 'ARG' ? this.#argumentNames() : [],
      words: wordsOf(texts[0]!, name),
      shell: isRun ? command!.shell : undefined,
      buildArgs: isRun ? this.#buildArgs() : [],
      destinations: name === 'COPY' || name === 'ADD' ? this.#destinations() : [],
      isFromSeveral: this.#isFromSeveral(),
      names: this.node.pairs.map((pair) => (name === 'ARG' ? pair.key.text : this.#expand(pair.key.text))),
      isOptional: name === 'ONBUILD',
    };
  }

  #expand(raw: string): string {
    return expectedWord(raw, this.segment.escape, this.#env);
  }

  /** The logical line after the keyword, flags included. */
  #raw(): string {
    const { logical } = this.segment;
    return logical.text.slice(logical.toLogical(this.node.keyword.range.end)).trim();
  }

  /** The command of RUN, CMD or ENTRYPOINT as BuildKit puts it together. */
  #command(): { text: string; shell: string | undefined; argv: readonly string[] } {
    const { semantics } = this.snapshot;
    const own = this.step.onbuild ? undefined : commandOfLine(this.snapshot, this.step.ordinal);
    const set = semantics.shellBefore(this.stage, this.index)?.join(' ');
    if (this.node.form === 'json') {
      const argv = this.node.words.map((word) => word.text);
      return { text: argv.join(' '), shell: '', argv };
    }
    const text = own ? (own.form === 'exec' ? own.argv.join(' ') : own.argv.at(-1)!) : this.node.args.text;
    const shell = own?.shell ?? semantics.shellBefore(this.stage, this.index) ?? ['/bin/sh', '-c'];
    return { text, shell: set ?? (own?.shellIsDefault === false ? shell.join(' ') : undefined), argv: [...(set === undefined ? [anything] : shell), text] };
  }

  #buildArgs(): string[] {
    return this.#env.declaredArgs().map((name) => {
      const value = this.#env.value(name);
      return `${name}=${value.kind === 'known' ? value.text : value.kind === 'unset' ? '' : anything}`;
    });
  }

  #runTexts(command: string): string[] {
    const { heredocs } = this.node;
    if (heredocs.length === 0) return [command];
    const bodies = heredocs.map(({ bodyRange }) => `\n${this.segment.text.slice(bodyRange.start, bodyRange.end).trim()}`);
    return [command, this.#raw() + bodies.join('')];
  }

  #texts(name: string): string[] {
    const { node } = this;
    switch (name) {
      case 'COPY':
      case 'ADD':
        return this.#copyTexts();
      case 'ENV':
      case 'LABEL':
        return [node.pairs.map(({ key, value }) => `${this.#expand(key.text)}=${this.#expand(value?.text ?? '')}`).join(' ')];
      case 'ARG':
        // The classic builder writes the default, whatever was given.
        return [node.pairs.map((_, pair) => this.#argument(pair)).join(' '), node.pairs.map(({ key, value }) => key.text + (value ? `=${this.#expand(value.text)}` : '')).join(' ')];
      case 'WORKDIR':
        return this.#workdirs(node.args.text);
      case 'USER':
      case 'STOPSIGNAL':
        return [this.#expand(node.args.text)];
      case 'EXPOSE':
        return [portsText(node.words.map((word) => this.#expand(word.text)).join(' '))];
      case 'VOLUME':
        return [`[${node.words.map((word) => this.#expand(word.text)).join(' ')}]`];
      case 'SHELL':
        return [`[${node.words.map((word) => word.text).join(' ')}]`];
      case 'CMD':
      case 'ENTRYPOINT':
        return [this.#goList(this.#command().argv)];
      case 'HEALTHCHECK':
        return this.#healthcheckTexts();
      default:
        return [node.args.text];
    }
  }

  #goList(words: readonly string[]): string {
    // A shell that is not known is one word or several.
    return `[${words.map((word) => (word === anything ? anything : goQuote(word))).join(' ')}]`.replace(`${anything} `, anything);
  }

  /** BuildKit's text, and that of its versions which left the flags out. */
  #copyTexts(): string[] {
    const { node } = this;
    const isHeredoc = (text: string): boolean => node.heredocs.length > 0 && parseHeredocWord(text) !== undefined;
    const words = node.words.map((word) => word.text);
    const paths = words.filter((word) => !isHeredoc(word)).map((word) => this.#expand(word));
    const names = node.heredocs.map((heredoc) => `<<${heredoc.name}`);
    const plain = [...paths.slice(0, -1), ...names, ...paths.slice(-1)].join(' ');
    const flag = (name: string): string | undefined => node.flags.findLast((each) => each.name === name)?.value;
    const flags = [
      node.flags.some((each) => each.name === 'parents') && flag('parents') !== 'false' ? '--parents' : '',
      ...['chown', 'chmod'].map((name) => (flag(name) ? `--${name}=${this.#expand(flag(name)!)}` : '')),
    ].filter(Boolean);
    return flags.length === 0 ? [plain] : [`${flags.join(' ')} ${plain}`, plain];
  }

  #isFromSeveral(): boolean | undefined {
    const sources = this.node.words.slice(0, -1).map((word) => this.#expand(word.text));
    return sources.some((source) => /[*?[]/.test(source) || hasGap(source)) ? undefined : sources.length > 1;
  }

  #destinations(): string[] {
    const last = this.node.words.at(-1)?.text;
    if (last === undefined) return [];
    const expanded = this.#expand(last);
    const workdir = this.step.onbuild ? undefined : this.snapshot.semantics.workdirAt(this.step.ordinal);
    const relative = expanded.replace(/^(?:\.\/)+/, '').replace(/^\.$/, '');
    const start = workdir?.known ? workdir.path : anything;
    const joined = expanded.startsWith('/') ? expanded : `${start}/${relative}`;
    return [last, expanded, joined].map(withoutSlashes);
  }

  /** Buildah writes all arguments that have a value by then instead of those of the line; whether some have one, only the base image knows. */
  #argumentNames(): string[] {
    const after = this.snapshot.semantics.envBefore(this.stage, this.index, this.node.pairs.length);
    const names = [...new Set([...this.#env.declaredArgs(), ...this.node.pairs.map(({ key }) => key.text)])].sort();
    return [['known'], ['known', 'unknown']].map((kinds) => names.filter((name) => kinds.includes(after.value(name).kind)).join(' '));
  }

  /** As ARG stands in the history: with the value that it got. */
  #argument(pair: number): string {
    const { semantics } = this.snapshot;
    const { key, value } = this.node.pairs[pair]!;
    const name = key.text;
    const isGiven = semantics.options.buildArgs?.[name] !== undefined || value !== undefined || semantics.globalEnv.value(name).kind !== 'unset';
    if (!isGiven) return name;
    const got = semantics.envBefore(this.stage, this.index, pair + 1).value(name);
    return `${name}=${got.kind === 'known' ? got.text : got.kind === 'unset' ? '' : anything}`;
  }

  /** BuildKit leaves an absolute path as it is, the classic builder cleans it; Windows has its own way of putting two together. */
  #workdirs(raw: string): string[] {
    const path = this.#expand(raw);
    const onWindows = /^(?:[A-Za-z]:|[\\/.])/.test(path) ? [] : [`${anything}\\${path.replaceAll('/', '\\')}`];
    return [...this.#workdirsOfLinux(path), ...onWindows];
  }

  #workdirsOfLinux(path: string): string[] {
    if (path.startsWith('/')) return [path, cleaned(path)];
    if (this.step.onbuild) return [`${anything}/${path}`];
    const after = this.snapshot.semantics.workdirAt(this.step.ordinal, true);
    if (after.known) return [after.path, cleaned(after.path)];
    if (after.belowBase && !hasGap(path) && after.path !== '/' && !path.split('/').includes('..')) return [anything + after.path];
    // Wherever it starts: the end of the path is known. BuildKit leaves one that is absolute after all as it is.
    const end = knownEnd(path);
    return [end === '' ? anything : `${anything}/${end}`, ...(hasGap(path) ? [path] : [])];
  }

  #healthcheckTexts(): string[] {
    const { node } = this;
    const type = node.healthcheckType?.text.toUpperCase();
    const test = type === 'NONE' ? ['NONE'] : node.form === 'json' ? ['CMD', ...node.words.map((word) => word.text)] : ['CMD-SHELL', node.args.text];
    const [interval, timeout, startPeriod, startInterval] = ['interval', 'timeout', 'start-period', 'start-interval'].map((name) => this.#duration(name));
    const retries = node.flags.find((flag) => flag.name === 'retries')?.value ?? '0';
    const list = `[${test.map(goQuote).join(' ')}] "${interval}" "${timeout}" "${startPeriod}"`;
    return [
      `{Test:[${test.join(' ')}] Interval:${interval} Timeout:${timeout} StartPeriod:${startPeriod} StartInterval:${startInterval} Retries:${retries}}`,
      // Go prints the number of retries as a character here.
      `&{${list} "${startInterval}" '${anything}'}`,
      `&{${list} '${anything}'}`,
      `&{[${test.join(' ')}] ${interval} ${timeout} ${startPeriod} ${startInterval} ${retries}}`,
      `&{[${test.join(' ')}] ${interval} ${timeout} ${startPeriod} ${retries}}`,
    ];
  }

  #duration(flag: string): string {
    const value = this.node.flags.find((each) => each.name === flag)?.value;
    const read = value === undefined ? 0 : parseDuration(value);
    return typeof read === 'number' ? goDuration(read) : anything;
  }
}

/** Go's text of a duration in nanoseconds: "1h30m0s", "1.5s", "20ms". */
function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  for (const [unit, size] of [['ns', 1], ['µs', 1e3], ['ms', 1e6]] as const) {
    if (nanoseconds < 1e9 && nanoseconds < size * 1e3) return `${nanoseconds / size}${unit}`;
  }
  const seconds = nanoseconds / 1e9;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = Number((seconds % 60).toFixed(9));
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${rest}s`;
}

/** Ports in one spelling, whoever wrote them: container ports with their protocol, ranges unrolled, in order. */
export function portsText(text: string): string {
  const ports = text.split(/\s+/).filter(Boolean).flatMap((word) => {
    const [address = '', protocol = 'tcp'] = word.split('/');
    const port = address.slice(address.lastIndexOf(':') + 1);
    const range = /^(\d{1,5})-(\d{1,5})$/.exec(port);
    const first = Number(range?.[1]);
    const count = Number(range?.[2]) - first + 1;
    const all = range && count > 0 && count <= 65_536 ? Array.from({ length: count }, (_, at) => String(first + at)) : [port];
    return all.map((each) => `${each}/${protocol.toLowerCase()}`);
  });
  return [...new Set(ports)].sort().join(' ');
}

/** An absolute path without ".", ".." and slashes that say nothing. */
function cleaned(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** The names behind the last ".." and the last name that is not known. */
function knownEnd(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return names.slice(names.findLastIndex((name) => name === '..' || hasGap(name)) + 1).join('/');
}

/** Without the slashes at the end, but for the root. */
export function withoutSlashes(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
