/**
 * The options of `docker build` as data. Owns: their names and meanings, and how a context is told from its text. Must not know which program takes them.
 */
import { basename, dirname, isAbsolute, relative } from 'node:path';

/** What a build may read and no layer keeps. Only where its value is, never the value. */
export type BuildSecret =
  | { readonly id: string; readonly file: string }
  | { readonly id: string; readonly env: string };

/** What a task's definition and a complete request have in common. */
export interface BuildSettings {
  /** The stage's name or its number. */
  readonly target?: string;
  /** As "linux/arm64". */
  readonly platforms?: readonly string[];
  readonly secrets?: readonly BuildSecret[];
  /** Values of `--ssh`: "default", or an id with a socket or keys. */
  readonly ssh?: readonly string[];
  /** True for the whole build, or the stages that the cache is not used for. */
  readonly noCache?: boolean | readonly string[];
  readonly pull?: boolean;
  readonly network?: string;
  /** A builder of buildx. */
  readonly builder?: string;
  /** Values of `--output`. */
  readonly output?: readonly string[];
  readonly load?: boolean;
  readonly push?: boolean;
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Further options, passed on as they are. */
  readonly options?: readonly string[];
}

/** How the builder gets its files: a folder, something that it fetches itself, an archive on standard input, or nothing but the Dockerfile there. */
export type ContextKind = 'folder' | 'remote' | 'archive' | 'none';

/** By the text alone, as the docker command decides: an archive is told by its ending. */
export function contextKind(context: string): ContextKind {
  if (context === '-') return 'none';
  if (/^(?:https?|git|ssh):\/\/|^git@|^github\.com\//.test(context)) return 'remote';
  return /\.(?:tar|tar\.\w+|tgz|tbz2?|txz)$/i.test(context) ? 'archive' : 'folder';
}

/** The path of the Dockerfile within an archive that is the context: where it lies beside the archive, otherwise its bare name. */
export function pathInArchive(file: string, archive: string): string {
  const path = relative(dirname(archive), file).replaceAll('\\', '/');
  return path.startsWith('../') || isAbsolute(path) ? basename(file) : path;
}
