/**
 * Indexes one layer. Owns: the way from a layer's stored bytes, packed or not, to its LayerIndex. Must not know manifests.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { crc32 } from './crc32.ts';
import { makeInflater, sniff, sniffLength } from './decompress.ts';
import type { Compression, Inflater } from './decompress.ts';
import { addEntry, emptyLayerIndex, trim } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import { EntryType } from './tarHeader.ts';
import { TarParser } from './tarWalker.ts';
import type { TarEntry, TarVisitor } from './tarWalker.ts';

/** A layer as read. What could be read of a damaged one is in the index, and `error` says what could not, in a sentence. */
export interface ReadLayer {
  readonly compression: Compression;
  readonly index: LayerIndex;
  readonly error: string | undefined;
}

/** What is noted of file bodies: nothing, their CRC-32, or their SHA-256 (shortened), which tables of contents have too. */
export type BodySums = 'none' | 'crc' | 'sha256';

/** Notes a body's digest, "sha256:…", where a checksum would stand; such rows can be compared only with their like. */
export function setBodyDigest(index: LayerIndex, row: number, digest: string): void {
  index.crc[row] = crc32(Buffer.from(digest), 0);
  index.hasCrc[row] = 1;
}

/** Fills an index from tar entries. */
export class LayerIndexer implements TarVisitor {
  readonly index: LayerIndex = emptyLayerIndex();
  readonly #paths: PathTable;
  readonly #sums: BodySums;
  #row = -1;
  #crc = 0;
  #hash: Hash | undefined;

  constructor(paths: PathTable, sums: BodySums) {
    this.#paths = paths;
    this.#sums = sums;
  }

  entry(entry: TarEntry): boolean {
    this.#row = addEntry(this.index, this.#paths, entry);
    this.#crc = entry.sparse ? crc32(Buffer.from(entry.sparse.join()), 0) : 0;
    this.#hash = this.#sums === 'sha256' ? createHash('sha256') : undefined;
    return this.#sums !== 'none' && this.#row !== -1 && entry.type === EntryType.file;
  }

  body(bytes: Uint8Array): void {
    if (this.#hash) this.#hash.update(bytes);
    else this.#crc = crc32(bytes, this.#crc);
  }

  /** Said after an entry: the archive's names fill more memory than those of any real image. */
  get isFull(): boolean {
    return this.#paths.isFull;
  }

  bodyEnd(): void {
    if (this.#hash) return setBodyDigest(this.index, this.#row, `sha256:${this.#hash.digest('hex')}`);
    this.index.crc[this.#row] = this.#crc;
    this.index.hasCrc[this.#row] = 1;
  }
}

/** How far unpacking may go. */
export interface UnpackLimits {
  /** Unpacked bytes to packed ones. */
  readonly ratio: number;
  /** Bytes to which the ratio does not apply. */
  readonly freeBytes: number;
}

/** Real layers stay far below: what goes on longer than this was made to keep readers busy. */
export const defaultUnpackLimits: UnpackLimits = { ratio: 200, freeBytes: 4 * 2 ** 30 };

/** True when unpacking has gone on for longer than the limits allow. */
export function isBeyond({ ratio, freeBytes }: UnpackLimits, packed: number, unpacked: number): boolean {
  return unpacked > freeBytes && unpacked > packed * ratio;
}

/** JSON files of an image are some kB; nothing larger is kept in memory. */
export const greatestJson = 16 * 2 ** 20;

const noEntries = emptyLayerIndex(0);

/** Takes a blob whose meaning shows only by its bytes: a layer is indexed, JSON is kept, the rest is dropped. */
export class BlobReader {
  readonly #paths: PathTable;
  readonly #size: number;
  readonly #limits: UnpackLimits;
  readonly #sums: BodySums;
  readonly #hash: Hash | undefined;
  #head = new Uint8Array(0);
  #kind: 'layer' | 'json' | 'unknown' | undefined;
  #compression: Compression = 'unknown';
  #json: Uint8Array[] = [];
  #indexer: LayerIndexer | undefined;
  #parser: TarParser | undefined;
  #inflater: Inflater | undefined;
  #packed = 0;
  #unpacked = 0;
  #error: string | undefined;

  /** `size` is the length of the blob as it is stored. `hash` takes the bytes of a layer as they are unpacked. */
  constructor(paths: PathTable, size: number, limits: UnpackLimits = defaultUnpackLimits, sums: BodySums = 'crc', hash?: Hash) {
    this.#hash = hash;
    this.#sums = sums;
    this.#paths = paths;
    this.#size = size;
    this.#limits = limits;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#kind !== undefined) return this.#take(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= Math.min(sniffLength, this.#size)) await this.#decide();
  }

  /** Resolves to the JSON text or the layer, or to undefined for a blob that is neither. */
  async end(isTruncated = false): Promise<Uint8Array | ReadLayer | undefined> {
    if (this.#kind === undefined) await this.#decide();
    if (this.#kind === 'json') return Buffer.concat(this.#json);
    if (this.#kind !== 'layer') return undefined;
    try {
      if (this.#inflater && !this.#error) await this.#inflater.end();
    } catch (error) {
      this.#error = damaged(this.#compression, error);
    }
    this.#inflater?.destroy();
    const parser = this.#parser!;
    if (!this.#error && !isTruncated) parser.end();
    let { index } = this.#indexer!;
    // Archives may have a million files that are nothing; none of them needs columns of its own.
    if (index.count === 0) index = noEntries;
    else trim(index);
    const problem = isTruncated ? 'The archive ends inside this layer.' : (this.#error ?? problemText(parser));
    return { compression: this.#compression, index, error: problem };
  }

  async #decide(): Promise<void> {
    const found = sniff(this.#head);
    const head = this.#head;
    this.#head = new Uint8Array(0);
    if (found === 'json' || found === 'unknown') {
      this.#kind = found === 'json' && this.#size <= greatestJson ? 'json' : 'unknown';
    } else {
      this.#kind = 'layer';
      this.#compression = found === 'tar' ? 'none' : found;
      this.#indexer = new LayerIndexer(this.#paths, this.#sums);
      this.#parser = new TarParser(this.#indexer);
      if (found !== 'tar') this.#inflater = makeInflater(found, (bytes) => this.#unpack(bytes));
    }
    await this.#take(head);
  }

  async #take(chunk: Uint8Array): Promise<void> {
    if (this.#kind === 'json') this.#json.push(chunk);
    // Packed data goes on to its checksum, also behind the end of the tar in it.
    if (this.#kind !== 'layer' || this.#error) return;
    if (!this.#inflater) {
      this.#hash?.update(chunk);
      return this.#parser!.push(chunk);
    }
    this.#packed += chunk.length;
    try {
      await this.#inflater.write(chunk);
    } catch (error) {
      this.#error = damaged(this.#compression, error);
    }
  }

  #unpack(bytes: Uint8Array): void {
    if (this.#error) return;
    this.#unpacked += bytes.length;
    if (isBeyond(this.#limits, this.#packed, this.#unpacked)) {
      this.#error = `The layer unpacks to more than ${this.#limits.ratio} times its size; the rest of it is left out.`;
      return;
    }
    this.#hash?.update(bytes);
    this.#parser!.push(bytes);
  }
}

/** What is wrong with a layer's tar, as a sentence, or undefined. */
export function problemText(parser: TarParser): string | undefined {
  return parser.problem && `The layer ${parser.problem.message} (at byte ${parser.problem.offset}).`;
}

function damaged(compression: Compression, error: unknown): string {
  return `The layer's ${compression} data is damaged: ${error instanceof Error ? error.message : String(error)}.`;
}
