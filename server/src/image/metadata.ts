/**
 * What an archive says about its images. Owns: manifest.json of docker archives, OCI indexes and manifests, and image configs. Must not read files; never throws.
 */
import { digestOf } from './digest.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** One entry of an image's history; texts are '' when the image has none. */
export interface HistoryEntry {
  readonly created: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly author: string;
  /** True when the entry made no layer. */
  readonly emptyLayer: boolean;
}

export interface ImageConfig {
  readonly platform: Platform;
  readonly created: string;
  readonly history: readonly HistoryEntry[];
  readonly diffIds: readonly string[];
  /** The part that `docker run` starts from, as in the file. */
  readonly runConfig: Readonly<Record<string, unknown>>;
}

export interface ImageDescription {
  readonly tags: readonly string[];
  /** "sha256:…" of the config, which is the image id of most engines. */
  readonly id: string;
  readonly config: ImageConfig;
  /** Names of the layers' blobs in the archive, bottom first. */
  readonly layers: readonly string[];
  /** What the image's manifest notes about it; empty without one. */
  readonly annotations: Readonly<Record<string, string>>;
}

export type ArchiveErrorClass = 'not-an-image' | 'bad-json' | 'truncated' | 'missing-blob' | 'layer';

export interface ArchiveError {
  readonly class: ArchiveErrorClass;
  /** A sentence for the user. */
  readonly message: string;
}

/** The archive's small files by name. */
export interface JsonStore {
  /** Bytes of the file, links followed; undefined when there is none or it is too large to be JSON. */
  read(name: string): Uint8Array | undefined;
}

export interface Metadata {
  readonly images: readonly ImageDescription[];
  readonly error: ArchiveError | undefined;
  readonly warnings: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** Indexes inside indexes go this deep at most. */
const deepestIndex = 4;

/** No engine makes an image of more than some hundred; beyond this, layers would not fit their columns. */
const mostLayers = 10_000;

/** An image while more names for it may still come. */
interface FoundImage extends Omit<ImageDescription, 'tags'> {
  readonly tags: Set<string>;
  annotations: Readonly<Record<string, string>>;
}

export function readMetadata(store: JsonStore): Metadata {
  return new MetadataReader(store).read();
}

class MetadataReader {
  readonly #store: JsonStore;
  /** By the name of the config; undefined for one that is none. */
  readonly #configs = new Map<string, FoundImage | undefined>();
  /** By id: what two configs of equal text describe is one image. */
  readonly #images = new Map<string, FoundImage>();
  /** What a manifest or an index led to, by digest: each is read once, however often it is named. */
  readonly #found = new Map<string, readonly FoundImage[]>();
  readonly #warnings: string[] = [];
  #error: ArchiveError | undefined;

  constructor(store: JsonStore) {
    this.#store = store;
  }

  read(): Metadata {
    const hasManifest = this.#store.read('manifest.json') !== undefined;
    const hasIndex = this.#store.read('index.json') !== undefined;
    if (!hasManifest && !hasIndex) {
      this.#fail('not-an-image', 'This is no image archive: it has neither a manifest.json nor an index.json.');
    }
    if (hasManifest) this.#dockerManifest();
    if (hasIndex) this.#index('index.json', 0);
    const images = [...this.#images.values()].map((image) => ({ ...image, tags: [...image.tags] }));
    if (images.length === 0 && !this.#error) this.#fail('not-an-image', 'The archive lists no images.');
    return { images, error: this.#error, warnings: this.#warnings };
  }

  #fail(kind: ArchiveErrorClass, message: string): void {
    this.#error ??= { class: kind, message };
  }

  #json(name: string): unknown {
    const bytes = this.#store.read(name);
    if (bytes === undefined) {
      this.#fail('missing-blob', `The archive lacks the file ${name}.`);
      return undefined;
    }
    try {
      return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as unknown;
    } catch {
      this.#fail('bad-json', `The file ${name} in the archive is no valid JSON.`);
      return undefined;
    }
  }

  #object(name: string): Json | undefined {
    const value = this.#json(name);
    if (value === undefined || isObject(value)) return value;
    this.#fail('bad-json', `The file ${name} in the archive is not what it should be.`);
    return undefined;
  }

  #dockerManifest(): void {
    const manifest = this.#json('manifest.json');
    if (manifest === undefined) return;
    if (!Array.isArray(manifest)) return this.#fail('bad-json', 'The file manifest.json in the archive is no list of images.');
    for (const item of manifest as unknown[]) {
      if (!isObject(item) || typeof item.Config !== 'string' || !(Array.isArray(item.Layers) || item.Layers === null || item.Layers === undefined)) {
        this.#fail('bad-json', 'The file manifest.json in the archive lists an image without a config.');
        continue;
      }
      this.#addImage(item.Config, texts(item.RepoTags), texts(item.Layers));
    }
  }

