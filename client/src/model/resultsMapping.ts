/**
 * What is remembered of one text of a Dockerfile, on the lines of another. Owns: which instruction of the text of now is which of the text of then, and
 * whether what was then still holds. Must not know what is remembered.
 */
import type { BuildStepInfo, StageStepsInfo } from '../../../server/src/lsp/protocol.ts';

export interface MappedInstruction {
  /** First lines, 0-based. */
  readonly was: number;
  readonly now: number;
  /** 0-based, the last line of the instruction as it stands now. */
  readonly lastNow: number;
  /** True when nothing that it builds on has changed either. */
  readonly isSame: boolean;
}

/** The instructions that both texts have, in order. One that was changed is none of them. */
export function mapInstructions(then: readonly StageStepsInfo[], now: readonly StageStepsInfo[]): MappedInstruction[] {
  const before = flat(then);
  const after = flat(now);
  return commonOf(before.map(({ step }) => step.text), after.map(({ step }) => step.text)).map(([i, j]) => ({
    was: before[i]!.step.lines[0], now: after[j]!.step.lines[0], lastNow: after[j]!.step.lines[1], isSame: before[i]!.chain === after[j]!.chain,
  }));
}

/** Instructions of one text that the other lacks, paired where exactly one stands in the place of exactly one of its kind. */
export function replacedInstructions(then: readonly StageStepsInfo[], now: readonly StageStepsInfo[]): { readonly was: number; readonly now: number }[] {
  const before = flat(then).map(({ step }) => step);
  const after = flat(now).map(({ step }) => step);
  const pairs = [...commonOf(before.map(({ text }) => text), after.map(({ text }) => text)), [before.length, after.length] as const];
  const found: { was: number; now: number }[] = [];
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of pairs) {
    const old = before.slice(i, nextI);
    const fresh = after.slice(j, nextJ);
    if (old.length === 1 && fresh.length === 1 && old[0]!.name === fresh[0]!.name) found.push({ was: old[0]!.lines[0], now: fresh[0]!.lines[0] });
    i = nextI + 1;
    j = nextJ + 1;
  }
  return found;
}

/** True when a build of the one does what a build of the other does: comments and white space between instructions may differ. */
export function meansTheSame(then: readonly StageStepsInfo[], now: readonly StageStepsInfo[]): boolean {
  const ends = (stages: readonly StageStepsInfo[]): string => flat(stages).map(({ chain }) => chain).join('\n\n');
  return ends(then) === ends(now);
}

interface Placed {
  readonly step: BuildStepInfo;
  /** Stands for all that the instruction builds on, itself included. */
  readonly chain: string;
}

/** Chains are numbered as they are met, by their content, so that equal numbers in two texts would mean nothing; a digest keeps them short and comparable. */
function flat(stages: readonly StageStepsInfo[]): Placed[] {
  const ends: string[] = [];
  const placed: Placed[] = [];
  let last: { readonly pairs: readonly string[]; readonly digest: string } | undefined;
  // Most steps have the environment of the one before.
  const environment = (pairs: readonly string[]): string => {
    if (last?.pairs.length !== pairs.length || !last.pairs.every((pair, at) => pair === pairs[at])) last = { pairs, digest: digest(pairs.join('\0')) };
    return last.digest;
  };
  for (const { index, base, platform, steps } of stages) {
    let chain = base.kind === 'stage' ? (ends[base.index] ?? '') : digest(`${base.kind} ${base.name} ${platform}`);
    for (const [at, step] of steps.entries()) {
      // A stage's name is no part of what is built, and a step's key says all that is.
      const own = at === 0 || step.key ? '' : step.text;
      const used = (step.key?.stages ?? []).map((stage) => ends[stage] ?? '').join(' ');
      chain = digest(`${chain}\n${own}\n${used}\n${step.key ? [step.key.command, environment(step.key.env), step.key.workdir, step.key.user].join('\n') : ''}`);
      placed.push({ step, chain });
    }
    ends[index] = chain;
  }
  return placed;
}

/** Two 32-bit sums in a row: two of some thousand texts are not going to collide, and a collision would only hide a question mark. */
function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1234567;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x5bd1e995) ^ (b >>> 13);
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

/** Indexes of the longest common subsequence of two lists. */
export function commonOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const middle = longestCommon(a.slice(start, endA), b.slice(start, endB)).map(([i, j]) => [i + start, j + start] as const);
  return [
    ...Array.from({ length: start }, (_, at) => [at, at] as const), ...middle,
    ...Array.from({ length: a.length - endA }, (_, at) => [endA + at, endB + at] as const),
  ];
}

/** Beyond so many pairs nothing is compared: whatever lies between counts as changed. */
const mostPairs = 4_000_000;

function longestCommon(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  if (a.length * b.length > mostPairs) return [];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const found: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return found;
}
