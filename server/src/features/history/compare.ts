/**
 * One instruction against one entry of a history. Owns: the verdict whether the one made the other, and how sure that is. Must not know their neighbours.
 */
import { noOperationForm, withoutBuildKitMark } from '../../data/historyMarks.ts';
import { predefinedArg } from '../../data/predefinedArgs.ts';
import { hasGap, isVague, matches, withWideGaps, wordsOf } from './pattern.ts';
import { portsText, withoutSlashes, type HistoryStep } from './steps.ts';

/** An entry, and what reading its text gave (image/historyText.ts). */
export interface HistoryEntryText {
  readonly createdBy: string;
  /** In capitals; '' when the text names none. */
  readonly instruction: string;
  readonly text: string;
  readonly shell: string;
  /** RUN: as "NAME=value". */
  readonly buildArgs: readonly string[];
}

export type Verdict =
  /** The entry says what the instruction says; `isVague` when that is next to nothing. */
  | { readonly kind: 'same'; readonly isVague: boolean }
  /** An ARG with another value than its default: a build argument, or a change. */
  | { readonly kind: 'otherValue'; readonly values: ReadonlyMap<string, string> }
  /** The same instruction with other arguments, `similarity` from 0 to 1. */
  | { readonly kind: 'changed'; readonly similarity: number }
  | { readonly kind: 'different' };

const different: Verdict = { kind: 'different' };

/** An entry prepared for many comparisons. */
export interface PreparedEntry extends HistoryEntryText {
  /** What stands after the instruction's name, without what builders put around. */
  readonly rest: string;
  /** Written by the classic builder or Buildah. */
  readonly isClassic: boolean;
  /** Written by Kaniko: the line as it stands, with neither a shell in front nor BuildKit's mark behind. */
  readonly isKaniko: boolean;
  readonly words: readonly string[];
}

export function prepare(entry: HistoryEntryText): PreparedEntry {
  const { createdBy, instruction } = entry;
  const classic = noOperationForm.exec(createdBy);
  const bare = withoutBuildKitMark(createdBy);
  const named = instruction !== '' && bare.slice(0, instruction.length).toUpperCase() === instruction ? bare.slice(instruction.length) : bare;
  const isNoOperation = classic !== null && instruction !== 'RUN';
  const all = withoutGoMarks(instruction, (isNoOperation ? classic[3]! : named).trim());
  // Buildah adds the digest of what RUN mounts.
  const rest = isNoOperation || instruction !== 'RUN' ? all : all.replace(/(?::(?:sha256:)?[0-9a-f]{32,64})+$/, '');
  const isKaniko = /^(?:RUN|COPY|ADD) /.test(createdBy) && bare === createdBy && entry.shell === '';
  return { ...entry, rest, isClassic: isNoOperation, isKaniko, words: wordsOf(instruction === 'RUN' ? entry.text : rest, instruction) };
}

/** How the classic builder of old printed lists: "&{["a" "b"]}", and "[name]" where there is only one word. */
function withoutGoMarks(instruction: string, text: string): string {
  if (instruction === 'CMD' || instruction === 'ENTRYPOINT') return /^&\{(\[[^]*\])\}$/.exec(text)?.[1] ?? text;
  return instruction === 'USER' || instruction === 'STOPSIGNAL' ? (/^\[([^]*)\]$/.exec(text)?.[1] ?? text) : text;
}

