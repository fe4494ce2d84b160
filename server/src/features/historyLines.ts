/**
 * From an image's history to the lines of its Dockerfile. Owns: the alignment of instructions and entries, and how sure it is. Must not read archives nor take
 * the entries' texts apart; never claims a line where an entry may as well be the base image's.
 */
import { predefinedArg } from '../data/predefinedArgs.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { makeSnapshot } from '../semantics/snapshotOf.ts';
import { compare, prepare, type HistoryEntryText, type PreparedEntry, type Verdict } from './history/compare.ts';
import { matches } from './history/pattern.ts';
import { stepsOf, type HistoryStep, type LineRange } from './history/steps.ts';

export type { HistoryEntryText } from './history/compare.ts';

export interface EntryLines {
  /** Where the entry came from; null for the base image's entries and for what no instruction of the Dockerfile made. */
  readonly lines: readonly LineRange[] | null;
  /** 0 to 1. 1 for all when the Dockerfile and the history say the same throughout; less as soon as one has something that the other lacks. */
  readonly confidence: number;
}

/**
 * The lines of each entry (`entries` oldest first), for the target and build arguments of the snapshot's build options. Entries that stand for a trigger of a
 * base stage get the lines of the FROM that set it off.
 */
export function historyLines(snapshot: Snapshot, entries: readonly HistoryEntryText[]): EntryLines[] {
  const prepared = entries.map(prepare);
  const first = alignment(snapshot, prepared);
  const given = buildArgsIn(first, snapshot);
  const second = given && alignment(withBuildArgs(snapshot, given), prepared);
  return result(second && second.worth >= first.worth ? second : first, new Set(first.pairs.filter(isOtherThanDefault(first, given ?? {})).map(({ entry }) => entry)));
}

/** The default of the Dockerfile is not the value in the history: perhaps somebody gave another, perhaps somebody changed the line. */
function isOtherThanDefault({ steps, entries }: Alignment, given: Readonly<Record<string, string>>): (pair: Pair) => boolean {
  return ({ entry, step, verdict }) => {
    const { instruction, names, texts } = steps[step]!;
    if (verdict.kind === 'otherValue') return texts[0]!.includes('=');
    // Buildah shows neither the default nor the value here, but the value at the commands that follow.
    return instruction === 'ARG' && !entries[entry]!.rest.includes('=') && names.some((name) => given[name] !== undefined && ` ${texts[0]!}`.includes(` ${name}=`));
  };
}

interface Pair {
  readonly entry: number;
  readonly step: number;
  readonly verdict: Verdict;
}

interface Alignment {
  readonly steps: readonly HistoryStep[];
  readonly pairs: readonly Pair[];
  /** Entries before the first pair are the base image's. */
  readonly entries: readonly PreparedEntry[];
  /** True for FROM scratch, of which there are no entries. */
  readonly isFromScratch: boolean;
  readonly worth: number;
}

/** What it costs to leave an entry or an instruction over, and what a pair is worth. */
const entryLeft = -0.5;
const stepLeft = -0.3;
/**
 * A pair this alike or more may be the first one above the base image's entries, as long as the next entry is paired too; otherwise it may as well be one
 * of theirs.
 */
const leastAtStart = 0.5;
/** Older entries of a very long history are not looked at. */
const mostEntries = 1_000;

/** What Kaniko notes only now and then says little. */
const worthWithKaniko = 0.4;

function worth(verdict: Verdict): number {
  switch (verdict.kind) {
    case 'same':
      return verdict.isVague ? 1 : 2;
    case 'otherValue':
      return 1.5;
    case 'changed':
      // Two that have nothing in common are still a likelier pair than one line deleted and another put in its place.
      return -0.5 + 1.5 * verdict.similarity;
    case 'different':
      return -Infinity;
  }
}

function mayStart(step: HistoryStep, verdict: Verdict, isNextPaired: boolean): boolean {
  if (step.isOptional && step.instruction !== 'ONBUILD' && !kanikoLayers.has(step.instruction)) return false;
  return verdict.kind === 'changed' ? verdict.similarity >= leastAtStart && isNextPaired : verdict.kind !== 'different';
}

/** What Kaniko notes when it made a file; of all else there is no entry, unless it was asked for. */
const kanikoLayers = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'VOLUME']);
const alwaysLayers = new Set(['RUN', 'COPY', 'ADD']);

/** The last entry with a command or files tells who built the image: after it, Kaniko writes nothing but directories. */
function isByKaniko(entries: readonly PreparedEntry[]): boolean {
  const last = entries.findLast(({ instruction }) => instruction !== 'WORKDIR' && instruction !== 'VOLUME');
  return last?.isKaniko === true;
}

