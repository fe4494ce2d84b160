/**
 * What each layer does to the file system. Owns: stacking layers, the marks added / modified / rewritten / deleted, and whose bytes lie hidden by whom.
 * Must not read archives; pure arithmetic over indexes, and never throws.
 *
 * A layer is compared with all layers below it, taken together. Whiteouts act on lower layers only and before the layer's own entries, wherever they stand.
 * A body is the content of one file; it lives while one of its names (hard links) does. Bytes are wasted when no path of the final tree reaches them.
 */
import type { ArchiveImage } from './archive.ts';
import { FileTree, implied, nothing } from './fileTree.ts';
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import { rootPath } from './pathTable.ts';
import type { PathTable } from './pathTable.ts';

export interface DeletedPath {
  readonly path: number;
  /** What went with it that is no folder, itself included. */
  readonly files: number;
  /** Bytes of bodies that had their last name there. */
  readonly bytes: number;
}

/** One path that was there below a layer and is not any more. */
export interface GonePath {
  readonly path: number;
  readonly isFolder: boolean;
  /** Bytes of the body that had its last name here. */
  readonly bytes: number;
}

/** Lists of path ids, in no order that means anything. */
export interface LayerChanges {
  readonly added: readonly number[];
  readonly modified: readonly number[];
  /** Those of `modified` with the content that they had: permissions, owner or extended attributes are other ones. */
  readonly attributesOnly: readonly number[];
  /** There again with the same type, content, permissions and owner: what "chown -R" to the same owner leaves. */
  readonly rewritten: readonly number[];
  /** Only the topmost of what is gone. */
  readonly deleted: readonly DeletedPath[];
  /** All of what is gone. */
  readonly gone: readonly GonePath[];
  /** For each row of the layer's index: the layer (plus one) that hid its content from the finished image; 0 where it is reached, or there is none. */
  readonly hiddenBy: Uint16Array;
  /** Bytes of all file bodies that the layer stores. */
  readonly bodyBytes: number;
  /** The same of this layer and all below. */
  readonly cumulativeBytes: number;
}

export interface HiddenBytes {
  /** The layer that hides, bottom first. */
  readonly causeLayer: number;
  /** The layer that stores them. */
  readonly ownerLayer: number;
  readonly bytes: number;
}

export interface LayerAnalysis {
  readonly layers: readonly LayerChanges[];
  readonly totalBodyBytes: number;
  /** Bytes that a path of the final tree reaches, each body once. */
  readonly visibleBytes: number;
  readonly wastedBytes: number;
  /** visible / total, 1 for an image without bytes. */
  readonly efficiency: number;
  readonly wasteByCause: readonly HiddenBytes[];
  /** Paths of the final tree that are no folders. */
  readonly finalFiles: number;
}

/** An analysis with what it was made from. */
export interface StackedLayers {
  readonly analysis: LayerAnalysis;
  /** The finished image's files. */
  readonly tree: FileTree;
  /** The files after some of the lower layers, as many as asked for. */
  readonly lowerTrees: ReadonlyMap<number, FileTree>;
  /** For each path the layer (plus one) that touched it last; 0 for paths that are in no layer. */
  readonly touchedBy: Uint16Array;
}

/** `layers` bottom first, all with paths in `paths`. Keeps the trees after the uppermost `keptTrees` layers below the top. */
export function stackLayers(paths: PathTable, layers: readonly { readonly index: LayerIndex }[], keptTrees = 0): StackedLayers {
  const stack = new LayerStack(paths, layers.map((layer) => layer.index));
  const lowerTrees = new Map<number, FileTree>();
  const changes = layers.map((_, at) => {
    const each = stack.add(at);
    if (at < layers.length - 1 && at >= layers.length - 1 - keptTrees) lowerTrees.set(at, stack.copiedTree());
    return each;
  });
  return { analysis: { layers: changes, ...stack.summary() }, lowerTrees, ...stack.finished() };
}

export function analyseLayers(paths: PathTable, layers: readonly { readonly index: LayerIndex }[]): LayerAnalysis {
  return stackLayers(paths, layers).analysis;
}

export function analyseImage(paths: PathTable, image: ArchiveImage): LayerAnalysis {
  return analyseLayers(paths, image.layers);
}

