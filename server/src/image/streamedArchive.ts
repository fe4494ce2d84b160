/**
 * An archive that passes by once: a stream, or a packed file. Owns: reading every blob as it comes, before anybody knows what it is for. Must not know manifests.
 */
import type { Readable } from 'node:stream';
import type { ImageArchive } from './archive.ts';
import { ArchiveReader, asLayer } from './archiveReader.ts';
import { makeInflater, sniff } from './decompress.ts';
import type { Inflater } from './decompress.ts';
import { BlobReader, defaultUnpackLimits, isBeyond } from './layerReader.ts';
import type { ReadLayer } from './layerReader.ts';
import { engineLayerKey } from './layerStore.ts';
import { blockSize, EntryType } from './tarHeader.ts';
import { TarParser } from './tarWalker.ts';
import type { TarEntry } from './tarWalker.ts';

/** Bytes that tell whether an archive is packed. */
const magicLength = 4;

/** Of all JSON files together, no more is kept. */
const mostJsonBytes = 64 * 2 ** 20;

/** An archive that passes by once: every blob is read as it comes, and what it was for shows at the end. */
export class StreamedArchive extends ArchiveReader {
  readonly #results = new Map<string, Uint8Array | ReadLayer | undefined>();
  #blob: BlobReader | undefined;
  #name = '';
  #jsonBytes = 0;
  /** Work that the parser's callbacks, which cannot wait, leave behind. */
  #work: Promise<void> = Promise.resolve();

  async read(stream: Readable, path: string | undefined): Promise<ImageArchive> {
    const { signal } = this.options;
    const onAbort = (): void => void stream.destroy(signal!.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    // A failure that comes before the reading has begun is met when it begins.
    stream.on('error', () => undefined);
    await this.loadKnown();
    const outer: TarParser = new TarParser({
      entry: (entry) => this.#entry(entry, outer),
      body: (bytes) => this.#then((blob) => blob.write(bytes)),
      bodyEnd: () => this.#endBlob(false),
    });
    let head: Buffer | undefined = Buffer.alloc(0);
    let inflater: Inflater | undefined;
    let packing: ImageArchive['packing'] = 'none';
    let isDamaged = false;
    let isCut = false;
    let bytesRead = 0;
    let unpacked = 0;
    const unpack = (bytes: Uint8Array): void => {
      unpacked += bytes.length;
      outer.push(bytes);
    };
    const take = async (chunk: Buffer): Promise<void> => {
      if (inflater) await inflater.write(chunk).catch(() => (isDamaged = true));
      else outer.push(chunk);
      await this.#work;
    };
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytesRead += chunk.length;
        // A packed archive is followed to its checksum, behind the end of the tar in it.
        if (isDamaged || (outer.done && !inflater)) continue;
        head = head && Buffer.concat([head, chunk]);
        if (head && head.length < magicLength) continue;
        const found = head && sniff(head);
        if (found === 'gzip' || found === 'zstd') inflater = makeInflater(packing = found, unpack);
        await take(head ?? chunk);
        isDamaged ||= isBeyond(defaultUnpackLimits, bytesRead, unpacked);
        head = undefined;
        this.options.onProgress?.({ bytesRead, totalBytes: undefined });
      }
      if (head) await take(head);
      if (inflater && !isDamaged) await inflater.end().catch(() => (isDamaged = isCut = true));
    } finally {
      signal?.removeEventListener('abort', onAbort);
      inflater?.destroy();
    }
    signal?.throwIfAborted();
    outer.end();
    if (this.#blob) this.#endBlob(true);
    await this.#work;
    const archive = await this.finish(path, packing, outer, {
      json: (member) => asJson(this.#results.get(member.name)),
      layer: (member) => Promise.resolve(asLayer(this.#results.get(member.name), member)),
      key: (_member, diffId) => (this.options.trusted ? engineLayerKey(diffId) : undefined),
    });
    this.keep();
    // Of what ends before it has given one block nobody can say that it is no image.
    const isNoImage = archive.error?.class === 'not-an-image' && !(isCut && outer.offset < blockSize);
    if (!isDamaged || isNoImage) return archive;
    return { ...archive, error: { class: 'truncated', message: 'The packed archive is damaged or ends too early.' } };
  }

  #entry(entry: TarEntry, outer: TarParser): boolean {
    this.#name = this.members.add(entry, outer.offset);
    if (entry.type !== EntryType.file || this.known.has(engineLayerKey(diffIdIn(this.#name)))) return false;
    this.#blob = new BlobReader(this.paths, entry.stored);
    return true;
  }

  #then(task: (blob: BlobReader) => Promise<void>): void {
    const blob = this.#blob!;
    this.#work = this.#work.then(() => task(blob));
  }

  #endBlob(isTruncated: boolean): void {
    const name = this.#name;
    this.#then(async (blob) => {
      const result = await blob.end(isTruncated);
      if (result instanceof Uint8Array) this.#jsonBytes += result.length;
      this.#results.set(name, result instanceof Uint8Array && this.#jsonBytes > mostJsonBytes ? undefined : result);
    });
    this.#blob = undefined;
  }
}

/** What does not look like JSON is there all the same, and no valid JSON. */
/** The digest that the name of a blob is made of, which for an unpacked layer is its diff ID: "blobs/sha256/…" or "….tar". */
function diffIdIn(name: string): string {
  const digest = /(?:^|\/)([0-9a-f]{64})(?:\.tar)?$/.exec(name)?.[1];
  return digest === undefined ? '' : `sha256:${digest}`;
}

function asJson(result: Uint8Array | ReadLayer | undefined): Uint8Array {
  return result instanceof Uint8Array ? result : new Uint8Array(0);
}
