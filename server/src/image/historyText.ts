/**
 * The text that builders leave in an image's history. Owns: taking `created_by` apart, for BuildKit of all ages, the classic builder, Buildah and Kaniko.
 * Must not know layers or Dockerfiles; never throws: a text of no known form is handed back as it is.
 */
import { goList } from '../base/goText.ts';
import { noOperationForm, withoutBuildKitMark } from '../data/historyMarks.ts';

export interface HistoryText {
  /** "RUN", "COPY", … in capitals; '' when the text names no instruction. */
  readonly instruction: string;
  /** The arguments, or the whole text when there is no instruction. */
  readonly text: string;
  /** The shell that ran it, e.g. "/bin/sh -c"; '' for the exec form and for all but RUN. */
  readonly shell: string;
  /** Build arguments that RUN saw, as "NAME=value". */
  readonly buildArgs: readonly string[];
  /** True when the instruction never makes a layer. */
  readonly isMetadata: boolean;
}

/** What the entries before say about this one; values with spaces cannot be told apart without it. */
export interface HistoryContext {
  /** What the values of build arguments and variables may be, by name, the longest first: one entry can hold several pairs without quotes. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Shells set by SHELL, e.g. "/bin/bash -o pipefail -c". */
  readonly shells: readonly string[];
}

const noContext: HistoryContext = { values: new Map(), shells: [] };

const metadataInstructions = new Set([
  'ARG', 'CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME',
]);
const instructions = new Set([...metadataInstructions, 'ADD', 'COPY', 'FROM', 'RUN', 'WORKDIR']);

/** A shell at the start of a command, as RUN's shell form writes it before the command. */
const shellStart = new RegExp(
  ['(?:(?:ba|da|a|z|k|mk)?sh|busybox sh)(?: -\\w+| pipefail)*? -\\w*c ', 'cmd(?:\\.exe)? (?:/S )?/C ', '(?:powershell|pwsh)(?:\\.exe)?(?: -\\w+)*? -Command ']
    .map((shell) => `^(?:\\S*[/\\\\])?${shell}`).join('|'),
  'i',
);

/** All entries of a history (oldest first), each read with what those before it say. */
export function parseHistory(createdBy: readonly string[]): HistoryText[] {
  const values = new Map<string, string[]>();
  const shells: string[] = [];
  return createdBy.map((text) => {
    const parsed = parseCreatedBy(text, { values, shells });
    if (parsed.instruction === 'SHELL') shells.push(shellOf(parsed.text));
    if (parsed.instruction === 'ARG' || parsed.instruction === 'ENV') addValues(parsed.text, values);
    // The shell shows where the last value ends; the classic builder tells the values nowhere else.
    if (parsed.shell !== '') for (const pair of parsed.buildArgs) addSeenValue(pair, values);
    return parsed;
  });
}

/** One entry. */
export function parseCreatedBy(createdBy: string, context: HistoryContext = noContext): HistoryText {
  const classic = noOperation(createdBy, context);
  if (classic) return make(classic.name, /^(?:COPY|ADD)$/i.test(classic.name) ? classic.text.trim() : classic.text, '', []);
  const withoutMark = withoutBuildKitMark(createdBy);
  const named = /^([A-Za-z]+)(?:\s+|$)([^]*)$/.exec(withoutMark);
  const name = named?.[1] ?? '';
  if (instructions.has(name)) return name === 'RUN' ? run(named![2]!, context) : make(name, named![2]!, '', []);
  // The classic builder and Buildah leave the instruction out of RUN.
  const isRun = /^\|\d+ /.test(withoutMark) || shellPrefix(withoutMark, context) !== '';
  return isRun ? run(withoutMark, context) : { instruction: '', text: createdBy.trim(), shell: '', buildArgs: [], isMetadata: false };
}

/** What the classic builder and Buildah write for all but RUN; undefined for a command in which the same sign stands somewhere. */
function noOperation(createdBy: string, context: HistoryContext): { name: string; text: string } | undefined {
  const [, before, name, text] = noOperationForm.exec(createdBy) ?? [];
  if (before === undefined || name === undefined || text === undefined || !instructions.has(name.toUpperCase())) return undefined;
  if (/^\|\d+ /.test(before) || instructions.has(/^[A-Z]+(?= )/.exec(before)?.[0] ?? '')) return undefined;
  // The commands that a shell of Windows starts with belong to the shell, and an entry of SHELL already has the new one.
  const shell = shellPrefix(before, context);
  const isWhole = shell === '' || shell === before || /^(?:\S*[/\\])?(?:cmd|powershell|pwsh)\b/i.test(shell) || (name === 'SHELL' && text === `[${before.trim()}]`);
  return isWhole ? { name, text } : undefined;
}

function make(name: string, text: string, shell: string, buildArgs: readonly string[]): HistoryText {
  const instruction = name.toUpperCase();
  return { instruction, text: plainArguments(instruction, text), shell, buildArgs, isMetadata: metadataInstructions.has(instruction) };
}

function run(text: string, context: HistoryContext): HistoryText {
  const counted = /^\|(\d+) /.exec(text);
  const { buildArgs, rest } = counted ? splitBuildArgs(text.slice(counted[0].length), Number(counted[1]), context) : { buildArgs: [], rest: text };
  const shell = shellPrefix(rest, context);
  return make('RUN', rest.slice(shell.length).replace(/\n+$/, ''), shell.trim(), buildArgs);
}