class LayerStack {
  readonly #paths: PathTable;
  readonly #layers: readonly LayerIndex[];
  /** Number of the first entry of each layer when all are counted through. */
  readonly #base: number[] = [];
  /** For each entry its layer and its kind. */
  readonly #owner: Uint16Array;
  readonly #kind: Uint8Array;
  /** For each path: the number of the entry that is there, or `nothing` or `implied`. */
  readonly #at: Int32Array;
  /** For each path with a file: the number of the entry that holds its body, or -1. */
  readonly #body: Int32Array;
  /** The same two as they were below the layer at hand, kept only for paths that it touches. */
  readonly #before: Int32Array;
  readonly #bodyBefore: Int32Array;
  /** For each path the first of those in it that are there now, or -1. */
  readonly #firstIn: Int32Array;
  /** Its neighbours among them. The table's own children are of all layers: going through those at each removal would let an archive keep readers busy for hours. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** The layer (plus one) that last touched the path. */
  readonly #touched: Uint16Array;
  /** For each entry: how many names its body has. */
  readonly #names: Int32Array;
  /** For each entry: the layer (plus one) that hid its body. */
  readonly #hiddenBy: Uint16Array;
  #layer = 0;
  #touchedPaths: number[] = [];
  #bodyBytes = 0;
  #totalBytes = 0;
  #wasted = 0;
  /** Keyed by owner + cause × layers. */
  readonly #waste = new Map<number, number>();
  /** For each path gone in this layer the bytes that lost their last name with it. */
  #lost = new Map<number, number>();

  constructor(paths: PathTable, layers: readonly LayerIndex[]) {
    this.#paths = paths;
    this.#layers = layers;
    let entries = 0;
    for (const layer of layers) {
      this.#base.push(entries);
      entries += layer.count;
    }
    this.#at = new Int32Array(paths.count).fill(nothing);
    this.#body = new Int32Array(paths.count).fill(-1);
    this.#firstIn = new Int32Array(paths.count).fill(-1);
    this.#next = new Int32Array(paths.count);
    this.#previous = new Int32Array(paths.count);
    this.#before = new Int32Array(paths.count);
    this.#bodyBefore = new Int32Array(paths.count);
    this.#touched = new Uint16Array(paths.count);
    this.#names = new Int32Array(entries);
    this.#hiddenBy = new Uint16Array(entries);
    this.#owner = new Uint16Array(entries);
    this.#kind = new Uint8Array(entries);
    for (const [at, layer] of layers.entries()) {
      const base = this.#base[at]!;
      this.#owner.fill(at, base, base + layer.count);
      this.#kind.set(layer.kind.subarray(0, layer.count), base);
    }
    this.#at[rootPath] = implied;
  }

