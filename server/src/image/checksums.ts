/**
 * Checksums where they decide something. Owns: finding files that stand in several layers with the same size, and reading only those. Must not know manifests.
 */
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { readEntry } from './content.ts';
import { crc32 } from './crc32.ts';
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { Member } from './members.ts';
import { TarParser, walkFile } from './tarWalker.ts';
import type { TarEntry } from './tarWalker.ts';

/** Fills in the checksums that telling "modified" from "rewritten" takes. What cannot be read stays without one. */
export async function addMissingChecksums(archive: ImageArchive, fd: number, signal: AbortSignal | undefined): Promise<void> {
  /** A layer that several images share is read once. */
  const wanted = new Map<LayerIndex, { layer: ArchiveLayer; rows: Uint8Array; count: number }>();
  const want = (layer: ArchiveLayer, row: number): void => {
    const { index } = layer;
    let entry = wanted.get(index);
    if (!entry) wanted.set(index, (entry = { layer, rows: new Uint8Array(index.count), count: 0 }));
    if (index.hasCrc[row] || entry.rows[row]) return;
    entry.rows[row] = 1;
    entry.count++;
  };
  for (const image of archive.images) findWanted(image.layers, archive.paths.count, want);
  for (const { layer, rows, count } of wanted.values()) {
    const member = archive.members.find(layer.member);
    if (!member || layer.compression !== 'none' || count === 0) continue;
    if (count * fewest > layer.index.count) await readMany(fd, member, layer.index, rows, signal);
    else for (let row = rows.indexOf(1); row !== -1; row = rows.indexOf(1, row + 1)) await readOne(fd, member, layer.index, row, signal);
  }
}

/** When at least every so manieth entry is wanted, one way through the layer costs less than going to each. */
const fewest = 50;

/** Names the bodies that have another one of the same size at the same path in the nearest layer below that has the path. */
function findWanted(layers: readonly ArchiveLayer[], pathCount: number, want: (layer: ArchiveLayer, row: number) => void): void {
  /** For each path the layer (plus one) and row of the body that it had below, and that it has in the layer at hand. */
  const below = { layer: new Uint16Array(pathCount), row: new Int32Array(pathCount) };
  const here = { layer: new Uint16Array(pathCount), row: new Int32Array(pathCount) };
  for (const [at, layer] of layers.entries()) {
    const rows = bodyRows(layer.index, at + 1, here);
    for (const row of rows) {
      const path = layer.index.path[row]!;
      const lower = layers[below.layer[path]! - 1];
      const lowerRow = below.row[path]!;
      const body = here.row[path]!;
      if (lower?.index.size[lowerRow] !== layer.index.size[body]) continue;
      want(lower!, lowerRow);
      want(layer, body);
    }
    for (const row of rows) {
      const path = layer.index.path[row]!;
      below.layer[path] = at + 1;
      below.row[path] = here.row[path]!;
    }
  }
}

interface Bodies {
  readonly layer: Uint16Array;
  readonly row: Int32Array;
}

/** Rows of files and of hard links to files of the same layer; notes in `here` where the body of each path is. */
function bodyRows(index: LayerIndex, mark: number, here: Bodies): number[] {
  const rows: number[] = [];
  for (let row = 0; row < index.count; row++) {
    const path = index.path[row]!;
    const link = index.link[row]!;
    if (index.kind[row] === Kind.file) here.row[path] = row;
    else if (index.kind[row] === Kind.hardLink && here.layer[link] === mark) here.row[path] = here.row[link]!;
    else continue;
    here.layer[path] = mark;
    rows.push(row);
  }
  return rows;
}

/** The checksum with which a body starts: where the holes of a sparse file are is part of its content. */
function startOf(entry: TarEntry): number {
  return entry.sparse ? crc32(Buffer.from(entry.sparse.join()), 0) : 0;
}

async function readMany(fd: number, member: Member, index: LayerIndex, rows: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  let row = 0;
  let crc = 0;
  const parser = new TarParser({
    entry: (entry) => {
      // Rows come in the order of the layer; entries that are in no row are passed over.
      while (row < index.count && index.start[row]! < entry.start) row++;
      if (index.start[row] !== entry.start || rows[row] !== 1) return false;
      crc = startOf(entry);
      return true;
    },
    body: (bytes) => void (crc = crc32(bytes, crc)),
    bodyEnd: () => setChecksum(index, row, crc),
  });
  await walkFile(fd, member.offset, member.size, parser, { signal });
}

async function readOne(fd: number, member: Member, index: LayerIndex, row: number, signal: AbortSignal | undefined): Promise<void> {
  let crc = 0;
  const isWhole = await readEntry(fd, member, index.start[row]!, {
    signal,
    onEntry: (entry) => void (crc = startOf(entry)),
    onBody: (bytes) => void (crc = crc32(bytes, crc)),
  });
  if (isWhole) setChecksum(index, row, crc);
}

function setChecksum(index: LayerIndex, row: number, crc: number): void {
  index.crc[row] = crc;
  index.hasCrc[row] = 1;
}
