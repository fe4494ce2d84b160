/**
 * The rows of the view of images. Owns: grouping, sorting and filtering, and what a row says. Must not know VS Code or ask an engine.
 */
import type { ContainerSummary, Filters, ImageSummary, SizeKind } from '../../../server/src/engine/contract.ts';
import { formatAge, formatCount, formatSize } from './format.ts';
import { parseReference, shortId } from './imageReference.ts';

export type ImageOrder = 'name' | 'size' | 'age';

/** What is shown and how; remembered for the workspace. */
export interface ImageListOptions {
  readonly grouping: 'repository' | 'none';
  readonly order: ImageOrder;
  readonly showDangling: boolean;
  readonly showIntermediate: boolean;
  readonly filter: ImageFilter;
}

/** Every text is '' when it filters nothing. All but `text` are the engine's own filters. */
export interface ImageFilter {
  /** Part of a name or the start of an id, case ignored. */
  readonly text: string;
  /** "app:*", "registry.example/*\/app". */
  readonly reference: string;
  /** "name" or "name=value". */
  readonly label: string;
  /** A name or an id: older ones only, or newer ones only. */
  readonly before: string;
  readonly since: string;
  readonly danglingOnly: boolean;
}

export const noFilter: ImageFilter = { text: '', reference: '', label: '', before: '', since: '', danglingOnly: false };

export const defaultOptions: ImageListOptions = { grouping: 'repository', order: 'name', showDangling: true, showIntermediate: false, filter: noFilter };

/** What was remembered, with the usual in place of what is not as it should be. */
export function optionsFrom(remembered: string | undefined): ImageListOptions {
  let value: unknown;
  try {
    value = JSON.parse(remembered ?? '{}');
  } catch {
    return defaultOptions;
  }
  if (typeof value !== 'object' || value === null) return defaultOptions;
  const { grouping, order, showDangling, showIntermediate, filter } = { ...defaultOptions, ...value };
  const knownFilter = typeof filter === 'object' && filter !== null && Object.entries(noFilter).every(([key, usual]) => typeof filter[key as keyof ImageFilter] === typeof usual);
  return {
    grouping: grouping === 'none' ? 'none' : 'repository', order: ['name', 'size', 'age'].includes(order) ? order : 'name',
    showDangling: showDangling !== false, showIntermediate: showIntermediate === true, filter: knownFilter ? filter : noFilter,
  };
}

/** One name of an image, or an image without one. */
export interface ImageRow {
  readonly kind: 'image';
  /** "name:tag" or "name@sha256:…"; '' for an image without a name. */
  readonly name: string;
  /** How the row is called: the tag below its repository, the name or the short id elsewhere. */
  readonly label: string;
  readonly image: ImageSummary;
  readonly usedBy: readonly ContainerSummary[];
  readonly group: GroupRow['group'] | undefined;
}

export interface GroupRow {
  readonly kind: 'group';
  readonly group: 'repository' | 'dangling' | 'intermediate';
  readonly label: string;
  readonly rows: readonly ImageRow[];
}

export type ListRow = ImageRow | GroupRow;

/** What to ask the engine for; undefined when its own filters don't matter. */
export function engineFilters({ reference, label, before, since, danglingOnly }: ImageFilter): Filters | undefined {
  const texts = Object.entries({ reference, label, before, since }).filter(([, value]) => value !== '').map(([key, value]): [string, string[]] => [key, [value]]);
  const all = danglingOnly ? [...texts, ['dangling', ['true']] as [string, string[]]] : texts;
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}

/** The filter in words, '' when nothing is filtered. */
export function filterText({ text, reference, label, before, since, danglingOnly }: ImageFilter): string {
  return [
    text && `"${text}"`, reference && `reference ${reference}`, label && `label ${label}`, before && `older than ${before}`, since && `newer than ${since}`,
    danglingOnly ? 'dangling only' : '',
  ].filter(Boolean).join(', ');
}

