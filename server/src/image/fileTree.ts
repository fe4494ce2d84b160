/**
 * The file system that some layers make, one on another. Owns: what is at a path, whose content it has, and following links. Must not stack layers itself:
 * `layers.ts` does and hands over its columns.
 */
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import { rootPath } from './pathTable.ts';
import type { PathTable } from './pathTable.ts';

/** No entry: nothing is at the path. */
export const nothing = -1;
/** A folder that no entry describes, made because something lies in it. */
export const implied = -2;

/** Row `row` of the layer's index. */
export interface EntryPlace {
  readonly layer: number;
  readonly row: number;
}

/** How the entries of all layers are counted through. */
export interface EntryNumbers {
  /** Number of the first entry of each layer. */
  readonly base: readonly number[];
  /** The layer of each entry. */
  readonly owner: Uint16Array;
}

/** As on Linux. */
const mostLinks = 40;
const longestTarget = 4096;

export class FileTree {
  readonly paths: PathTable;
  readonly #layers: readonly LayerIndex[];
  readonly #entries: EntryNumbers;
  readonly #at: Int32Array;
  readonly #body: Int32Array;

  /** `at` and `body` give for each path the number of its entry and of the entry with its content; see `nothing` and `implied`. */
  constructor(paths: PathTable, layers: readonly LayerIndex[], entries: EntryNumbers, at: Int32Array, body: Int32Array) {
    this.paths = paths;
    this.#layers = layers;
    this.#entries = entries;
    this.#at = at;
    this.#body = body;
  }

  /** Ids of the table's paths that were made later are in no layer of this tree. */
  get pathCount(): number {
    return this.#at.length;
  }

  has(path: number): boolean {
    return path < this.#at.length && this.#at[path] !== nothing;
  }

  isFolder(path: number): boolean {
    const entry = this.#at[path]!;
    return entry === implied || (entry >= 0 && this.#kind(entry) === Kind.directory);
  }

  /** The entry at a path; undefined where there is none, also for a folder that no entry describes. */
  entry(path: number): EntryPlace | undefined {
    return this.#place(this.#at[path]!);
  }

  /** The entry that holds the content of the file at a path: for a hard link the one that it names. */
  body(path: number): EntryPlace | undefined {
    return this.#place(this.#body[path]!);
  }

  /** A number for the content of the file at a path, the same for all its hard links; -1 for what is no file. */
  bodyNumber(path: number): number {
    return this.#body[path]!;
  }

  /** Numbers of entries and contents are less than this. */
  get entryCount(): number {
    return this.#entries.owner.length;
  }

  /** The layer of the entry with this number. */
  layerOf(entry: number): number {
    return this.#entries.owner[entry]!;
  }

  /** Bytes of the file at a path; 0 for what is none. */
  size(path: number): number {
    const body = this.#body[path]!;
    if (!(body >= 0)) return 0;
    const layer = this.#entries.owner[body]!;
    return this.#layers[layer]!.size[body - this.#entries.base[layer]!]!;
  }

  index(layer: number): LayerIndex {
    return this.#layers[layer]!;
  }

  /** Where the symbolic link at a path leads, as it is written; undefined for what is no such link. */
  linkTarget(path: number): string | undefined {
    const entry = this.#at[path]!;
    if (entry < 0 || this.#kind(entry) !== Kind.symlink) return undefined;
    const { layer, row } = this.#place(entry)!;
    return this.paths.name(this.#layers[layer]!.link[row]!);
  }

  /**
   * The id of a path in text, links in folders followed, and the last one too with `followsLast`. -1 for what is not there, or leads in circles.
   * Links stay inside the tree, as they do in a container.
   */
  resolve(path: string, followsLast: boolean): number {
    const { paths } = this;
    const left = path.split('/').reverse();
    let links = 0;
    let id = rootPath;
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (name === '' || name === '.') continue;
      if (!this.isFolder(id)) return -1;
      if (name === '..') {
        id = Math.max(paths.parentOf(id), rootPath);
        continue;
      }
      const child = paths.childCalled(id, name);
      if (child === -1 || !this.has(child)) return -1;
      const target = left.length > 0 || followsLast ? this.linkTarget(child) : undefined;
      if (target === undefined) {
        id = child;
        continue;
      }
      if (++links > mostLinks || target.length > longestTarget) return -1;
      if (target.startsWith('/')) id = rootPath;
      left.push(...target.split('/').reverse());
    }
    return id;
  }

  *children(folder: number): Generator<number> {
    for (let child = this.paths.firstChild(folder); child !== -1; child = this.paths.nextSibling(child)) if (this.has(child)) yield child;
  }

  #kind(entry: number): number {
    const layer = this.#entries.owner[entry]!;
    return this.#layers[layer]!.kind[entry - this.#entries.base[layer]!]!;
  }

  #place(entry: number): EntryPlace | undefined {
    if (entry < 0) return undefined;
    const layer = this.#entries.owner[entry]!;
    return { layer, row: entry - this.#entries.base[layer]! };
  }
}