  /** Puts the next layer on top. */
  add(layer: number): LayerChanges {
    const index = this.#layers[layer]!;
    this.#layer = layer;
    this.#touchedPaths = [];
    this.#lost = new Map();
    this.#bodyBytes = 0;
    for (let row = 0; row < index.count; row++) {
      if (index.kind[row] === Kind.whiteout) this.#removeTree(index.path[row]!, true);
      else if (index.kind[row] === Kind.opaque) this.#removeTree(index.path[row]!, false);
    }
    for (let row = 0; row < index.count; row++) if (index.kind[row]! < Kind.whiteout) this.#put(index, row);
    this.#totalBytes += this.#bodyBytes;
    const marks = this.#marks();
    const base = this.#base[layer]!;
    const hiddenBy = this.#hiddenBy.subarray(base, base + index.count);
    return { ...marks, deleted: this.#topmost(marks.gone), hiddenBy, bodyBytes: this.#bodyBytes, cumulativeBytes: this.#totalBytes };
  }

  summary(): Omit<LayerAnalysis, 'layers'> {
    let finalFiles = 0;
    for (let path = 0; path < this.#at.length; path++) if (this.#at[path] !== nothing && !this.#isFolder(this.#at[path]!)) finalFiles++;
    const count = this.#layers.length;
    const wasteByCause = [...this.#waste]
      .map(([key, bytes]) => ({ causeLayer: Math.floor(key / count), ownerLayer: key % count, bytes }))
      .sort((a, b) => a.causeLayer - b.causeLayer || a.ownerLayer - b.ownerLayer);
    const totalBodyBytes = this.#totalBytes;
    const visibleBytes = totalBodyBytes - this.#wasted;
    const efficiency = totalBodyBytes === 0 ? 1 : visibleBytes / totalBodyBytes;
    return { totalBodyBytes, visibleBytes, wastedBytes: this.#wasted, efficiency, wasteByCause, finalFiles };
  }

  /** After this, no more layers can be put on top. */
  finished(): Pick<StackedLayers, 'tree' | 'touchedBy'> {
    return { tree: this.#tree(this.#at, this.#body), touchedBy: this.#touched };
  }

  copiedTree(): FileTree {
    return this.#tree(this.#at.slice(), this.#body.slice());
  }

  #tree(at: Int32Array, body: Int32Array): FileTree {
    return new FileTree(this.#paths, this.#layers, { base: this.#base, owner: this.#owner }, at, body);
  }

  #put(index: LayerIndex, row: number): void {
    const path = index.path[row]!;
    const entry = this.#base[this.#layer]! + row;
    const kind = index.kind[row]!;
    // The body is found before anything goes away: a link may have the name of what it links to.
    const body = kind === Kind.file ? entry : kind === Kind.hardLink ? this.#body[index.link[row]!]! : -1;
    if (kind === Kind.file) this.#bodyBytes += index.size[row]!;
    if (path === rootPath) {
      if (kind === Kind.directory) this.#replace(path, entry, -1);
      else if (kind === Kind.file) this.#hide(entry);
      return;
    }
    // Counted first, because what is linked to may lie where a parent of the link comes to be.
    if (body !== -1) this.#names[body]!++;
    if (!this.#isFolder(this.#at[this.#paths.parentOf(path)]!)) this.#makeParents(path);
    const isFolder = kind === Kind.directory;
    if (!isFolder && this.#isFolder(this.#at[path]!)) this.#removeTree(path, true);
    this.#replace(path, entry, body);
  }

  /** What lies in a place where a file or link was makes a folder of it, as overlayfs has it. */
  #makeParents(path: number): void {
    const missing: number[] = [];
    for (let at = this.#paths.parentOf(path); at > rootPath && !this.#isFolder(this.#at[at]!); at = this.#paths.parentOf(at)) missing.push(at);
    for (const parent of missing.reverse()) this.#replace(parent, implied, -1);
  }

  /** Puts an entry (or `nothing`) at a path; a body that loses its last name is wasted. */
  #replace(path: number, entry: number, body: number): void {
    if (this.#touched[path] !== this.#layer + 1) {
      this.#touched[path] = this.#layer + 1;
      this.#before[path] = this.#at[path]!;
      this.#bodyBefore[path] = this.#body[path]!;
      this.#touchedPaths.push(path);
    }
    const old = this.#body[path]!;
    if (path !== rootPath && (this.#at[path] === nothing) !== (entry === nothing)) this.#list(path, entry !== nothing);
    this.#at[path] = entry;
    this.#body[path] = body;
    if (old === -1) return;
    this.#names[old]!--;
    if (this.#names[old] !== 0) return;
    const bytes = this.#hide(old);
    // What the layer itself brought and took away again was not there below.
    if (this.#owner[old] !== this.#layer) this.#lost.set(path, (this.#lost.get(path) ?? 0) + bytes);
  }

  /** Enters a path in its folder's list, or takes it out. */
  #list(path: number, isThere: boolean): void {
    const parent = this.#paths.parentOf(path);
    const next = isThere ? this.#firstIn[parent]! : this.#next[path]!;
    const previous = isThere ? -1 : this.#previous[path]!;
    if (isThere) {
      this.#next[path] = next;
      this.#previous[path] = -1;
    }
    const follower = isThere ? path : next;
    if (previous === -1) this.#firstIn[parent] = follower;
    else this.#next[previous] = follower;
    if (next !== -1) this.#previous[next] = isThere ? path : previous;
  }

  /** Counts the body of an entry as hidden by the layer at hand; returns its bytes. */
  #hide(entry: number): number {
    const owner = this.#owner[entry]!;
    this.#hiddenBy[entry] = this.#layer + 1;
    const bytes = this.#layers[owner]!.size[entry - this.#base[owner]!]!;
    if (bytes === 0) return 0;
    const key = this.#layer * this.#layers.length + owner;
    this.#waste.set(key, (this.#waste.get(key) ?? 0) + bytes);
    this.#wasted += bytes;
    return bytes;
  }

  /** Takes away all below a path, and the path itself `withSelf`. */
  #removeTree(path: number, withSelf: boolean): void {
    if (path === rootPath && withSelf) return;
    const stack = [path];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      // Below what is no folder nothing can be.
      if (this.#at[at] === nothing) continue;
      if (this.#isFolder(this.#at[at]!)) {
        for (let child = this.#firstIn[at]!; child !== -1; child = this.#next[child]!) stack.push(child);
      }
      if (at !== path || withSelf) this.#replace(at, nothing, -1);
    }
  }

  #marks(): Pick<LayerChanges, 'added' | 'modified' | 'attributesOnly' | 'rewritten' | 'gone'> {
    const marks = { added: [] as number[], modified: [] as number[], attributesOnly: [] as number[], rewritten: [] as number[], gone: [] as GonePath[] };
    for (const path of this.#touchedPaths) {
      const now = this.#at[path]!;
      const before = this.#before[path]!;
      if (now === nothing) {
        if (before !== nothing) marks.gone.push({ path, isFolder: this.#isFolder(before), bytes: this.#lost.get(path) ?? 0 });
        continue;
      }
      if (now < 0 || this.#owner[now] !== this.#layer || path === rootPath) continue;
      if (before === nothing) marks.added.push(path);
      else if (!this.#isSame(path, before, now)) {
        marks.modified.push(path);
        if (this.#hasSameContent(path, before, now)) marks.attributesOnly.push(path);
      } else if (!this.#isFolder(now)) marks.rewritten.push(path);
    }
    return marks;
  }

  /** The topmost of what is gone, each with all that went under it. */
  #topmost(gone: readonly GonePath[]): DeletedPath[] {
    const tops = new Map<number, number>();
    const totals = new Map<number, { files: number; bytes: number }>();
    for (const { path, isFolder, bytes } of gone) {
      const top = this.#topmostGone(path, tops);
      const total = totals.get(top) ?? { files: 0, bytes: 0 };
      if (!isFolder) total.files++;
      total.bytes += bytes;
      totals.set(top, total);
    }
    return [...totals].map(([path, total]) => ({ path, ...total }));
  }

  /** The highest folder above `path` that is gone too, or `path`. Keeps what it finds in `tops`, as folders can be thousands deep. */
  #topmostGone(path: number, tops: Map<number, number>): number {
    const way: number[] = [];
    let top = path;
    for (let at = path; at > rootPath && this.#at[at] === nothing; at = this.#paths.parentOf(at)) {
      const known = tops.get(at);
      top = known ?? at;
      if (known !== undefined) break;
      way.push(at);
    }
    for (const at of way) tops.set(at, top);
    return top;
  }

  #isSame(path: number, before: number, now: number): boolean {
    if (!this.#hasSameContent(path, before, now)) return false;
    // An implied folder is made by root with the usual permissions.
    if (before === implied) return this.#hasOwner(now, 0o755, 0, 0);
    // A hard link says nothing of its own that counts: its file does.
    const entryBefore = entryOr(this.#bodyBefore[path]!, before);
    const entryNow = entryOr(this.#body[path]!, now);
    const [a, rowA] = [this.#indexOf(entryBefore), this.#rowOf(entryBefore)];
    if (!this.#hasOwner(entryNow, a.mode[rowA]!, a.uid[rowA]!, a.gid[rowA]!)) return false;
    // Labels for SELinux and the like come and go on folders; they are not what anybody looks for.
    return a.kind[rowA] === Kind.directory || a.attributes[rowA] === this.#indexOf(entryNow).attributes[this.#rowOf(entryNow)];
  }

  #hasSameContent(path: number, before: number, now: number): boolean {
    if (this.#isFolder(before) || this.#isFolder(now)) return this.#isFolder(before) && this.#isFolder(now);
    const bodyBefore = this.#bodyBefore[path]!;
    const body = this.#body[path]!;
    const entryBefore = entryOr(bodyBefore, before);
    const entryNow = entryOr(body, now);
    if (this.#kind[entryBefore] !== this.#kind[entryNow]) return false;
    const a = this.#indexOf(entryBefore);
    const b = this.#indexOf(entryNow);
    const rowA = this.#rowOf(entryBefore);
    const rowB = this.#rowOf(entryNow);
    if (a.kind[rowA] !== Kind.file) return a.link[rowA] === b.link[rowB];
    if (a.size[rowA] !== b.size[rowB]) return false;
    if (a.size[rowA] === 0 || bodyBefore === body) return true;
    return a.hasCrc[rowA] === 1 && b.hasCrc[rowB] === 1 && a.crc[rowA] === b.crc[rowB];
  }

  #hasOwner(entry: number, mode: number, uid: number, gid: number): boolean {
    const index = this.#indexOf(entry);
    const row = this.#rowOf(entry);
    return index.mode[row] === mode && index.uid[row] === uid && index.gid[row] === gid;
  }

  #isFolder(entry: number): boolean {
    return entry === implied || (entry >= 0 && this.#kind[entry] === Kind.directory);
  }

  /** The layer's index that an entry is in, and its row there; apart, because a pair would be made hundreds of thousands of times. */
  #indexOf(entry: number): LayerIndex {
    return this.#layers[this.#owner[entry]!]!;
  }

  #rowOf(entry: number): number {
    return entry - this.#base[this.#owner[entry]!]!;
  }
}

/** The entry with the content where there is one, else the entry itself. */
function entryOr(body: number, entry: number): number {
  return body === -1 ? entry : body;
}
