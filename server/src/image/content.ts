/**
 * The content of one file in a layer. Owns: going to its entry in the archive again, through whatever packs it, and filling the holes of sparse files.
 * Must not keep anything: the archive is opened for each call.
 */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { makeInflater, sniff, sniffLength } from './decompress.ts';
import { Kind } from './layerIndex.ts';
import type { Member } from './members.ts';
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
 * The bytes of the file at `row` of a layer of an archive that was read from a path. Undefined for what is no regular file of this layer (a hard link has its
 * content at another row), for a damaged one, and when the archive changed. Throws a RangeError for a file that is too large.
 */
export async function readContent(archive: ImageArchive, layer: ArchiveLayer, row: number, options: ContentOptions = {}): Promise<Uint8Array | undefined> {
  const { index } = layer;
  const member = archive.members.find(layer.member);
  if (archive.path === undefined || !member || index.kind[row] !== Kind.file) return undefined;
  const size = index.size[row]!;
  if (size > (options.mostBytes ?? 50_000_000)) throw new RangeError(`The file has ${size} bytes, which is more than can be opened.`);
  const pieces: Uint8Array[] = [];
  let sparse: readonly number[] | undefined;
  const reader: EntryReader = {
    signal: options.signal,
    onEntry: (entry) => void (sparse = entry.sparse),
    // A copy, because the window it lies in is read into again.
    onBody: (bytes) => void pieces.push(bytes.slice()),
  };
  const isWhole = await readThrough(archive.path, layer, member, index.start[row]!, reader);
  if (!isWhole) return undefined;
  const stored = Buffer.concat(pieces);
  if (!sparse) return stored.length === size ? stored : undefined;
  return withHoles(stored, sparse, size);
}

async function readThrough(path: string, layer: ArchiveLayer, member: Member, start: number, reader: EntryReader): Promise<boolean> {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(sniffLength);
    const outer = sniff(head.subarray(0, readSync(fd, head, 0, sniffLength, 0)));
    const isPacked = outer === 'gzip' || outer === 'zstd';
    if (!isPacked && layer.compression === 'none') return await readEntry(fd, member, start, reader);
    const one = oneEntry(reader);
    const sink = leavingOut(start, Infinity, (bytes) => one.parser.push(bytes));
    const inner = layer.compression === 'gzip' || layer.compression === 'zstd' ? makeInflater(layer.compression, sink) : undefined;
    const waiting: Uint8Array[] = [];
    const take = leavingOut(isPacked ? member.offset : 0, member.size, (bytes) => (inner ? void waiting.push(bytes) : sink(bytes)));
    const whole = isPacked ? makeInflater(outer, take) : undefined;
    const drain = async (): Promise<void> => {
      for (const bytes of waiting.splice(0)) if (!one.parser.done) await inner!.write(bytes);
    };
    const range = isPacked ? {} : { start: member.offset, end: member.offset + member.size - 1 };
    for await (const chunk of createReadStream(path, { ...range, highWaterMark: 1 << 20 })) {
      reader.signal?.throwIfAborted();
      if (whole) await whole.write(chunk as Buffer);
      else take(chunk as Buffer);
      await drain();
      if (one.parser.done) break;
    }
    if (!one.parser.done) await whole?.end();
    await drain();
    if (!one.parser.done) await inner?.end();
    whole?.destroy();
    inner?.destroy();
    return one.isWhole();
  } catch (error) {
    // Damaged data means no content; a wish to stop is passed on.
    reader.signal?.throwIfAborted();
    if (error instanceof Error && 'syscall' in error) throw error;
    return false;
  } finally {
    closeSync(fd);
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

/** Passes on only the `count` bytes after the first `start`. */
function leavingOut(start: number, count: number, sink: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  let offset = 0;
  return (bytes) => {
    const from = Math.max(0, start - offset);
    const to = Math.min(bytes.length, start + count - offset);
    offset += bytes.length;
    if (from < to) sink(bytes.subarray(from, to));
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
