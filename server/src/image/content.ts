/**
 * The contents of files in layers. Owns: going to their entries in the archive again, through whatever packs them, and filling the holes of sparse files.
 * Must not keep anything: the archive is opened for each call.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { Kind } from './layerIndex.ts';
import { plainPlace, unpackedLayer } from './layerBytes.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { Member } from './members.ts';
import type { PathTable } from './pathTable.ts';
import { EntryType } from './tarHeader.ts';
import { TarParser, walkFile } from './tarWalker.ts';
import type { TarEntry } from './tarWalker.ts';

export interface EntryReader {
  readonly signal?: AbortSignal | undefined;
  onEntry?(entry: TarEntry): void;
  onBody(bytes: Uint8Array): void;
}

/** Reads the file whose headers begin at `start` of an unpacked layer. Resolves to true when all of it came. */
export async function readEntry(fd: number, layer: Member, start: number, reader: EntryReader): Promise<boolean> {
  const one = oneEntry(reader);
  await walkFile(fd, layer.offset + start, layer.size - start, one.parser, { signal: reader.signal });
  return one.isWhole();
}

export interface ContentOptions {
  readonly signal?: AbortSignal;
  /** Larger files are refused; 50 MB when left out, which is what an editor opens at most. */
  readonly mostBytes?: number;
}

/**
 * The bytes of the file at `row` of a layer of an archive whose bytes can be had again. Undefined for what is no regular file of this layer (a hard link has
 * its content at another row), for a damaged one, and when the archive changed. Throws a RangeError for a file that is too large.
 */
export async function readContent(archive: ImageArchive, layer: ArchiveLayer, row: number, options: ContentOptions = {}): Promise<Uint8Array | undefined> {
  const { index } = layer;
  if (index.kind[row] !== Kind.file) return undefined;
  const size = index.size[row]!;
  if (size > (options.mostBytes ?? 50_000_000)) throw new RangeError(`The file has ${size} bytes, which is more than can be opened.`);
  const one = contentTaker(archive.paths, index, row);
  return await feedLayer(archive, layer, index.start[row]!, one.parser, options.signal) ? one.content() : undefined;
}

/**
 * A parser that takes the content of a row's file: of the first entry that comes, or (`anywhere`) of the first that has its name and size. `content` is
 * undefined as long as not all of it came, and for another file.
 */
export function contentTaker(paths: PathTable, index: LayerIndex, row: number, anywhere = false): { readonly parser: TarParser; content(): Uint8Array | undefined } {
  const size = index.size[row]!;
  const pieces: Uint8Array[] = [];
  let sparse: readonly number[] | undefined;
  let isWhole = false;
  const parser: TarParser = new TarParser({
    entry: (entry) => {
      sparse = entry.sparse;
      // In an archive that was written anew, another file may lie there.
      const isSame = entry.type === EntryType.file && entry.size === size && paths.intern(entry.name) === index.path[row];
      if (!isSame && !anywhere) parser.done = true;
      return isSame;
    },
    // A copy, because the window it lies in is read into again.
    body: (bytes) => void pieces.push(bytes.slice()),
    bodyEnd: () => {
      isWhole = true;
      parser.done = true;
    },
  });
  return {
    parser,
    content: () => {
      const stored = Buffer.concat(pieces);
      if (!isWhole) return undefined;
      return sparse ? withHoles(stored, sparse, size) : stored.length === size ? stored : undefined;
    },
  };
}

/**
 * Digests (sha256) of the contents of some rows of a layer, made on one way through it. What cannot be read is missing. Where the holes of a sparse file
 * are is part of its content.
 */