/** `images` is what the engine gives for the options; the order of equals is by id, so that it stays the same. */
export function imageRows(images: readonly ImageSummary[], containers: readonly ContainerSummary[], options: ImageListOptions): ListRow[] {
  const { filter, order, grouping } = options;
  const shown = images.filter((image) => fits(image, filter.text.trim().toLowerCase()));
  const usedBy = (image: ImageSummary): ContainerSummary[] => containers.filter(({ imageId }) => imageId === image.id);
  const unnamed = (image: ImageSummary, group: GroupRow['group']): ImageRow => ({ kind: 'image', name: '', label: shortId(image.id), image, usedBy: usedBy(image), group });
  const named = shown.flatMap((image) => namesOf(image).filter((name) => nameFits(name, image, filter)).map((name): ImageRow => (
    { kind: 'image', name, label: shownName(name), image, usedBy: usedBy(image), group: undefined })));
  const nameless = shown.filter((image) => namesOf(image).length === 0);
  const dangling = nameless.filter(({ isDangling }) => isDangling).map((image) => unnamed(image, 'dangling'));
  const intermediate = nameless.filter(({ isDangling }) => !isDangling).map((image) => unnamed(image, 'intermediate'));
  const rows: ListRow[] = sorted(grouping === 'repository' ? byRepository(named, order) : named, order);
  if (dangling.length > 0 && (options.showDangling || filter.danglingOnly)) rows.push(group('dangling', 'Dangling images', sortedImages(dangling, order)));
  if (intermediate.length > 0 && options.showIntermediate) rows.push(group('intermediate', 'Intermediate images', sortedImages(intermediate, order)));
  return rows;
}

/** "4.2 MB, 100 kB of its own, 3 weeks ago, used by 2 containers". */
export function rowDescription({ image, usedBy }: ImageRow, now: number): string {
  return [formatSize(image.size), ownText(image), formatAge(image.created, now), usedBy.length > 0 ? `used by ${formatCount(usedBy.length, 'container')}` : ''].filter(Boolean).join(', ');
}

function ownText({ uniqueSize, size }: ImageSummary): string {
  return uniqueSize === undefined || uniqueSize >= size ? '' : `${formatSize(uniqueSize)} of its own`;
}

export function groupDescription({ group: kind, rows }: GroupRow): string {
  const images = new Map(rows.map(({ image }) => [image.id, image]));
  const total = [...images.values()].reduce((sum, image) => sum + image.size, 0);
  const own = [...images.values()].map(({ uniqueSize }) => uniqueSize);
  // The sum counts shared layers again and again, so where the engine knows what is theirs alone, that is the number to go by.
  const isOne = images.size === 1;
  if (isOne && kind === 'repository') return formatCount(rows.length, 'name');
  const size = own.every((bytes) => bytes !== undefined) ? `${formatSize(own.reduce((sum, bytes) => sum + bytes, 0))} of ${isOne ? 'its' : 'their'} own` : `${formatSize(total)}${isOne ? '' : ' in sum'}`;
  return `${formatCount(images.size, 'image')}, ${size}`;
}

const kinds: Readonly<Record<SizeKind, string>> = {
  unpacked: 'unpacked: the files of all layers', packed: 'packed: the layers as a registry has them', 'packed and unpacked': 'the packed and the unpacked layers together',
  'disk usage': 'blocks on disk',
};

