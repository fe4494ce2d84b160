/**
 * Reads image archives: `docker save` of all ages, OCI layouts, Podman, Skopeo, Crane and their like. Owns: the way from a file or a stream to images with
 * indexed layers. Must not know engines, VS Code or LSP. What is wrong with an archive is data (`error`, a layer's `error`, `warnings`), with all the rest still
 * there; only a file that cannot be read, a failing stream and an aborted signal reject.
 */
import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { makeInflater, sniff, sniffLength } from './decompress.ts';
import type { Compression, Inflater } from './decompress.ts';
import { addMissingChecksums } from './checksums.ts';
import { alignLayers } from './historyAlignment.ts';
import { filesIn } from './folder.ts';
import { decodeLayer, encodeLayer } from './indexCodec.ts';
import { emptyLayerIndex, hasAllChecksums, trim } from './layerIndex.ts';
import { BlobReader, defaultUnpackLimits, greatestJson, isBeyond, LayerIndexer, problemText } from './layerReader.ts';
import type { ReadLayer } from './layerReader.ts';
import { engineLayerKey, fileLayerKey } from './layerStore.ts';
import type { LayerStore } from './layerStore.ts';
import { Members } from './members.ts';
import type { Member } from './members.ts';
import { readMetadata } from './metadata.ts';
import type { ArchiveError, ImageConfig, ImageDescription } from './metadata.ts';
import { PathTable } from './pathTable.ts';
import type { LayerIndex } from './layerIndex.ts';
import { EntryType } from './tarHeader.ts';
import { TarParser, walkFile } from './tarWalker.ts';
import type { TarEntry } from './tarWalker.ts';

export interface ArchiveLayer {
  /** Digest of the uncompressed layer, '' when the config does not say. */
  readonly diffId: string;
  readonly compression: Compression;
  /** Name of the layer's file in the archive, links followed. */
  readonly member: string;
  /** Bytes of that file. */
  readonly storedSize: number;
  readonly index: LayerIndex;
  /** Which entry of the history made it; undefined when the history is too short. */
  readonly historyIndex: number | undefined;
  /** A sentence when the layer could not be read, or not to its end. */
  readonly error: string | undefined;
}

export interface ArchiveImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  /** What the image's manifest notes about it, where there is one. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Bottom first. */
  readonly layers: readonly ArchiveLayer[];
}

export interface ImageArchive {
  /** The file that it was read from; undefined for a folder and for a stream. */
  readonly path: string | undefined;
  /** How that file is packed as a whole. */
  readonly packing: 'none' | 'gzip' | 'zstd';
  /** Gives the stream once more, so that contents can be read; undefined when there is no such way. */
  readonly reopen?: (signal: AbortSignal | undefined) => Promise<Readable>;
  readonly images: readonly ArchiveImage[];
  /** The names of all layers' entries. */
  readonly paths: PathTable;
  readonly members: Members;
  readonly error: ArchiveError | undefined;
  readonly warnings: readonly string[];
}

export interface ReadProgress {
  readonly bytesRead: number;
  /** undefined for a stream. */
  readonly totalBytes: number | undefined;
}

export interface ReadArchiveOptions {
  readonly signal?: AbortSignal;
  /** False leaves the layers of unpacked archives unread, for those who want the history only; they come out empty. */
  readonly withLayers?: boolean;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Where indexes of layers are kept. */
  readonly store?: LayerStore;
  /** Says that the archive comes from an engine, whose digests are true, and names the diff IDs to expect. */
  readonly trusted?: readonly string[];
}

/** Reads an archive from a file or a folder in OCI layout (its path) or a stream. Of a stream, contents cannot be read again. */
export async function readImageArchive(source: string | Readable, options: ReadArchiveOptions = {}): Promise<ImageArchive> {
  options.signal?.throwIfAborted();
  if (typeof source !== 'string') return new StreamedArchive(options).read(source, undefined);
  if (statSync(source).isDirectory()) return new ArchiveFolder(options).read(source);
  const fd = openSync(source, 'r');
  try {
    const head = Buffer.alloc(sniffLength);
    const found = sniff(head.subarray(0, readSync(fd, head, 0, sniffLength, 0)));
    // A packed archive has no places to seek to.
    if (found === 'gzip' || found === 'zstd') {
      return await new StreamedArchive(options).read(createReadStream(source, { highWaterMark: 1 << 20 }), source);
    }
    return await new SeekableArchive(source, fd, options).read();
  } finally {
    closeSync(fd);
  }
}

/** How a way of reading gets at the members that turn out to be needed. */
interface MemberReader {
  json(member: Member): Uint8Array | undefined;
  layer(member: Member): Promise<ReadLayer | undefined>;
  /** The name under which the layer's index is kept; undefined for one that is not. */
  key?(member: Member, diffId: string): string | undefined;
}