export async function digestContents(archive: ImageArchive, layer: ArchiveLayer, rows: readonly number[], signal?: AbortSignal): Promise<Map<number, string>> {
  const digests = new Map<number, string>();
  const sorted = [...rows].sort((a, b) => layer.index.start[a]! - layer.index.start[b]!);
  if (sorted.length === 0) return digests;
  const from = layer.index.start[sorted[0]!]!;
  const place = plainPlace(archive, layer);
  // Far from each other, going to each costs less than one way through all.
  const isScattered = sorted.length * 50 < layer.index.count;
  if (!place || !isScattered) {
    await feedLayer(archive, layer, from, digester(layer.index, sorted, from, digests), signal);
    return digests;
  }
  const fd = openSync(place.path, 'r');
  try {
    for (const row of sorted) {
      const hash = createHash('sha256');
      const onEntry = (entry: TarEntry): void => startHash(hash, entry);
      if (await readEntry(fd, place.member, layer.index.start[row]!, { signal, onEntry, onBody: (bytes) => void hash.update(bytes) })) digests.set(row, hash.digest('hex'));
    }
  } finally {
    closeSync(fd);
  }
  return digests;
}

function digester(index: LayerIndex, rows: readonly number[], from: number, digests: Map<number, string>): TarParser {
  let at = 0;
  let hash = createHash('sha256');
  const parser: TarParser = new TarParser({
    entry: (entry) => {
      while (at < rows.length && index.start[rows[at]!]! < entry.start + from) at++;
      if (at === rows.length) parser.done = true;
      if (index.start[rows[at]!] !== entry.start + from) return false;
      hash = createHash('sha256');
      startHash(hash, entry);
      return true;
    },
    body: (bytes) => void hash.update(bytes),
    bodyEnd: () => void digests.set(rows[at]!, hash.digest('hex')),
  });
  return parser;
}

function startHash(hash: Hash, entry: TarEntry): void {
  if (entry.sparse) hash.update(entry.sparse.join());
}

/** Feeds the parser with an unpacked layer from `start` on, until it has enough. False when the layer cannot be read, or is damaged before that. */
export async function feedLayer(archive: ImageArchive, layer: ArchiveLayer, start: number, parser: TarParser, signal: AbortSignal | undefined): Promise<boolean> {
  signal?.throwIfAborted();
  const place = plainPlace(archive, layer);
  try {
    if (place) {
      const fd = openSync(place.path, 'r');
      try {
        await walkFile(fd, place.member.offset + start, place.member.size - start, parser, { signal });
      } finally {
        closeSync(fd);
      }
      return true;
    }
    const take = leavingOut(start, (bytes) => parser.push(bytes));
    for await (const bytes of unpackedLayer(archive, layer, signal)) {
      signal?.throwIfAborted();
      take(bytes);
      if (parser.done) break;
    }
    return true;
  } catch (error) {
    // Damaged data means no content; a wish to stop, and what the system or an engine says, is passed on.
    signal?.throwIfAborted();
    if (error instanceof Error && ('syscall' in error || error.name === 'EngineError')) throw error;
    return false;
  }
}

/** A parser that stops after the first entry. */
function oneEntry(reader: EntryReader): { parser: TarParser; isWhole(): boolean } {
  let isWhole = false;
  const parser: TarParser = new TarParser({
    entry: (entry) => {
      reader.onEntry?.(entry);
      return entry.type === EntryType.file;
    },
    body: (bytes) => reader.onBody(bytes),
    bodyEnd: () => {
      isWhole = true;
      parser.done = true;
    },
  });
  return { parser, isWhole: () => isWhole };
}

/** Passes on all but the first `start` bytes. */
export function leavingOut(start: number, sink: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  let left = start;
  return (bytes) => {
    const skipped = Math.min(left, bytes.length);
    left -= skipped;
    if (skipped < bytes.length) sink(bytes.subarray(skipped));
  };
}

function withHoles(stored: Uint8Array, map: readonly number[], size: number): Uint8Array | undefined {
  const whole = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i + 1 < map.length; i += 2) {
    const offset = map[i]!;
    const length = map[i + 1]!;
    if (!(offset >= 0 && length >= 0) || offset + length > size || at + length > stored.length) return undefined;
    whole.set(stored.subarray(at, at + length), offset);
    at += length;
  }
  return whole;
}
