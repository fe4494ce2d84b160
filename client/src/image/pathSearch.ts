/**
 * Finding paths by a part of them or a pattern. Owns: one long text of all names and what a query means. Must not know layers.
 */
import { rootPath, type PathTable } from '../../../server/src/image/pathTable.ts';

/** Ends a name in the long text; names with it in them show it as a space. */
const end = '\n';

export class PathSearch {
  readonly #paths: PathTable;
  readonly #count: number;
  /** All names in lower case, in the order of their ids, each with `end` before and behind it. */
  readonly #text: string;
  /** Where each name begins in the text. */
  readonly #starts: Int32Array;

  constructor(paths: PathTable) {
    this.#paths = paths;
    this.#count = paths.count;
    this.#text = end + allNames(paths).toLowerCase();
    this.#starts = new Int32Array(this.#count + 1);
    for (let id = 0, at = 1; id < this.#count; id++) {
      this.#starts[id] = at;
      at = this.#text.indexOf(end, at) + 1;
    }
    this.#starts[this.#count] = this.#text.length;
  }

  /** For each path id: 2 when its own name has the text or fits the pattern, 1 when only a folder above it does, 0 for neither. */
  find(query: string): Uint8Array {
    const text = query.toLowerCase().replaceAll(end, ' ');
    if (/[*?]/.test(text)) return this.#glob(text);
    const found = new Uint8Array(this.#count);
    const parts = text.split('/');
    if (parts.every((part) => part === '')) return found;
    this.#hits(parts, found);
    // Parents have lower ids than their children.
    for (let id = 2; id < this.#count; id++) if (found[id] === 0 && found[this.#paths.parentOf(id)]) found[id] = 1;
    return found;
  }

  /** Whether the whole name is the text, for the order of what was found. */
  isExact(id: number, name: string): boolean {
    return this.#name(id) === name;
  }

  #hits(parts: readonly string[], found: Uint8Array): void {
    const last = parts.at(-1)!;
    const above = parts.slice(0, -1);
    if (last === '') {
      for (let id = 2; id < this.#count; id++) if (this.#fitsAbove(id, above)) found[id] = 2;
      return;
    }
    // With folders before it, the last part has to begin a name.
    const needle = above.length > 0 ? end + last : last;
    let id = 0;
    for (let at = this.#text.indexOf(needle); at !== -1; ) {
      id = this.#idAt(above.length > 0 ? at + 1 : at, id);
      if (above.length === 0 || this.#fitsAbove(id, above)) found[id] = 2;
      // On to the next name: one hit is enough.
      at = this.#text.indexOf(needle, Math.max(at + 1, this.#starts[id + 1]! - 1));
    }
  }

  /** Whether the folders above are called so, nearest last; of the first only the end counts. */
  #fitsAbove(id: number, parts: readonly string[]): boolean {
    let at = this.#paths.parentOf(id);
    for (let i = parts.length - 1; i >= 0; i--, at = this.#paths.parentOf(at)) {
      if (at < rootPath) return false;
      const name = this.#name(at);
      if (i === 0 ? !name.endsWith(parts[0]!) : name !== parts[i]) return false;
      if (at === rootPath && i > 0) return false;
    }
    return true;
  }

  #glob(pattern: string): Uint8Array {
    const found = new Uint8Array(this.#count);
    const slash = pattern.lastIndexOf('/');
    const tail = pattern.slice(slash + 1);
    const head = slash === -1 ? undefined : folderPattern(pattern.slice(0, slash), tail === '**');
    const isAbove = new Map<number, boolean>();
    const fitsAbove = (folder: number): boolean => {
      if (!head) return true;
      let fits = isAbove.get(folder);
      if (fits === undefined) isAbove.set(folder, (fits = head.test(this.#paths.path(folder).toLowerCase())));
      return fits;
    };
    const name = new RegExp(`^${globText(tail === '**' ? '*' : tail)}$`, 'gm');
    let id = 0;
    for (let hit = name.exec(this.#text); hit !== null; hit = name.exec(this.#text)) {
      if (hit[0] === '') name.lastIndex++;
      id = this.#idAt(hit.index, id);
      if (id > 1 && fitsAbove(this.#paths.parentOf(id))) found[id] = 2;
    }
    return found;
  }

  #name(id: number): string {
    return this.#text.slice(this.#starts[id], this.#starts[id + 1]! - 1);
  }

  /** The id of the name that the place in the text belongs to, which is `from` or one after it. */
  #idAt(at: number, from: number): number {
    let id = from;
    while (this.#starts[id + 1]! <= at) id++;
    return id;
  }
}

function allNames(paths: PathTable): string {
  const ends = 1;
  let length = 0;
  for (let id = 0; id < paths.count; id++) length += paths.nameLength(id) + ends;
  const bytes = Buffer.alloc(length);
  let at = 0;
  for (let id = 0; id < paths.count; id++) {
    for (const byte of paths.nameBytes(id)) bytes[at++] = byte === 0x0a ? 0x20 : byte;
    bytes[at++] = 0x0a;
  }
  return bytes.toString('utf8');
}

/** The pattern's part before the last slash, for a folder's whole path. Without a slash at its start it may begin at any folder. */
function folderPattern(pattern: string, goesDeeper: boolean): RegExp {
  const start = pattern.startsWith('/') || pattern === '' ? '^' : '^(?:.*/)?';
  const parts = pattern.split('/').filter(Boolean);
  let text = '';
  for (const [at, part] of parts.entries()) {
    const slash = at === parts.length - 1 ? '' : '/';
    if (part === '**') text = slash ? `${text}(?:.*/)?` : text === '' ? '.*' : `${text.replace(/\/$/, '')}(?:/.*)?`;
    else text += globText(part) + slash;
  }
  return new RegExp(`${start}${text}${goesDeeper ? (text === '' ? '.*' : '(?:/.*)?') : ''}$`, 's');
}

function globText(part: string): string {
  return part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^/\\n]*').replace(/\?/g, '[^/\\n]');
}
