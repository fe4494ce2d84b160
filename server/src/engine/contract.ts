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

export interface ImageSummary {
  /** "sha256:…". */
  readonly id: string;
  /** "name:tag", without the "<none>:<none>" of dangling images. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Milliseconds since 1970; 0 when the engine does not know. */
  readonly created: number;
  /** Bytes as the engine counts them, which depends on its store. */
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
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
}

export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly created: number;
  readonly size: number;
  readonly os: string;
  readonly arch: string;
  readonly variant: string;
  readonly author: string;
  /** Digests of the uncompressed layers, bottom first. */
  readonly diffIds: readonly string[];
  readonly config: ImageRunConfig;
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

export interface RequestOptions {
  /** Ends the request, also while its answer is being read. */
  readonly signal?: AbortSignal;
}

export interface ListOptions extends RequestOptions {
  /** Also untagged images and the parents of others. */
  readonly all?: boolean;
}

export interface SaveOptions extends RequestOptions {
  /** "linux/arm64"; left out for engines that are too old to choose. */
  readonly platform?: string;
}

/**
 * An engine at one endpoint. Every method rejects with an `EngineError` (errors.ts), whatever went wrong, and with nothing else.
 * `image` is an id or "name:tag".
 */
export interface EngineClient {
  readonly endpoint: Endpoint;
  /** Connects, agrees on an API version and says who answers. */
  info(options?: RequestOptions): Promise<EngineInfo>;
  /** Newest first. */
  listImages(options?: ListOptions): Promise<readonly ImageSummary[]>;
  /** Oldest first. */
  history(image: string, options?: RequestOptions): Promise<readonly EngineHistoryEntry[]>;
  inspect(image: string, options?: RequestOptions): Promise<ImageDetails>;
  /** The image as a `docker save` archive. The stream fails with an `EngineError`; destroying it ends the request. */
  saveImage(image: string, options?: SaveOptions): Promise<Readable>;
  /** Closes idle connections; the client may be used again afterwards. */
  dispose(): void;
}
