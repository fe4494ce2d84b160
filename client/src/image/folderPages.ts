/**
 * The folders of an image's layers in pages. Owns: what is shown of a layer in each mode, its sizes and its order. Must not know the tree view.
 * A layer's view is made when it is first looked at: columns as long as the archive's table of paths.
 */
import { Kind } from '../../../server/src/image/layerIndex.ts';
import { rootPath } from '../../../server/src/image/pathTable.ts';
import type { ContentsFile, FolderPage, FolderQuery, LayerMode } from '../model/imageContents.ts';
import type { Mark } from '../model/layerTree.ts';
import { kindOf, type AnalysedImage } from './analysedImage.ts';

/** More would make VS Code's trees slow. */
export const pageSize = 1000;
/** Views, and orders of large folders, that are kept at hand. */
const kept = 4;

export class FolderPages {
  readonly #image: AnalysedImage;
  readonly #views = new Map<string, LayerView>();
  readonly #orders = new Map<string, Int32Array>();

  constructor(image: AnalysedImage) {
    this.#image = image;
  }

  page({ layer, mode, folder = rootPath, order, from, filter }: FolderQuery): FolderPage {
    const key = `${layer} ${mode} ${filter}`;
    const view = recent(this.#views, key, () => filtered(this.#image, makeView(this.#image, layer, mode), filter));
    const children = recent(this.#orders, `${key}\n${order} ${folder}`, () => sorted(this.#image, view, folder, order));
    const parent = this.#image.archive.paths.path(folder);
    const nodes = Array.from(children.subarray(from, from + pageSize), (id) => this.#node(view, layer, id, parent));
    return { nodes, left: Math.max(0, children.length - from - pageSize) };
  }

  #node(view: LayerView, layer: number, id: number, parent: string): ContentsFile {
    const name = this.#image.archive.paths.name(id);
    const mark = marks[view.state[id]!];
    const place = view.placeOf(id);
    const type = place && this.#image.layer(place.layer).index.kind[place.row];
    return {
      id, layer, name, mark, path: parent ? `${parent}/${name}` : name, kind: view.isFolder[id] ? 'folder' : kindOf(type), size: view.size[id]!,
      isAttributesOnly: mark === 'modified' && this.#image.hasSameContent(layer, id),
      owner: place?.layer, hiddenBy: view.hiddenBy?.[id] ? view.hiddenBy[id] - 1 : undefined, linkTarget: place && this.#image.linkTarget(place),
    };
  }
}

const marks: readonly (Mark | undefined)[] = [undefined, 'added', 'modified', 'rewritten', 'deleted'];
const deletedState = marks.indexOf('deleted');
/** Shown without a mark. */
const plain = 5;
/** A folder on the way to something. */
const passage = 6;

interface LayerView {
  /** For each path 0 when it is not shown, else an index of `marks`, `plain` or `passage`. */
  readonly state: Uint8Array;
  readonly size: Float64Array;
  readonly isFolder: Uint8Array;
  /** The layer (plus one) that hides the path's bytes, in the mode for them. */
  readonly hiddenBy?: Uint16Array;
  /** The entry to describe a path by. */
  placeOf(path: number): { readonly layer: number; readonly row: number } | undefined;
}

function makeView(image: AnalysedImage, layer: number, mode: LayerMode): LayerView {
  image.layer(layer);
  switch (mode) {
    case 'changes': return changesView(image, layer);
    case 'after': return afterView(image, layer);
    case 'hidden': return hiddenView(image, layer);
  }
}

function changesView(image: AnalysedImage, layer: number): LayerView {
  const { paths } = image.archive;
  const { index } = image.layer(layer);
  const state = new Uint8Array(paths.count);
  const size = new Float64Array(paths.count);
  const isFolder = new Uint8Array(paths.count);
  const rows = new Int32Array(paths.count).fill(-1);
  for (let row = 0; row < index.count; row++) if (index.kind[row]! < Kind.whiteout) rows[index.path[row]!] = row;
  for (const [mark, list] of image.marks(layer)) {
    for (const path of list) {
      const row = rows[path]!;
      state[path] = marks.indexOf(mark);
      isFolder[path] = index.kind[row] === Kind.directory ? 1 : 0;
      size[path] = index.size[row]!;
    }
  }
  for (const gone of image.analysis.layers[layer]!.gone) {
    state[gone.path] = deletedState;
    isFolder[gone.path] = gone.isFolder ? 1 : 0;
    size[gone.path] = gone.bytes;
  }
  addPassages(image, { state, size, isFolder });
  const placeOf: LayerView['placeOf'] = (path) => (rows[path] === -1 || state[path] === deletedState ? undefined : { layer, row: rows[path]! });
  return { state, size, isFolder, placeOf };
}

function afterView(image: AnalysedImage, layer: number): LayerView {
  const tree = image.treeAfter(layer);
  const { paths } = image.archive;
  const state = new Uint8Array(tree.pathCount);
  const size = new Float64Array(tree.pathCount);
  const isFolder = new Uint8Array(tree.pathCount);
  const counted = new Uint8Array(tree.entryCount);
  // Parents have lower ids than their children, so a folder comes after all that is in it.
  for (let path = tree.pathCount - 1; path > rootPath; path--) {
    if (!tree.has(path)) continue;
    state[path] = plain;
    const parent = paths.parentOf(path);
    if (tree.isFolder(path)) {
      isFolder[path] = 1;
      size[parent]! += size[path]!;
      continue;
    }
    size[path] = tree.size(path);
    const body = tree.bodyNumber(path);
    // Content with several names counts once for the folders above.
    if (body < 0 || counted[body] === 1) continue;
    counted[body] = 1;
    size[parent]! += size[path]!;
  }
  for (const [mark, list] of image.marks(layer)) for (const path of list) state[path] = marks.indexOf(mark);
  return { state, size, isFolder, placeOf: (path) => tree.entry(path) };
}

function hiddenView(image: AnalysedImage, layer: number): LayerView {
  const { paths } = image.archive;
  const { index } = image.layer(layer);
  const by = image.analysis.layers[layer]!.hiddenBy;
  const state = new Uint8Array(paths.count);
  const size = new Float64Array(paths.count);
  const isFolder = new Uint8Array(paths.count);
  const hiddenBy = new Uint16Array(paths.count);
  const rows = new Int32Array(paths.count).fill(-1);
  for (let row = 0; row < index.count; row++) {
    if (by[row] === 0 || index.size[row] === 0) continue;
    const path = index.path[row]!;
    state[path] = plain;
    size[path]! += index.size[row]!;
    hiddenBy[path] = by[row]!;
    rows[path] = row;
  }
  addPassages(image, { state, size, isFolder });
  return { state, size, isFolder, hiddenBy, placeOf: (path) => (rows[path] === -1 ? undefined : { layer, row: rows[path]! }) };
}

/** Makes folders of all above what is shown and gives them the size of all below them; but bytes that went away do not make a folder larger that stays. */
function addPassages(image: AnalysedImage, { state, size, isFolder }: Pick<LayerView, 'state' | 'size' | 'isFolder'>): void {
  // Parents have lower ids than their children.
  for (let path = state.length - 1; path > rootPath; path--) {
    if (state[path] === 0) continue;
    const parent = image.archive.paths.parentOf(path);
    if (state[parent] === 0) state[parent] = passage;
    isFolder[parent] = 1;
    if (state[path] !== deletedState || state[parent] === deletedState) size[parent]! += size[path]!;
  }
}

/** Leaves only what the filter finds, with the folders above it and all below a folder that it finds. Folders keep their sizes. */
function filtered(image: AnalysedImage, view: LayerView, filter: string): LayerView {
  if (filter.trim() === '') return view;
  const found = image.search.find(filter);
  const state = new Uint8Array(view.state.length);
  for (let path = state.length - 1; path > rootPath; path--) {
    if (view.state[path] === 0 || (found[path] === 0 && state[path] === 0)) continue;
    state[path] = view.state[path]!;
    const parent = image.archive.paths.parentOf(path);
    state[parent] = view.state[parent] || passage;
  }
  return { ...view, state };
}

/** The children of a folder that are shown: by name with folders first, or the largest first. */
function sorted({ archive: { paths } }: AnalysedImage, view: LayerView, folder: number, order: FolderQuery['order']): Int32Array {
  const children: { id: number; name: string; weight: number }[] = [];
  for (let id = paths.firstChild(folder); id !== -1; id = paths.nextSibling(id)) {
    if (view.state[id]) children.push({ id, name: paths.name(id), weight: order === 'size' ? view.size[id]! : view.isFolder[id]! });
  }
  // Siblings come the last one first, and are often by name already.
  children.reverse().sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return Int32Array.from(children, (child) => child.id);
}

/** The value of a key, made when it is not there; the values used last are kept. */
function recent<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  if (map.size > kept) map.delete(map.keys().next().value!);
  return value;
}
