/**
 * An opened image that answers what the views ask. Owns: the answers of `ImageContents` for one image in this thread. Must not know how it came here.
 */
import type { FileTree } from '../../../server/src/image/fileTree.ts';
import { hiddenFiles } from '../../../server/src/image/hiddenFiles.ts';
import { Kind } from '../../../server/src/image/layerIndex.ts';
import { formatSize } from '../model/format.ts';
import { historyOfArchive, type HistoryModel } from '../model/history.ts';
import type {
  ContentsLayer, DuplicateFiles, FileStat, FolderPage, FolderQuery, FoundPath, HiddenFile, HiddenSum, ImageContents, ImageDifference, Limited, PathChange, SizedFile,
} from '../model/imageContents.ts';
import { layerNodes, type FileNode } from '../model/layerTree.ts';
import { kindOf, type AnalysedImage } from './analysedImage.ts';
import { compareImages } from './compareImages.ts';
import { duplicateFiles } from './duplicateFiles.ts';
import { FolderPages } from './folderPages.ts';

/** What an editor can take at all. */
const mostBytes = 2 ** 30;

export class OpenedImage implements ImageContents {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly platform: string | undefined;
  readonly base: ImageContents['base'];
  readonly history: HistoryModel;
  readonly layers: readonly ContentsLayer[];
  readonly totalBytes: number;
  readonly visibleBytes: number;
  readonly wastedBytes: number;
  readonly waste: readonly HiddenSum[];
  readonly finalFiles: number;
  readonly #image: AnalysedImage;
  readonly #pages: FolderPages;