  /** Gives the images that the index leads to. */
  #index(name: string, depth: number): readonly FoundImage[] {
    const index = this.#object(name);
    if (!index) return [];
    if (!Array.isArray(index.manifests)) {
      this.#fail('bad-json', `The file ${name} in the archive lists no manifests.`);
      return [];
    }
    const found = new Set<FoundImage>();
    for (const item of index.manifests as unknown[]) {
      const digest = isObject(item) && typeof item.digest === 'string' ? item.digest : undefined;
      if (!isObject(item) || digest === undefined || isAttestation(item)) continue;
      for (const image of this.#found.get(digest) ?? this.#listed(digest, item, depth)) {
        found.add(image);
        // Deeper down, names are those of parts.
        if (depth === 0) for (const tag of ociTags(item)) image.tags.add(tag);
      }
    }
    if (found.size === 0 && depth > 0) this.#fail('missing-blob', `The archive holds none of the images that ${name} lists.`);
    return [...found];
  }

  /** Gives the images of a manifest or an index that is named for the first time. */
  #listed(digest: string, item: Json, depth: number): readonly FoundImage[] {
    // An index that leads to itself leads nowhere.
    this.#found.set(digest, []);
    const blob = blobName(digest);
    if (this.#store.read(blob) === undefined) {
      // An index of several platforms may list those that were never pulled.
      if (depth > 0) this.#warnings.push(`The archive lists ${platformText(item.platform)} but does not hold it.`);
      else this.#fail('missing-blob', `The archive lacks the manifest ${digest}.`);
      return [];
    }
    const images = this.#manifest(blob, depth);
    this.#found.set(digest, images);
    return images;
  }

  #manifest(blob: string, depth: number): readonly FoundImage[] {
    const manifest = this.#object(blob);
    if (!manifest) return [];
    if (Array.isArray(manifest.manifests)) {
      if (depth < deepestIndex) return this.#index(blob, depth + 1);
      this.#warnings.push('The archive has indexes inside indexes beyond what makes sense; the deepest are left out.');
      return [];
    }
    const config = isObject(manifest.config) && typeof manifest.config.digest === 'string' ? manifest.config.digest : undefined;
    if (config === undefined || !Array.isArray(manifest.layers)) {
      this.#fail('bad-json', `The manifest ${blob} in the archive has no config or no layers.`);
      return [];
    }
    if (isArtifact(manifest)) return [];
    const layers = (manifest.layers as unknown[]).flatMap((layer) => (isObject(layer) && typeof layer.digest === 'string' ? [layer] : []));
    if (layers.length > 0 && layers.every((layer) => String(layer.mediaType).startsWith('application/vnd.in-toto'))) return [];
    const image = this.#image(blobName(config), layers.map((layer) => blobName(layer.digest as string)));
    if (!image) return [];
    image.annotations = { ...image.annotations, ...textRecord(manifest.annotations) };
    return [image];
  }

  #addImage(configName: string, tags: readonly string[], layers: readonly string[]): void {
    const image = this.#image(configName, layers);
    for (const tag of tags) image?.tags.add(tag);
  }

  #image(configName: string, layers: readonly string[]): FoundImage | undefined {
    if (!this.#configs.has(configName)) this.#configs.set(configName, this.#readImage(configName, layers));
    return this.#configs.get(configName);
  }

  #readImage(configName: string, layers: readonly string[]): FoundImage | undefined {
    const file = this.#object(configName);
    if (!file) return undefined;
    const id = digestOf(this.#store.read(configName)!);
    const known = this.#images.get(id);
    if (known) return known;
    if (layers.length > mostLayers) {
      this.#fail('bad-json', `The archive lists an image of ${layers.length} layers, which is more than any has.`);
      return undefined;
    }
    const config = readConfig(file);
    if (config.diffIds.length > 0 && config.diffIds.length !== layers.length) {
      this.#warnings.push(`The image's config names ${config.diffIds.length} layers, its manifest ${layers.length}.`);
    }
    const image = { tags: new Set<string>(), id, config, layers, annotations: {} };
    this.#images.set(id, image);
    return image;
  }
}

function readConfig(file: Json): ImageConfig {
  const rootfs = isObject(file.rootfs) ? file.rootfs : {};
  const history = Array.isArray(file.history) ? (file.history as unknown[]).filter(isObject) : [];
  return {
    platform: { os: text(file.os), architecture: text(file.architecture), variant: text(file.variant) },
    created: text(file.created),
    history: history.map((entry) => ({
      created: text(entry.created),
      createdBy: text(entry.created_by),
      comment: text(entry.comment),
      author: text(entry.author),
      emptyLayer: entry.empty_layer === true,
    })),
    diffIds: texts(rootfs.diff_ids),
    runConfig: isObject(file.config) ? file.config : {},
  };
}

/** BuildKit stores provenance and bills of material as manifests of no platform. */
function isAttestation(item: Json): boolean {
  const annotations = isObject(item.annotations) ? item.annotations : {};
  if (annotations['vnd.docker.reference.type'] === 'attestation-manifest') return true;
  return isObject(item.platform) && item.platform.os === 'unknown' && item.platform.architecture === 'unknown';
}

/** Signatures, bills of material and the like are stored in the form of images and say so. */
function isArtifact({ artifactType, config }: Json): boolean {
  return (typeof artifactType === 'string' && artifactType !== '') || (isObject(config) && config.mediaType === 'application/vnd.oci.empty.v1+json');
}

/** The name that the archive gives to the image; a bare tag, which some writers leave, is kept as it is. */
function ociTags(item: Json): string[] {
  const annotations = isObject(item.annotations) ? item.annotations : {};
  const full = text(annotations['io.containerd.image.name']);
  const short = text(annotations['org.opencontainers.image.ref.name']);
  const name = full.replace(/^docker\.io\/(library\/)?/, '') || short;
  return name ? [name] : [];
}

function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function platformText(platform: unknown): string {
  if (!isObject(platform)) return 'an image';
  return `the image for ${[platform.os, platform.architecture, platform.variant].filter((part) => typeof part === 'string' && part).join('/')}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((item): item is string => typeof item === 'string') : [];
}

function textRecord(value: unknown): Record<string, string> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {};
}
