/**
 * What the extension asks of a container engine. Owns: the interface and the plain data it gives back, in one form for every engine and API version.
 * Must not know HTTP, processes or VS Code; `apiClient.ts` implements it and the tests' fakes do too.
 */
import type { Readable } from 'node:stream';
import type { Endpoint } from './endpoint.ts';

export type EngineKind = 'docker' | 'podman';

export interface EngineInfo {
  readonly kind: EngineKind;
  /** The engine's own version, e.g. "28.5.2". */
  readonly version: string;
  /** Highest API version that it speaks, e.g. "1.51". */
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
}

/** What keeps the layers: "graphdriver" is Docker's own store of unpacked layers, "containerd" keeps them packed and unpacked. */
export type ImageStore = 'graphdriver' | 'containerd' | 'podman';

/** More about an engine than its version. Texts are '' when it does not say. */
export interface EngineDetails extends EngineInfo {
  /** Its machine's name. */
  readonly name: string;
  /** "Debian GNU/Linux 12 (bookworm)", "Docker Desktop". */
  readonly operatingSystem: string;
  readonly store: ImageStore;
  /** "overlay2", "overlayfs", "vfs". */
  readonly storageDriver: string;
  readonly rootDir: string;
  readonly isRootless: boolean;
  readonly images: number;
  readonly containers: number;
}

/**
 * What a size counts, as engines differ: `unpacked` the files of all layers; `packed` the compressed layers as a registry has them; `packed and unpacked` both,
 * as the containerd store keeps both; `disk usage` blocks on disk, so that even deleting a file costs some.
 */
export type SizeKind = 'unpacked' | 'packed' | 'packed and unpacked' | 'disk usage';

export interface ImageSummary {
  /** "sha256:…". */
  readonly id: string;
  /** "name:tag", without the "<none>:<none>" of dangling images. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Milliseconds since 1970; 0 when the engine does not know. */
  readonly created: number;
  /** Bytes as the engine counts them, which depends on its store: see `sizeKind`. */
  readonly size: number;
  readonly sizeKind: SizeKind;
  /** Bytes that other images have too; undefined unless asked for (`sharedSize`) and known. */
  readonly sharedSize?: number;
  /** Bytes that only this image has; undefined when `sharedSize` is. */
  readonly uniqueSize?: number;
  /** How many containers were made from it, stopped ones too; undefined when the engine does not say. */
  readonly containers?: number;
  /** The image that it was built on step by step (classic builder), '' when none. */
  readonly parentId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it has no name and is no other's parent, so that nothing needs it but containers. */
  readonly isDangling: boolean;
  /** "linux/arm64/v8" of those that are here, for an image of several; empty when the engine does not say. */
  readonly platforms: readonly string[];
}

/** One step in an image's history as the engine tells it. */
export interface EngineHistoryEntry {
  /** The id of a local image that ends with this step, or undefined; never "<missing>". */
  readonly id: string | undefined;
  /** Milliseconds since 1970; 0 when unknown. */
  readonly created: number;
  readonly createdBy: string;
  readonly comment: string;
  readonly tags: readonly string[];
  readonly size: number;
  readonly sizeKind: SizeKind;
}

export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly created: number;
  readonly size: number;
  readonly sizeKind: SizeKind;
  /** Bytes of the files of all layers, where the engine tells them apart from the packed ones. */
  readonly unpackedSize?: number;
  readonly os: string;
  readonly arch: string;
  readonly variant: string;
  readonly author: string;
  /** The image that it was built on step by step (classic builder), '' when none. */
  readonly parentId: string;
  /** Digests of the uncompressed layers, bottom first. */
  readonly diffIds: readonly string[];
  readonly config: ImageRunConfig;
  /** BuildKit's references of the builds that made it (`docker buildx history inspect REF`), newest first; empty when the engine does not say. */
  readonly buildRefs: readonly string[];
  /** The images of a multi-platform one that the store knows of, also those whose layers are not here; empty when the engine does not say. */
  readonly manifests: readonly PlatformManifest[];
}

