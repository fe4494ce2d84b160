/**
 * The nodes of the view "Image Layers" in words. Owns: their texts, for eyes and for screen readers. Must not know VS Code.
 */
import { formatCount, formatSize } from '../format.ts';
import type { ContentsFile, ContentsLayer, ImageDifference, LayerMode } from '../imageContents.ts';
import type { Mark } from '../layerTree.ts';
import { growthOf } from './comparisonNodes.ts';
import type { ExplorerSettings, ReportName } from './nodes.ts';
import type { OpenedImage } from './openedImageList.ts';

export const modeTitles: Readonly<Record<LayerMode, string>> = { changes: 'Changes in this layer', after: 'Files after this layer', hidden: 'Hidden bytes' };

export const markWords: Readonly<Record<Mark, string>> = { added: 'added', modified: 'changed', rewritten: 'rewritten without a change', deleted: 'deleted' };

export const reportTitles: Readonly<Record<ReportName, string>> = { hidden: 'Hidden bytes', largest: 'Largest files', duplicates: 'Duplicate files' };

export const differenceTitles: Readonly<Record<ImageDifference['kind'], string>> = { added: 'Added', removed: 'Removed', content: 'Other content', attributes: 'Other attributes, same content' };

/** "Layer 3: RUN apt-get update"; layers are numbered from 1 for people. */
export function layerTitle({ index, instruction, text }: ContentsLayer): string {
  const command = `${instruction} ${text}`.replace(/\\\r?\n/g, ' ').replace(/\s+/g, ' ').trim();
  return command === '' ? `Layer ${index + 1}` : `Layer ${index + 1}: ${command.length > 60 ? `${command.slice(0, 59).replace(/[\uD800-\uDBFF]$/, '')}…` : command}`;
}

/** "line 14", "lines 14–16"; '' where the Dockerfile is not known or did not make the layer. */
export function linesText({ lines }: OpenedImage, layer: number): string {
  const found = lines?.get(layer);
  if (!found) return '';
  return found.first === found.last ? `line ${found.first + 1}` : `lines ${found.first + 1}–${found.last + 1}`;
}

/** A layer's three sizes, each named. */
export function layerSizes(layer: ContentsLayer): { readonly stored: string; readonly adds: string; readonly total: string } {
  const packed = layer.compression === 'gzip' || layer.compression === 'zstd' ? `packed with ${layer.compression}` : 'not packed';
  return {
    stored: `${formatSize(layer.storedBytes)} stored in the archive (${packed})`,
    adds: `adds files of ${formatSize(layer.bodyBytes)}`,
    total: `${formatSize(layer.cumulativeBytes)} of files in all layers up to here`,
  };
}

export function hidesText(layer: ContentsLayer): string {
  return layer.hidesBytes > 0 ? `hides ${formatSize(layer.hidesBytes)} of the layers below` : '';
}

/** "3 added, 1 deleted". */
export function countsText({ counts }: ContentsLayer): string {
  return (Object.keys(markWords) as Mark[]).filter((mark) => counts[mark] > 0).map((mark) => `${counts[mark]} ${markWords[mark]}`).join(', ');
}

/** What happened to a file, in words; '' for nothing. */
export function fileDeed({ mark, isAttributesOnly, hiddenBy }: ContentsFile): string {
  if (hiddenBy !== undefined) return `hidden by layer ${hiddenBy + 1}`;
  if (mark === 'modified' && isAttributesOnly) return 'only attributes changed';
  return mark ? markWords[mark] : '';
}

/** "4.2 MB", "→ /usr/bin/x", and what the mark's letter alone would not say. */
export function fileDescription(file: ContentsFile): string {
  // A folder on the way to what is deleted has no bytes of its own to show.
  const isPassage = file.kind === 'folder' && file.mark === undefined;
  const size = file.size === 0 && (file.mark === 'deleted' || isPassage) ? '' : file.kind === 'other' ? 'no regular file' : formatSize(file.size);
  const own = file.linkTarget === undefined ? size : `→ ${file.linkTarget}`;
  const isSaid = file.hiddenBy !== undefined || (file.mark === 'modified' && file.isAttributesOnly);
  return [own, isSaid ? fileDeed(file) : ''].filter(Boolean).join(', ');
}

export function imageDescription({ contents }: OpenedImage, { isTopFirst }: ExplorerSettings): string {
  const hidden = contents.wastedBytes > 0 ? `, ${formatSize(contents.wastedBytes)} hidden` : '';
  return `${formatSize(contents.totalBytes)} in ${formatCount(contents.layers.length, 'layer')}${hidden}, ${isTopFirst ? 'top' : 'bottom'} first`;
}

/** "+12 MB", "−3 kB", "±0 B". */
export function formatGrowth(bytes: number): string {
  return bytes === 0 ? '±0 B' : `${bytes > 0 ? '+' : '−'}${formatSize(Math.abs(bytes))}`;
}

/** "1.2 MB → 1.5 MB" and the like. */
export function differenceText(difference: ImageDifference): string {
  switch (difference.kind) {
    case 'added': return formatGrowth(difference.bytesAfter);
    case 'removed': return formatGrowth(-difference.bytesBefore);
    case 'attributes': return formatSize(difference.bytesAfter);
    case 'content': return `${formatSize(difference.bytesBefore)} → ${formatSize(difference.bytesAfter)} (${formatGrowth(growthOf(difference))})`;
  }
}

export function reportDescription({ contents }: OpenedImage, report: ReportName): string {
  if (report !== 'hidden') return '';
  return contents.wastedBytes === 0 ? 'none' : `${formatSize(contents.wastedBytes)} of ${formatSize(contents.totalBytes)}`;
}
