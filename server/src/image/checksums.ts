/**
 * Checksums where they decide something. Owns: finding files that stand in several layers with the same size, and reading only those. Must not know manifests.
 */
import { closeSync, openSync } from 'node:fs';
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { readEntry } from './content.ts';
import { crc32 } from './crc32.ts';
import { Kind } from './layerIndex.ts';
import { plainPlace } from './layerBytes.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { Member } from './members.ts';
import { TarParser, walkFile } from './tarWalker.ts';
import type { TarEntry } from './tarWalker.ts';

/** Rows of layers whose checksums are wanted. A layer that several images share is read once. */
export class WantedRows {
  readonly #layers = new Map<LayerIndex, { layer: ArchiveLayer; rows: Uint8Array; count: number }>();

  /** Nothing to do for a row that has its checksum. */
  add(layer: ArchiveLayer, row: number): void {
    const { index } = layer;
    let entry = this.#layers.get(index);
    if (!entry) this.#layers.set(index, (entry = { layer, rows: new Uint8Array(index.count), count: 0 }));
    if (index.hasCrc[row] || entry.rows[row]) return;
    entry.rows[row] = 1;
    entry.count++;
  }

  *[Symbol.iterator](): Generator<{ readonly layer: ArchiveLayer; readonly rows: Uint8Array; readonly count: number }> {
    for (const entry of this.#layers.values()) if (entry.count > 0) yield entry;
  }
}

/** Fills in the checksums that telling "modified" from "rewritten" takes. What cannot be read stays without one. */
export async function addMissingChecksums(archive: ImageArchive, signal: AbortSignal | undefined): Promise<void> {
  const wanted = new WantedRows();
  for (const image of archive.images) findWanted(image.layers, archive.paths.count, (layer, row) => wanted.add(layer, row));
  await fillChecksums(archive, wanted, signal);
}

/** Reads the contents of the wanted rows. Only unpacked layers lack checksums. */
export async function fillChecksums(archive: ImageArchive, wanted: WantedRows, signal: AbortSignal | undefined): Promise<void> {
  for (const { layer, rows, count } of wanted) {
    const place = plainPlace(archive, layer);
    if (!place) continue;
    const fd = openSync(place.path, 'r');
    try {
      if (count * fewest > layer.index.count) await readMany(fd, place.member, layer.index, rows, signal);
      else for (let row = rows.indexOf(1); row !== -1; row = rows.indexOf(1, row + 1)) await readOne(fd, place.member, layer.index, row, signal);
    } finally {
      closeSync(fd);
    }
  }
}

/** When at least every so manieth entry is wanted, one way through the layer costs less than going to each. */
const fewest = 50;

/** For each path: where its body is, as the number of the layer (plus one) and the row, and the layer (plus one) that put it there. */
class Bodies {
  readonly setBy: Uint16Array;
  readonly layer: Uint16Array;
  readonly row: Int32Array;

  constructor(pathCount: number) {
    this.setBy = new Uint16Array(pathCount);
    this.layer = new Uint16Array(pathCount);
    this.row = new Int32Array(pathCount);
  }

  set(path: number, setBy: number, layer: number, row: number): void {
    this.setBy[path] = setBy;
    this.layer[path] = layer;
    this.row[path] = row;
  }
}

/** Names the bodies that have another one of the same size at the same path in the nearest layer below that has the path. */
export function findWanted<Layer extends { readonly index: LayerIndex }>(layers: readonly Layer[], pathCount: number, want: (layer: Layer, row: number) => void): void {
  const below = new Bodies(pathCount);
  const here = new Bodies(pathCount);
  for (const [at, layer] of layers.entries()) {
    const paths = pathsWithBody(layer.index, at + 1, here, below);
    for (const path of paths) {
      const lower = layers[below.layer[path]! - 1];
      const upper = layers[here.layer[path]! - 1]!;
      const lowerRow = below.row[path]!;
      const row = here.row[path]!;
      if (lower?.index.size[lowerRow] !== upper.index.size[row] || (lower === upper && lowerRow === row)) continue;
      want(lower!, lowerRow);
      want(upper, row);
    }
    for (const path of paths) below.set(path, at + 1, here.layer[path]!, here.row[path]!);
  }
}

/** Paths of files and of hard links to files of this layer or of one below; notes in `here` where the body of each is. */
function pathsWithBody(index: LayerIndex, layer: number, here: Bodies, below: Bodies): number[] {
  const paths: number[] = [];
  for (let row = 0; row < index.count; row++) {
    const path = index.path[row]!;
    if (index.kind[row] === Kind.file) here.set(path, layer, layer, row);
    else if (index.kind[row] === Kind.hardLink) {
      const link = index.link[row]!;
      const source = here.setBy[link] === layer ? here : below;
      if (source.layer[link] === 0) continue;
      here.set(path, layer, source.layer[link]!, source.row[link]!);
    } else continue;
    paths.push(path);
  }
  return paths;
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
