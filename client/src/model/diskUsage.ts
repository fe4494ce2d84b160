/**
 * What the engine keeps on disk, as a text to read. Owns: its sums and its wording. Must not know VS Code or ask an engine.
 */
import type { BuildCacheEntry, ContainerSummary, DiskUsage, ImageSummary, VolumeUsage } from '../../../server/src/engine/contract.ts';
import { formatAge, formatSize } from './format.ts';
import { namesOf } from './imageList.ts';
import { shortId } from './imageReference.ts';

interface Sum {
  readonly what: string;
  readonly count: number;
  readonly inUse: number;
  readonly size: number | undefined;
  /** Bytes that would be freed by removing what nothing uses; undefined when the engine does not know. */
  readonly reclaimable: number | undefined;
}

/** How many of each kind are listed. */
const listed = 20;

/** `where` names the engine; `now` in milliseconds since 1970. */
export function diskUsageText(usage: DiskUsage, where: string, now: number): string {
  const sums = [imagesSum(usage), containersSum(usage.containers), volumesSum(usage.volumes), cacheSum(usage.buildCache)];
  return [
    `Disk usage of the engine at ${where}`, '',
    ...table(['', 'Count', 'In use', 'Size', 'Reclaimable'], sums.map(({ what, count, inUse, size, reclaimable }) => [what, String(count), String(inUse), formatSize(size), formatSize(reclaimable)])), '',
    'Images counts each layer once; the sizes of single images count what they', 'share again and again.',
    'Reclaimable is what removing everything that no container uses would free.', 'Shared build cache is counted with the images.', '',
    ...section('Images, by what is theirs alone', [...usage.images].sort((a, b) => ownSize(b) - ownSize(a)), ['Size', 'Shared', 'Own', 'Containers', 'Made', 'Image'], (image) => imageCells(image, now)),
    ...section('Containers, by what they wrote', [...usage.containers].sort((a, b) => (b.writtenSize ?? 0) - (a.writtenSize ?? 0)), ['Container', 'Written', 'Image', 'State'], containerCells),
    ...section('Volumes', [...usage.volumes].sort((a, b) => (b.size ?? 0) - (a.size ?? 0)), ['Volume', 'Size', 'Containers'], volumeCells),
    ...section('Build cache', [...usage.buildCache].sort((a, b) => b.size - a.size), ['Entry', 'Size', 'Kind', 'Last used', 'In use', 'What'], (entry) => cacheCells(entry, now)),
  ].join('\n').replace(/\n+$/, '\n');
}

function imagesSum({ images, layersSize, containers }: DiskUsage): Sum {
  const used = new Set(containers.map(({ imageId }) => imageId));
  const isUsed = (image: ImageSummary): boolean => used.has(image.id) || (image.containers ?? 0) > 0;
  // As the docker command has it: what is left is the images in use, each with all of its layers.
  const kept = images.filter(isUsed).reduce((sum, { size, sharedSize = 0 }) => sum + size - sharedSize, 0);
  const size = layersSize ?? leastSize(images);
  return { what: 'Images', count: images.length, inUse: images.filter(isUsed).length, size, reclaimable: Math.max(0, size - kept) };
}

/** What all layers take at least, for engines that don't say it: what each image has alone, and the most that any shares. */
function leastSize(images: readonly ImageSummary[]): number {
  return images.reduce((sum, { size, sharedSize = 0 }) => sum + size - sharedSize, 0) + Math.max(0, ...images.map(({ sharedSize = 0 }) => sharedSize));
}

function containersSum(containers: readonly ContainerSummary[]): Sum {
  const written = (some: readonly ContainerSummary[]): number => some.reduce((sum, { writtenSize = 0 }) => sum + writtenSize, 0);
  const running = containers.filter(({ state }) => ['running', 'paused', 'restarting'].includes(state));
  return { what: 'Containers', count: containers.length, inUse: running.length, size: written(containers), reclaimable: written(containers) - written(running) };
}

function volumesSum(volumes: readonly VolumeUsage[]): Sum {
  const known = volumes.filter(({ size }) => size !== undefined);
  const size = (some: readonly VolumeUsage[]): number | undefined => (known.length < volumes.length ? undefined : some.reduce((sum, volume) => sum + (volume.size ?? 0), 0));
  const isUsed = ({ containers }: VolumeUsage): boolean => (containers ?? 0) > 0;
  return { what: 'Volumes', count: volumes.length, inUse: volumes.filter(isUsed).length, size: size(volumes), reclaimable: size(volumes.filter((volume) => !isUsed(volume))) };
}

function cacheSum(entries: readonly BuildCacheEntry[]): Sum {
  // What an image has too is not counted again.
  const size = (some: readonly BuildCacheEntry[]): number => some.filter(({ shared }) => !shared).reduce((sum, entry) => sum + entry.size, 0);
  return { what: 'Build cache', count: entries.length, inUse: entries.filter(({ inUse }) => inUse).length, size: size(entries), reclaimable: size(entries.filter(({ inUse }) => !inUse)) };
}

function ownSize({ uniqueSize, size }: ImageSummary): number {
  return uniqueSize ?? size;
}

function imageCells(image: ImageSummary, now: number): string[] {
  const { size, sharedSize, uniqueSize, containers, created } = image;
  const name = namesOf(image).map(withShortDigest).join(', ') || `${shortId(image.id)} (no name)`;
  // The names come last, as an image may have many.
  return [formatSize(size), optional(sharedSize), optional(uniqueSize), containers === undefined ? '' : String(containers), formatAge(created, now), name];
}

function containerCells({ name, id, writtenSize, image, status, state }: ContainerSummary): string[] {
  return [name || shortId(id), optional(writtenSize), image, status || state];
}

function volumeCells({ name, size, containers }: VolumeUsage): string[] {
  return [name, optional(size), containers === undefined ? '' : String(containers)];
}

function cacheCells({ id, size, type, lastUsed, inUse, shared, description }: BuildCacheEntry, now: number): string[] {
  const what = description.replace(/\s+/g, ' ');
  return [shortId(id), `${formatSize(size)}${shared ? ' (shared)' : ''}`, type, formatAge(lastUsed, now), inUse ? 'yes' : 'no', what.length > 100 ? `${what.slice(0, 99)}…` : what];
}

function optional(bytes: number | undefined): string {
  return bytes === undefined ? '' : formatSize(bytes);
}

function withShortDigest(name: string): string {
  return name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');
}

function section<T>(title: string, items: readonly T[], heads: readonly string[], cells: (item: T) => string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > listed ? [`and ${items.length - listed} more`] : [];
  return [title, '', ...table(heads, items.slice(0, listed).map(cells)), ...more, ''];
}

/** Columns as wide as their longest cell, two spaces between them. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
