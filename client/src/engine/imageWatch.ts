/**
 * The engine's images and containers as they are now. Owns: when the engine is asked, listening to its events, and trying again when it is gone.
 * Must not know VS Code, and asks nothing while nobody looks.
 */
import type { ContainerSummary, EngineClient, Filters, ImageSummary } from '../../../server/src/engine/contract.ts';
import type { Engines } from './engines.ts';

export interface ImageQuery {
  /** Also the images that others were built on. */
  readonly all: boolean;
  /** The engine's own filters. */
  readonly filters: Filters | undefined;
}

export interface WatchState {
  /** 'idle' before anybody looked; 'problem' when the engine could not be asked, and it is tried again. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'problem';
  readonly images: readonly ImageSummary[];
  /** Running or not. */
  readonly containers: readonly ContainerSummary[];
  /** Why the engine could not be asked. */
  readonly problem: unknown;
  /** Whether shared sizes have been asked for, with or without an answer. */
  readonly sizesKnown: boolean;
}

export interface WatchOptions {
  readonly engines: Pick<Engines, 'use'>;
  readonly isTrusted: () => boolean;
  readonly query: () => ImageQuery;
  /** Waiting times, in milliseconds; others in tests. */
  readonly times?: { readonly settle: number; readonly retry: number; readonly mostRetry: number };
}

/** Events come in swarms, so they are waited for; after a failure the next try comes later and later. */
const usualTimes = { settle: 250, retry: 2_000, mostRetry: 15_000 };

const nothing: WatchState = { phase: 'idle', images: [], containers: [], problem: undefined, sizesKnown: false };

