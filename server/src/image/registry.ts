/**
 * Images straight from a registry, without pulling them. Owns: choosing the platform, and reading as little of each layer as its form allows.
 * Must not sign in (the caller has the credentials) nor keep anything on disk. Every failure is a RegistryError, but for layers: those are as in archives.
 */
import type { ArchiveImage, ArchiveLayer, ImageArchive, ReadArchiveOptions } from './archive.ts';
import { digestOf } from './digest.ts';
import { alignLayers } from './historyAlignment.ts';
import { emptyLayerIndex } from './layerIndex.ts';
import { Members } from './members.ts';
import { readMetadata } from './metadata.ts';
import type { ImageDescription } from './metadata.ts';
import { PathTable } from './pathTable.ts';
import { RegistryClient } from './registryClient.ts';
import type { RegistryClientOptions } from './registryClient.ts';
import { badAnswer, fromSocket, RegistryError } from './registryErrors.ts';
import { RegistryContents } from './registryContent.ts';
import { RegistryLayerReader } from './registryLayer.ts';
import type { LayerDescriptor } from './registryTable.ts';
import { parseReference } from './registryReference.ts';

export interface RegistryOptions extends RegistryClientOptions {
  /** "linux/arm64", with a variant or without. When left out: this machine's, or else the first that there is. */
  readonly platform?: string | undefined;
}

export interface RegistryImage {
  /** The whole name, e.g. "docker.io/library/busybox:latest". */
  readonly name: string;
  /** Digest of the platform's manifest. */
  readonly digest: string;
  /** All platforms that the registry has of the image; empty when it is for one only. */
  readonly platforms: readonly string[];
  readonly description: ImageDescription;
  readonly layers: readonly LayerDescriptor[];
  /** Bytes of all layers as they are stored: what `read` downloads at most. */
  readonly layerBytes: number;
  /**
   * Reads the layers, or (`withLayers` false) nothing more. The archive has this one image; contents cannot be read from it, but by `contents`. Layers that the
   * store has are not downloaded. The signal is the one that the image was opened with, when it is left out.
   */
  read(options?: ReadOptions): Promise<ImageArchive>;
  /** Reads files, with requests that end with their own signals. */
  contents(): RegistryContents;
}

type ReadOptions = Pick<ReadArchiveOptions, 'withLayers' | 'onProgress' | 'store' | 'signal'>;

type Json = Readonly<Record<string, unknown>>;

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const mostManifestBytes = 4 * 2 ** 20;
const mostConfigBytes = 16 * 2 ** 20;

/** Reads manifest and config of the image that `text` names ("docker://registry.example/app:1", or without the scheme). */
export async function openRegistryImage(text: string, options: RegistryOptions = {}): Promise<RegistryImage> {
  const reference = parseReference(text);
  if (!reference) throw new RegistryError('bad-name', `${text} is no name of an image.`, 'Names look like registry.example/team/app:1.2.');
  return new Opener(new RegistryClient(reference, options), options).open();
}

class Opener {
  readonly #client: RegistryClient;
  readonly #options: RegistryOptions;

  constructor(client: RegistryClient, options: RegistryOptions) {
    this.#client = client;
    this.#options = options;
  }

