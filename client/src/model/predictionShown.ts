/**
 * What the editor shows of the next build. Owns: which lines are marked and the wording. Must not know VS Code.
 */
import type { PredictedStep } from './cachePrediction.ts';
import { escapedMarkdown } from './markup.ts';
import { formatMoment } from './resultsShown.ts';

export interface PredictedBuild {
  readonly steps: readonly PredictedStep[];
  /** When the build ended that it is told from; milliseconds since 1970. */
  readonly since: number;
  readonly target: string | undefined;
}

export interface PredictionMark {
  /** 0-based, both included. */
  readonly first: number;
  readonly last: number;
  /** 'first': runs again by itself; 'below': runs again because of another; 'may': may have to. */
  readonly kind: 'first' | 'below' | 'may';
  /** One sentence. */
  readonly reason: string;
}

/** Marks in the order of lines; none for what stays as it is and what is not known. */
export function predictionMarks(steps: readonly PredictedStep[]): PredictionMark[] {
  const marks = new Map<number, PredictionMark>();
  for (const { lines: [first, last], prediction } of steps) {
    if (marks.has(first)) continue;
    if (prediction.kind === 'may') marks.set(first, { first, last, kind: 'may', reason: prediction.reason });
    if (prediction.kind !== 'miss') continue;
    const { reason, because } = prediction;
    marks.set(first, reason === undefined ? { first, last, kind: 'below', reason: because === undefined ? 'A step that it builds on runs again.' : `It builds on line ${because + 1}, which runs again.` } : { first, last, kind: 'first', reason });
  }
  return [...marks.values()].sort((a, b) => a.first - b.first);
}

const words: Readonly<Record<PredictionMark['kind'], string>> = { first: 'Runs again', below: 'Runs again', may: 'May run again' };

/** The hover of a mark. `since` is when the last build ended, milliseconds since 1970. */
export function markMarkdown({ kind, reason }: PredictionMark, since: number, now: number): string {
  return `**${words[kind]} in the next build.** ${escapedMarkdown(reason)}\n\nTold from the build of ${formatMoment(since, now)}; a build of other values or with another builder may differ.`;
}

/** "line 7: RUN make — runs again: package.json has changed since the last build." */
export function markLine({ first, kind, reason }: PredictionMark): string {
  return `line ${first + 1}: ${words[kind].toLowerCase()}. ${reason}`;
}