export class ImageWatch {
  readonly #options: WatchOptions;
  readonly #times: typeof usualTimes;
  readonly #listeners = new Set<() => void>();
  #state = nothing;
  #watchers = 0;
  #running: AbortController | undefined;
  /** Ends the wait before the next try, or has the list asked for again. */
  #poke: (() => void) | undefined;
  /** Of the sizes that were measured: the ids that they are for. */
  #measured = new Map<string, Pick<ImageSummary, 'sharedSize' | 'uniqueSize'>>();
  #measuredFor = '';

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#times = options.times ?? usualTimes;
  }

  get state(): WatchState {
    return this.#state;
  }

  /** The listener is called only when something is different from before. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Looks for as long as the answer is not disposed of. */
  look(): { dispose(): void } {
    this.#watchers++;
    this.#start();
    let ended = false;
    return {
      dispose: () => {
        if (ended) return;
        ended = true;
        if (--this.#watchers === 0) this.#stop();
      },
    };
  }

  /** Asks again now, if anybody looks; also after trust was given. */
  refresh(): void {
    this.#measuredFor = '';
    if (this.#running) this.#poke?.();
    else this.#start();
  }

  /** Asks anew from the beginning: the engine or the question is another, so that nothing of the old answer counts. */
  restart(): void {
    this.#stop();
    this.#measuredFor = '';
    if (this.#state.phase !== 'idle') this.#set(nothing);
    this.#start();
  }

  dispose(): void {
    this.#watchers = 0;
    this.#stop();
    this.#listeners.clear();
  }

  #start(): void {
    if (this.#running || this.#watchers === 0 || !this.#options.isTrusted()) return;
    this.#running = new AbortController();
    if (this.#state.phase === 'idle') this.#set({ ...this.#state, phase: 'loading' });
    void this.#run(this.#running.signal);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#poke = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let wait = this.#times.retry;
    while (!signal.aborted) {
      try {
        await this.#options.engines.use(signal, (engine) => this.#follow(engine, signal));
        wait = this.#times.retry;
      } catch (error) {
        if (signal.aborted) return;
        this.#set({ ...nothing, phase: 'problem', problem: error });
        wait = Math.min(wait * 2, this.#times.mostRetry);
      }
      await this.#pause(wait, signal);
    }
  }

  /** Loads, and loads again whenever something happens. Ends when the engine tells no more events; rejects when it can't be asked. */
  async #follow(engine: EngineClient, signal: AbortSignal): Promise<void> {
    const inner = new AbortController();
    const both = AbortSignal.any([signal, inner.signal]);
    const now = { isDirty: false, isOver: false };
    let wake = (): void => undefined;
    const changed = (): void => { now.isDirty = true; wake(); };
    this.#poke = changed;
    // Listening begins before the first list, so that nothing between the two is missed.
    const listening = listen(engine, both, changed).finally(() => { now.isOver = true; wake(); });
    try {
      do {
        now.isDirty = false;
        await this.#load(engine, both);
        if (!now.isDirty && !now.isOver) await new Promise<void>((resolve) => { wake = resolve; });
        wake = () => undefined;
        if (now.isDirty) await delay(this.#times.settle, both);
      } while (!both.aborted && (now.isDirty || !now.isOver));
    } finally {
      // Another round may have begun by now, and have its own.
      if (this.#poke === changed) this.#poke = undefined;
      inner.abort();
      await listening;
    }
  }

  async #load(engine: EngineClient, signal: AbortSignal): Promise<void> {
    const { all, filters } = this.#options.query();
    const [images, containers, whole] = await Promise.all([
      engine.listImages({ all, signal, ...(filters ? { filters } : {}) }), engine.containers({ all: true, signal }),
      // A filtered list need not hold what was built on an image.
      all && filters ? engine.listImages({ all, signal }) : undefined,
    ]);
    signal.throwIfAborted();
    const parents = new Set((whole ?? []).map(({ parentId }) => parentId));
    const known = images.map((image) => ({ ...image, isDangling: image.isDangling && !parents.has(image.id) }));
    const ids = known.map(({ id }) => id).sort().join();
    this.#set({ phase: 'ready', images: known.map((image) => ({ ...image, ...this.#measured.get(image.id) })), containers, problem: undefined, sizesKnown: ids === this.#measuredFor });
    if (ids !== this.#measuredFor) await this.#measure(engine, { all, filters }, ids, signal);
  }

  /** What images share takes the engine a while to find out, so it comes after the list. */
  async #measure(engine: EngineClient, { all, filters }: ImageQuery, ids: string, signal: AbortSignal): Promise<void> {
    const images = await engine.listImages({ all, signal, sharedSize: true, ...(filters ? { filters } : {}) }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return [];
    });
    signal.throwIfAborted();
    this.#measured = new Map(images.flatMap(({ id, sharedSize, uniqueSize }) => (sharedSize === undefined || uniqueSize === undefined ? [] : [[id, { sharedSize, uniqueSize }] as const])));
    this.#measuredFor = ids;
    this.#set({ ...this.#state, images: this.#state.images.map((image) => ({ ...image, ...this.#measured.get(image.id) })), sizesKnown: true });
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const poked = new AbortController();
    this.#poke = () => poked.abort();
    return delay(milliseconds, AbortSignal.any([signal, poked.signal]));
  }

  #set(state: WatchState): void {
    const isSame = JSON.stringify({ ...state, problem: String(state.problem) }) === JSON.stringify({ ...this.#state, problem: String(this.#state.problem) });
    this.#state = state;
    if (!isSame) for (const listener of this.#listeners) listener();
  }
}

/** What changes nothing that is listed. */
const quiet = /^(?:exec_|health_status|top|attach|detach|resize|archive-path|extract-to-dir|copy|export|save)/;

/** Never rejects: whether the engine is still there shows when it is asked for the list. */
async function listen(engine: EngineClient, signal: AbortSignal, changed: () => void): Promise<void> {
  try {
    for await (const event of engine.events({ signal })) if (!quiet.test(event.action)) changed();
  } catch {
    // The next list tells why.
  }
}

/** Ends early, without an error, once the signal is aborted. */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
