/**
 * Reads archives in tests. Owns: writing bytes to a file that goes away, and putting an analysis as plain texts. Must not make archives.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readImageArchive } from '../../server/src/image/archive.ts';
import type { ImageArchive } from '../../server/src/image/archive.ts';
import { analyseImage } from '../../server/src/image/layers.ts';

/** Calls `use` with the path of a file that holds `bytes`. */
export async function withFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-test-'));
  try {
    const path = join(folder, 'image.tar');
    writeFileSync(path, bytes);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function fromFile(bytes: Uint8Array): Promise<ImageArchive> {
  return withFile(bytes, (path) => readImageArchive(path));
}

export function fromStream(bytes: Uint8Array, chunkSize = 1000): Promise<ImageArchive> {
  return readImageArchive(Readable.from(chunks(bytes, chunkSize)));
}

export function* chunks(bytes: Uint8Array, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

/** What the layers of an image do, with paths as text and lists sorted. */
export function described(archive: ImageArchive, image = 0): object {
  const { paths } = archive;
  const texts = (ids: readonly number[]): string[] => ids.map((id) => paths.path(id)).sort();
  const { layers, ...sums } = analyseImage(paths, archive.images[image]!);
  return {
    layers: layers.map((layer) => ({
      added: texts(layer.added),
      modified: texts(layer.modified),
      rewritten: texts(layer.rewritten),
      deleted: layer.deleted.map((item) => ({ ...item, path: paths.path(item.path) })).sort((a, b) => (a.path < b.path ? -1 : 1)),
      bodyBytes: layer.bodyBytes,
      cumulativeBytes: layer.cumulativeBytes,
    })),
    ...sums,
  };
}
