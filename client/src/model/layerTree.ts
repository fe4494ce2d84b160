/**
 * An image's layers as a tree to show. Owns: the nodes, their order and their paging. Must not know VS Code.
 * Nothing is made before it is looked at: an image may have hundreds of thousands of files.
 */
import type { ArchiveImage, ImageArchive } from '../../../server/src/image/archive.ts';
import { parseHistory } from '../../../server/src/image/historyText.ts';
import { Kind } from '../../../server/src/image/layerIndex.ts';
import type { LayerAnalysis } from '../../../server/src/image/layers.ts';
import { rootPath } from '../../../server/src/image/pathTable.ts';
import type { PathTable } from '../../../server/src/image/pathTable.ts';

export type Mark = 'added' | 'modified' | 'rewritten' | 'deleted';

export interface LayerNode {
  readonly kind: 'layer';
  /** Bottom first. */
  readonly index: number;
  readonly instruction: string;
  readonly text: string;
  readonly digest: string;
  /** Bytes of the files that this layer stores. */
  readonly bodyBytes: number;
  /** Bytes of all layers up to this one. */
  readonly cumulativeBytes: number;
  /** Bytes in lower layers that this layer hides. */
  readonly hidesBytes: number;
  readonly counts: Readonly<Record<Mark, number>>;
  /** Said instead of children when the layer could not be read. */
  readonly error: string | undefined;
}

export interface FileNode {
  readonly kind: 'folder' | 'file' | 'symlink' | 'other';
  /** The layer that is shown. */
  readonly layer: number;
  /** Without a leading slash. */
  readonly path: string;
  readonly name: string;
  /** What the layer shown does to it; undefined for nothing, as for a folder that is only the way to changes below it. */
  readonly mark: Mark | undefined;
  /** Bytes; of a folder all below it. */
  readonly size: number;
  /** Where a link points. */
  readonly linkTarget: string | undefined;
}

/** Stands for the children left out of a page. */
export interface MoreNode {
  readonly kind: 'more';
  readonly layer: number;
  readonly path: string;
  /** Index of the first child left out. */
  readonly from: number;
  readonly count: number;
}

export type TreeNode = LayerNode | FileNode | MoreNode;

export interface LayerTree {
  readonly layers: readonly LayerNode[];
  /** At most `pageSize` children, folders first and then by name, and a MoreNode when there are more. */
  children(node: TreeNode): readonly TreeNode[];
}

/** More would make VS Code's trees slow. */
const pageSize = 1000;
/** Layers whose contents are kept at hand. */
const keptLayers = 4;

/** The tree of what each layer of an image changes. */
export function layerTreeOf(archive: ImageArchive, image: ArchiveImage, analysis: LayerAnalysis): LayerTree {
  const views = new Map<number, LayerView>();
  const ids = new WeakMap<TreeNode, number>();
  const viewOf = (layer: number): LayerView => {
    const view = views.get(layer) ?? new LayerView(archive.paths, image, analysis, layer, ids);
    // The one used last goes to the end; the first is the one to drop.
    views.delete(layer);
    views.set(layer, view);
    if (views.size > keptLayers) views.delete(views.keys().next().value!);
    return view;
  };
  return {
    layers: layerNodes(image, analysis),
    children: (node) => {
      if (node.kind === 'layer') return viewOf(node.index).page(rootPath, '', 0);
      if (node.kind !== 'folder' && node.kind !== 'more') return [];
      // By id where there is one: names that are no UTF-8 cannot be found by their text.
      const id = ids.get(node) ?? archive.paths.find(node.path);
      return id === -1 ? [] : viewOf(node.layer).page(id, node.path, node.kind === 'more' ? node.from : 0);
    },
  };
}

/** What the layers of an image cost. */
export function layerNodes(image: ArchiveImage, analysis: LayerAnalysis): LayerNode[] {
  const texts = parseHistory(image.config.history.map((entry) => entry.createdBy));
  return image.layers.map((layer, index) => {
    const changes = analysis.layers[index]!;
    const text = layer.historyIndex === undefined ? undefined : texts[layer.historyIndex];
    return {
      kind: 'layer', index, instruction: text?.instruction ?? '', text: text?.text ?? '', digest: layer.diffId,
      bodyBytes: changes.bodyBytes, cumulativeBytes: changes.cumulativeBytes,
      hidesBytes: analysis.wasteByCause.reduce((sum, item) => (item.causeLayer === index ? sum + item.bytes : sum), 0),
      counts: { added: changes.added.length, modified: changes.modified.length, rewritten: changes.rewritten.length, deleted: changes.gone.length },
      error: layer.error,
    };
  });
}

