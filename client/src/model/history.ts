/**
 * An image's history as rows to show. Owns: joining what the engine or an archive knows into one form. Must not know VS Code or how rows are drawn.
 */
import type { ArchiveImage } from '../../../server/src/image/archive.ts';
import { alignEngineHistory } from '../../../server/src/image/historyAlignment.ts';
import { parseHistory } from '../../../server/src/image/historyText.ts';
import type { LayerAnalysis } from '../../../server/src/image/layers.ts';
import type { EngineHistoryEntry, ImageDetails, SizeKind } from '../../../server/src/engine/contract.ts';
import { settingsOf, type ImageSettings } from '../../../server/src/image/imageSettings.ts';

export interface HistoryRow {
  /** 0 is the oldest entry. */
  readonly index: number;
  /** "RUN", "COPY", …; '' when the text names none. */
  readonly instruction: string;
  /** The instruction's arguments in one or more lines, free of "/bin/sh -c", "#(nop)" and "# buildkit". */
  readonly text: string;
  /** Values of build arguments that the step saw, as "NAME=value". */
  readonly buildArgs: readonly string[];
  /** The history text as the image has it. */
  readonly createdBy: string;
  readonly comment: string;
  /** Bytes; undefined when nobody said. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; undefined when unknown. */
  readonly created: number | undefined;
  readonly tags: readonly string[];
  /** True when the entry made no layer. */
  readonly isEmpty: boolean;
  /** Index of the layer it made, bottom first; undefined for an empty entry and where it is not known. */
  readonly layer: number | undefined;
  /** 'base' for the entries of the image that FROM named, 'own' for the rest; undefined when it cannot be told. */
  readonly part: 'base' | 'own' | undefined;
}

export interface HistoryModel {
  /** Oldest first. */
  readonly rows: readonly HistoryRow[];
  readonly totalSize: number;
  /** Undefined when nobody said. */
  readonly about?: HistoryAbout;
}

/** What is known of the image besides its history. */
export interface HistoryAbout {
  /** "sha256:…", '' when it is not known. */
  readonly imageId: string;
  /** "linux/arm64/v8", '' when it is not known. */
  readonly platform: string;
  /** The platforms of a multi-platform image whose layers are there, or that a registry has; empty for others. */
  readonly platforms: readonly string[];
  /** What the sizes of the rows count. */
  readonly sizes: SizeKind;
  readonly diffIds: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** What it sets for containers; undefined when it has to be asked for. */
  readonly settings: ImageSettings | undefined;
}

/**
 * The history that an engine tells. `entries` oldest first; `layerCount` is the number of the image's layers, needed because the API leaves out which entries
 * made one. `baseEntries` is how many entries the base image has, when that is known.
 */
export function historyOfEngine(entries: readonly EngineHistoryEntry[], layerCount: number, baseEntries?: number, details?: ImageDetails): HistoryModel {
  const texts = parseHistory(entries.map((entry) => entry.createdBy));
  const layers = alignEngineHistory(entries, layerCount);
  const rows = entries.map((entry, index): HistoryRow => {
    const known = layers?.[index];
    return {
      index, ...shown(texts[index]!), createdBy: entry.createdBy, comment: entry.comment, size: sizeOfEntry(entry, known?.made), created: entry.created || undefined, tags: entry.tags,
      // Where the numbers do not fit or leave a choice, the size is the best that is known.
      isEmpty: known ? known.made !== 'yes' : entry.size === 0,
      layer: known?.layer, part: partOf(index, baseEntries),
    };
  });
  const totalSize = rows.reduce((sum, row) => sum + (row.size ?? 0), 0);
  return details ? { rows, totalSize, about: aboutEngineImage(details, entries[0]?.sizeKind ?? details.sizeKind) } : { rows, totalSize };
}

/** A layer that takes no place on disk has not been unpacked: one of another platform, for instance. */
function sizeOfEntry({ size, sizeKind }: EngineHistoryEntry, made: 'yes' | 'no' | 'maybe' | undefined): number | undefined {
  return sizeKind === 'disk usage' && size === 0 && made === 'yes' ? undefined : size;
}