export function compare(step: HistoryStep, entry: PreparedEntry): Verdict {
  if (step.instruction === 'RUN') return compareRun(step, entry);
  if (step.instruction !== entry.instruction) return different;
  if (step.instruction === 'EXPOSE') {
    const ports = portsText(entry.text);
    return step.texts.some((text) => matchesPorts(text, ports)) || step.texts.includes(entry.rest) ? same(step.texts) : changed(step, entry);
  }
  const texts = entry.isClassic ? [...step.texts, ...step.classicTexts] : step.texts;
  const found = texts.filter((text) => matches(text, entry.rest) || (step.instruction === 'ARG' && entry.isClassic && matches(text, withoutProxies(entry.rest, text))));
  if (found.length > 0) return same(found);
  if (step.destinations.length > 0) return compareCopy(step, entry);
  if (step.instruction === 'ARG') return compareArguments(step, entry);
  const wide = step.texts.filter((text) => hasGap(text) && hasSamePairs(step, entry) && matches(withWideGaps(text), entry.rest));
  if (wide.length > 0) return same(wide);
  return collapsed(step.texts, entry.rest) ? { kind: 'changed', similarity: 1 } : changed(step, entry);
}

/** Buildah counts the proxies that the build was given among the arguments. */
function withoutProxies(names: string, expected: string): string {
  const declared = expected.split(' ');
  return names.split(' ').filter((name) => declared.includes(name) || predefinedArg(name)?.kind !== 'proxy').join(' ');
}

/** ENV and LABEL: as many pairs in the entry, so that no value swallows the next pair. */
function hasSamePairs({ names }: HistoryStep, { rest }: PreparedEntry): boolean {
  return names.length > 0 && [...rest.matchAll(/(?:^|\s)[^\s=]+=/g)].length === names.length;
}

/** Ports whose number is not known are at the end of the pattern, but anywhere in the entry. */
function matchesPorts(pattern: string, ports: string): boolean {
  if (!hasGap(pattern)) return pattern === ports;
  const expected = pattern.split(' ');
  const actual = ports.split(' ');
  const open = expected.filter(hasGap);
  const left = actual.filter((port) => !expected.includes(port));
  return expected.every((port) => hasGap(port) || actual.includes(port)) && left.every((port) => open.some((each) => matches(each, port)));
}

function same(texts: readonly string[]): Verdict {
  return { kind: 'same', isVague: texts.every(isVague) };
}

/** The same but for white space. */
function collapsed(texts: readonly string[], text: string): boolean {
  const plain = text.replace(/\s+/g, ' ');
  return texts.some((each) => each.replace(/\s+/g, ' ') === plain);
}

/** The classic builder and Buildah leave the instruction out of RUN, and Kaniko the shell. */
function compareRun(step: HistoryStep, entry: PreparedEntry): Verdict {
  if (entry.instruction !== 'RUN' && entry.instruction !== '') return different;
  const { rest } = entry;
  for (const command of step.texts) {
    // An empty heredoc is nothing but its shell.
    if (command === '' ? isShellBefore(step, entry, rest, command) : rest === command) return { kind: 'same', isVague: command === '' };
    if (command === '') continue;
    if (!rest.endsWith(` ${command}`)) continue;
    // Buildah keeps the spaces after the keyword.
    const before = rest.slice(0, -command.length - 1).trimEnd();
    if (isShellBefore(step, entry, before, command)) return { kind: 'same', isVague: false };
    if (entry.text.trimEnd() === command) return { kind: 'changed', similarity: 0.9 };
  }
  if (entry.instruction === '') return different;
  return collapsed(step.texts, entry.text.trimEnd()) ? { kind: 'changed', similarity: 1 } : changed(step, entry);
}

