/**
 * Keeps a stream in a file while somebody reads it. Owns: the file, until it is whole. Must not know what the stream holds.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import type { FileCache } from './fileCache.ts';

export interface Spool {
  /** The same bytes; fails as the source does, and destroying it destroys the source. */
  readonly stream: Readable;
  /** The kept file's path once the stream has been read to its end; undefined when it was too long, or could not be written. */
  finish(): Promise<string | undefined>;
  /** Removes the file when it is not finished. */
  abandon(): Promise<void>;
}

export function spool(source: Readable, cache: FileCache, key: string, mostBytes: number): Spool {
  const path = cache.begin();
  const file: WriteStream = createWriteStream(path);
  let isGood = true;
  let bytes = 0;
  const giveUp = (): void => {
    isGood = false;
    file.destroy();
  };
  file.on('error', giveUp);
  // Comes after an error too.
  const closed = new Promise<void>((resolve) => file.once('close', resolve));
  const stream = new PassThrough({
    highWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (isGood && bytes > mostBytes) giveUp();
      if (!isGood || file.write(chunk)) return done(null, chunk);
      const go = (): void => {
        file.off('drain', go).off('close', go);
        done(null, chunk);
      };
      file.on('drain', go).on('close', go);
    },
  });
  source.on('error', (error) => stream.destroy(error));
  stream.on('close', () => source.destroy());
  source.pipe(stream);
  const abandon = async (): Promise<void> => {
    file.destroy();
    await closed;
    cache.abandon(path);
  };
  return {
    stream, abandon,
    async finish() {
      if (isGood) {
        file.end();
        await closed;
      }
      if (isGood) return cache.finish(path, key);
      await abandon();
      return undefined;
    },
  };
}