  async open(): Promise<RegistryImage> {
    const { reference } = this.#client;
    const first = await this.#manifest(reference.reference);
    const choices = Array.isArray(first.json.manifests) ? platformsOf(first.json.manifests) : undefined;
    const chosen = choices && (await this.#manifest(this.#choose(choices).digest));
    const { json, bytes, digest } = chosen ?? first;
    const { config } = json;
    if (!isObject(config) || typeof config.digest !== 'string' || !Array.isArray(json.layers)) throw badAnswer(reference, 'a manifest that is too old, or none');
    const configBytes = await this.#configOf(config.digest);
    const description = this.#describe(digest, bytes, config.digest, configBytes);
    const layers = (json.layers as unknown[]).filter(isObject).map(layerOf);
    return {
      name: reference.name, digest, platforms: choices?.map((choice) => choice.platform) ?? [], description, layers,
      layerBytes: layers.reduce((sum, layer) => sum + layer.size, 0),
      read: (options = {}) => readLayers(this.#clientFor(options.signal), description, layers, { signal: this.#options.signal, ...options }),
      contents: () => new RegistryContents((signal) => this.#clientFor(signal), layers),
    };
  }

  /** The client, or another one whose requests end with `signal`. */
  #clientFor(signal: AbortSignal | undefined): RegistryClient {
    return signal ? new RegistryClient(this.#client.reference, { ...this.#options, signal }) : this.#client;
  }

  async #manifest(reference: string): Promise<{ json: Json; bytes: Buffer; digest: string }> {
    const { bytes } = await this.#client.bytes(`manifests/${reference}`, mostManifestBytes, { accept: manifestTypes });
    const digest = digestOf(bytes);
    if (reference.includes(':') && reference !== digest) throw badAnswer(this.#client.reference, 'another manifest than was asked for');
    try {
      const json = JSON.parse(bytes.toString('utf8')) as unknown;
      if (isObject(json)) return { json, bytes, digest };
    } catch {
      // Said below.
    }
    throw badAnswer(this.#client.reference, 'something that is no manifest');
  }

  async #configOf(digest: string): Promise<Buffer> {
    const { bytes } = await this.#client.bytes(`blobs/${digest}`, mostConfigBytes);
    if (digest.startsWith('sha256:') && digestOf(bytes) !== digest) throw badAnswer(this.#client.reference, 'another config than was asked for');
    return bytes;
  }

  #choose(choices: readonly Choice[]): Choice {
    const wanted = this.#options.platform?.toLowerCase();
    const fits = (platform: string): Choice | undefined => choices.find((choice) => choice.platform === platform || choice.platform.startsWith(`${platform}/`));
    const found = wanted === undefined ? (fits(`linux/${ownArchitecture()}`) ?? choices[0]) : fits(wanted);
    if (found) return found;
    const { name } = this.#client.reference;
    if (wanted === undefined) throw badAnswer(this.#client.reference, 'a list without images');
    throw new RegistryError('no-platform', `${name} is not there for ${wanted}.`, `It is there for ${choices.map((choice) => choice.platform).join(', ')}.`);
  }

  /** What an archive with just these files would say. */
  #describe(digest: string, manifest: Buffer, configDigest: string, config: Buffer): ImageDescription {
    const annotations = { 'io.containerd.image.name': this.#client.reference.name };
    const files = new Map<string, Uint8Array>([
      ['index.json', Buffer.from(JSON.stringify({ manifests: [{ digest, annotations }] }))],
      [`blobs/${digest.replace(':', '/')}`, manifest],
      [`blobs/${configDigest.replace(':', '/')}`, config],
    ]);
    const { images, error } = readMetadata({ read: (name) => files.get(name) });
    if (!images[0]) throw badAnswer(this.#client.reference, error?.class === 'bad-json' ? 'a config that makes no sense' : 'something that is no image');
    return images[0];
  }
}

interface Choice {
  readonly digest: string;
  readonly platform: string;
}

function platformsOf(manifests: readonly unknown[]): Choice[] {
  return manifests.flatMap((item) => {
    if (!isObject(item) || typeof item.digest !== 'string') return [];
    const platform = isObject(item.platform) ? item.platform : {};
    const name = [platform.os, platform.architecture, platform.variant].filter((part) => typeof part === 'string' && part !== '').join('/');
    return name === 'unknown/unknown' ? [] : [{ digest: item.digest, platform: name }];
  });
}

function ownArchitecture(): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  return names[process.arch] ?? process.arch;
}

function layerOf(layer: Json): LayerDescriptor {
  const annotations = isObject(layer.annotations) ? Object.entries(layer.annotations).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
  return {
    digest: typeof layer.digest === 'string' ? layer.digest : '',
    size: typeof layer.size === 'number' && Number.isSafeInteger(layer.size) && layer.size >= 0 ? layer.size : 0,
    mediaType: typeof layer.mediaType === 'string' ? layer.mediaType : '',
    annotations: Object.fromEntries(annotations),
  };
}

async function readLayers(client: RegistryClient, { config, tags, id }: ImageDescription, descriptors: readonly LayerDescriptor[], options: Omit<ReadOptions, 'signal'> & { readonly signal: AbortSignal | undefined }): Promise<ImageArchive> {
  const paths = new PathTable();
  const total = descriptors.reduce((sum, { size }) => sum + size, 0);
  const reader = new RegistryLayerReader(client, paths, (bytesRead) => options.onProgress?.({ bytesRead, totalBytes: total }));
  const indexes = alignLayers(config.history, descriptors.length);
  const layers: ArchiveLayer[] = [];
  try {
    const read = options.withLayers === false ? undefined : await reader.readAll(descriptors, { store: options.store, diffIds: config.diffIds });
    for (const [at, { digest, size }] of descriptors.entries()) {
      const found = read?.[at] ?? { compression: 'unknown', index: emptyLayerIndex(0), error: undefined };
      layers.push({ diffId: config.diffIds[at] ?? '', member: digest, storedSize: size, historyIndex: indexes[at], ...found });
    }
  } catch (error) {
    throw fromSocket(client.reference, client.reference.host, error, options.signal);
  }
  const damaged = layers.find((layer) => layer.error !== undefined);
  const image: ArchiveImage = { id, tags, config, layers };
  return {
    path: undefined, packing: 'none', images: [image], paths, members: new Members(),
    error: damaged && { class: 'layer', message: damaged.error! }, warnings: reader.warnings,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
