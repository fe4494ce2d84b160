/**
 * What the extension host and the image worker say to each other. Owns: the messages, and errors on their way. Must not do any work.
 */
import { EngineError } from '../../../server/src/engine/errors.ts';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';
import { RegistryError } from '../../../server/src/image/registryErrors.ts';
import type { ProxySettings } from '../../../server/src/image/registryProxy.ts';
import type { ImageContents } from '../model/imageContents.ts';

/** Where an image is. An engine is asked by the worker itself, so that no image's bytes pass the extension host. */
export type ImagePlace =
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'engine'; readonly endpoint: Endpoint; readonly image: string }
  | RegistryPlace;

export interface RegistryPlace {
  readonly kind: 'registry';
  readonly name: string;
  /** "linux/arm64", with a variant or without; undefined for this machine's, or else the first that there is. */
  readonly platform: string | undefined;
}

/** Where the worker may keep what it has read; undefined for nowhere. */
export interface Storage {
  readonly folder: string;
  /** Bytes of the largest image of an engine that is kept whole, so that its files can be read again; 0 for none. */
  readonly largestImage: number;
}

export interface WorkerData {
  readonly storage: Storage | undefined;
  /** What goes before the proxies of the environment; undefined for nothing. */
  readonly proxy?: ProxySettings | undefined;
}

/** Tells how far it is: a sentence, and the part of the whole that is done since the last report (0 to 100) where it is known. */
export type Report = (message: string, increment?: number) => void;

/** What of an image is sent at once when it is opened. */
export type ImageFacts = Omit<ImageContents, QueryName | 'dispose'>;

export type QueryName = 'folder' | 'find' | 'touching' | 'hidden' | 'largest' | 'duplicates' | 'stat' | 'list' | 'read' | 'compare';

export type Request =
  | { readonly kind: 'open'; readonly id: number; readonly place: ImagePlace }
  /** What can be said of an image without its layers. */
  | { readonly kind: 'describe'; readonly id: number; readonly place: RegistryPlace }
  /** `args` as the method takes them, without the signal; of `compare` the first is the other image's key. */
  | { readonly kind: 'query'; readonly id: number; readonly image: string; readonly name: QueryName; readonly args: readonly unknown[] }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'dispose'; readonly image: string }
  /** For the requests to registries from now on. */
  | { readonly kind: 'proxy'; readonly proxy: ProxySettings | undefined }
  /** Ends all work; the worker goes when the last of it has ended. */
  | { readonly kind: 'end' };

export interface OpenAnswer {
  readonly images: readonly ImageFacts[];
  readonly problem: string | undefined;
}

export type Answer =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'progress'; readonly id: number; readonly message: string; readonly increment: number | undefined };

/** An error as data: classes do not survive the way between threads. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly engine: { readonly kind: EngineError['kind']; readonly remedy: string } | undefined;
  readonly registry: { readonly kind: RegistryError['kind']; readonly remedy: string } | undefined;
}

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), engine: undefined, registry: undefined };
  const engine = error instanceof EngineError ? { kind: error.kind, remedy: error.remedy } : undefined;
  const registry = error instanceof RegistryError ? { kind: error.kind, remedy: error.remedy } : undefined;
  return { name: error.name, message: sentenceOf(error), engine, registry };
}

export function receivedError({ name, message, engine, registry }: SentError): Error {
  if (engine) return new EngineError(engine.kind, message, engine.remedy);
  if (registry) return new RegistryError(registry.kind, message, registry.remedy);
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What the system says of files is made a sentence. */
function sentenceOf(error: NodeJS.ErrnoException): string {
  const place = error.path === undefined ? 'The file' : error.path;
  switch (error.code) {
    case 'ENOENT': case 'ENOTDIR': return `${place} is not there any more.`;
    case 'EACCES': case 'EPERM': return `${place} may not be read.`;
    case 'ENOSPC': return 'There is no room left on the disk.';
    default: return error.message;
  }
}
