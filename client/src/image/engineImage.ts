/**
 * Images of an engine. Owns: what has to be asked of the engine for the layers and, later, for the files: nothing that is kept already is asked for again.
 * Must not know how an archive is read.
 */
import type { Readable } from 'node:stream';
import { readImageArchive, type ArchiveLayer, type ImageArchive, type ReadArchiveOptions } from '../../../server/src/image/archive.ts';
import { readContent } from '../../../server/src/image/content.ts';
import { decodeLayer, type KeptLayer } from '../../../server/src/image/indexCodec.ts';
import { engineLayerKey } from '../../../server/src/image/layerStore.ts';
import { Members } from '../../../server/src/image/members.ts';
import { alignEngineHistory } from '../../../server/src/image/historyAlignment.ts';
import type { HistoryEntry } from '../../../server/src/image/metadata.ts';
import { PathTable } from '../../../server/src/image/pathTable.ts';
import { ApiClient } from '../../../server/src/engine/apiClient.ts';
import type { EngineClient, EngineHistoryEntry, ImageDetails } from '../../../server/src/engine/contract.ts';
import type { ContentOptions, ContentSource } from './analysedImage.ts';
import type { FileCache } from './fileCache.ts';
import type { KeptLayers } from './keptLayers.ts';
import type { ImagePlace } from './protocol.ts';
import { spool, type Spool } from './spool.ts';

export interface EngineImageOptions {
  readonly place: Extract<ImagePlace, { kind: 'engine' }>;
  readonly layers: KeptLayers;
  /** Where whole images are kept; undefined for nowhere. */
  readonly images: FileCache | undefined;
  readonly largestImage: number;
}

export interface Reading extends Pick<ReadArchiveOptions, 'onProgress'> {
  readonly signal?: AbortSignal | undefined;
}

export class EngineImage implements ContentSource {
  readonly #options: EngineImageOptions;
  #diffIds: readonly string[] = [];
  #id = '';
  /** The archive that contents are read from. */
  #contents: ImageArchive | undefined;
  #fetching: SharedExport | undefined;

  constructor(options: EngineImageOptions) {
    this.#options = options;
  }

  /** The layers: from what is kept when that is all of them, else from the engine's archive. */
  async open(reading: Reading): Promise<ImageArchive> {
    const { image } = this.#options.place;
    return this.#withEngine(async (engine) => {
      const details = await engine.inspect(image, request(reading.signal));
      this.#diffIds = details.diffIds;
      this.#id = details.id;
      const kept = (await this.#fromKept(reading)) ?? (await this.#fromIndexes(engine, details, reading.signal).catch(() => undefined));
      return kept ?? (this.#contents = await this.#export(engine, image, reading));
    });
  }