/** A layer that nobody wants to know. */
const unread: ReadLayer = { compression: 'unknown', index: emptyLayerIndex(0), error: undefined };

/** What is the same for all ways of reading. */
abstract class ArchiveReader {
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

/** An unpacked archive in a file: headers first, then only what the images need. */
class SeekableArchive extends ArchiveReader {
  readonly #path: string;
  readonly #fd: number;

  constructor(path: string, fd: number, options: ReadArchiveOptions) {
    super(options);
    this.#path = path;
    this.#fd = fd;
  }

  async read(): Promise<ImageArchive> {
    const { size } = fstatSync(this.#fd);
    const outer: TarParser = new TarParser({
      entry: (entry) => {
        this.members.add(entry, outer.offset);
        return false;
      },
    });
    await walkFile(this.#fd, 0, size, outer, { signal: this.options.signal });
    await this.loadKnown();
    const archive = await this.finish(this.#path, 'none', outer, {
      json: (member) => this.#bytes(member),
      layer: (member) => this.#readLayer(member),
      key: (member, diffId) => (this.options.trusted ? engineLayerKey(diffId) : fileLayerKey(diffId, this.#fd, member.offset, member.size)),
    });
    await addMissingChecksums(archive, this.options.signal);
    this.keep();
    return archive;
  }

  #bytes(member: Member): Uint8Array {
    const bytes = Buffer.alloc(member.size);
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, member.size, member.offset));
  }

