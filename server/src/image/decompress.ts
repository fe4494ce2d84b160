/**
 * Decompression of layers. Owns: telling how bytes are packed by their first ones, and unpacking gzip and zstd in a stream on every Node. Must not know tar.
 */
import { once } from 'node:events';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { hasValidChecksum, isZeroBlock, textAt } from './tarHeader.ts';
import { Xxh64 } from './xxh64.ts';
import { ZstdFrames } from './zstdFrames.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'unknown';

/** Bytes that `sniff` wants to see, when there are as many. */
export const sniffLength = 512;

/** What a blob is by its first bytes: names never tell. */
export function sniff(head: Uint8Array): 'gzip' | 'zstd' | 'tar' | 'json' | 'unknown' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isZstdFrame = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  const isSkippableFrame = (head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  if (isZstdFrame || isSkippableFrame) return 'zstd';
  // With the magic number of a tar it is one, perhaps a damaged one; the oldest have none.
  if (head.length >= sniffLength && (textAt(head, 257, 'ustar') || hasValidChecksum(head) || isZeroBlock(head))) return 'tar';
  const text = Buffer.from(head.subarray(0, 64)).toString('latin1').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  return otherPackings.some((magic) => magic.every((byte, at) => head[at] === byte)) ? 'unknown' : 'tar';
}

/** First bytes of bzip2, xz, lz4, zip and compress. What has none of them can only be a tar, and reading it says what is wrong with it. */
const otherPackings = [[0x42, 0x5a, 0x68], [0xfd, 0x37, 0x7a, 0x58, 0x5a], [0x04, 0x22, 0x4d, 0x18], [0x50, 0x4b, 3, 4], [0x1f, 0x9d]];

/** Takes packed bytes and gives unpacked ones to the function that it was made with. */
export interface Inflater {
  /** Resolves when more may be written; rejects on damaged data. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when all is given out; rejects when the data stops too early. */
  end(): Promise<void>;
  destroy(): void;
}

export function makeInflater(compression: 'gzip' | 'zstd', onData: (bytes: Uint8Array) => void): Inflater {
  if (compression === 'gzip') return new StreamInflater(zlib.createGunzip({ chunkSize: 256 * 1024 }), onData);
  return 'createZstdDecompress' in zlib ? new NativeZstd(onData) : new PortableZstd(onData);
}

type ZlibStream = ReturnType<typeof zlib.createGunzip>;

class StreamInflater implements Inflater {
  readonly #stream: ZlibStream;
  readonly #ended: Promise<unknown>;

  constructor(stream: ZlibStream, onData: (bytes: Uint8Array) => void) {
    this.#stream = stream;
    stream.on('data', onData);
    this.#ended = once(stream, 'end');
    // Seen by `write` or `end`, whichever comes next.
    this.#ended.catch(() => undefined);
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    if (!this.#stream.write(chunk)) await Promise.race([once(this.#stream, 'drain'), this.#ended]);
  }

  async end(): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    this.#stream.end();
    await this.#ended;
  }

  destroy(): void {
    this.#stream.destroy();
  }
}

/** Node's own decoder (22.15 and later), a new one for each frame. */
class NativeZstd implements Inflater {
  readonly #onData: (bytes: Uint8Array) => void;
  readonly #pieces: { piece: Uint8Array; isEnd: boolean }[] = [];
  readonly #frames = new ZstdFrames((piece, isEnd) => this.#pieces.push({ piece, isEnd }));
  #current: StreamInflater | undefined;

  constructor(onData: (bytes: Uint8Array) => void) {
    this.#onData = onData;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#frames.push(chunk);
    for (const { piece, isEnd } of this.#pieces.splice(0)) {
      this.#current ??= new StreamInflater(createZstdDecompress(), this.#onData);
      await this.#current.write(piece);
      if (!isEnd) continue;
      await this.#current.end();
      this.#current = undefined;
    }
  }

  end(): Promise<void> {
    return this.#frames.isComplete ? Promise.resolve() : Promise.reject(new Error('unexpected end of data'));
  }

  destroy(): void {
    this.#current?.destroy();
  }
}

function createZstdDecompress(): ZlibStream {
  const { createZstdDecompress: create } = zlib as unknown as { createZstdDecompress(options: object): ZlibStream };
  return create({ chunkSize: 256 * 1024 });
}

/** For hosts whose Node has no zstd: a decoder for each frame, which does not look at checksums itself. */
class PortableZstd implements Inflater {
  readonly #onData: (bytes: Uint8Array) => void;
  readonly #frames = new ZstdFrames((piece, isEnd) => this.#take(piece, isEnd));
  #frame: { decoder: Decompress; sum: Xxh64 } | undefined;

  constructor(onData: (bytes: Uint8Array) => void) {
    this.#onData = onData;
  }

  async write(chunk: Uint8Array): Promise<void> {
    // In small steps, so that a long run of it does not keep the host from its other work.
    for (let at = 0; at < chunk.length; at += 64 * 1024) {
      this.#frames.push(chunk.subarray(at, at + 64 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  end(): Promise<void> {
    return this.#frames.isComplete ? Promise.resolve() : Promise.reject(new Error('unexpected end of data'));
  }

  destroy(): void {
    // Nothing to free.
  }

  #take(piece: Uint8Array, isEnd: boolean): void {
    const { decoder, sum } = (this.#frame ??= this.#newFrame());
    decoder.push(piece, isEnd);
    if (!isEnd) return;
    this.#frame = undefined;
    const { checksum } = this.#frames;
    if (checksum !== undefined && checksum !== sum.digest()) throw new Error('wrong checksum');
  }

  #newFrame(): { decoder: Decompress; sum: Xxh64 } {
    const sum = new Xxh64();
    const decoder = new Decompress((bytes) => {
      sum.update(bytes);
      this.#onData(bytes);
    });
    return { decoder, sum };
  }
}
