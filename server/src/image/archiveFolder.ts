/**
 * Images in a folder: an OCI layout, or an archive that was unpacked. Owns: reading its files. Must not know manifests.
 */
import { closeSync, createReadStream, openSync, readFileSync } from 'node:fs';
import type { ImageArchive } from './archive.ts';
import { ArchiveReader, asLayer } from './archiveReader.ts';
import { addMissingChecksums } from './checksums.ts';
import { filesIn } from './folder.ts';
import { BlobReader } from './layerReader.ts';
import type { ReadLayer } from './layerReader.ts';
import { fileLayerKey } from './layerStore.ts';
import type { Member } from './members.ts';

/** A folder in OCI layout, or what was a docker archive. */
export class ArchiveFolder extends ArchiveReader {
  readonly #files = new Map<string, string>();

  async read(folder: string): Promise<ImageArchive> {
    for (const { name, path, size } of filesIn(folder)) {
      this.#files.set(name, path);
      this.members.addFile(name, size, path);
    }
    const archive = await this.finish(undefined, 'none', undefined, {
      json: (member) => readFileSync(this.#files.get(member.name)!),
      layer: (member) => this.#readLayer(member),
      key: (member, diffId) => this.#key(member, diffId),
    });
    await addMissingChecksums(archive, this.options.signal);
    this.keep();
    return archive;
  }

  #key(member: Member, diffId: string): string | undefined {
    const fd = openSync(this.#files.get(member.name)!, 'r');
    try {
      return fileLayerKey(diffId, fd, 0, member.size);
    } finally {
      closeSync(fd);
    }
  }

  async #readLayer(member: Member): Promise<ReadLayer | undefined> {
    const blob = new BlobReader(this.paths, member.size);
    for await (const chunk of createReadStream(this.#files.get(member.name)!, { highWaterMark: 1 << 20 })) {
      this.options.signal?.throwIfAborted();
      await blob.write(chunk as Buffer);
    }
    return asLayer(await blob.end(), member);
  }
}
