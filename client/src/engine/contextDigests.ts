/**
 * The content of files of a build context, as the builder's cache compares it. Owns: reading and hashing them, at most once as long as they do not change.
 * Must not know which files a build takes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface ContentOfFile {
  /** Kind and permission bits; 0 for a folder. Windows has none that a build would see. */
  readonly mode: number;
  /** Equal texts mean equal contents. */
  readonly content: string;
}

interface Known extends ContentOfFile {
  readonly size: number;
  readonly modified: number;
  readonly changed: number;
}

export interface DigestOptions {
  /** Bytes to read in all; where more would be needed, there is no answer. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Contents of files that are to count in the place of what is on disk, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** So many files are looked at side by side. */
const sideBySide = 16;
/** Files that are remembered, of all contexts together. */
const mostKnown = 100_000;

export class ContextDigests {
  readonly #known = new Map<string, Known>();

  /**
   * The contents of files below `folder`; paths are relative to it, folders end with a slash. A file that is gone has the content ''. Undefined when too much
   * would have to be read. Rejects only when it is cancelled.
   */
  async of(folder: string, paths: Iterable<string>, options: DigestOptions): Promise<ReadonlyMap<string, ContentOfFile> | undefined> {
    const found = new Map<string, ContentOfFile>();
    const waiting = [...new Set(paths)].reverse();
    const budget = { left: options.mostBytes };
    const work = async (): Promise<void> => {
      for (let path = waiting.pop(); path !== undefined && budget.left >= 0; path = waiting.pop()) {
        options.signal.throwIfAborted();
        found.set(path, await this.#read(join(folder, path), budget, options));
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    return budget.left < 0 ? undefined : found;
  }

  async #read(path: string, budget: { left: number }, { signal, texts }: DigestOptions): Promise<ContentOfFile> {
    const stat = await lstat(path).catch(() => undefined);
    if (!stat) return { mode: 0, content: '' };
    const mode = process.platform === 'win32' ? stat.mode & 0o170000 : stat.mode;
    // The builder does not look at the permissions of folders that it knows already.
    if (stat.isDirectory()) return { mode: 0, content: '/' };
    if (stat.isSymbolicLink()) return { mode, content: `-> ${await readlink(path).catch(() => '')}` };
    if (!stat.isFile()) return { mode, content: `of kind ${mode & 0o170000}` };
    const text = texts?.get(path);
    if (text !== undefined) return { mode, content: createHash('sha256').update(text).digest('base64url') };
    const known = this.#known.get(path);
    if (known?.size === stat.size && known.modified === stat.mtimeMs && known.changed === stat.ctimeMs) return { mode, content: known.content };
    budget.left -= stat.size;
    if (budget.left < 0) return { mode, content: '' };
    const content = await hashOf(path, signal);
    this.#remember(path, { mode, content, size: stat.size, modified: stat.mtimeMs, changed: stat.ctimeMs });
    return { mode, content };
  }

  #remember(path: string, known: Known): void {
    this.#known.delete(path);
    this.#known.set(path, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKnown) break;
      this.#known.delete(oldest);
    }
  }
}

/** '' for a file that can't be read. */
async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 18 })) hash.update(chunk as Buffer);
  } catch {
    signal.throwIfAborted();
    return '';
  }
  return hash.digest('base64url');
}