  async content(layer: ArchiveLayer, row: number, options: ContentOptions): Promise<Uint8Array | undefined> {
    this.#contents = await this.#current(options.signal);
    const stored = this.#contents.images.flatMap((image) => image.layers).find(({ diffId }) => diffId === layer.diffId);
    // The index that the row was taken from is the one that counts.
    return stored && readContent(this.#contents, { ...stored, index: layer.index }, row, options);
  }

  /** What has been read before, as long as its file is there. */
  async #current(signal: AbortSignal | undefined): Promise<ImageArchive> {
    const known = this.#contents;
    if (known && (known.path === undefined || this.#options.images?.find(this.#id) === known.path)) return known;
    const kept = await this.#fromKept({ signal });
    if (kept) return kept;
    this.#fetching ??= this.#fetch();
    return this.#fetching.wait(signal);
  }

  #fetch(): SharedExport {
    const fetching: SharedExport = new SharedExport((end) => this.#withEngine((engine) => this.#export(engine, this.#id, { signal: end })).finally(() => {
      if (this.#fetching === fetching) this.#fetching = undefined;
    }), () => {
      if (this.#fetching === fetching) this.#fetching = undefined;
    });
    return fetching;
  }

  async #fromKept(reading: Reading): Promise<ImageArchive | undefined> {
    const path = this.#options.images?.find(this.#id);
    if (path === undefined) return undefined;
    const archive = await readImageArchive(path, this.#reading(reading));
    // A file of another making, or damaged: away with it.
    if (archive.error === undefined && archive.images.some((image) => image.config.diffIds.join() === this.#diffIds.join())) return archive;
    this.#options.images?.remove(this.#id);
    return undefined;
  }

  /** Only where the engine's words are enough to describe the image as its archive would. */
  async #fromIndexes(engine: EngineClient, details: ImageDetails, signal: AbortSignal | undefined): Promise<ImageArchive | undefined> {
    const paths = new PathTable();
    const layers: KeptLayer[] = [];
    for (const diffId of details.diffIds) {
      const bytes = await this.#options.layers.get(engineLayerKey(diffId));
      const layer = bytes && (await decodeLayer(bytes, paths));
      if (!layer) return undefined;
      layers.push(layer);
    }
    // In containerd's store the id is not the config's, and there may be images of other platforms.
    if (layers.length === 0 || (await engine.details(request(signal))).store === 'containerd') return undefined;
    const entries = await engine.history(this.#options.place.image, request(signal));
    const made = alignEngineHistory(entries, layers.length);
    if (!made || made.some((each) => each.made === 'maybe')) return undefined;
    const historyIndexes = made.flatMap((each, at) => (each.made === 'yes' ? [at] : []));
    const image = {
      id: details.id, tags: details.tags,
      config: {
        platform: { os: details.os, architecture: details.arch, variant: details.variant }, created: new Date(details.created).toISOString(), diffIds: details.diffIds,
        history: entries.map((entry, at) => historyEntry(entry, made[at]!.made === 'no')), runConfig: { Labels: details.config.labels },
      },
      layers: layers.map((layer, at) => ({ ...layer, diffId: details.diffIds[at]!, member: '', historyIndex: historyIndexes[at] })),
    };
    return { path: undefined, packing: 'none', images: [image], paths, members: new Members(), error: undefined, warnings: [] };
  }

  /** Has the engine make the archive, and keeps it for later when it is not too large. */
  async #export(engine: EngineClient, image: string, reading: Reading): Promise<ImageArchive> {
    const source = await engine.saveImage(image, request(reading.signal));
    const kept = this.#spool(source);
    try {
      const archive = await readImageArchive(kept?.stream ?? source, this.#reading(reading));
      // What can't be kept has been read all the same.
      const path = archive.error === undefined ? await kept?.finish().catch(() => undefined) : undefined;
      return path === undefined ? { ...archive, reopen: (signal) => this.#stream(signal) } : { ...archive, path };
    } finally {
      source.destroy();
      await kept?.abandon();
    }
  }

  #spool(source: Readable): Spool | undefined {
    const { images, largestImage } = this.#options;
    try {
      return images && largestImage > 0 && this.#id !== '' ? spool(source, images, this.#id, largestImage) : undefined;
    } catch {
      // Where nothing can be written, the image is read all the same.
      return undefined;
    }
  }

  /** The archive once more, for an image that is too large to be kept. The engine is let go with the stream. */
  async #stream(signal: AbortSignal | undefined): Promise<Readable> {
    const engine = new ApiClient(this.#options.place.endpoint);
    try {
      // By its id: the name may be another image's by now.
      const stream = await engine.saveImage(this.#id, request(signal));
      stream.once('close', () => engine.dispose());
      return stream;
    } catch (error) {
      engine.dispose();
      throw error;
    }
  }

  #reading({ signal, onProgress }: Reading): ReadArchiveOptions {
    return { ...request(signal), ...(onProgress ? { onProgress } : {}), store: this.#options.layers, trusted: this.#diffIds };
  }

  async #withEngine<T>(work: (engine: EngineClient) => Promise<T>): Promise<T> {
    const engine = new ApiClient(this.#options.place.endpoint);
    try {
      return await work(engine);
    } finally {
      engine.dispose();
    }
  }
}

function historyEntry({ created, createdBy, comment }: EngineHistoryEntry, emptyLayer: boolean): HistoryEntry {
  return { created: created === 0 ? '' : new Date(created).toISOString(), createdBy, comment, author: '', emptyLayer };
}

function request(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

/** One export that several wait for. Who stops waiting does not end it for the others; the last one does. */
class SharedExport {
  readonly #control = new AbortController();
  readonly #onEnd: () => void;
  readonly #result: Promise<ImageArchive>;
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<ImageArchive>, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#result = work(this.#control.signal);
    this.#result.catch(() => undefined);
  }

  wait(signal: AbortSignal | undefined): Promise<ImageArchive> {
    this.#waiting++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        if (--this.#waiting === 0) {
          this.#onEnd();
          this.#control.abort();
        }
        reject(signal!.reason as Error);
      };
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      void this.#result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', onAbort));
    });
  }
}