/** True when `before` is the shell in force, with or without build arguments in front: then the command is whole, and not the end of a longer one. */
function isShellBefore({ shell, buildArgs }: HistoryStep, entry: PreparedEntry, before: string, command: string): boolean {
  // Buildah puts its shell before the JSON form too, and keeps the flags.
  if (shell === '' && /^(?:--\S+\s+)*\[/.test(command) && isOnlyShell(before, '/bin/sh -c')) return true;
  if (shell === '') return hasOnlyArguments(before, buildArgs) || (entry.shell === '' && /^\|\d+ (?:[^\s=]+=[^]*)?$/.test(before));
  if (shell === undefined) return entry.shell !== '' && (entry.text.trimEnd() === command || before.endsWith(entry.shell)) && isOnlyShell(before, entry.shell);
  return isOnlyShell(before, shell) || (!entry.createdBy.startsWith('RUN ') && isOnlyShell(before, '/bin/sh -c'));
}

/** True for "|2 A=1 B=2" with these arguments, of which the classic builder leaves out those that have no value. */
function hasOnlyArguments(before: string, buildArgs: readonly string[]): boolean {
  let rest = before;
  for (const pair of buildArgs) {
    const start = hasGap(pair) ? ` ${pair.slice(0, pair.indexOf('=') + 1)}` : ` ${pair}`;
    const at = rest.indexOf(start);
    if (at < 0) continue;
    const after = rest.slice(at + start.length);
    // A value that is not known is taken to be one word.
    rest = rest.slice(0, at) + (hasGap(pair) ? after.replace(/^\S*/, '') : after);
  }
  return /^\|\d+$/.test(rest);
}

function isOnlyShell(before: string, shell: string): boolean {
  return before === shell || (before.startsWith('|') && before.endsWith(` ${shell}`));
}

function compareCopy(step: HistoryStep, entry: PreparedEntry): Verdict {
  const classic = entry.isClassic ? /^(?:\S+ )*in ([^]+)$/.exec(entry.rest) : null;
  // Of the sources, their number is all that is left.
  const hash = classic && /(?:^|\s)(file|dir|multi):/.exec(entry.rest)?.[1];
  const isOtherNumber = hash !== null && hash !== undefined && step.isFromSeveral !== undefined && step.isFromSeveral !== (hash === 'multi');
  const destination = withoutSlashes(classic ? classic[1]! : entry.words.length > 0 ? (entry.rest.split(/\s+/).at(-1) ?? '') : '');
  const found = step.destinations.filter((each) => matches(each, destination));
  if (found.length > 0 && isOtherNumber) return { kind: 'changed', similarity: 0.8 };
  if (classic) return found.length > 0 ? same(found) : { kind: 'changed', similarity: Math.max(0, ...step.destinations.map((each) => sharedStart(each, destination))) / 2 };
  const verdict = changed(step, entry);
  // What is copied changes more often than where it goes.
  return verdict.kind === 'changed' && found.length > 0 ? { kind: 'changed', similarity: Math.max(verdict.similarity, 0.4) } : verdict;
}

/** How much of two texts is the same from the start on, 0 to 1; a slash, which every path has, does not count. */
function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length < 2 ? 0 : length / Math.max(a.length, b.length);
}

/** The names of an ARG with other values, which build arguments give. */
function compareArguments(step: HistoryStep, entry: PreparedEntry): Verdict {
  const values = new Map<string, string>();
  let rest = ` ${entry.rest}`;
  for (const name of [...step.names].reverse()) {
    const at = rest.lastIndexOf(` ${name}`);
    const value = rest.slice(at + 1 + name.length);
    if (at < 0 || (value !== '' && !value.startsWith('='))) return changed(step, entry);
    if (value !== '') values.set(name, value.slice(1));
    rest = rest.slice(0, at);
  }
  // Buildah leaves the defaults out.
  if (rest.trim() === '' && entry.isClassic && values.size === 0) return { kind: 'same', isVague: false };
  return rest.trim() === '' ? { kind: 'otherValue', values } : changed(step, entry);
}

function changed(step: HistoryStep, entry: PreparedEntry): Verdict {
  const similarity = likeness(step.words, entry.words);
  const hasName = step.names.some((name) => entry.rest === name || entry.rest.startsWith(`${name}=`) || entry.rest.includes(` ${name}=`));
  return { kind: 'changed', similarity: hasName ? Math.max(similarity, 0.6) : similarity };
}

/** Words in common, twice, by all words. */
function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of a) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    counts.set(word, left - 1);
    common++;
  }
  return (2 * common) / (a.length + b.length);
}