const marks: readonly (Mark | undefined)[] = [undefined, 'added', 'modified', 'rewritten', 'deleted'];
const deletedMark = marks.indexOf('deleted');
/** In `#mark`: on the way to a change. */
const passage = 255;

/** One layer's changes by path, in columns as long as the archive's table of paths. */
class LayerView {
  readonly #paths: PathTable;
  readonly #image: ArchiveImage;
  readonly #layer: number;
  readonly #ids: WeakMap<TreeNode, number>;
  /** 0: not in the tree; else an index of `marks`, or `passage`. */
  readonly #mark: Uint8Array;
  /** Row of the layer's entry, or -1. */
  readonly #row: Int32Array;
  readonly #size: Float64Array;
  readonly #isFolder: Uint8Array;

  /** `ids` gets the path id of each node made. */
  constructor(paths: PathTable, image: ArchiveImage, analysis: LayerAnalysis, layer: number, ids: WeakMap<TreeNode, number>) {
    this.#ids = ids;
    this.#paths = paths;
    this.#image = image;
    this.#layer = layer;
    this.#mark = new Uint8Array(paths.count);
    this.#row = new Int32Array(paths.count).fill(-1);
    this.#size = new Float64Array(paths.count);
    this.#isFolder = new Uint8Array(paths.count);
    const { index } = image.layers[layer]!;
    const changes = analysis.layers[layer]!;
    for (let row = 0; row < index.count; row++) if (index.kind[row]! < Kind.whiteout) this.#row[index.path[row]!] = row;
    for (const [at, list] of [changes.added, changes.modified, changes.rewritten].entries()) {
      for (const path of list) this.#put(path, at + 1, index.kind[this.#row[path]!] === Kind.directory);
    }
    for (const gone of changes.gone) this.#put(gone.path, deletedMark, gone.isFolder);
    for (const list of [changes.added, changes.modified, changes.rewritten]) for (const path of list) this.#addSize(path, index.size[this.#row[path]!]!);
    for (const gone of changes.gone) this.#addSize(gone.path, gone.bytes);
  }

  #put(path: number, mark: number, isFolder: boolean): void {
    this.#mark[path] = mark;
    if (isFolder) this.#isFolder[path] = 1;
    for (let at = this.#paths.parentOf(path); at >= rootPath && (this.#mark[at] === 0 || this.#isFolder[at] === 0); at = this.#paths.parentOf(at)) {
      if (this.#mark[at] === 0) this.#mark[at] = passage;
      this.#isFolder[at] = 1;
    }
  }

  /** Folders have the size of all below them, but bytes that went away do not make a folder larger that stays. */
  #addSize(path: number, size: number): void {
    if (size === 0) return;
    const isDeleted = this.#mark[path] === deletedMark;
    for (let at = path; at >= rootPath; at = this.#paths.parentOf(at)) {
      if (isDeleted && this.#mark[at] !== deletedMark) break;
      this.#size[at]! += size;
    }
  }

  page(id: number, folder: string, from: number): readonly TreeNode[] {
    const children: { id: number; name: string; isFolder: number }[] = [];
    for (let child = this.#paths.firstChild(id); child !== -1; child = this.#paths.nextSibling(child)) {
      if (this.#mark[child] !== 0) children.push({ id: child, name: this.#paths.name(child), isFolder: this.#isFolder[child]! });
    }
    children.sort((a, b) => b.isFolder - a.isFolder || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const nodes: TreeNode[] = children.slice(from, from + pageSize).map((child) => this.#node(child.id, folder ? `${folder}/${child.name}` : child.name, child.name));
    const left = children.length - from - pageSize;
    if (left > 0) {
      const more: MoreNode = { kind: 'more', layer: this.#layer, path: folder, from: from + pageSize, count: left };
      this.#ids.set(more, id);
      nodes.push(more);
    }
    return nodes;
  }

  #node(id: number, path: string, name: string): FileNode {
    const { index } = this.#image.layers[this.#layer]!;
    const row = this.#row[id]!;
    const mark = marks[this.#mark[id]!];
    const type = row === -1 || mark === 'deleted' ? undefined : index.kind[row];
    const kind = this.#isFolder[id] ? 'folder' : kindOf(type);
    const link = index.link[row]!;
    const linkTarget = type === Kind.symlink ? this.#paths.name(link) : type === Kind.hardLink ? `/${this.#paths.path(link)}` : undefined;
    const node: FileNode = { kind, layer: this.#layer, path, name, mark, size: this.#size[id]!, linkTarget };
    this.#ids.set(node, id);
    return node;
  }
}

/** What is gone has no entry in its layer any more and shows as a file. */
function kindOf(type: number | undefined): FileNode['kind'] {
  if (type === undefined || type === Kind.file || type === Kind.hardLink) return 'file';
  return type === Kind.symlink ? 'symlink' : 'other';
}
