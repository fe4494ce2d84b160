/**
 * A layer's index as bytes, to be kept. Owns: the format, and refusing what is damaged. Must not know where the bytes are kept.
 *
 * Version 1, little-endian: magic, counts, a checksum of what follows, then the columns, packed with deflate. Paths have ids of their own, parents first.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { crc32 } from './crc32.ts';
import type { Compression } from './decompress.ts';
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { ReadLayer } from './layerReader.ts';
import type { PathTable } from './pathTable.ts';

const magic = Buffer.from('DRYLAYR1', 'latin1');
const headerLength = magic.length + 7 * 4;
const compressions: readonly Compression[] = ['none', 'gzip', 'zstd', 'unknown'];
/** The root and the parent of texts have the same ids in every table. */
const firstOwn = 2;
/** Nobody's index unpacks to more. */
const mostBytes = 1 << 30;

const pack = promisify<Uint8Array, object, Buffer>(deflate);
const unpack = promisify<Uint8Array, object, Buffer>(inflate);

export interface KeptLayer extends ReadLayer {
  /** Bytes of the layer as it was stored. */
  readonly storedSize: number;
}

/** Only what was read without an error is worth keeping. */
export async function encodeLayer({ compression, index, storedSize }: KeptLayer, paths: PathTable): Promise<Uint8Array> {
  const table = new OwnPaths(paths);
  const { count } = index;
  const path = Int32Array.from(index.path.subarray(0, count), (id) => table.own(id));
  const link = Int32Array.from(index.link.subarray(0, count), (id, row) => (isPathLink(index.kind[row]!) ? table.own(id) : id));
  const { parents, lengths, names } = table.columns();
  const { size, mtime, start, uid, gid, attributes, crc, mode, kind, hasCrc } = index;
  // The widest first, so that each column lies as its type wants it.
  const wide = [size, mtime, start].map((column) => bytesOf(column.subarray(0, count)));
  const middle = [path, link, ...[uid, gid, attributes, crc].map((column) => column.subarray(0, count)), parents, lengths].map(bytesOf);
  const narrow = [bytesOf(mode.subarray(0, count)), bytesOf(kind.subarray(0, count)), bytesOf(hasCrc.subarray(0, count)), names];
  const body = Buffer.concat([...wide, ...middle, ...narrow]);
  const header = Buffer.alloc(headerLength);
  magic.copy(header);
  [count, parents.length, names.length, compressions.indexOf(compression), crc32(body, 0), storedSize % 2 ** 32, Math.floor(storedSize / 2 ** 32)].forEach((value, at) => header.writeUInt32LE(value, magic.length + at * 4));
  return Buffer.concat([header, await pack(body, { level: 1 })]);
}

/** The layer with its paths put into `paths`; undefined for what is damaged or of another version. */
export async function decodeLayer(bytes: Uint8Array, paths: PathTable): Promise<KeptLayer | undefined> {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headerLength));
  if (header.length < headerLength || !header.subarray(0, magic.length).equals(magic)) return undefined;
  const field = (at: number): number => header.readUInt32LE(magic.length + at * 4);
  const [count, pathCount, nameBytes, packing, checksum] = [field(0), field(1), field(2), field(3), field(4)] as const;
  const length = count * 52 + pathCount * 8 + nameBytes;
  const compression = compressions[packing];
  if (length > mostBytes || compression === undefined) return undefined;
  try {
    const body = await unpack(bytes.subarray(headerLength), { maxOutputLength: length + 1 });
    if (body.length !== length || crc32(body, 0) !== checksum) return undefined;
    const index = readColumns(new Uint8Array(body), count, pathCount, nameBytes, paths);
    return index && { compression, index, error: undefined, storedSize: field(5) + field(6) * 2 ** 32 };
  } catch {
    return undefined;
  }
}

function readColumns(body: Uint8Array<ArrayBuffer>, count: number, pathCount: number, nameBytes: number, paths: PathTable): LayerIndex | undefined {
  let at = 0;
  const take = <T>(type: new (buffer: ArrayBuffer, offset: number, length: number) => T, width: number, length: number): T => {
    const column = new type(body.buffer, at, length);
    at += width * length;
    return column;
  };
  const [size, mtime, start] = [take(Float64Array, 8, count), take(Float64Array, 8, count), take(Float64Array, 8, count)];
  const [path, link] = [take(Int32Array, 4, count), take(Int32Array, 4, count)];
  const [uid, gid, attributes, crc] = [take(Uint32Array, 4, count), take(Uint32Array, 4, count), take(Uint32Array, 4, count), take(Uint32Array, 4, count)];
  const [parents, lengths] = [take(Int32Array, 4, pathCount), take(Int32Array, 4, pathCount)];
  const [mode, kind, hasCrc] = [take(Uint16Array, 2, count), take(Uint8Array, 1, count), take(Uint8Array, 1, count)];
  const ids = intern(paths, parents, lengths, take(Uint8Array, 1, nameBytes));
  if (!ids) return undefined;
  for (let row = 0; row < count; row++) {
    if (kind[row]! > Kind.opaque) return undefined;
    const own = path[row]!;
    const target = isPathLink(kind[row]!) ? link[row]! : 0;
    if (own < 0 || own >= ids.length || target < 0 || target >= ids.length) return undefined;
    path[row] = ids[own]!;
    if (isPathLink(kind[row]!)) link[row] = ids[target]!;
  }
  return { count, path, kind, mode, uid, gid, size, mtime, start, link, attributes, crc, hasCrc };
}

/** The table's ids of the kept paths; undefined when they make no sense. */
function intern(paths: PathTable, parents: Int32Array, lengths: Int32Array, names: Uint8Array): Int32Array | undefined {
  const ids = new Int32Array(firstOwn + parents.length);
  for (let id = 0; id < firstOwn; id++) ids[id] = id;
  let at = 0;
  for (let i = 0; i < parents.length; i++) {
    const parent = parents[i]!;
    const end = at + lengths[i]!;
    if (parent < 0 || parent >= firstOwn + i || end < at || end > names.length) return undefined;
    ids[firstOwn + i] = paths.child(ids[parent]!, names, at, end);
    at = end;
  }
  return at === names.length ? ids : undefined;
}

/** Whether `link` is an id of the table; a device's number is none. */
function isPathLink(kind: number): boolean {
  return kind === Kind.hardLink || kind === Kind.symlink;
}

/** The paths of one layer, numbered through. */
class OwnPaths {
  readonly #paths: PathTable;
  readonly #ids: Int32Array;
  readonly #parents: number[] = [];
  readonly #order: number[] = [];

  constructor(paths: PathTable) {
    this.#paths = paths;
    this.#ids = new Int32Array(paths.count).fill(-1);
    for (let id = 0; id < firstOwn; id++) this.#ids[id] = id;
  }

  own(id: number): number {
    const way: number[] = [];
    for (let at = id; this.#ids[at] === -1; at = this.#paths.parentOf(at)) way.push(at);
    for (const at of way.reverse()) {
      this.#ids[at] = firstOwn + this.#order.length;
      this.#order.push(at);
      this.#parents.push(this.#ids[this.#paths.parentOf(at)]!);
    }
    return this.#ids[id]!;
  }

  columns(): { parents: Int32Array; lengths: Int32Array; names: Uint8Array } {
    const lengths = Int32Array.from(this.#order, (id) => this.#paths.nameBytes(id).length);
    const names = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const id of this.#order) {
      const name = this.#paths.nameBytes(id);
      names.set(name, at);
      at += name.length;
    }
    return { parents: Int32Array.from(this.#parents), lengths, names };
  }
}

function bytesOf(column: { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number }): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
