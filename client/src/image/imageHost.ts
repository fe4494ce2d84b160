/**
 * The images opened in this thread, and the requests about them. Owns: which images are open, what runs, and ending it. Must not know threads: messages come
 * and go through functions.
 */
import type { ProxySettings } from '../../../server/src/image/registryProxy.ts';
import type { ImageContents } from '../model/imageContents.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import type { OpenedArchive } from './openArchive.ts';
import type { OpenedImage } from './openedImage.ts';
import { sentError, type Answer, type ImageFacts, type ImagePlace, type OpenAnswer, type QueryName, type RegistryPlace, type Report, type Request } from './protocol.ts';

/** Reads an image from its place. Rejects with an error whose message can be shown. */
export type Opener = (place: ImagePlace, report: Report, signal: AbortSignal) => Promise<OpenedArchive>;

/** Says what can be said of an image without its layers. Rejects in the same way. */
export type Describer = (place: RegistryPlace, signal: AbortSignal) => Promise<RegistryImageFacts>;

export interface Places {
  readonly open: Opener;
  readonly describe: Describer;
  /** Takes what is set instead of the proxies of the environment; undefined for nothing. */
  useProxy(proxy: ProxySettings | undefined): void;
}

export class ImageHost {
  readonly #places: Places;
  readonly #send: (answer: Answer, transfer: readonly ArrayBuffer[]) => void;
  readonly #images = new Map<string, OpenedImage>();
  readonly #running = new Map<number, AbortController>();

  constructor(places: Places, send: (answer: Answer, transfer: readonly ArrayBuffer[]) => void) {
    this.#places = places;
    this.#send = send;
  }

  /** Resolves when the request has been answered; never rejects. */
  async receive(request: Request): Promise<void> {
    switch (request.kind) {
      case 'open': return this.#run(request.id, (signal) => this.#openImages(request.id, request.place, signal));
      case 'describe': return this.#run(request.id, (signal) => this.#places.describe(request.place, signal));
      case 'query': return this.#run(request.id, (signal) => this.#query(request.image, request.name, request.args, signal));
      case 'cancel': return this.#running.get(request.id)?.abort();
      case 'dispose': return void this.#images.delete(request.image);
      case 'proxy': return this.#places.useProxy(request.proxy);
      case 'end':
        for (const control of this.#running.values()) control.abort();
    }
  }

  async #run(id: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    const control = new AbortController();
    this.#running.set(id, control);
    try {
      const value = await work(control.signal);
      const bytes = value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength ? [value.buffer] : [];
      this.#send({ kind: 'result', id, value }, bytes);
    } catch (error) {
      this.#send({ kind: 'error', id, error: sentError(error) }, []);
    } finally {
      this.#running.delete(id);
    }
  }

  async #openImages(id: number, place: ImagePlace, signal: AbortSignal): Promise<OpenAnswer> {
    const report: Report = (message, increment) => this.#send({ kind: 'progress', id, message, increment }, []);
    const { images, problem } = await this.#places.open(place, report, signal);
    signal.throwIfAborted();
    for (const image of images) this.#images.set(image.key, image);
    // When the answer is on its way.
    if (images[0]) setTimeout((image: OpenedImage) => image.prepare(), 50, images[0]).unref();
    return { images: images.map(factsOf), problem };
  }

  #query(key: string, name: QueryName, args: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    const image = this.#image(key);
    const [first, second, third] = args as [never, never, never];
    switch (name) {
      case 'duplicates': return image.duplicates(first, signal);
      case 'read': return image.read(first, second, signal);
      case 'compare': return image.compare(this.#image(first), second, signal);
      case 'stat': return image.stat(first, second, third);
      case 'find': case 'hidden': case 'list': return image[name](first, second);
      case 'folder': case 'touching': case 'largest': return image[name](first);
    }
  }

  #image(key: string): OpenedImage {
    const image = this.#images.get(key);
    if (!image) throw new Error('The image is closed. Open it anew.');
    return image;
  }
}

function factsOf(image: ImageContents): ImageFacts {
  const { key, id, name, platform, base, history, layers, totalBytes, visibleBytes, wastedBytes, waste, finalFiles } = image;
  return { key, id, name, platform, base, history, layers, totalBytes, visibleBytes, wastedBytes, waste, finalFiles };
}