/** Everything about an image, one fact a line. `sizesKnown` says whether shared sizes have been asked for. */
export function imageFacts({ name, image, usedBy }: ImageRow, sizesKnown: boolean): string[] {
  const others = namesOf(image).filter((other) => other !== name);
  return [
    name || (image.isDangling ? 'No name: dangling, nothing needs it but containers.' : 'No name: another image was built on it.'),
    others.length > 0 ? `Also ${others.join(', ')}` : '',
    `Id ${shortId(image.id)}`,
    `Size ${formatSize(image.size)} (${kinds[image.sizeKind]})`,
    sizeSplit(image, sizesKnown),
    image.created > 0 ? `Made ${formatAge(image.created, Date.now())}, ${new Date(image.created).toISOString().replace('T', ' ').slice(0, 19)} UTC` : '',
    image.platforms.length > 0 ? `Platform ${image.platforms.join(', ')}` : '',
    ...usedBy.slice(0, 10).map((container) => `Container ${container.name || shortId(container.id)}: ${container.status || container.state}`),
    usedBy.length > 10 ? `and ${usedBy.length - 10} more` : '',
  ].filter(Boolean);
}

function sizeSplit({ sharedSize, uniqueSize }: ImageSummary, sizesKnown: boolean): string {
  if (sharedSize === undefined || uniqueSize === undefined) return sizesKnown ? '' : 'What it shares with other images is being measured.';
  return `Of that ${formatSize(sharedSize)} shared with other images, ${formatSize(uniqueSize)} its own`;
}

/** The names of an image: its tags, and the digests of repositories in which it has no tag. */
export function namesOf({ tags, digests }: Pick<ImageSummary, 'tags' | 'digests'>): string[] {
  const tagged = new Set(tags.map((tag) => parseReference(tag).repository));
  return [...tags, ...digests.filter((digest) => !tagged.has(parseReference(digest).repository))];
}

function shownName(name: string): string {
  const { repository, digest } = parseReference(name);
  return digest ? `${repository}@${shortId(digest)}` : name;
}

function fits(image: ImageSummary, text: string): boolean {
  return text === '' || shortId(image.id).startsWith(text) || image.id.startsWith(text) || namesOf(image).some((name) => name.toLowerCase().includes(text));
}

/** Of an image with several names, those that the text is in. */
function nameFits(name: string, image: ImageSummary, { text }: ImageFilter): boolean {
  const lower = text.trim().toLowerCase();
  return lower === '' || name.toLowerCase().includes(lower) || !namesOf(image).some((other) => other.toLowerCase().includes(lower));
}

/** A repository with one name stays one row: opening it would only cost a click. */
function byRepository(rows: readonly ImageRow[], order: ImageOrder): ListRow[] {
  const repositories = new Map<string, ImageRow[]>();
  for (const row of rows) {
    const { repository } = parseReference(row.name);
    repositories.set(repository, [...repositories.get(repository) ?? [], row]);
  }
  return [...repositories].flatMap(([repository, of]): ListRow[] => (of.length === 1 ? of : [group('repository', repository, sortedImages(of, order))]));
}

function group(kind: GroupRow['group'], label: string, rows: readonly ImageRow[]): GroupRow {
  return { kind: 'group', group: kind, label, rows: rows.map((row) => ({ ...row, group: kind, label: kind === 'repository' ? tagOf(row) : row.label })) };
}

function tagOf({ name }: ImageRow): string {
  const { tag, digest } = parseReference(name);
  return tag || `@${shortId(digest)}`;
}

function sortedImages(rows: readonly ImageRow[], order: ImageOrder): ImageRow[] {
  return sorted(rows, order) as ImageRow[];
}

/** By name from a to z, by size the largest, by age the newest first. */
function sorted(rows: readonly ListRow[], order: ImageOrder): ListRow[] {
  const weight = (row: ListRow): number => Math.max(...(row.kind === 'group' ? row.rows : [row]).map(({ image }) => (order === 'size' ? image.size : image.created)));
  const byName = (a: ListRow, b: ListRow): number => compare(a.label, b.label) || compare(keyOf(a), keyOf(b));
  return [...rows].sort((a, b) => (order === 'name' ? 0 : weight(b) - weight(a)) || byName(a, b));
}

function keyOf(row: ListRow): string {
  return row.kind === 'group' ? '' : row.image.id;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
