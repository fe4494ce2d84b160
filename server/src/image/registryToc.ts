/**
 * Tables of contents in layers that are made to be read in parts: eStargz (gzip) and zstd:chunked. Owns: finding the table and turning it into an index.
 * Must not use the network; a table that makes no sense is none, and then the layer is read as any other.
 */
import { makeInflater } from './decompress.ts';
import { addEntry, emptyLayerIndex, trim } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import { setBodyDigest } from './layerReader.ts';
import type { PathTable } from './pathTable.ts';
import { EntryType } from './tarHeader.ts';
import { TarParser } from './tarWalker.ts';

/** Where the table lies in the stored layer. */
export interface TocPlace {
  readonly kind: 'estargz' | 'zstd:chunked';
  readonly start: number;
  readonly end: number;
}

/** Bytes at the end of a layer that say whether it has a table. */
export const footerLength = 72;

/** Reads the last `footerLength` bytes of a layer of `size` bytes. */
export function tocPlace(footer: Uint8Array, size: number): TocPlace | undefined {
  const bytes = Buffer.from(footer.buffer, footer.byteOffset, footer.byteLength);
  return estargzPlace(bytes, size) ?? chunkedPlace(bytes, size);
}

/** An empty gzip member whose extra field has the table's offset; first with a subfield "SG", in old layers without. */
function estargzPlace(bytes: Buffer, size: number): TocPlace | undefined {
  for (const [length, at] of [[51, 16], [47, 12]] as const) {
    const footer = bytes.subarray(-length);
    if (footer.length !== length || footer.readUInt16BE(0) !== 0x1f8b || footer.toString('latin1', at + 16, at + 22) !== 'STARGZ') continue;
    return within({ kind: 'estargz', start: Number.parseInt(footer.toString('latin1', at, at + 16), 16), end: size - length }, size);
  }
  return undefined;
}

/** A skippable frame whose content names the table's place. */
function chunkedPlace(bytes: Buffer, size: number): TocPlace | undefined {
  const footer = bytes.subarray(-64);
  if (footer.length !== 64 || footer.toString('latin1', 56) !== 'GNUlInUx') return undefined;
  const start = Number(footer.readBigUInt64LE(0));
  return within({ kind: 'zstd:chunked', start, end: start + Number(footer.readBigUInt64LE(8)) }, size);
}

/** "offset:length:unpacked length:type", as a manifest notes it of a zstd:chunked layer. */
export function chunkedPlaceOf(annotation: string, size: number): TocPlace | undefined {
  const [start = NaN, length = NaN] = annotation.split(':').map(Number);
  return within({ kind: 'zstd:chunked', start, end: start + length }, size);
}

function within(place: TocPlace, size: number): TocPlace | undefined {
  return Number.isSafeInteger(place.start) && Number.isSafeInteger(place.end) && place.start >= 0 && place.start < place.end && place.end <= size ? place : undefined;
}

const tableName = 'stargz.index.json';
/** A table of two million entries has less. */
const mostTableBytes = 512 * 2 ** 20;

/** The table as JSON text from its packed bytes; undefined when they are none. */
export async function unpackToc(place: TocPlace, packed: Uint8Array): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  const take = (bytes: Uint8Array): void => {
    if ((length += bytes.length) <= mostTableBytes) pieces.push(Buffer.from(bytes));
  };
  const parser = new TarParser({ entry: (entry) => Buffer.from(entry.name).toString('latin1') === tableName, body: take });
  const inflater = place.kind === 'estargz' ? makeInflater('gzip', (bytes) => parser.push(bytes)) : makeInflater('zstd', take);
  try {
    await inflater.write(packed);
    await inflater.end();
  } catch {
    return undefined;
  } finally {
    inflater.destroy();
  }
  return length > 0 && length <= mostTableBytes ? Buffer.concat(pieces) : undefined;
}

const types: Readonly<Record<string, EntryType>> = {
  reg: EntryType.file, dir: EntryType.directory, symlink: EntryType.symlink, hardlink: EntryType.hardLink,
  char: EntryType.charDevice, block: EntryType.blockDevice, fifo: EntryType.fifo,
};

/** The index of a layer by its table; undefined when the text is no table. Files have the digests of their contents instead of checksums. */
export function indexOfToc(place: TocPlace, json: Buffer, paths: PathTable): LayerIndex | undefined {
  const entries = entriesOf(json);
  if (!entries) return undefined;
  const index = emptyLayerIndex();
  for (const entry of entries) {
    if (entry.type === 'chunk') continue;
    const type = types[String(entry.type)];
    if (type === undefined || typeof entry.name !== 'string' || paths.isFull) return undefined;
    const row = addEntry(index, paths, tarEntryOf(entry, entry.name, type));
    if (row !== -1 && typeof entry.digest === 'string') setBodyDigest(index, row, entry.digest);
  }
  // In an eStargz layer the table is a file as any other for engines, and no entry of itself.
  if (place.kind === 'estargz') addEntry(index, paths, tarEntryOf({ size: json.length }, tableName, EntryType.file));
  trim(index);
  return index;
}

/** Where a file's content begins, by its table: it goes on from there without a gap. */
export interface TocFile {
  /** Of the packed bytes, in the stored layer. */
  readonly offset: number;
  /** Of the content in what comes out of them. */
  readonly inner: number;
  readonly size: number;
  /** "sha256:…" of the content; undefined when the table does not say. */
  readonly digest: string | undefined;
}

/** The files of a table by the ids of their paths; of two with one path the last. Files without a place are left out. */
export function filesOfToc(json: Buffer, paths: PathTable): Map<number, TocFile> {
  const files = new Map<number, TocFile>();
  for (const { type, name, offset, innerOffset, size, digest } of entriesOf(json) ?? []) {
    if (type !== 'reg' || typeof name !== 'string' || number(offset) === 0) continue;
    files.set(paths.intern(Buffer.from(name)), { offset: number(offset), inner: number(innerOffset), size: number(size), digest: typeof digest === 'string' ? digest : undefined });
  }
  return files;
}

type TocEntry = Readonly<Record<string, unknown>>;

function entriesOf(json: Buffer): readonly TocEntry[] | undefined {
  try {
    const table = JSON.parse(json.toString('utf8')) as { entries?: unknown } | null;
    const entries = table?.entries;
    return Array.isArray(entries) && entries.every((entry) => typeof entry === 'object' && entry !== null) ? (entries as TocEntry[]) : undefined;
  } catch {
    return undefined;
  }
}

function tarEntryOf(entry: TocEntry, name: string, type: EntryType): Parameters<typeof addEntry>[2] {
  const size = type === EntryType.file ? number(entry.size) : 0;
  const xattrs = typeof entry.xattrs === 'object' && entry.xattrs !== null ? Object.entries(entry.xattrs) : [];
  const attributes = xattrs.map(([key, value]): [string, Uint8Array] => [`SCHILY.xattr.${key}`, Buffer.from(String(value), 'base64')]);
  return {
    name: Buffer.from(name), linkName: Buffer.from(typeof entry.linkName === 'string' ? entry.linkName : ''), type,
    mode: number(entry.mode) & 0o7777, uid: number(entry.uid), gid: number(entry.gid), size, stored: size,
    mtime: typeof entry.modtime === 'string' ? Math.floor(Date.parse(entry.modtime) / 1000) || 0 : 0,
    device: ((number(entry.devMajor) & 0xfff) << 20) | (number(entry.devMinor) & 0xfffff),
    attributes: attributes.length > 0 ? attributes : undefined, sparse: undefined, start: 0,
  };
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
