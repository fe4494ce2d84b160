/**
 * The image worker as the extension host sees it. Owns: starting the thread when it is needed, its end when it is not or when it dies, and matching answers to
 * requests. Must not read images.
 */
import { Worker } from 'node:worker_threads';
import type { OpenedImages } from '../model/imageContents.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import { receivedError, type Answer, type ImagePlace, type OpenAnswer, type RegistryPlace, type Report, type Request, type WorkerData } from './protocol.ts';
import { RemoteImage } from './remoteImage.ts';

export interface ImageWorkerOptions {
  /** The worker's bundle. */
  readonly script: string;
  /** What the worker starts with; asked at each start. */
  data(): WorkerData;
  /** Milliseconds after which a worker without images is ended; a minute when left out. */
  readonly idleTime?: number;
  /** Megabytes of the thread's heap, which holds no contents. */
  readonly heap?: number;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  report: Report | undefined;
}

/** One thread with what was asked of it. */
interface Running {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/** A request without its number. */
type Question = { readonly kind: 'describe'; readonly place: RegistryPlace } | { readonly kind: 'open'; readonly place: ImagePlace } | Omit<Extract<Request, { kind: 'query' }>, 'id'>;

export class ImageWorker {
  readonly #options: ImageWorkerOptions;
  #running: Running | undefined;
  #lastId = 0;
  #openImages = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ImageWorkerOptions) {
    this.#options = options;
  }

  /** Names the thread that runs; undefined when none does. Images opened in another one have to be opened anew. */
  get thread(): object | undefined {
    return this.#running;
  }

  /** Rejects with an error whose message can be shown, and with the signal's reason after a cancel, which ends the work in the worker too. */
  async open(place: ImagePlace, report: Report, signal: AbortSignal): Promise<OpenedImages> {
    const { images, problem } = await this.openFacts(place, report, signal);
    return { images: images.map((facts, at) => new RemoteImage(this, facts, place, at)), problem };
  }

  /** What a registry says of an image without its layers. Rejects as `open` does. */
  async describe(place: RegistryPlace, signal: AbortSignal): Promise<RegistryImageFacts> {
    return await this.ask({ kind: 'describe', place }, undefined, signal) as RegistryImageFacts;
  }

  async openFacts(place: ImagePlace, report: Report | undefined, signal: AbortSignal | undefined): Promise<OpenAnswer> {
    // Counted from the start, so that the worker is not ended between the answer and the image's first use.
    this.#openImages++;
    try {
      const answer = await this.ask({ kind: 'open', place }, report, signal) as OpenAnswer;
      this.#openImages += answer.images.length;
      return answer;
    } finally {
      this.#openImages--;
      this.#watchIdle();
    }
  }

  ask(question: Question, report: Report | undefined, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const running = (this.#running ??= this.#start());
      const id = ++this.#lastId;
      const onAbort = (): void => {
        settle();
        running.worker.postMessage({ kind: 'cancel', id } satisfies Request);
        reject(signal!.reason as Error);
      };
      const settle = (): void => {
        signal?.removeEventListener('abort', onAbort);
        running.pending.delete(id);
        this.#watchIdle();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      running.pending.set(id, {
        report,
        resolve: (value) => { settle(); resolve(value); },
        reject: (error) => { settle(); reject(error); },
      });
      running.worker.postMessage({ ...question, id } satisfies Request);
    });
  }

  /** Frees an image of this thread. */
  close(thread: object | undefined, image: string): void {
    if (thread === undefined || thread !== this.#running) return;
    this.#running.worker.postMessage({ kind: 'dispose', image } satisfies Request);
    this.#openImages--;
    this.#watchIdle();
  }

  /** Takes the proxy that `data` names by now into the thread that runs. */
  refreshProxy(): void {
    this.#running?.worker.postMessage({ kind: 'proxy', proxy: this.#options.data().proxy } satisfies Request);
  }

  /** Ends all work and resolves when the thread is gone. */
  async dispose(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    if (!running) return;
    this.#forget(running, new Error('The image is closed.'));
    const gone = new Promise((resolve) => running.worker.once('exit', resolve));
    running.worker.postMessage({ kind: 'end' } satisfies Request);
    // What it had begun to write is cleared away by itself; a thread that hangs is not waited for.
    const timer = setTimeout(() => void running.worker.terminate(), 2000);
    await gone;
    clearTimeout(timer);
  }

  #start(): Running {
    const worker = new Worker(this.#options.script, { workerData: this.#options.data(), execArgv: [], resourceLimits: { maxOldGenerationSizeMb: this.#options.heap ?? 1024 } });
    const running: Running = { worker, pending: new Map() };
    worker.on('message', (answer: Answer) => {
      const pending = running.pending.get(answer.id);
      if (!pending) return discard(worker, answer);
      if (answer.kind === 'progress') pending.report?.(answer.message, answer.increment);
      else if (answer.kind === 'result') pending.resolve(answer.value);
      else pending.reject(receivedError(answer.error));
    });
    worker.on('error', (error) => this.#forget(running, deathOf(error)));
    worker.on('exit', () => this.#forget(running, deathOf(undefined)));
    return running;
  }

  /** The next question starts another thread. */
  #forget(running: Running, error: Error): void {
    if (this.#running === running) {
      this.#running = undefined;
      this.#openImages = 0;
    }
    for (const pending of running.pending.values()) pending.reject(error);
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    const running = this.#running;
    if (!running || this.#openImages > 0 || running.pending.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#forget(running, new Error('The image is closed.'));
      void running.worker.terminate();
    }, this.#options.idleTime ?? 60_000);
    this.#idle.unref();
  }
}

/** An image that nobody waits for any more, because the cancel came too late for the worker. */
function discard(worker: Worker, answer: Answer): void {
  const images = answer.kind === 'result' ? (answer.value as Partial<OpenAnswer> | undefined)?.images : undefined;
  for (const { key } of images ?? []) worker.postMessage({ kind: 'dispose', image: key } satisfies Request);
}

function deathOf(error: unknown): Error {
  const isMemory = (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new Error(`Reading images stopped: ${isMemory ? 'there was not enough memory for it' : 'its thread ended unexpectedly'}. Try again; the image will be opened anew.`, { cause: error });
}