function shellPrefix(text: string, context: HistoryContext): string {
  // The last SHELL is the likeliest, and a longer one is never taken for its beginning.
  const declared = [...context.shells].reverse().find((shell) => text.startsWith(`${shell} `));
  return declared === undefined ? (shellStart.exec(text)?.[0] ?? '') : `${declared} `;
}

/** Takes `count` pairs "NAME=value" off the front. Their values are not quoted: known ones are believed, others end where the next pair or the shell begins. */
function splitBuildArgs(text: string, count: number, context: HistoryContext): { buildArgs: string[]; rest: string } {
  const buildArgs: string[] = [];
  let rest = text;
  for (let left = count; left > 0; left--) {
    const name = /^([^\s=]+)=/.exec(rest)?.[1];
    if (name === undefined) return withCountedWords(buildArgs, rest, context);
    const known = context.values.get(name)?.find((value) => isFollowedWell(rest, name.length + 1 + value.length, value, left > 1));
    const length = known === undefined ? lengthOfValue(rest, name.length + 1, left > 1, context) : name.length + 1 + known.length;
    buildArgs.push(rest.slice(0, length));
    rest = rest.slice(length + 1);
  }
  return { buildArgs, rest };
}

/** Buildah counts words where it should count arguments: what is no pair belongs to the value before it, up to the shell. */
function withCountedWords(buildArgs: readonly string[], rest: string, context: HistoryContext): { buildArgs: string[]; rest: string } {
  const last = buildArgs.at(-1);
  if (last === undefined || shellPrefix(rest, context) !== '') return { buildArgs: [...buildArgs], rest };
  const end = lengthOfValue(rest, 0, false, context);
  return shellPrefix(rest.slice(end + 1), context) === '' ? { buildArgs: [...buildArgs], rest } : { buildArgs: [...buildArgs.slice(0, -1), `${last} ${rest.slice(0, end)}`], rest: rest.slice(end + 1) };
}

function isFollowedWell(text: string, end: number, value: string, isFollowed: boolean): boolean {
  if (text.slice(end - value.length, end) !== value) return false;
  const rest = text.slice(end);
  return isFollowed ? /^ [A-Za-z_]\w*=/.test(rest) : rest === '' || rest.startsWith(' ');
}

function lengthOfValue(text: string, from: number, isFollowed: boolean, context: HistoryContext): number {
  for (let space = text.indexOf(' ', from); space !== -1; space = text.indexOf(' ', space + 1)) {
    const rest = text.slice(space + 1);
    if (isFollowed ? /^[A-Za-z_]\w*=/.test(rest) : shellPrefix(rest, context) !== '') return space;
  }
  // The exec form names no shell; then the value is taken to have no spaces.
  const space = text.indexOf(' ', from);
  return space === -1 ? text.length : space;
}

/** Go's way of printing lists and maps, put as a Dockerfile would have it. */
function plainArguments(instruction: string, text: string): string {
  const bare = /^&\{(\[[^]*\])\}$/.exec(text)?.[1] ?? text;
  const list = /^\[([^]*)\]$/.exec(bare);
  const map = /^map\[([^]*)\]$/.exec(text);
  switch (instruction) {
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return list ? jsonForm(bare, list[1]!) ?? text : text;
    case 'VOLUME':
    case 'EXPOSE':
      if (map) return map[1]!.replaceAll(':{}', '');
      return list && !list[1]!.includes('"') ? list[1]! : text;
    case 'USER':
    case 'STOPSIGNAL':
      // The classic builder of old printed all of its arguments.
      return list ? list[1]! : text;
    default:
      return text;
  }
}

/** Go quotes each word, with no commas between; old builders do not even quote. Undefined for a text that was JSON before. */
function jsonForm(list: string, inside: string): string | undefined {
  const words = goList(list) ?? (inside.includes('"') ? undefined : inside.split(' ').filter(Boolean));
  return words && `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/** "[\"/bin/bash\", \"-c\"]" → "/bin/bash -c". */
function shellOf(text: string): string {
  try {
    const words = JSON.parse(text) as unknown;
    return Array.isArray(words) ? words.join(' ') : text;
  } catch {
    return text;
  }
}

/** How many words like "b=c" a value may hold and still be told from the pairs after it. */
const mostPairsInValue = 8;

function addSeenValue(pair: string, values: Map<string, string[]>): void {
  const end = pair.indexOf('=');
  const name = pair.slice(0, end);
  const all = new Set([pair.slice(end + 1), ...(values.get(name) ?? [])]);
  values.set(name, [...all].sort((a, b) => b.length - a.length).slice(0, mostPairsInValue));
}

/** Remembers what an ARG or ENV entry may set. */
function addValues(text: string, values: Map<string, string[]>): void {
  const pairs = [...text.matchAll(/(?:^|\s)([A-Za-z_]\w*)=/g)];
  const ends = [...pairs.slice(1).map((pair) => pair.index), text.length];
  for (const [at, pair] of pairs.entries()) {
    const start = pair.index + pair[0].length;
    values.set(pair[1]!, ends.slice(at, at + mostPairsInValue).reverse().map((end) => text.slice(start, end)));
  }
}
