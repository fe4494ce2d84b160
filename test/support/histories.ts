/** Recorded histories: what real builders wrote for a Dockerfile, and the lines that each entry came from, checked by hand. */
import { readFileSync } from 'node:fs';
import { historyLines, type EntryLines } from '../../server/src/features/historyLines.ts';
import { parseHistory } from '../../server/src/image/historyText.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import { parse } from '../../server/src/syntax/tree.ts';

export interface RecordedHistory {
  readonly name: string;
  readonly builder: 'buildkit' | 'classic' | 'buildah';
  readonly dockerfile: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The lines of the entries above the base image's, oldest first, as "2 3-5". */
  readonly lines: string;
  readonly entries: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
}

export const recordedHistories = JSON.parse(readFileSync(new URL('../data/histories.json', import.meta.url), 'utf8')) as readonly RecordedHistory[];

export function linesIn(dockerfile: string, createdBy: readonly string[], options: Pick<RecordedHistory, 'target' | 'buildArgs'> = {}): EntryLines[] {
  const { target, buildArgs } = options;
  const snapshot = makeSnapshot('Dockerfile', 0, parse(dockerfile), undefined, { ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}) });
  const texts = parseHistory(createdBy);
  return historyLines(snapshot, createdBy.map((text, at) => ({ ...texts[at]!, createdBy: text })));
}

/** "-" for no lines, "2", "3-5". */
export function linesText({ lines }: EntryLines): string {
  return lines === null ? '-' : lines.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join('+');
}
