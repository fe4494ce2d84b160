/**
 * Hidden bytes as hints on the lines of a Dockerfile: on the line that added them, and on the line that hid them. Owns: which lines, and the words.
 * Must not map lines itself: that comes in as data.
 */
import { formatSize } from '../format.ts';
import type { ImageContents } from '../imageContents.ts';

/** 0-based, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface HiddenHint {
  readonly lines: LineRange;
  /** `{line}` stands for the first of the related lines, counted from 1: edits move them. */
  readonly message: string;
  readonly related: { readonly lines: LineRange; readonly message: string } | undefined;
}

/** Of all the image's bytes: less is not worth a line, as every package manager rewrites its lists. */
const leastShare = 1 / 1000;

/**
 * The hints for an image, whose history entries came from `entryLines` (one for each row of `contents.history` that the image has an entry for, oldest
 * first; null for those of the base image). Layers without a line get none, but are named on the other line.
 */
export function hiddenHints(contents: Pick<ImageContents, 'history' | 'waste' | 'totalBytes'>, entryLines: readonly (readonly (readonly [number, number])[] | null)[]): HiddenHint[] {
  const linesOf = linesOfLayers(contents.history.rows, entryLines);
  return contents.waste.filter(({ bytes }) => bytes >= contents.totalBytes * leastShare).flatMap(({ owner, cause, bytes }): HiddenHint[] => {
    const [added, hid] = [linesOf.get(owner), linesOf.get(cause)];
    const size = formatSize(bytes);
    const isSame = added !== undefined && hid !== undefined && added.first === hid.first;
    if (isSame || owner === cause) return added ? [{ lines: added, message: `${size} added here are hidden again by the same instruction and stay in the image.`, related: undefined }] : [];
    const hints: HiddenHint[] = [];
    if (added) {
      hints.push({
        lines: added, message: `${size} added here are deleted or replaced by ${hid ? 'line {line}' : `layer ${cause + 1}`}, and stay in the image.`,
        related: hid && { lines: hid, message: `${size} are deleted or replaced here.` },
      });
    }
    if (hid) {
      hints.push({
        lines: hid, message: `Hides ${size} that ${added ? 'line {line} added' : `the base image or another layer below (layer ${owner + 1}) added`}: they stay in the image.`,
        related: added && { lines: added, message: `${size} are added here.` },
      });
    }
    return hints;
  });
}

/** The lines of each layer that has some. */
export function linesOfLayers(rows: ImageContents['history']['rows'], entryLines: readonly (readonly (readonly [number, number])[] | null)[]): Map<number, LineRange> {
  const found = new Map<number, LineRange>();
  for (const { index, layer } of rows) {
    const lines = entryLines[index];
    if (layer !== undefined && lines?.length) found.set(layer, { first: Math.min(...lines.map(([first]) => first)), last: Math.max(...lines.map(([, last]) => last)) });
  }
  return found;
}
