/**
 * The files of the build context that COPY and ADD take. Owns: which paths a source means, what the ignore file and `--exclude` leave out, and how far is looked.
 * Must not read files: folders are listed by what is handed in.
 */
import { matchGlob } from '../base/goPath.ts';
import type { DirectoryEntry } from '../host.ts';
import { isLeftOut, readIgnoreFile, type IgnoreFile } from '../semantics/ignoreFile.ts';
import type { ContextPaths } from './buildSteps.ts';

/** A file or folder that a step takes. */
export interface ContextFile {
  /** Relative to the context; ends with a slash for a folder. */
  readonly path: string;
  /** Relative to the folder that the source stands in: what the builder's cache sees of the path. */
  readonly name: string;
}

export interface ContextReader {
  /** Relative to the context, '' for itself. */
  list(folder: string): Promise<readonly DirectoryEntry[]>;
  /** True when nobody waits for the answer any more. */
  isCancelled(): boolean;
}

/** Looks for at most `most` files and folders in all. */
export class ContextFiles {
  readonly #listings = new Map<string, Promise<readonly DirectoryEntry[]>>();
  #left: number;
  #isComplete = true;

  constructor(
    readonly reader: ContextReader,
    readonly ignore: IgnoreFile | undefined,
    most: number,
  ) {
    this.#left = most;
  }

  /** False when not everything was looked at, so that the lists are not to be relied on. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What a source takes, in the order of the names; empty where it fits nothing. */
  async of({ path, exclude }: ContextPaths): Promise<ContextFile[]> {
    const found: ContextFile[] = [];
    const excluded = exclude.length > 0 ? readIgnoreFile(exclude.join('\n')) : undefined;
    for (const match of await this.#matches('', path === '' ? [] : path.split('/'))) {
      const start = match.path.replace(/\/$/, '');
      const cut = start.lastIndexOf('/') + 1;
      const take = (file: string): void => {
        if (!excluded || isLeftOut(excluded, file.slice(match.isFolder ? start.length : cut).replace(/^\/|\/$/g, '')) !== true) found.push({ path: file, name: file.slice(cut) });
      };
      if (match.isFolder) await this.#walk(start, take);
      else if (!this.#isIgnored(start)) take(start);
    }
    return found;
  }

  #isIgnored(path: string): boolean {
    return path !== '' && this.ignore !== undefined && isLeftOut(this.ignore, path) === true;
  }

  /** The paths that the parts of a pattern fit. A part without wildcards may be a file or a folder, too. */
  async #matches(folder: string, [part, ...rest]: readonly string[]): Promise<{ path: string; isFolder: boolean }[]> {
    if (part === undefined) return [{ path: folder, isFolder: true }];
    const entries = await this.#list(folder);
    const isPlain = !/[*?[\\]/.test(part);
    const found: { path: string; isFolder: boolean }[] = [];
    for (const { name, isDirectory } of entries) {
      if (isPlain ? name !== part : matchGlob(part, name) !== true) continue;
      const path = below(folder, name);
      if (isDirectory) found.push(...await this.#matches(path, rest));
      else if (rest.length === 0) found.push({ path, isFolder: false });
    }
    return found;
  }

  /** A folder that is left out may have files in it that an exception takes in again; then it comes along. */
  async #walk(folder: string, take: (path: string) => void): Promise<boolean> {
    const inside: string[] = [];
    const isKept = !this.#isIgnored(folder);
    let hasFiles = false;
    if (!isKept && !this.ignore!.hasExceptions) return false;
    for (const { name, isDirectory } of await this.#list(folder)) {
      if (this.#left <= 0 || this.reader.isCancelled()) {
        this.#isComplete = false;
        return false;
      }
      const path = below(folder, name);
      if (isDirectory) {
        if (await this.#walk(path, (each) => inside.push(each))) hasFiles = true;
      } else if (!this.#isIgnored(path)) {
        this.#left--;
        hasFiles = true;
        inside.push(path);
      }
    }
    if (!isKept && !hasFiles) return false;
    this.#left--;
    take(`${folder}/`);
    for (const each of inside) take(each);
    return true;
  }

  async #list(folder: string): Promise<readonly DirectoryEntry[]> {
    let listing = this.#listings.get(folder);
    if (!listing) this.#listings.set(folder, (listing = this.reader.list(folder).then((entries) => [...entries].sort((a, b) => (a.name < b.name ? -1 : 1)))));
    return listing;
  }
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
