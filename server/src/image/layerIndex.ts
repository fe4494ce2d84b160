/**
 * The entries of one layer in columns. Owns: what is kept of an entry (about 50 bytes) and how whiteouts are told from files. Must not know other layers.
 */
import { crc32 } from './crc32.ts';
import { grown } from './pathTable.ts';
import type { PathTable } from './pathTable.ts';
import { EntryType } from './tarHeader.ts';
import type { TarEntry } from './tarWalker.ts';

/** EntryType's values and, beyond them, the two marks that hide what lies below. */
export const Kind = {
  ...EntryType,
  /** The path is the one that it hides. */
  whiteout: 8,
  /** The path is the folder whose lower content it hides. */
  opaque: 9,
} as const;

/** Columns of equal length; only the first `count` rows count. */
export interface LayerIndex {
  count: number;
  /** Ids in the archive's PathTable. */
  path: Int32Array<ArrayBuffer>;
  kind: Uint8Array<ArrayBuffer>;
  mode: Uint16Array<ArrayBuffer>;
  uid: Uint32Array<ArrayBuffer>;
  gid: Uint32Array<ArrayBuffer>;
  size: Float64Array<ArrayBuffer>;
  /** Seconds since 1970. */
  mtime: Float64Array<ArrayBuffer>;
  /** Offset of the entry's first header in the uncompressed layer. */
  start: Float64Array<ArrayBuffer>;
  /** Hard link: path id. Symbolic link: text id. Device: its number. */
  link: Int32Array<ArrayBuffer>;
  /** Checksum of the extended attributes, 0 for none. */
  attributes: Uint32Array<ArrayBuffer>;
  /** Checksum of the content, where `hasCrc`. */
  crc: Uint32Array<ArrayBuffer>;
  hasCrc: Uint8Array<ArrayBuffer>;
}

export function emptyLayerIndex(rows = 64): LayerIndex {
  return {
    count: 0,
    path: new Int32Array(rows),
    kind: new Uint8Array(rows),
    mode: new Uint16Array(rows),
    uid: new Uint32Array(rows),
    gid: new Uint32Array(rows),
    size: new Float64Array(rows),
    mtime: new Float64Array(rows),
    start: new Float64Array(rows),
    link: new Int32Array(rows),
    attributes: new Uint32Array(rows),
    crc: new Uint32Array(rows),
    hasCrc: new Uint8Array(rows),
  };
}

const slash = 0x2f;
const dot = 0x2e;
const whiteoutPrefix = Buffer.from('.wh.');
const aufsPrefix = Buffer.from('.wh..wh.');
const opaqueName = Buffer.from('.wh..wh..opq');

/** Adds an entry. Returns its row, or -1 for what is no part of a file system (labels, AUFS's own notes, marks that name nothing). */
export function addEntry(index: LayerIndex, paths: PathTable, entry: TarEntry): number {
  if (entry.type === EntryType.other || liesInAufsFolder(entry.name)) return -1;
  let kind: number = entry.type;
  let path = paths.intern(entry.name);
  const base = paths.nameBytes(path);
  if (startsWith(base, whiteoutPrefix)) {
    const parent = paths.parentOf(path);
    if (base.length === opaqueName.length && startsWith(base, opaqueName)) {
      kind = Kind.opaque;
      path = parent;
    } else {
      const target = base.slice(whiteoutPrefix.length);
      const text = Buffer.from(target).toString('latin1');
      if (text.startsWith('.wh.') || text === '' || text === '.' || text === '..') return -1;
      kind = Kind.whiteout;
      path = paths.child(parent, target, 0, target.length);
    }
  }
  if (index.count === index.path.length) grow(index);
  const row = index.count++;
  index.path[row] = path;
  index.kind[row] = kind;
  index.mode[row] = entry.mode;
  index.uid[row] = entry.uid;
  index.gid[row] = entry.gid;
  index.size[row] = kind === Kind.file ? entry.size : 0;
  index.mtime[row] = entry.mtime;
  index.start[row] = entry.start;
  index.link[row] = linkOf(paths, entry);
  if (entry.attributes) index.attributes[row] = checksumOf(entry.attributes);
  return row;
}

/** AUFS keeps folders such as ".wh..wh.plnk" in a layer, which are no part of its file system. */
function liesInAufsFolder(name: Uint8Array): boolean {
  // Every entry passes here, and hardly any has it.
  for (let at = name.indexOf(dot); at !== -1; at = name.indexOf(dot, at + 1)) {
    if ((at > 0 && name[at - 1] !== slash) || !startsWith(name.subarray(at, at + aufsPrefix.length), aufsPrefix)) continue;
    const end = name.indexOf(slash, at);
    if (end !== -1 && end < name.length - 1) return true;
  }
  return false;
}

function linkOf(paths: PathTable, entry: TarEntry): number {
  if (entry.type === EntryType.hardLink) return paths.intern(entry.linkName);
  if (entry.type === EntryType.symlink) return paths.internText(entry.linkName);
  return entry.device;
}

/** The checksum does not depend on the order of the attributes, which differs between writers. */
function checksumOf(attributes: readonly [string, Uint8Array][]): number {
  let sum = 0;
  for (const [key, value] of attributes) sum = (sum + crc32(value, crc32(Buffer.from(key), 0))) >>> 0;
  return sum;
}

/** Whether the content of every file has its checksum. */
export function hasAllChecksums(index: LayerIndex): boolean {
  for (let row = 0; row < index.count; row++) if (index.kind[row] === Kind.file && index.size[row] !== 0 && index.hasCrc[row] === 0) return false;
  return true;
}

/** Frees the room kept for growing. */
export function trim(index: LayerIndex): void {
  for (const key of columns(index)) index[key] = index[key].slice(0, index.count) as never;
}

function grow(index: LayerIndex): void {
  const least = index.path.length + 1;
  for (const key of columns(index)) index[key] = grown(index[key], least) as never;
}

type ColumnName = Exclude<keyof LayerIndex, 'count'>;

function columns(index: LayerIndex): ColumnName[] {
  return Object.keys(index).filter((key): key is ColumnName => key !== 'count');
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  if (bytes.length < prefix.length) return false;
  for (let at = 0; at < prefix.length; at++) if (bytes[at] !== prefix[at]) return false;
  return true;
}