/** The order-keeping pairing of the greatest worth. The base image's entries before the first pair cost nothing. */
function alignment(snapshot: Snapshot, all: readonly PreparedEntry[]): Alignment {
  const skipped = Math.max(0, all.length - mostEntries);
  const entries = all.slice(skipped);
  const isKaniko = isByKaniko(entries);
  const steps = stepsOf(snapshot).map((step) => (isKaniko && !alwaysLayers.has(step.instruction) ? { ...step, isOptional: true } : step));
  const isFromScratch = startsFromScratch(snapshot);
  const width = steps.length + 1;
  const verdicts = new Map<number, Verdict>();
  /** The worth of aligning entries[i…] and steps[j…] when a pair stands before them, and the move that gives it. */
  const best = new Float64Array((entries.length + 1) * width);
  const moves = new Uint8Array((entries.length + 1) * width);
  let start: { at: number; worth: number } | undefined;
  const costBefore = new Float64Array(width);
  for (let j = 0; j < steps.length; j++) costBefore[j + 1] = costBefore[j]! + (steps[j]!.isOptional ? 0 : stepLeft);
  for (let i = entries.length; i >= 0; i--) {
    for (let j = steps.length; j >= 0; j--) {
      const at = i * width + j;
      if (i === entries.length && j === steps.length) continue;
      const skipStep = j < steps.length ? best[at + 1]! + (steps[j]!.isOptional ? 0 : stepLeft) : -Infinity;
      const skipEntry = i < entries.length ? best[at + width]! + entryLeft : -Infinity;
      best[at] = Math.max(skipStep, skipEntry);
      moves[at] = skipStep >= skipEntry ? move.step : move.entry;
      if (i === entries.length || j === steps.length) continue;
      const verdict = compare(steps[j]!, entries[i]!);
      if (verdict.kind === 'different') continue;
      verdicts.set(at, verdict);
      const paired = best[at + width + 1]! + (isKaniko && steps[j]!.isOptional ? Math.min(worth(verdict), worthWithKaniko) : worth(verdict));
      if (mayStart(steps[j]!, verdict, moves[at + width + 1] === move.pair || i === entries.length - 1) && (start === undefined || paired + costBefore[j]! > start.worth)) start = { at, worth: paired + costBefore[j]! };
      if (paired >= best[at]) {
        best[at] = paired;
        moves[at] = move.pair;
      }
    }
  }
  // Nothing claimed at all has a worth too.
  if (!start || start.worth <= costBefore[steps.length]!) return { steps, pairs: [], entries: all, isFromScratch, worth: costBefore[steps.length]! };
  const pairs: Pair[] = [];
  for (let at = start.at, isStart = true; at < (entries.length + 1) * width - 1; isStart = false) {
    const taken = isStart ? move.pair : moves[at];
    if (taken === move.pair) pairs.push({ entry: skipped + Math.floor(at / width), step: at % width, verdict: verdicts.get(at)! });
    at += taken === move.pair ? width + 1 : taken === move.entry ? width : 1;
  }
  return { steps, pairs, entries: all, isFromScratch, worth: start.worth };
}

function startsFromScratch({ semantics }: Snapshot): boolean {
  const { target } = semantics;
  return target !== undefined && semantics.chain(target).at(-1)?.base.kind === 'scratch';
}

const move = { step: 0, entry: 1, pair: 2 } as const;

