/**
 * Layers of an image in a registry. Owns: the three ways to their entries: a table of contents, jumping over large files of an unpacked tar, and the whole stream.
 * Must not know manifests. A layer that is damaged says so in its `error`; a registry that fails rejects.
 */
import { createHash } from 'node:crypto';
import { decodeLayer, encodeLayer } from './indexCodec.ts';
import { addMissingSums } from './registrySums.ts';
import { BlobReader, LayerIndexer, defaultUnpackLimits, problemText } from './layerReader.ts';
import type { BodySums, ReadLayer } from './layerReader.ts';
import { emptyLayerIndex, trim } from './layerIndex.ts';
import { engineLayerKey, type LayerStore } from './layerStore.ts';
import type { PathTable } from './pathTable.ts';
import type { RegistryClient } from './registryClient.ts';
import { fetchTable, leastForParts, type LayerDescriptor } from './registryTable.ts';
import { indexOfToc } from './registryToc.ts';
import { TarParser } from './tarWalker.ts';

export interface KnownLayers {
  readonly store: LayerStore | undefined;
  /** Digests of the unpacked layers, as far as the config says. */
  readonly diffIds: readonly string[];
}

/** Files over this are jumped over in an unpacked layer. */
const leastJump = 2 * 2 ** 20;

export class RegistryLayerReader {
  readonly warnings: string[] = [];
  readonly #client: RegistryClient;
  readonly #paths: PathTable;
  readonly #report: (bytesRead: number) => void;
  /** Bytes of the layers before the one at hand. */
  #before = 0;

  constructor(client: RegistryClient, paths: PathTable, report: (bytesRead: number) => void) {
    this.#client = client;
    this.#paths = paths;
    this.#report = report;
  }

  /** Reads all layers, one that comes twice once, and those that are kept not at all. */
  async readAll(descriptors: readonly LayerDescriptor[], { store, diffIds }: KnownLayers): Promise<ReadLayer[]> {
    const layers = await this.#kept(descriptors, diffIds, store);
    const tables = await this.#tables(descriptors.filter(({ digest }) => !layers.has(digest)));
    if (tables.size > 0) {
      // Tables have digests of contents, and they can be compared only with digests; kept layers have checksums.
      const others = descriptors.filter(({ digest }) => layers.has(digest));
      layers.clear();
      for (const [digest, layer] of [...tables, ...await this.#tables(others)]) layers.set(digest, layer);
    }
    const sums: BodySums = tables.size > 0 ? 'sha256' : 'crc';
    for (const [at, descriptor] of descriptors.entries()) {
      if (!layers.has(descriptor.digest)) layers.set(descriptor.digest, await this.#whole(descriptor, sums, { store, diffId: diffIds[at] ?? '' }));
      this.#before += descriptor.size;
      this.#report(this.#before);
    }
    const all = descriptors.map(({ digest }) => layers.get(digest)!);
    await addMissingSums(all, descriptors, this.#client, this.#paths.count, sums);
    return all;
  }

  async #kept(descriptors: readonly LayerDescriptor[], diffIds: readonly string[], store: LayerStore | undefined): Promise<Map<string, ReadLayer>> {
    const layers = new Map<string, ReadLayer>();
    for (const [at, { digest, mediaType }] of descriptors.entries()) {
      const diffId = diffIds[at];
      const bytes = diffId === undefined || diffId === '' || layers.has(digest) ? undefined : await store?.get(engineLayerKey(diffId));
      const layer = bytes && (await decodeLayer(bytes, this.#paths));
      // It may have been read where it was packed in another way.
      if (layer) layers.set(digest, { compression: packingOf(mediaType), index: layer.index, error: undefined });
    }
    return layers;
  }

  async #tables(descriptors: readonly LayerDescriptor[]): Promise<Map<string, ReadLayer>> {
    const layers = new Map<string, ReadLayer>();
    for (const descriptor of descriptors) {
      const table = layers.has(descriptor.digest) ? undefined : await fetchTable(this.#client, descriptor);
      const index = table && indexOfToc(table.place, table.json, this.#paths);
      if (index) layers.set(descriptor.digest, { compression: table.place.kind === 'estargz' ? 'gzip' : 'zstd', index, error: undefined });
    }
    return layers;
  }

  #whole(descriptor: LayerDescriptor, sums: BodySums, keeping: Keeping): Promise<ReadLayer> {
    const isPlain = /\btar$/.test(descriptor.mediaType) && descriptor.size >= leastForParts;
    return isPlain ? this.#jumping(descriptor, sums, keeping) : this.#streamed(descriptor, sums, keeping);
  }

  async #streamed({ digest, size }: LayerDescriptor, sums: BodySums, { store, diffId }: Keeping): Promise<ReadLayer> {
    if (size === 0) return { compression: 'none', index: emptyLayerIndex(0), error: undefined };
    const unpacked = store && createHash('sha256');
    const blob = new BlobReader(this.#paths, size, defaultUnpackLimits, sums, unpacked);
    const hash = createHash('sha256');
    let read = 0;
    for await (const piece of this.#client.blob(digest, 0, size)) {
      hash.update(piece);
      await blob.write(piece);
      this.#report(this.#before + (read += piece.length));
    }
    const found = `sha256:${hash.digest('hex')}`;
    if (digest.startsWith('sha256:') && found !== digest) this.warnings.push(`The layer ${digest} has another content than its digest says.`);
    const result = await blob.end();
    if (result && !(result instanceof Uint8Array)) {
      // What is kept stands for this layer in all images, so nobody's word is taken for its digest.
      if (sums === 'crc' && result.error === undefined && `sha256:${unpacked?.digest('hex')}` === diffId) {
        store?.put(engineLayerKey(diffId), () => encodeLayer({ ...result, storedSize: size }, this.#paths));
      }
      return result;
    }
    return { compression: 'unknown', index: emptyLayerIndex(0), error: 'The layer is packed in a way that Drydock does not know.' };
  }

  /** Reads the headers and small files of an unpacked layer. */
  async #jumping(descriptor: LayerDescriptor, sums: BodySums, keeping: Keeping): Promise<ReadLayer> {
    const { digest, size } = descriptor;
    const indexer = new LayerIndexer(this.#paths, sums);
    const parser: TarParser = new TarParser({
      entry: (entry) => indexer.entry(entry) && entry.stored < leastJump,
      body: (bytes) => indexer.body(bytes),
      bodyEnd: () => indexer.bodyEnd(),
      get isFull() {
        return indexer.isFull;
      },
    });
    while (!parser.done && parser.offset < size) {
      for await (const piece of this.#client.blob(digest, parser.offset, size)) {
        parser.push(piece);
        this.#report(this.#before + parser.offset);
        if (parser.done || parser.skippable >= leastJump) break;
      }
      // What the media type calls a tar need not be one.
      if (parser.problem && parser.entryCount === 0) return this.#streamed(descriptor, sums, keeping);
      if (!parser.done) parser.skip(Math.min(parser.skippable, size - parser.offset));
    }
    parser.end();
    trim(indexer.index);
    return { compression: 'none', index: indexer.index, error: problemText(parser) };
  }
}

/** Where a layer is kept when it is what its digest says. */
interface Keeping {
  readonly store: LayerStore | undefined;
  readonly diffId: string;
}

function packingOf(mediaType: string): ReadLayer['compression'] {
  return mediaType.endsWith('gzip') ? 'gzip' : mediaType.endsWith('zstd') ? 'zstd' : /\btar$/.test(mediaType) ? 'none' : 'unknown';
}