export interface PlatformManifest {
  readonly digest: string;
  /** "linux/arm64/v8". */
  readonly platform: string;
  /** Whether its layers are here. */
  readonly available: boolean;
  readonly packedSize: number;
  readonly unpackedSize: number;
}

/** What `docker run` starts from. Lists are empty and texts are '' when the image sets nothing. */
export interface ImageRunConfig {
  readonly env: readonly string[];
  readonly cmd: readonly string[];
  readonly entrypoint: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly shell: readonly string[];
  /** Instructions that run in builds that start from it. */
  readonly onbuild: readonly string[];
}

/** What a removal did, as `docker rmi` tells it. */
export interface RemovedImages {
  readonly untagged: readonly string[];
  /** Ids of images and of their parents that nothing else needed. */
  readonly deleted: readonly string[];
}

export interface ContainerSummary {
  readonly id: string;
  /** Without the leading slash; '' when it has none. */
  readonly name: string;
  /** As it was named at the start: may have been given to another image since. */
  readonly image: string;
  readonly imageId: string;
  /** "running", "exited", "created", "paused", "dead", "restarting", "removing". */
  readonly state: string;
  /** For people: "Up 3 minutes", "Exited (0) 2 hours ago". */
  readonly status: string;
  readonly command: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes that the container itself wrote; undefined unless asked for. */
  readonly writtenSize?: number;
}

export interface ContainerChange {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

export interface BuildCacheEntry {
  readonly id: string;
  readonly parents: readonly string[];
  /** "regular", "source.local", "exec.cachemount", "frontend", "internal". */
  readonly type: string;
  readonly description: string;
  readonly inUse: boolean;
  /** Whether an image has the same bytes, so that removing it frees nothing. */
  readonly shared: boolean;
  readonly size: number;
  readonly created: number;
  /** 0 when never. */
  readonly lastUsed: number;
  readonly usageCount: number;
}

export interface VolumeUsage {
  readonly name: string;
  /** Undefined when the engine does not know. */
  readonly size: number | undefined;
  /** How many containers mount it; undefined when the engine does not know. */
  readonly containers: number | undefined;
}

export interface DiskUsage {
  /** Bytes of all layers together, each counted once; undefined when the engine does not say. */
  readonly layersSize: number | undefined;
  /** With `sharedSize` and `uniqueSize`. */
  readonly images: readonly ImageSummary[];
  readonly containers: readonly ContainerSummary[];
  readonly volumes: readonly VolumeUsage[];
  readonly buildCache: readonly BuildCacheEntry[];
}

/** Something that happened to an image or a container. */
export interface EngineEvent {
  readonly type: 'image' | 'container';
  /** "tag", "untag", "delete", "pull", "load", "import", "create", "die", "destroy"… */
  readonly action: string;
  /** The image's or the container's id; for some actions the image's name. */
  readonly id: string;
  readonly time: number;
}

export interface RequestOptions {
  /** Ends the request, also while its answer is being read. */
  readonly signal?: AbortSignal;
}

/** The engine's own filters: `{ label: ['a=b'], reference: ['app:*'], before: […], since: […] }`. */
export type Filters = Readonly<Record<string, readonly string[]>>;

export interface ListOptions extends RequestOptions {
  /** Also untagged images and the parents of others. */
  readonly all?: boolean;
  readonly filters?: Filters;
  /** Also what images share. The engine may have to measure for it. */
  readonly sharedSize?: boolean;
}

export interface DiskUsageOptions extends RequestOptions {
  /** Spares the engine to measure the rest, which may then be empty. */
  readonly imagesOnly?: boolean;
}

export interface PlatformOptions extends RequestOptions {
  /** "linux/arm64"; left out for engines that are too old to choose. */
  readonly platform?: string;
}

export type SaveOptions = PlatformOptions;

export interface RemoveOptions extends RequestOptions {
  /** Also when a stopped container was made from it, or when an id has several names. */
  readonly force?: boolean;
  /** Keeps untagged parents. */
  readonly noPrune?: boolean;
}

export interface ImportOptions extends PlatformOptions {
  readonly message?: string;
  /** Instructions of a Dockerfile: "CMD [\"sh\"]", "ENV A=1". */
  readonly changes?: readonly string[];
}

export interface ContainerListOptions extends RequestOptions {
  /** Also those that don't run. */
  readonly all?: boolean;
  readonly filters?: Filters;
  /** Also `writtenSize`, which the engine has to measure. */
  readonly size?: boolean;
}

export interface CommitOptions extends RequestOptions {
  readonly message?: string;
  readonly author?: string;
  readonly changes?: readonly string[];
  /** Whether the container's processes are stopped meanwhile; true when left out. */
  readonly pause?: boolean;
}

export interface CreateContainerOptions extends PlatformOptions {
  readonly image: string;
  readonly name?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** "none" keeps it from every network; the engine's usual one when left out. */
  readonly network?: string;
}

export interface RemoveContainerOptions extends RequestOptions {
  /** Also when it runs. */
  readonly force?: boolean;
  /** Also the volumes without a name that were made for it. */
  readonly volumes?: boolean;
}

/**
 * An engine at one endpoint. Every method rejects with an `EngineError` (errors.ts), whatever went wrong, and with nothing else; so do the streams and the
 * iterations, and ending one of those early ends its request. `image` is an id or "name:tag", `container` an id or a name.
 */
export interface EngineClient {
  readonly endpoint: Endpoint;
  /** Connects, agrees on an API version and says who answers. */
  info(options?: RequestOptions): Promise<EngineInfo>;
  details(options?: RequestOptions): Promise<EngineDetails>;
  diskUsage(options?: DiskUsageOptions): Promise<DiskUsage>;
  /** What happens to images and containers from now on, until the signal or the engine ends it. */
  events(options?: RequestOptions): AsyncIterable<EngineEvent>;

