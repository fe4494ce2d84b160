/**
 * Indexes of layers, kept in memory and on disk. Owns: what is kept where, and for how long. Must not know how an index looks.
 */
import type { LayerStore } from '../../../server/src/image/layerStore.ts';
import { FileCache } from './fileCache.ts';

const bytesInMemory = 64_000_000;
const bytesOnDisk = 300_000_000;

export class KeptLayers implements LayerStore {
  readonly #files: FileCache | undefined;
  readonly #mostBytes: number;
  /** Those used last are at the end. */
  readonly #memory = new Map<string, Uint8Array>();
  #bytes = 0;
  /** Writes one after another, so that they do not fill the memory. */
  #writing: Promise<void> = Promise.resolve();

  /** `folder` undefined keeps them in memory only. */
  constructor(folder: string | undefined, mostBytes = bytesInMemory) {
    this.#files = folder === undefined ? undefined : new FileCache(folder, '.layer', bytesOnDisk);
    this.#mostBytes = mostBytes;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    await this.#writing;
    const bytes = this.#memory.get(key) ?? (await this.#files?.read(key));
    if (bytes) this.#remember(key, bytes);
    return bytes;
  }

  put(key: string, make: () => Promise<Uint8Array>): void {
    this.#writing = this.#writing.then(async () => {
      const bytes = await make();
      this.#remember(key, bytes);
      await this.#files?.write(key, bytes);
    }).catch(() => undefined);
  }

  /** Resolves when everything has been written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #remember(key: string, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#memory.get(key)?.length ?? 0);
    this.#memory.delete(key);
    this.#memory.set(key, bytes);
    for (const [oldest, { length }] of this.#memory) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#memory.delete(oldest);
      this.#bytes -= length;
    }
  }
}
