/**
 * All paths of an archive, each stored once. Owns: a tree of names in typed arrays, shared by all layers, so that 300,000 files cost a few MB.
 * Must not know tar or layers. Paths are bytes as in the archive; they become text only when somebody looks.
 */

/** The root of every layer. */
export const rootPath = 0;
/** Parent of texts that are not paths of a tree, such as the targets of symbolic links. */
const textParent = 1;

const slash = 0x2f;
const dot = 0x2e;
// A name may begin with what would be a byte order mark in a text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Names and their bytes beyond what real images have; each costs about 30 bytes besides its text. */
const mostNames = 8_000_000;
const mostNameBytes = 256 * 2 ** 20;

export class PathTable {
  #count = 2;
  #parent = new Int32Array(1024).fill(-1);
  #firstChild = new Int32Array(1024).fill(-1);
  #nextSibling = new Int32Array(1024).fill(-1);
  #nameStart = new Uint32Array(1024);
  #nameLength = new Uint32Array(1024);
  #bytes = new Uint8Array(16 * 1024);
  #byteCount = 0;
  /** Open addressing over (parent, name); 0 is free, because the root is never looked up. */
  #slots = new Int32Array(4096);

  /** Ids are 0 … count-1. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count > mostNames || this.#byteCount > mostNameBytes;
  }

  /** The id of a path such as "./usr/../bin/sh"; empty and "." segments vanish and ".." stops at the root, as in an unpacked layer. */
  intern(path: Uint8Array): number {
    let id = rootPath;
    let start = 0;
    for (let at = 0; at <= path.length; at++) {
      if (at < path.length && path[at] !== slash) continue;
      const length = at - start;
      if (length === 2 && path[start] === dot && path[start + 1] === dot) id = Math.max(this.#parent[id]!, rootPath);
      else if (length > 0 && !(length === 1 && path[start] === dot)) id = this.child(id, path, start, at);
      start = at + 1;
    }
    return id;
  }

  /** The id of a text that is no path of a layer. */
  internText(text: Uint8Array): number {
    return this.child(textParent, text, 0, text.length);
  }

  /** The id of the child of `parent` called `bytes[start, end)`, made when it is new. */
  child(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(parent, bytes, start, end) & mask;
    for (let id = this.#slots[slot]!; id !== 0; id = this.#slots[slot]!) {
      if (this.#parent[id] === parent && this.#hasName(id, bytes, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.#add(parent, bytes, start, end);
    this.#slots[slot] = id;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The id of a path in text, or -1 when no layer has it. */
  find(path: string): number {
    let id = rootPath;
    for (const name of path.split('/')) {
      if (name === '' || name === '.') continue;
      id = this.childOfBytes(id, Buffer.from(name));
      if (id === -1) return -1;
    }
    return id;
  }

  /** The same by text. Names that are no UTF-8 are found by what they show as; of several that show alike, by the first. */
  childCalled(parent: number, name: string): number {
    const id = this.childOfBytes(parent, Buffer.from(name));
    if (id !== -1 || !name.includes('\ufffd')) return id;
    for (let child = this.firstChild(parent); child !== -1; child = this.nextSibling(child)) if (this.name(child) === name) return child;
    return -1;
  }

  /** -1 for the root. */
  parentOf(id: number): number {
    return this.#parent[id]!;
  }

  /** First child in no particular order, or -1; go on with `nextSibling`. */
  firstChild(id: number): number {
    return this.#firstChild[id]!;
  }

  nextSibling(id: number): number {
    return this.#nextSibling[id]!;
  }

  /** The last segment as text; '' for the root. Bytes that are no UTF-8 become U+FFFD. */
  name(id: number): string {
    return decoder.decode(this.nameBytes(id));
  }

  /** A view that is valid until the table grows. */
  nameBytes(id: number): Uint8Array {
    const start = this.#nameStart[id]!;
    return this.#bytes.subarray(start, start + this.#nameLength[id]!);
  }

  /** Bytes of the last segment. */
  nameLength(id: number): number {
    return this.#nameLength[id]!;
  }

  /** The whole path without a leading slash; '' for the root. */
  path(id: number): string {
    const names: string[] = [];
    for (let at = id; at > textParent; at = this.#parent[at]!) names.push(this.name(at));
    return names.reverse().join('/');
  }

  /** The id of the child of `parent` with this name, or -1. */
  childOfBytes(parent: number, name: Uint8Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(parent, name, 0, name.length) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]!;
      if (id === 0) return -1;
      if (this.#parent[id] === parent && this.#hasName(id, name, 0, name.length)) return id;
    }
  }

  #hasName(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#nameLength[id] !== end - start) return false;
    const own = this.#bytes;
    for (let a = this.#nameStart[id]!, b = start; b < end; a++, b++) if (own[a] !== bytes[b]) return false;
    return true;
  }

  #add(parent: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.#count === this.#parent.length) this.#growNodes();
    const length = end - start;
    if (this.#byteCount + length > this.#bytes.length) this.#bytes = grown(this.#bytes, this.#byteCount + length);
    const id = this.#count++;
    this.#parent[id] = parent;
    this.#nameStart[id] = this.#byteCount;
    this.#nameLength[id] = length;
    for (let at = start; at < end; at++) this.#bytes[this.#byteCount++] = bytes[at]!;
    this.#nextSibling[id] = this.#firstChild[parent]!;
    this.#firstChild[parent] = id;
    return id;
  }

  #growNodes(): void {
    const length = this.#parent.length * 2;
    this.#parent = grown(this.#parent, length, -1);
    this.#firstChild = grown(this.#firstChild, length, -1);
    this.#nextSibling = grown(this.#nextSibling, length, -1);
    this.#nameStart = grown(this.#nameStart, length);
    this.#nameLength = grown(this.#nameLength, length);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 2; id < this.#count; id++) {
      const start = this.#nameStart[id]!;
      let slot = hash(this.#parent[id]!, this.#bytes, start, start + this.#nameLength[id]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, started by the parent. */
function hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
  let value = Math.imul(parent ^ 0x811c9dc5, 0x01000193);
  for (let at = start; at < end; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return value ^ (value >>> 15);
}

type Column = Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A copy of `column` with room for `least` values (at least half as much again), the new ones set to `fill`. */
export function grown<T extends Column>(column: T, least: number, fill = 0): T {
  const length = Math.max(least, Math.ceil(column.length * 1.5));
  const copy = new (column.constructor as new (length: number) => T)(length);
  copy.set(column);
  if (fill !== 0) copy.fill(fill, column.length);
  return copy;
}
