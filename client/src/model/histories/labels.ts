/**
 * The words of the view "Image History". Owns: sizes that say which size they are, numbers of lines, ages. Must not know VS Code.
 */
import type { SizeKind } from '../../../../server/src/engine/contract.ts';
import { formatAge, formatCount, formatSize } from '../format.ts';
import type { HistoryRow } from '../history.ts';
import type { HistorySettings, OpenHistory } from './historyList.ts';

/** "12 MB of files", "8.2 kB on disk": engines count different things. */
export function sizedText(bytes: number | undefined, sizes: SizeKind | undefined): string {
  const size = formatSize(bytes);
  switch (sizes) {
    case 'unpacked': return `${size} of files`;
    case 'disk usage': return `${size} on disk`;
    case 'packed': return `${size} packed`;
    case 'packed and unpacked': return `${size} packed and unpacked`;
    case undefined: return size;
  }
}

/** What an entry did, as label and description. */
export function layerText(row: HistoryRow, sizes: SizeKind | undefined): readonly [label: string, description: string] {
  if (row.isEmpty) return ['Adds no files', 'It only changes the settings of the image'];
  const name = row.layer === undefined ? 'Makes a layer' : `Makes layer ${row.layer + 1}`;
  if (row.size === undefined) return [name, 'Its size is not known: the layer is not unpacked here'];
  return [name, sizes === 'disk usage' ? `${sizedText(row.size, sizes)}; each layer takes some, even one that only deletes` : sizedText(row.size, sizes)];
}

/** [3, 5], 0-based → "Lines 4–6". */
export function linesText([first, last]: readonly [number, number]): string {
  return first === last ? `Line ${first + 1}` : `Lines ${first + 1}–${last + 1}`;
}

/** Below this it is not said that an entry comes from a line without a doubt. */
export const certain = 0.9;

/** "line 4", with a question mark where that is not certain. */
export function shortLinesText([first, last]: readonly [number, number], confidence: number): string {
  const text = first === last ? `line ${first + 1}` : `lines ${first + 1}–${last + 1}`;
  return confidence < certain ? `${text}?` : text;
}

/** "3 weeks ago", or "at an unknown time" for what reproducible builds write. */
export function ageText(created: number, now: number): string {
  return formatAge(created, now) || 'at an unknown time';
}

export function imageText({ history, platform }: OpenHistory, { isNewestFirst, hidesEmpty }: HistorySettings): string {
  const { rows, totalSize, about } = history;
  const layers = rows.filter((row) => !row.isEmpty).length;
  const isKnown = rows.every((row) => row.size !== undefined);
  return [
    `${isKnown ? `${sizedText(totalSize, about?.sizes)} in ` : ''}${formatCount(layers, 'layer')}`, hidesEmpty ? `${rows.length - layers} of ${formatCount(rows.length, 'step')} hidden` : formatCount(rows.length, 'step'),
    platform ?? ((about?.platforms.length ?? 0) > 1 ? about!.platform : ''), isNewestFirst ? 'newest first' : 'oldest first',
  ].filter(Boolean).join(', ');
}

/** "Base: debian:12", or what is known of it. */
export function baseTitle({ base }: OpenHistory): string {
  return base?.name === undefined ? 'Base image' : `Base: ${base.name}`;
}

/** "ENV, EXPOSE, CMD". */
export function settingNames(rows: readonly HistoryRow[]): string {
  return [...new Set(rows.map((row) => row.instruction || 'other'))].join(', ');
}

export function sumText(rows: readonly HistoryRow[], sizes: SizeKind | undefined): string {
  return `${sizedText(rows.reduce((sum, row) => sum + (row.size ?? 0), 0), sizes)}, ${formatCount(rows.length, 'step')}`;
}
