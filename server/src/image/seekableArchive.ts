/**
 * An unpacked archive in a file. Owns: reading headers only, and of contents what decides something. Must not know manifests.
 */
import { createReadStream, fstatSync, readSync } from 'node:fs';
import type { ImageArchive, ReadArchiveOptions } from './archive.ts';
import { ArchiveReader } from './archiveReader.ts';
import { addMissingChecksums } from './checksums.ts';
import { sniff, sniffLength } from './decompress.ts';
import { trim } from './layerIndex.ts';
import { BlobReader, LayerIndexer, problemText } from './layerReader.ts';
import type { ReadLayer } from './layerReader.ts';
import { engineLayerKey, fileLayerKey } from './layerStore.ts';
import type { Member } from './members.ts';
import { TarParser, walkFile } from './tarWalker.ts';

/** An unpacked archive in a file: headers first, then only what the images need. */
export class SeekableArchive extends ArchiveReader {
  readonly #path: string;
  readonly #fd: number;

  constructor(path: string, fd: number, options: ReadArchiveOptions) {
    super(options);
    this.#path = path;
    this.#fd = fd;
  }

  async read(): Promise<ImageArchive> {
    const { size } = fstatSync(this.#fd);
    const outer: TarParser = new TarParser({
      entry: (entry) => {
        this.members.add(entry, outer.offset);
        return false;
      },
    });
    await walkFile(this.#fd, 0, size, outer, { signal: this.options.signal });
    await this.loadKnown();
    const archive = await this.finish(this.#path, 'none', outer, {
      json: (member) => this.#bytes(member),
      layer: (member) => this.#readLayer(member),
      key: (member, diffId) => (this.options.trusted ? engineLayerKey(diffId) : fileLayerKey(diffId, this.#fd, member.offset, member.size)),
    });
    await addMissingChecksums(archive, this.options.signal);
    this.keep();
    return archive;
  }

  #bytes(member: Member): Uint8Array {
    const bytes = Buffer.alloc(member.size);
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, member.size, member.offset));
  }

  async #readLayer(member: Member): Promise<ReadLayer | undefined> {
    const { size } = fstatSync(this.#fd);
    const isCut = member.offset + member.size > size;
    const head = this.#bytes({ ...member, size: Math.min(member.size, sniffLength) });
    const found = member.size === 0 ? 'tar' : sniff(head);
    const report = (offset: number): void => this.options.onProgress?.({ bytesRead: member.offset + offset, totalBytes: size });
    if (found === 'gzip' || found === 'zstd') {
      const blob = new BlobReader(this.paths, member.size);
      let read = 0;
      const end = Math.min(member.offset + member.size, size) - 1;
      for await (const chunk of createReadStream('', { fd: this.#fd, autoClose: false, start: member.offset, end, highWaterMark: 1 << 20 })) {
        this.options.signal?.throwIfAborted();
        await blob.write(chunk as Buffer);
        report((read += (chunk as Buffer).length));
      }
      return (await blob.end(isCut)) as ReadLayer;
    }
    if (found === 'json') return undefined;
    const indexer = new LayerIndexer(this.paths, 'none');
    const parser = new TarParser(indexer);
    await walkFile(this.#fd, member.offset, member.size, parser, { signal: this.options.signal, onProgress: report });
    trim(indexer.index);
    // Bytes that never were a tar: better no layer than an empty one that looks right.
    if (found === 'unknown' && indexer.index.count === 0) return undefined;
    return { compression: 'none', index: indexer.index, error: isCut ? 'The archive ends inside this layer.' : problemText(parser) };
  }
}
