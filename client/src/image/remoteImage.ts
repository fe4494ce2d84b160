/**
 * An image that is opened in the worker. Owns: turning calls into questions, and opening the image anew when its thread is gone. Must not read anything.
 */
import type { HistoryModel } from '../model/history.ts';
import type {
  ContentsLayer, DuplicateFiles, FileStat, FolderPage, FolderQuery, FoundPath, HiddenFile, HiddenSum, ImageContents, ImageDifference, Limited, PathChange, SizedFile,
} from '../model/imageContents.ts';
import type { ImageWorker } from './imageWorker.ts';
import type { ImageFacts, ImagePlace, QueryName } from './protocol.ts';

export class RemoteImage implements ImageContents {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly platform: string | undefined;
  readonly base: ImageContents['base'];
  readonly history: HistoryModel;
  readonly layers: readonly ContentsLayer[];
  readonly totalBytes: number;
  readonly visibleBytes: number;
  readonly wastedBytes: number;
  readonly waste: readonly HiddenSum[];
  readonly finalFiles: number;
  readonly #worker: ImageWorker;
  readonly #place: ImagePlace;
  /** Which of the place's images it is. */
  readonly #at: number;
  /** The thread that has it, and its key there. */
  #opened: Promise<{ readonly thread: object | undefined; readonly key: string }>;
  #thread: object | undefined;
  #isClosed = false;

  constructor(worker: ImageWorker, facts: ImageFacts, place: ImagePlace, at: number) {
    this.key = facts.key;
    this.id = facts.id;
    this.name = facts.name;
    this.platform = facts.platform;
    this.base = facts.base;
    this.history = facts.history;
    this.layers = facts.layers;
    this.totalBytes = facts.totalBytes;
    this.visibleBytes = facts.visibleBytes;
    this.wastedBytes = facts.wastedBytes;
    this.waste = facts.waste;
    this.finalFiles = facts.finalFiles;
    this.#worker = worker;
    this.#place = place;
    this.#at = at;
    this.#thread = worker.thread;
    this.#opened = Promise.resolve({ thread: worker.thread, key: facts.key });
  }

  folder(query: FolderQuery): Promise<FolderPage> {
    return this.#ask('folder', [query]);
  }

  find(text: string, limit: number, signal?: AbortSignal): Promise<Limited<FoundPath>> {
    return this.#ask('find', [text, limit], signal);
  }

  touching(path: string): Promise<readonly PathChange[]> {
    return this.#ask('touching', [path]);
  }

  hidden(limit: number, of?: { readonly owner: number; readonly cause: number }): Promise<Limited<HiddenFile>> {
    return this.#ask('hidden', [limit, of]);
  }

  largest(limit: number): Promise<Limited<SizedFile>> {
    return this.#ask('largest', [limit]);
  }

  duplicates(limit: number, signal?: AbortSignal): Promise<Limited<DuplicateFiles>> {
    return this.#ask('duplicates', [limit], signal);
  }

  stat(where: number | 'final', path: string, followsLinks: boolean): Promise<FileStat | undefined> {
    return this.#ask('stat', [where, path, followsLinks]);
  }

  list(where: number | 'final', folder: string): ReturnType<ImageContents['list']> {
    return this.#ask('list', [where, folder]);
  }

  read(where: number | 'final', path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#ask('read', [where, path], signal);
  }

  async compare(other: ImageContents, limit: number, signal?: AbortSignal): Promise<Limited<ImageDifference>> {
    if (!(other instanceof RemoteImage)) throw new TypeError('The images were opened in different ways.');
    // This one first: opening it anew may start the thread that the other one then needs.
    await this.#keyNow();
    return this.#ask('compare', [await other.#keyNow(), limit], signal);
  }

  dispose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#opened.then(({ thread, key }) => this.#worker.close(thread, key), () => undefined);
  }

  async #ask<T>(name: QueryName, args: readonly unknown[], signal?: AbortSignal): Promise<T> {
    const image = await this.#keyNow();
    return await this.#worker.ask({ kind: 'query', image, name, args }, undefined, signal) as T;
  }

  /** The image's key in the thread that runs now. */
  async #keyNow(): Promise<string> {
    if (this.#isClosed) throw new Error('The image is closed. Open it anew.');
    if (this.#thread !== this.#worker.thread || this.#thread === undefined) this.#reopen();
    return (await this.#opened).key;
  }

  #reopen(): void {
    const opening = this.#worker.openFacts(this.#place, undefined, undefined).then(({ images }) => {
      for (const [at, { key }] of images.entries()) if (at !== this.#at) this.#worker.close(this.#worker.thread, key);
      const found = images[this.#at];
      if (found?.id !== this.id) throw new Error('The image has changed meanwhile. Open it anew.');
      return { thread: this.#worker.thread, key: found.key };
    });
    // Asking has started the thread, so others who come now wait for the same.
    this.#thread = this.#worker.thread;
    this.#opened = opening;
    opening.catch(() => { if (this.#opened === opening) this.#thread = undefined; });
  }
}