function aboutEngineImage({ id, os, arch, variant, diffIds, config, manifests }: ImageDetails, sizes: SizeKind): HistoryAbout {
  const platforms = manifests.filter((manifest) => manifest.available).map((manifest) => manifest.platform);
  return { imageId: id, platform: platformText(os, arch, variant), platforms: platforms.length > 1 ? platforms : [], sizes, diffIds, labels: config.labels, settings: undefined };
}

function aboutArchiveImage({ id, config }: ArchiveImage): HistoryAbout {
  const { os, architecture, variant } = config.platform;
  const settings = settingsOf(config.runConfig);
  return {
    imageId: id, platform: platformText(os, architecture, variant), platforms: [], sizes: 'unpacked', diffIds: config.diffIds, labels: Object.fromEntries(settings.labels), settings,
  };
}

function platformText(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('/');
}

/** The history in an archive; sizes are those of the files in each layer. A layer without an entry gets a row of its own. */
export function historyOfArchive(image: ArchiveImage, analysis: LayerAnalysis, baseEntries?: number): HistoryModel {
  const rows = rowsOf(image, (layer) => sizeOf(image, analysis, layer), baseEntries);
  return { rows, totalSize: analysis.totalBodyBytes, about: aboutArchiveImage(image) };
}

/** The history in a registry, whose layers have not been read; sizes are those of the packed layers. `platforms` are those that the registry has. */
export function historyOfRegistry(image: ArchiveImage, platforms: readonly string[]): HistoryModel {
  const rows = rowsOf(image, (layer) => image.layers[layer]!.storedSize, undefined);
  const totalSize = image.layers.reduce((sum, { storedSize }) => sum + storedSize, 0);
  return { rows, totalSize, about: { ...aboutArchiveImage(image), sizes: 'packed', platforms: platforms.length > 1 ? platforms : [] } };
}

function rowsOf(image: ArchiveImage, sizeOfLayer: (layer: number) => number | undefined, baseEntries: number | undefined): HistoryRow[] {
  const { history } = image.config;
  const texts = parseHistory(history.map((entry) => entry.createdBy));
  const layerOf = new Map(image.layers.flatMap((layer, at) => (layer.historyIndex === undefined ? [] : [[layer.historyIndex, at] as const])));
  const last = history.length - 1;
  const rows = history.map((entry, index): HistoryRow => {
    const layer = layerOf.get(index);
    const size = entry.emptyLayer ? 0 : layer === undefined ? undefined : sizeOfLayer(layer);
    return {
      index, ...shown(texts[index]!), createdBy: entry.createdBy, comment: entry.comment, size, created: timeOf(entry.created),
      tags: index === last ? image.tags : [], isEmpty: entry.emptyLayer, layer, part: partOf(index, baseEntries),
    };
  });
  for (const [layer, { historyIndex }] of image.layers.entries()) {
    if (historyIndex !== undefined) continue;
    rows.push({
      index: rows.length, instruction: '', text: 'unknown step', buildArgs: [], createdBy: '', comment: '', size: sizeOfLayer(layer), created: undefined, tags: [],
      isEmpty: false, layer, part: undefined,
    });
  }
  return rows;
}

function shown({ instruction, text, buildArgs }: ReturnType<typeof parseHistory>[number]): Pick<HistoryRow, 'instruction' | 'text' | 'buildArgs'> {
  return { instruction, text, buildArgs };
}

function sizeOf(image: ArchiveImage, analysis: LayerAnalysis, layer: number): number | undefined {
  return image.layers[layer]!.error === undefined ? analysis.layers[layer]!.bodyBytes : undefined;
}

function partOf(index: number, baseEntries: number | undefined): HistoryRow['part'] {
  return baseEntries === undefined ? undefined : index < baseEntries ? 'base' : 'own';
}

function timeOf(created: string): number | undefined {
  const time = Date.parse(created);
  return time > 0 ? time : undefined;
}