  constructor(key: string, image: AnalysedImage) {
    const { analysis, image: { id, tags, annotations, config: { platform, runConfig } } } = image;
    this.key = key;
    this.id = id;
    this.name = tags[0] ?? '';
    this.base = baseOf(annotations ?? {}) ?? baseOf((runConfig.Labels ?? {}) as Readonly<Record<string, unknown>>);
    this.platform = [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/') || undefined;
    this.history = historyOfArchive(image.image, analysis);
    this.layers = layerNodes(image.image, analysis).map((node, at) => {
      const { storedSize, compression } = image.layer(at);
      return { ...node, storedBytes: storedSize, compression };
    });
    this.totalBytes = analysis.totalBodyBytes;
    this.visibleBytes = analysis.visibleBytes;
    this.wastedBytes = analysis.wastedBytes;
    this.waste = analysis.wasteByCause.map(({ ownerLayer, causeLayer, bytes }) => ({ owner: ownerLayer, cause: causeLayer, bytes })).sort((a, b) => b.bytes - a.bytes);
    this.finalFiles = analysis.finalFiles;
    this.#image = image;
    this.#pages = new FolderPages(image);
  }

  /** Makes what the first search would make, so that it answers as soon as later ones. */
  prepare(): void {
    void this.#image.search;
  }

  async folder(query: FolderQuery): Promise<FolderPage> {
    return this.#pages.page(query);
  }

  async find(text: string, limit: number): Promise<Limited<FoundPath>> {
    const { archive: { paths }, tree, touchedBy } = this.#image;
    const { search } = this.#image;
    const found = search.find(text);
    // The name itself before what lies below it, what is there before what is not, short names before long ones.
    const ranks = new Int32Array(touchedBy.length).fill(-1);
    const exact = text.toLowerCase();
    const bytes = Buffer.byteLength(text);
    let total = 0;
    for (let id = 2; id < ranks.length; id++) {
      if (found[id] === 0 || touchedBy[id] === 0) continue;
      const isExact = found[id] === 2 && paths.nameLength(id) === bytes && search.isExact(id, exact);
      ranks[id] = (found[id] === 2 ? (isExact ? 0 : 2) : 4) * longestName + (tree.has(id) ? 0 : longestName) + Math.min(paths.nameLength(id), longestName - 1);
      total++;
    }
    return { items: lowest(ranks, 6 * longestName, limit).map((id) => this.#found(id, paths.path(id))), total };
  }

  async touching(path: string): Promise<readonly PathChange[]> {
    const id = this.#image.archive.paths.find(path);
    if (id === -1) return [];
    return this.#image.image.layers.flatMap((_, layer): PathChange[] => {
      const mark = [...this.#image.marks(layer)].find(([, list]) => list.includes(id))?.[0];
      if (mark) {
        const row = this.#image.rowOf(layer, id);
        return [{ layer, mark, bytes: row === -1 ? 0 : this.#image.bytesAt({ layer, row }) }];
      }
      const gone = this.#image.analysis.layers[layer]!.gone.find((each) => each.path === id);
      return gone ? [{ layer, mark: 'deleted', bytes: gone.bytes }] : [];
    });
  }

  async hidden(limit: number, of?: { readonly owner: number; readonly cause: number }): Promise<Limited<HiddenFile>> {
    const { archive: { paths }, image, analysis } = this.#image;
    const all = [...hiddenFiles(image.layers, analysis)].filter(({ ownerLayer, causeLayer }) => !of || (of.owner === ownerLayer && of.cause === causeLayer));
    const items = smallest(all, limit, (each) => -each.bytes).map(({ path, bytes, ownerLayer, causeLayer }) => ({ path: paths.path(path), bytes, owner: ownerLayer, cause: causeLayer }));
    return { items, total: all.length };
  }

  async largest(limit: number): Promise<Limited<SizedFile>> {
    const { tree, archive: { paths } } = this.#image;
    const seen = new Uint8Array(tree.entryCount);
    const all = new Int32Array(tree.pathCount);
    let total = 0;
    for (let path = 2; path < tree.pathCount; path++) {
      const body = tree.bodyNumber(path);
      if (body < 0 || seen[body] === 1) continue;
      seen[body] = 1;
      all[total++] = path;
    }
    const items = smallest(all.subarray(0, total), limit, (path) => -tree.size(path)).map((path) => ({ path: paths.path(path), bytes: tree.size(path), layer: tree.body(path)!.layer }));
    return { items, total };
  }

  duplicates(limit: number, signal?: AbortSignal): Promise<Limited<DuplicateFiles>> {
    return duplicateFiles(this.#image, limit, signal);
  }

  async stat(where: number | 'final', path: string, followsLinks: boolean): Promise<FileStat | undefined> {
    const tree = this.#image.treeAfter(where);
    const id = tree.resolve(path, followsLinks);
    if (id === -1) return undefined;
    const entry = tree.entry(id);
    const linkTarget = entry && this.#image.linkTarget(entry);
    const described = tree.body(id) ?? entry;
    const common = { kind: this.#kind(tree, id), bytes: tree.size(id), linkTarget };
    if (!described) return { ...common, modified: 0, mode: 0o755, uid: 0, gid: 0, layer: this.#image.touchedBy[id]! - 1 };
    const { index } = this.#image.layer(described.layer);
    const { row, layer } = described;
    return { ...common, modified: index.mtime[row]! * 1000, mode: index.mode[row]!, uid: index.uid[row]!, gid: index.gid[row]!, layer };
  }

  async list(where: number | 'final', folder: string): Promise<readonly { readonly name: string; readonly kind: FileNode['kind'] }[] | undefined> {
    const tree = this.#image.treeAfter(where);
    const id = tree.resolve(folder, true);
    if (id === -1 || !tree.isFolder(id)) return undefined;
    return Array.from(tree.children(id), (child) => ({ name: tree.paths.name(child), kind: this.#kind(tree, child) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async read(where: number | 'final', path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const tree = this.#image.treeAfter(where);
    const id = tree.resolve(path, true);
    const place = id === -1 ? undefined : tree.body(id);
    if (!place) return undefined;
    const bytes = tree.size(id);
    if (bytes === 0) return new Uint8Array(0);
    if (bytes > mostBytes) throw new RangeError(`/${path} has ${formatSize(bytes)}, which is more than can be opened.`);
    const content = await this.#image.content(place, mostBytes, signal);
    if (!content) throw new Error(`The content of /${path} cannot be read: the archive is damaged there, or has changed, or is gone. Open the image anew.`);
    return content;
  }

  async compare(other: ImageContents, limit: number, signal?: AbortSignal): Promise<Limited<ImageDifference>> {
    if (!(other instanceof OpenedImage)) throw new TypeError('The images were opened in different ways.');
    return compareImages(this.#image, other.#image, limit, signal);
  }

  dispose(): void {
    // Nothing but memory is held, which goes with the last reference.
  }

  #kind(tree: FileTree, id: number): FileNode['kind'] {
    if (tree.isFolder(id)) return 'folder';
    const entry = tree.entry(id);
    return kindOf(entry && this.#image.layer(entry.layer).index.kind[entry.row]);
  }

  #found(id: number, path: string): FoundPath {
    const { tree, touchedBy } = this.#image;
    const isVisible = tree.has(id);
    const layer = touchedBy[id]! - 1;
    if (isVisible) return { path, layer, bytes: tree.size(id), isFolder: tree.isFolder(id), isVisible };
    // What is gone is described by the last entry that it had.
    for (let below = layer; below >= 0; below--) {
      const row = this.#image.rowOf(below, id);
      if (row === -1) continue;
      const { index } = this.#image.layer(below);
      return { path, layer, bytes: index.size[row]!, isFolder: index.kind[row] === Kind.directory, isVisible };
    }
    return { path, layer, bytes: 0, isFolder: true, isVisible };
  }
}

/** What builders note of the base image in annotations or labels. */
function baseOf(notes: Readonly<Record<string, unknown>>): ImageContents['base'] {
  const name = notes['org.opencontainers.image.base.name'];
  const digest = notes['org.opencontainers.image.base.digest'];
  return typeof name === 'string' && name !== '' ? { name, digest: typeof digest === 'string' && digest !== '' ? digest : undefined } : undefined;
}

/** Longer names count as if they were so long. */
const longestName = 1024;

/** The places of the `count` lowest ranks in order; those of the same rank as they stand. Ranks are less than `end`; negative ones do not count. */
function lowest(ranks: Int32Array, end: number, count: number): number[] {
  const counts = new Int32Array(end);
  for (const rank of ranks) if (rank >= 0) counts[rank]!++;
  let last = 0;
  for (let sum = counts[0]!; last < end - 1 && sum < count; sum += counts[last]!) last++;
  const some: number[] = [];
  for (let at = 0; at < ranks.length; at++) if (ranks[at]! >= 0 && ranks[at]! <= last) some.push(at);
  return some.sort((a, b) => ranks[a]! - ranks[b]!).slice(0, count);
}

/** The `count` items of the least weight in order, those of the same weight in the order that they have, without sorting all of them. */
function smallest<T>(items: ArrayLike<T>, count: number, weightOf: (item: T) => number): T[] {
  const weights = Float64Array.from(items, weightOf);
  const most = items.length > count ? weights.slice().sort()[count]! : Infinity;
  const some: { item: T; weight: number }[] = [];
  for (let at = 0; at < items.length; at++) if (weights[at]! <= most) some.push({ item: items[at]!, weight: weights[at]! });
  return some.sort((a, b) => a.weight - b.weight).slice(0, count).map((each) => each.item);
}
