/**
 * Layers of an image in a registry. Owns: the three ways to their entries: a table of contents, jumping over large files of an unpacked tar, and the whole stream.
 * Must not know manifests. A layer that is damaged says so in its `error`; a registry that fails rejects.
 */
import { createHash } from 'node:crypto';
import { addMissingSums } from './registrySums.ts';
import { BlobReader, LayerIndexer, problemText } from './layerReader.ts';
import type { BodySums, ReadLayer } from './layerReader.ts';
import { emptyLayerIndex, trim } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import type { RegistryClient } from './registryClient.ts';
import { chunkedPlaceOf, footerLength, indexOfToc, tocPlace, unpackToc } from './registryToc.ts';
import { TarParser } from './tarWalker.ts';

export interface LayerDescriptor {
  readonly digest: string;
  /** Bytes as stored. */
  readonly size: number;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A smaller layer is read as a whole: asking for parts of it would take longer. */
const leastForParts = 512 * 1024;
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

  /** Reads all layers, one that comes twice once. */
  async readAll(descriptors: readonly LayerDescriptor[]): Promise<ReadLayer[]> {
    const layers = new Map<string, ReadLayer>();
    for (const descriptor of descriptors) {
      if (layers.has(descriptor.digest)) continue;
      const layer = await this.#fromToc(descriptor);
      if (layer) layers.set(descriptor.digest, layer);
    }
    // Tables have digests of contents, and they can be compared only with digests.
    const sums: BodySums = layers.size > 0 ? 'sha256' : 'crc';
    for (const descriptor of descriptors) {
      if (!layers.has(descriptor.digest)) layers.set(descriptor.digest, await this.#whole(descriptor, sums));
      this.#before += descriptor.size;
      this.#report(this.#before);
    }
    const all = descriptors.map(({ digest }) => layers.get(digest)!);
    await addMissingSums(all, descriptors, this.#client, this.#paths.count, sums);
    return all;
  }

  async #fromToc(descriptor: LayerDescriptor): Promise<ReadLayer | undefined> {
    const { digest, size, mediaType, annotations } = descriptor;
    const position = annotations['io.github.containers.zstd-chunked.manifest-position'] ?? annotations['io.containers.zstd-chunked.manifest-position'];
    const mayHave = position !== undefined || annotations['containerd.io/snapshot/stargz/toc.digest'] !== undefined || (size >= leastForParts && /gzip|zstd/.test(mediaType));
    if (!mayHave || size < footerLength) return undefined;
    const place = (position === undefined ? undefined : chunkedPlaceOf(position, size)) ?? tocPlace(await this.#part(digest, size - footerLength, size), size);
    // A table that is most of the layer was put there by somebody who means no good, or the layer is all names: then its whole is read.
    if (!place || place.end - place.start > size - 1) return undefined;
    const json = await unpackToc(place, await this.#part(digest, place.start, place.end));
    const expected = annotations['containerd.io/snapshot/stargz/toc.digest'];
    if (!json || (place.kind === 'estargz' && expected !== undefined && expected !== sha256(json))) return undefined;
    const index = indexOfToc(place, json, this.#paths);
    return index && { compression: place.kind === 'estargz' ? 'gzip' : 'zstd', index, error: undefined };
  }

  async #part(digest: string, from: number, to: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#client.blob(digest, from, to)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  #whole(descriptor: LayerDescriptor, sums: BodySums): Promise<ReadLayer> {
    const isPlain = /\btar$/.test(descriptor.mediaType) && descriptor.size >= leastForParts;
    return isPlain ? this.#jumping(descriptor, sums) : this.#streamed(descriptor, sums);
  }

  async #streamed({ digest, size }: LayerDescriptor, sums: BodySums): Promise<ReadLayer> {
    if (size === 0) return { compression: 'none', index: emptyLayerIndex(0), error: undefined };
    const blob = new BlobReader(this.#paths, size, undefined, sums);
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
    if (result && !(result instanceof Uint8Array)) return result;
    return { compression: 'unknown', index: emptyLayerIndex(0), error: 'The layer is packed in a way that Drydock does not know.' };
  }

  /** Reads the headers and small files of an unpacked layer. */
  async #jumping(descriptor: LayerDescriptor, sums: BodySums): Promise<ReadLayer> {
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
      if (parser.problem && parser.entryCount === 0) return this.#streamed(descriptor, sums);
      if (!parser.done) parser.skip(Math.min(parser.skippable, size - parser.offset));
    }
    parser.end();
    trim(indexer.index);
    return { compression: 'none', index: indexer.index, error: problemText(parser) };
  }
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
