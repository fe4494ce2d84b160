/**
 * Images straight from a registry. Owns: asking it with what "docker login" or "podman login" stored, and not asking twice for what was just described.
 * Must not decide whether anything may be downloaded: who opens an image has asked before.
 */
import type { ArchiveLayer, ImageArchive } from '../../../server/src/image/archive.ts';
import { engineLayerKey, type LayerStore } from '../../../server/src/image/layerStore.ts';
import { openRegistryImage, type RegistryImage } from '../../../server/src/image/registry.ts';
import type { RegistryContents } from '../../../server/src/image/registryContent.ts';
import { storedCredentials } from '../../../server/src/image/registryCredentials.ts';
import { RegistryError } from '../../../server/src/image/registryErrors.ts';
import { proxyFor, type ProxySettings } from '../../../server/src/image/registryProxy.ts';
import { notesTable } from '../../../server/src/image/registryTable.ts';
import { historyOfRegistry } from '../model/history.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import type { ContentOptions, ContentSource } from './analysedImage.ts';
import type { Reading } from './engineImage.ts';
import { openArchive, type OpenedArchive } from './openArchive.ts';
import type { RegistryPlace } from './protocol.ts';

/** Milliseconds for which opening an image goes on with what was described: registries count how often a manifest is asked for. */
const freshTime = 120_000;

export class RegistryImages {
  /** What goes before the proxies of the environment. Requests follow it from now on, also those for images that are open. */
  proxy: ProxySettings | undefined;
  readonly #store: LayerStore;
  readonly #described = new Map<string, { readonly image: RegistryImage; readonly time: number }>();

  constructor(store: LayerStore) {
    this.#store = store;
  }

  /** Asks for manifest and config. */
  async describe(place: RegistryPlace, signal: AbortSignal | undefined): Promise<RegistryImageFacts> {
    const image = await this.#ask(place, signal);
    const archive = await image.read({ withLayers: false });
    const [first] = archive.images;
    const facts = first!.config.platform;
    const platform = [facts.os, facts.architecture, facts.variant].filter(Boolean).join('/');
    const now = Date.now();
    for (const [key, { time }] of this.#described) if (now - time > freshTime) this.#described.delete(key);
    for (const each of [place.platform, platform]) this.#described.set(keyOf({ ...place, platform: each }), { image, time: now });
    const isKept = await Promise.all(first!.layers.map(async ({ diffId }) => diffId !== '' && (await this.#store.get(engineLayerKey(diffId))) !== undefined));
    const downloaded = image.layers.filter((layer, at) => !isKept[at] && !notesTable(layer));
    return {
      platform, platforms: image.platforms.length > 1 ? image.platforms : [], history: historyOfRegistry(first!, image.platforms), layers: image.layers.length,
      downloadBytes: downloaded.reduce((sum, { size }) => sum + size, 0),
    };
  }

  async open(place: RegistryPlace, { signal, onProgress }: Reading): Promise<OpenedArchive> {
    const key = keyOf(place);
    const described = this.#described.get(key);
    // Once: whoever opens it later wants to see what it is by then.
    this.#described.delete(key);
    const image = described && Date.now() - described.time <= freshTime ? described.image : await this.#ask(place, signal);
    const archive = await image.read({ store: this.#store, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) });
    return openArchive(archive, new RegistrySource(image.contents(), archive, image.name));
  }

  /** The signal ends the asking only. The image is opened in trusted workspaces alone, so helpers for credentials may run. */
  #ask({ name, platform }: RegistryPlace, signal: AbortSignal | undefined): Promise<RegistryImage> {
    let known: ReturnType<typeof storedCredentials> | undefined;
    return openRegistryImage(name, {
      platform, signal, credentials: () => (known ??= storedCredentials(name, { mayRunHelpers: true })), proxy: (url) => proxyFor(url, process.env, this.proxy),
    });
  }
}

class RegistrySource implements ContentSource {
  readonly #contents: RegistryContents;
  readonly #archive: ImageArchive;
  readonly #name: string;

  constructor(contents: RegistryContents, archive: ImageArchive, name: string) {
    this.#contents = contents;
    this.#archive = archive;
    this.#name = name;
  }

  async content(layer: ArchiveLayer, row: number, { signal }: ContentOptions): Promise<Uint8Array> {
    const { paths } = this.#archive;
    const content = await this.#contents.read(paths, layer, row, signal);
    if (content) return content;
    throw new RegistryError('bad-answer', `The layer that the registry has does not give the content of /${paths.path(layer.index.path[row]!)}.`, `Pull ${this.#name} and open it from the engine.`);
  }
}

function keyOf({ name, platform }: RegistryPlace): string {
  return `${name} ${platform ?? ''}`;
}
