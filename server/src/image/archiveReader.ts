/**
 * What is the same for all ways of reading an archive. Owns: from the manifests to images with their layers, each layer read once, and keeping what was read.
 * Must not know where the bytes come from.
 */
import type { ArchiveImage, ArchiveLayer, ImageArchive, ReadArchiveOptions } from './archive.ts';
import { alignLayers } from './historyAlignment.ts';
import { decodeLayer, encodeLayer } from './indexCodec.ts';
import { emptyLayerIndex, hasAllChecksums } from './layerIndex.ts';
import { greatestJson } from './layerReader.ts';
import type { ReadLayer } from './layerReader.ts';
import { engineLayerKey } from './layerStore.ts';
import { Members } from './members.ts';
import type { Member } from './members.ts';
import { readMetadata } from './metadata.ts';
import type { ArchiveError, ImageDescription } from './metadata.ts';
import { PathTable } from './pathTable.ts';
import type { TarParser } from './tarWalker.ts';

/** How a way of reading gets at the members that turn out to be needed. */
export interface MemberReader {
  json(member: Member): Uint8Array | undefined;
  layer(member: Member): Promise<ReadLayer | undefined>;
  /** The name under which the layer's index is kept; undefined for one that is not. */
  key?(member: Member, diffId: string): string | undefined;
}

/** A layer that nobody wants to know. */
const unread: ReadLayer = { compression: 'unknown', index: emptyLayerIndex(0), error: undefined };

/** What is the same for all ways of reading. */
export abstract class ArchiveReader {
  protected readonly options: ReadArchiveOptions;
  protected readonly paths = new PathTable();
  protected readonly members = new Members();
  /** Layers that the store had, by key. */
  protected readonly known = new Map<string, ReadLayer>();
  /** Layers by the names of their members, as several images may have the same. */
  readonly #read = new Map<string, ReadLayer | undefined>();
  readonly #fresh: { readonly key: string; readonly layer: ReadLayer; readonly storedSize: number }[] = [];

  constructor(options: ReadArchiveOptions) {
    this.options = options;
  }

  /** Takes the layers that are to be expected out of the store. */
  protected async loadKnown(): Promise<void> {
    for (const diffId of this.options.trusted ?? []) await this.#load(engineLayerKey(diffId));
  }

  async #load(key: string): Promise<void> {
    const bytes = await this.options.store?.get(key);
    const layer = bytes && (await decodeLayer(bytes, this.paths));
    if (layer) this.known.set(key, layer);
  }

  /** Has what was read kept. Of an engine's layers only what has all checksums: nobody can make them later. */
  protected keep(): void {
    for (const { key, layer, storedSize } of this.#fresh) {
      if (!this.options.trusted || hasAllChecksums(layer.index)) this.options.store?.put(key, () => encodeLayer({ ...layer, storedSize }, this.paths));
    }
  }

  protected async finish(path: string | undefined, packing: ImageArchive['packing'], outer: TarParser | undefined, reader: MemberReader): Promise<ImageArchive> {
    const metadata = readMetadata({
      read: (name) => {
        const member = this.members.find(name);
        return member && member.size <= greatestJson ? reader.json(member) : undefined;
      },
    });
    const warnings = [...metadata.warnings];
    const images: ArchiveImage[] = [];
    let error = outerError(outer) ?? metadata.error;
    for (const description of metadata.images) {
      const layers = await this.#layers(description, reader);
      const missing = layers.find((layer) => !this.members.has(layer.member));
      const damaged = layers.find((layer) => layer.error !== undefined);
      if (missing) error ??= { class: 'missing-blob', message: `The archive lacks the layer ${missing.member}.` };
      else if (damaged) error ??= { class: 'layer', message: damaged.error! };
      images.push({ ...description, layers });
    }
    // What is missing would have come behind the end.
    const isCut = outer !== undefined && !outer.hasEndMark && outer.entryCount > 0;
    if (isCut && (error?.class === 'missing-blob' || error?.class === 'not-an-image')) error = { class: 'truncated', message: `The archive ends too early. ${error.message}` };
    return { path, packing, images, paths: this.paths, members: this.members, error, warnings };
  }

  async #layers(description: ImageDescription, reader: MemberReader): Promise<ArchiveLayer[]> {
    const { config } = description;
    const historyIndexes = alignLayers(config.history, description.layers.length);
    const layers: ArchiveLayer[] = [];
    for (const [at, name] of description.layers.entries()) {
      const member = this.members.find(name);
      const read = this.options.withLayers === false ? unread : member && (await this.#layer(member, config.diffIds[at] ?? '', reader));
      const error = member ? 'The layer is packed in a way that Drydock does not know.' : 'The archive does not hold this layer.';
      layers.push({
        diffId: config.diffIds[at] ?? '',
        member: member?.name ?? name,
        storedSize: member?.size ?? 0,
        historyIndex: historyIndexes[at],
        ...(read ?? { compression: 'unknown', index: emptyLayerIndex(0), error }),
      });
    }
    return layers;
  }

  async #layer(member: Member, diffId: string, reader: MemberReader): Promise<ReadLayer | undefined> {
    if (this.#read.has(member.name)) return this.#read.get(member.name);
    const key = this.options.store && diffId !== '' ? reader.key?.(member, diffId) : undefined;
    if (key !== undefined && !this.known.has(key)) await this.#load(key);
    const known = key === undefined ? undefined : this.known.get(key);
    const layer = known ?? (await reader.layer(member));
    this.#read.set(member.name, layer);
    if (layer && !known && key !== undefined && layer.error === undefined) this.#fresh.push({ key, layer, storedSize: member.size });
    return layer;
  }
}

/** What a blob turned out to be, for a manifest that names it as a layer. */
export function asLayer(result: Uint8Array | ReadLayer | undefined, member: Member): ReadLayer | undefined {
  if (member.size === 0) return { compression: 'none', index: emptyLayerIndex(0), error: undefined };
  return result instanceof Uint8Array ? undefined : result;
}

function outerError(outer: TarParser | undefined): ArchiveError | undefined {
  if (!outer?.problem) return undefined;
  if (outer.entryCount === 0) return { class: 'not-an-image', message: 'This is no image archive: it is no tar file.' };
  return { class: 'truncated', message: `The archive ${outer.problem.message} (at byte ${outer.problem.offset}).` };
}
