/**
 * Checksums where they decide something. Owns: finding files that stand in several layers with the same size, and reading only those. Must not know manifests.
 */
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { readEntry } from './content.ts';
import { crc32 } from './crc32.ts';
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';

/** Fills in the checksums that telling "modified" from "rewritten" takes. What cannot be read stays without one. */
export async function addMissingChecksums(archive: ImageArchive, fd: number, signal: AbortSignal | undefined): Promise<void> {
  const { count } = archive.paths;
  for (const image of archive.images) {
    /** For each path the layer (plus one) and row of the body that it had below, and that it has in the layer at hand. */
    const below = { layer: new Uint16Array(count), row: new Int32Array(count) };
    const here = { layer: new Uint16Array(count), row: new Int32Array(count) };
    for (const [at, layer] of image.layers.entries()) {
      const rows = bodyRows(layer.index, at + 1, here);
      for (const row of rows) {
        const path = layer.index.path[row]!;
        const lower = image.layers[below.layer[path]! - 1];
        const lowerRow = below.row[path]!;
        const body = here.row[path]!;
        if (lower?.index.size[lowerRow] !== layer.index.size[body]) continue;
        await addChecksum(archive, lower!, lowerRow, fd, signal);
        await addChecksum(archive, layer, body, fd, signal);
      }
      for (const row of rows) {
        const path = layer.index.path[row]!;
        below.layer[path] = at + 1;
        below.row[path] = here.row[path]!;
      }
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

async function addChecksum(archive: ImageArchive, layer: ArchiveLayer, row: number, fd: number, signal: AbortSignal | undefined): Promise<void> {
  const { index } = layer;
  if (index.hasCrc[row]) return;
  const member = archive.members.find(layer.member);
  if (!member || layer.compression !== 'none') return;
  let crc = 0;
  const isWhole = await readEntry(fd, member, index.start[row]!, {
    signal,
    onEntry: (entry) => void (crc = entry.sparse ? crc32(Buffer.from(entry.sparse.join()), 0) : 0),
    onBody: (bytes) => void (crc = crc32(bytes, crc)),
  });
  if (!isWhole) return;
  index.crc[row] = crc;
  index.hasCrc[row] = 1;
}
