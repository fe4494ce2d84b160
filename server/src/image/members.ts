/**
 * The files inside an archive (or a folder in OCI layout). Owns: finding them by the names that manifests use, through links. Must not know what is in them.
 */
import { EntryType } from './tarHeader.ts';
import type { TarEntry } from './tarWalker.ts';

/** A regular file of the archive. */
export interface Member {
  readonly name: string;
  /** Offset of its bytes in the file that holds them. */
  readonly offset: number;
  readonly size: number;
  /** The file that it is, when it lies beside others in a folder; undefined for a part of the archive's file. */
  readonly path?: string;
}

const mostLinks = 16;

export class Members {
  readonly #files = new Map<string, Member>();
  readonly #links = new Map<string, string>();

  /** Takes an entry whose bytes start at `offset`; returns its clean name. A later entry of the same name replaces an earlier one. */
  add(entry: TarEntry, offset: number): string {
    const name = cleanPath(text(entry.name));
    this.#links.delete(name);
    this.#files.delete(name);
    if (entry.type === EntryType.file) this.#files.set(name, { name, offset, size: entry.stored });
    else if (entry.type === EntryType.hardLink) this.#links.set(name, cleanPath(text(entry.linkName)));
    else if (entry.type === EntryType.symlink) this.#links.set(name, cleanPath(`${folderOf(name)}/${text(entry.linkName)}`));
    return name;
  }

  /** Takes a file of a folder; `name` is clean. */
  addFile(name: string, size: number, path: string): void {
    this.#files.set(name, { name, offset: 0, size, path });
  }

  /** The file that `name` leads to; undefined for what is missing, no file, or a circle of links. */
  find(name: string): Member | undefined {
    let at = cleanPath(name);
    for (let hop = 0; hop < mostLinks; hop++) {
      const file = this.#files.get(at);
      if (file) return file;
      const next = this.#links.get(at) ?? this.#throughFolder(at);
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  }

  get size(): number {
    return this.#files.size;
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** `a/b/c` where `a` or `a/b` is a link to a folder. */
  #throughFolder(name: string): string | undefined {
    for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
      const target = this.#links.get(name.slice(0, slash));
      if (target !== undefined) return cleanPath(target + name.slice(slash));
    }
    return undefined;
  }
}

/** Without ".", empty segments and a leading slash; ".." stops at the root. */
export function cleanPath(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
