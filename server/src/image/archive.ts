/**
 * Reads image archives: `docker save` of all ages, OCI layouts, Podman, Skopeo, Crane and their like. Owns: the way from a file or a stream to images with
 * indexed layers. Must not know engines, VS Code or LSP. What is wrong with an archive is data (`error`, a layer's `error`, `warnings`), with all the rest still
 * there; only a file that cannot be read, a failing stream and an aborted signal reject.
 */
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ArchiveFolder } from './archiveFolder.ts';
import { sniff, sniffLength } from './decompress.ts';
import type { Compression } from './decompress.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { LayerStore } from './layerStore.ts';
import type { Members } from './members.ts';
import type { ArchiveError, ImageConfig } from './metadata.ts';
import type { PathTable } from './pathTable.ts';
import { SeekableArchive } from './seekableArchive.ts';
import { StreamedArchive } from './streamedArchive.ts';

export interface ArchiveLayer {
  /** Digest of the uncompressed layer, '' when the config does not say. */
  readonly diffId: string;
  readonly compression: Compression;
  /** Name of the layer's file in the archive, links followed. */
  readonly member: string;
  /** Bytes of that file. */
  readonly storedSize: number;
  readonly index: LayerIndex;
  /** Which entry of the history made it; undefined when the history is too short. */
  readonly historyIndex: number | undefined;
  /** A sentence when the layer could not be read, or not to its end. */
  readonly error: string | undefined;
}

export interface ArchiveImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  /** What the image's manifest notes about it, where there is one. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Bottom first. */
  readonly layers: readonly ArchiveLayer[];
}

export interface ImageArchive {
  /** The file that it was read from; undefined for a folder and for a stream. */
  readonly path: string | undefined;
  /** How that file is packed as a whole. */
  readonly packing: 'none' | 'gzip' | 'zstd';
  /** Gives the stream once more, so that contents can be read; undefined when there is no such way. */
  readonly reopen?: (signal: AbortSignal | undefined) => Promise<Readable>;
  readonly images: readonly ArchiveImage[];
  /** The names of all layers' entries. */
  readonly paths: PathTable;
  readonly members: Members;
  readonly error: ArchiveError | undefined;
  readonly warnings: readonly string[];
}

export interface ReadProgress {
  readonly bytesRead: number;
  /** undefined for a stream. */
  readonly totalBytes: number | undefined;
}

export interface ReadArchiveOptions {
  readonly signal?: AbortSignal;
  /** False leaves the layers of unpacked archives unread, for those who want the history only; they come out empty. */
  readonly withLayers?: boolean;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Where indexes of layers are kept. */
  readonly store?: LayerStore;
  /** Says that the archive comes from an engine, whose digests are true, and names the diff IDs to expect. */
  readonly trusted?: readonly string[];
}

/** Reads an archive from a file, a folder in OCI layout or a pipe (its path) or a stream. Of a pipe or a stream, contents cannot be read again. */
export async function readImageArchive(source: string | Readable, options: ReadArchiveOptions = {}): Promise<ImageArchive> {
  options.signal?.throwIfAborted();
  if (typeof source !== 'string') return new StreamedArchive(options).read(source, undefined);
  const stats = statSync(source);
  if (stats.isDirectory()) return new ArchiveFolder(options).read(source);
  // What a shell makes of <(docker save app) passes by once.
  if (stats.isFIFO()) return new StreamedArchive(options).read(createReadStream(source, { highWaterMark: 1 << 20 }), undefined);
  const fd = openSync(source, 'r');
  try {
    const head = Buffer.alloc(sniffLength);
    const found = sniff(head.subarray(0, readSync(fd, head, 0, sniffLength, 0)));
    // A packed archive has no places to seek to.
    if (found === 'gzip' || found === 'zstd') {
      return await new StreamedArchive(options).read(createReadStream(source, { highWaterMark: 1 << 20 }), source);
    }
    return await new SeekableArchive(source, fd, options).read();
  } finally {
    closeSync(fd);
  }
}