  async #readLayer(member: Member): Promise<ReadLayer | undefined> {
    const { size } = fstatSync(this.#fd);
    const isCut = member.offset + member.size > size;
    const head = this.#bytes({ ...member, size: Math.min(member.size, sniffLength) });
    const found = member.size === 0 ? 'tar' : sniff(head);
    const report = (offset: number): void => this.options.onProgress?.({ bytesRead: member.offset + offset, totalBytes: size });
    if (found === 'gzip' || found === 'zstd') {
      const blob = new BlobReader(this.paths, member.size);
      let read = 0;
      const end = Math.min(member.offset + member.size, size) - 1;
      for await (const chunk of createReadStream('', { fd: this.#fd, autoClose: false, start: member.offset, end, highWaterMark: 1 << 20 })) {
        this.options.signal?.throwIfAborted();
        await blob.write(chunk as Buffer);
        report((read += (chunk as Buffer).length));
      }
      return (await blob.end(isCut)) as ReadLayer;
    }
    if (found === 'json') return undefined;
    const indexer = new LayerIndexer(this.paths, 'none');
    const parser = new TarParser(indexer);
    await walkFile(this.#fd, member.offset, member.size, parser, { signal: this.options.signal, onProgress: report });
    trim(indexer.index);
    // Bytes that never were a tar: better no layer than an empty one that looks right.
    if (found === 'unknown' && indexer.index.count === 0) return undefined;
    return { compression: 'none', index: indexer.index, error: isCut ? 'The archive ends inside this layer.' : problemText(parser) };
  }
}

/** A folder in OCI layout, or what was a docker archive. */
class ArchiveFolder extends ArchiveReader {
  readonly #files = new Map<string, string>();

  async read(folder: string): Promise<ImageArchive> {
    for (const { name, path, size } of filesIn(folder)) {
      this.#files.set(name, path);
      this.members.addFile(name, size, path);
    }
    const archive = await this.finish(undefined, 'none', undefined, {
      json: (member) => readFileSync(this.#files.get(member.name)!),
      layer: (member) => this.#readLayer(member),
      key: (member, diffId) => this.#key(member, diffId),
    });
    await addMissingChecksums(archive, this.options.signal);
    this.keep();
    return archive;
  }

  #key(member: Member, diffId: string): string | undefined {
    const fd = openSync(this.#files.get(member.name)!, 'r');
    try {
      return fileLayerKey(diffId, fd, 0, member.size);
    } finally {
      closeSync(fd);
    }
  }

  async #readLayer(member: Member): Promise<ReadLayer | undefined> {
    const blob = new BlobReader(this.paths, member.size);
    for await (const chunk of createReadStream(this.#files.get(member.name)!, { highWaterMark: 1 << 20 })) {
      this.options.signal?.throwIfAborted();
      await blob.write(chunk as Buffer);
    }
    return asLayer(await blob.end(), member);
  }
}

/** Bytes that tell whether an archive is packed. */
const magicLength = 4;

/** Of all JSON files together, no more is kept. */
const mostJsonBytes = 64 * 2 ** 20;

/** An archive that passes by once: every blob is read as it comes, and what it was for shows at the end. */
class StreamedArchive extends ArchiveReader {
  readonly #results = new Map<string, Uint8Array | ReadLayer | undefined>();
  #blob: BlobReader | undefined;
  #name = '';
  #jsonBytes = 0;
  /** Work that the parser's callbacks, which cannot wait, leave behind. */
  #work: Promise<void> = Promise.resolve();

  async read(stream: Readable, path: string | undefined): Promise<ImageArchive> {
    const { signal } = this.options;
    const onAbort = (): void => void stream.destroy(signal!.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    // A failure that comes before the reading has begun is met when it begins.
    stream.on('error', () => undefined);
    await this.loadKnown();
    const outer: TarParser = new TarParser({
      entry: (entry) => this.#entry(entry, outer),
      body: (bytes) => this.#then((blob) => blob.write(bytes)),
      bodyEnd: () => this.#endBlob(false),
    });
    let head: Buffer | undefined = Buffer.alloc(0);
    let inflater: Inflater | undefined;
    let packing: ImageArchive['packing'] = 'none';
    let isDamaged = false;
    let bytesRead = 0;
    const take = async (chunk: Buffer): Promise<void> => {
      if (inflater) await inflater.write(chunk).catch(() => (isDamaged = true));
      else outer.push(chunk);
      await this.#work;
    };
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytesRead += chunk.length;
        if (outer.done || isDamaged) continue;
        head = head && Buffer.concat([head, chunk]);
        if (head && head.length < magicLength) continue;
        const found = head && sniff(head);
        if (found === 'gzip' || found === 'zstd') inflater = makeInflater(packing = found, (bytes) => outer.push(bytes));
        await take(head ?? chunk);
        isDamaged ||= isBeyond(defaultUnpackLimits, bytesRead, outer.offset);
        head = undefined;
        this.options.onProgress?.({ bytesRead, totalBytes: undefined });
      }
      if (head) await take(head);
      if (inflater && !isDamaged && !outer.done) await inflater.end().catch(() => (isDamaged = true));
    } finally {
      signal?.removeEventListener('abort', onAbort);
      inflater?.destroy();
    }
    signal?.throwIfAborted();
    outer.end();
    if (this.#blob) this.#endBlob(true);
    await this.#work;
    const archive = await this.finish(path, packing, outer, {
      json: (member) => asJson(this.#results.get(member.name)),
      layer: (member) => Promise.resolve(asLayer(this.#results.get(member.name), member)),
      key: (_member, diffId) => (this.options.trusted ? engineLayerKey(diffId) : undefined),
    });
    this.keep();
    if (!isDamaged || archive.error?.class === 'not-an-image') return archive;
    return { ...archive, error: { class: 'truncated', message: 'The packed archive is damaged or ends too early.' } };
  }

  #entry(entry: TarEntry, outer: TarParser): boolean {
    this.#name = this.members.add(entry, outer.offset);
    if (entry.type !== EntryType.file || this.known.has(engineLayerKey(diffIdIn(this.#name)))) return false;
    this.#blob = new BlobReader(this.paths, entry.stored);
    return true;
  }

  #then(task: (blob: BlobReader) => Promise<void>): void {
    const blob = this.#blob!;
    this.#work = this.#work.then(() => task(blob));
  }

  #endBlob(isTruncated: boolean): void {
    const name = this.#name;
    this.#then(async (blob) => {
      const result = await blob.end(isTruncated);
      if (result instanceof Uint8Array) this.#jsonBytes += result.length;
      this.#results.set(name, result instanceof Uint8Array && this.#jsonBytes > mostJsonBytes ? undefined : result);
    });
    this.#blob = undefined;
  }
}

/** What does not look like JSON is there all the same, and no valid JSON. */
/** The digest that the name of a blob is made of, which for an unpacked layer is its diff ID: "blobs/sha256/…" or "….tar". */
function diffIdIn(name: string): string {
  const digest = /(?:^|\/)([0-9a-f]{64})(?:\.tar)?$/.exec(name)?.[1];
  return digest === undefined ? '' : `sha256:${digest}`;
}

function asJson(result: Uint8Array | ReadLayer | undefined): Uint8Array {
  return result instanceof Uint8Array ? result : new Uint8Array(0);
}

function asLayer(result: Uint8Array | ReadLayer | undefined, member: Member): ReadLayer | undefined {
  if (member.size === 0) return { compression: 'none', index: emptyLayerIndex(0), error: undefined };
  return result instanceof Uint8Array ? undefined : result;
}

function outerError(outer: TarParser | undefined): ArchiveError | undefined {
  if (!outer?.problem) return undefined;
  if (outer.entryCount === 0) return { class: 'not-an-image', message: 'This is no image archive: it is no tar file.' };
  return { class: 'truncated', message: `The archive ${outer.problem.message} (at byte ${outer.problem.offset}).` };
}