/** Build arguments that the history shows and nobody told; undefined when there are none. */
function buildArgsIn({ steps, pairs, entries }: Alignment, { semantics }: Snapshot): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  const add = (name: string, value: string): void => {
    if (semantics.options.buildArgs?.[name] === undefined) found[name] ??= value;
  };
  for (const { verdict } of pairs) if (verdict.kind === 'otherValue') for (const [name, value] of verdict.values) add(name, value);
  // The classic builder shows the default at the ARG, and what was given only at the commands that follow.
  const setByEnv = new Set(steps.flatMap(({ instruction, names }) => (instruction === 'ENV' ? names : [])));
  for (const { entry, step } of pairs) {
    for (const pair of entries[entry]!.buildArgs) {
      const name = pair.split('=', 1)[0]!;
      const expected = steps[step]!.buildArgs.find((each) => each.startsWith(`${name}=`));
      // Where Buildah counts words, a value may have been cut.
      const isExpected = expected === undefined || matches(expected, pair) || entries[entry]!.rest.includes(` ${expected} `);
      if (!isExpected && !setByEnv.has(name) && predefinedArg(name) === undefined) add(name, pair.slice(name.length + 1));
    }
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function withBuildArgs({ uri, version, tree, semantics }: Snapshot, found: Readonly<Record<string, string>>): Snapshot {
  return makeSnapshot(uri, version, tree, undefined, { ...semantics.options, buildArgs: { ...semantics.options.buildArgs, ...found } });
}

/** At most this sure is anything when Dockerfile and history differ somewhere. */
const mostWhenChanged = 0.95;

/** And at most this where an ARG has another value than its default. */
const mostWithOtherDefault = 0.9;

function result(found: Alignment, otherDefaults: ReadonlySet<number>): EntryLines[] {
  const { steps, pairs, entries } = found;
  const isWhole = isComplete(found);
  const agreement = agreementOf(found);
  const paired = new Set(pairs.map(({ step }) => step));
  const left = steps.filter((step, at) => !paired.has(at) && !step.isOptional);
  const lines = entries.map((entry): EntryLines => ({ lines: null, confidence: isWhole ? 1 : doubt(entry, left) }));
  for (const { entry, step } of movedPairs(found)) lines[entry] = { lines: [steps[step]!.lines], confidence: confidenceWhenMoved };
  for (const { entry, step, verdict } of pairs) {
    const most = otherDefaults.has(entry) ? mostWithOtherDefault : isWhole ? 1 : mostWhenChanged * agreement;
    lines[entry] = { lines: [steps[step]!.lines], confidence: rounded(Math.min(confidenceOf(verdict), most)) };
  }
  return lines;
}

const confidenceWhenMoved = 0.6;

/** Instructions that stand elsewhere now: alone in saying what the entry says, which is alone in saying it and above the base image's. */
function movedPairs({ steps, pairs, entries }: Alignment): { entry: number; step: number }[] {
  const pairedSteps = new Set(pairs.map(({ step }) => step));
  const pairedEntries = new Set(pairs.map(({ entry }) => entry));
  const left = steps.map((_, at) => at).filter((at) => !pairedSteps.has(at)).slice(0, mostMoved);
  const leftEntries = entries.map((_, at) => at).filter((at) => at > (pairs[0]?.entry ?? Infinity) && !pairedEntries.has(at)).slice(0, mostMoved);
  const alike = left.flatMap((step) => leftEntries.filter((entry) => isCertainlySame(compare(steps[step]!, entries[entry]!))).map((entry) => ({ entry, step })));
  return alike.filter((one) => alike.every((other) => other === one || (other.entry !== one.entry && other.step !== one.step)));
}

/** More of them are no Dockerfile that somebody has put in another order. */
const mostMoved = 50;

function isCertainlySame(verdict: Verdict): boolean {
  return verdict.kind === 'same' && !verdict.isVague;
}

/** From 0.5 to 1: what a Dockerfile and a history that have little in common agree on may be what many have, as a CMD of "sh". */
function agreementOf({ steps, pairs, entries }: Alignment): number {
  const own = entries.length - (pairs[0]?.entry ?? entries.length);
  const all = Math.max(own, steps.filter((step) => !step.isOptional).length);
  const agreed = pairs.filter(({ verdict }) => verdict.kind !== 'changed').length;
  return all === 0 ? 1 : Math.min(1, 0.5 + agreed / all);
}

/** True when every instruction has its entry, every entry above the base's has its instruction, and each pair agrees. */
function isComplete({ steps, pairs, entries, isFromScratch }: Alignment): boolean {
  const needed = steps.filter((step) => !step.isOptional).length;
  const found = pairs.filter(({ step }) => !steps[step]!.isOptional).length;
  const first = isFromScratch ? 0 : (pairs[0]?.entry ?? entries.length);
  return found === needed && pairs.length === entries.length - first && pairs.every(({ verdict }) => verdict.kind !== 'changed');
}

function confidenceOf(verdict: Verdict): number {
  if (verdict.kind === 'changed') return 0.3 + 0.6 * verdict.similarity;
  return verdict.kind === 'same' ? 1 : mostWithOtherDefault;
}

/** An instruction that has no entry may have made any of its kind, however it has been changed. */
const leastLikenessLeft = 0.25;

/** How sure it is that no instruction of the Dockerfile made the entry: the less, the more it looks like one that has no entry. */
function doubt(entry: PreparedEntry, left: readonly HistoryStep[]): number {
  let closest = 0;
  for (const step of left) {
    const verdict = compare(step, entry);
    closest = Math.max(closest, verdict.kind === 'changed' ? Math.max(verdict.similarity, leastLikenessLeft) : verdict.kind === 'different' ? 0 : 1);
  }
  return rounded(mostWhenChanged - 0.8 * closest);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