  /** Newest first. */
  listImages(options?: ListOptions): Promise<readonly ImageSummary[]>;
  /** Oldest first. */
  history(image: string, options?: PlatformOptions): Promise<readonly EngineHistoryEntry[]>;
  inspect(image: string, options?: PlatformOptions): Promise<ImageDetails>;
  /** Everything that the engine says of the image, as it says it. */
  inspectRaw(image: string, options?: PlatformOptions): Promise<unknown>;
  /** `name` is "app:1.0"; without a tag it is "latest". An image that had the name loses it. */
  tag(image: string, name: string, options?: RequestOptions): Promise<void>;
  removeImage(image: string, options?: RemoveOptions): Promise<RemovedImages>;
  /** The image as a `docker save` archive. Destroying the stream ends the request. */
  saveImage(image: string, options?: SaveOptions): Promise<Readable>;
  /** Several in one `docker save` archive, in which they share their layers. */
  saveImages(images: readonly string[], options?: RequestOptions): Promise<Readable>;
  /** Reads a `docker save` archive; gives the names and ids of what it held. The archive is destroyed when that fails. */
  loadImages(archive: Readable, options?: RequestOptions): Promise<readonly string[]>;
  /** Makes an image of one layer out of a file system's tar; gives its id. `name` '' leaves it without one. */
  importImage(archive: Readable, name: string, options?: ImportOptions): Promise<string>;

  /** Newest first. */
  containers(options?: ContainerListOptions): Promise<readonly ContainerSummary[]>;
  /** Against its image, sorted by path. */
  containerChanges(container: string, options?: RequestOptions): Promise<readonly ContainerChange[]>;
  /** Makes an image of a container's present state; gives its id. `name` '' leaves it without one. */
  commit(container: string, name: string, options?: CommitOptions): Promise<string>;
  /** The container's whole file system as a tar. */
  exportContainer(container: string, options?: RequestOptions): Promise<Readable>;
  /** One file or folder as a tar; also of a container that was never started. */
  containerArchive(container: string, path: string, options?: RequestOptions): Promise<Readable>;
  /** Gives the id of a container that was not started. */
  createContainer(options: CreateContainerOptions): Promise<string>;
  removeContainer(container: string, options?: RemoveContainerOptions): Promise<void>;

  /** Closes idle connections; the client may be used again afterwards. */
  dispose(): void;
}
