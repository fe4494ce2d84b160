/**
 * An image of an archive with what was made of its layers. Owns: the trees after each layer and the entries of each path, made when asked for.
 * Must not know how anything is shown.
 */
import type { ArchiveImage, ArchiveLayer, ImageArchive } from '../../../server/src/image/archive.ts';
import { readContent } from '../../../server/src/image/content.ts';
import type { EntryPlace, FileTree } from '../../../server/src/image/fileTree.ts';
import { isReadable } from '../../../server/src/image/layerBytes.ts';
import { Kind } from '../../../server/src/image/layerIndex.ts';
import { stackLayers, type LayerAnalysis } from '../../../server/src/image/layers.ts';
import type { FileNode, Mark } from '../model/layerTree.ts';
import { PathSearch } from './pathSearch.ts';

/** Gets contents of layers that are not in the image's own archive. */
export interface ContentSource {
  /** The content of the regular file at a row of a layer; undefined when it cannot be had. */
  content(layer: ArchiveLayer, row: number, options: ContentOptions): Promise<Uint8Array | undefined>;
}

export interface ContentOptions {
  readonly signal: AbortSignal;
  readonly mostBytes: number;
}

/** What the trees after lower layers may take in memory, and how many are kept at least. */
const treeBytes = 48_000_000;
const fewestTrees = 3;
const bytesOfPath = 8;

export class AnalysedImage {
  readonly archive: ImageArchive;
  readonly image: ArchiveImage;
  readonly analysis: LayerAnalysis;
  readonly tree: FileTree;
  /** For each path the layer (plus one) that touched it last. */
  readonly touchedBy: Uint16Array;
  readonly #source: ContentSource | undefined;
  readonly #trees: Map<number, FileTree>;
  readonly #mostTrees: number;
  readonly #attributesOnly = new Map<number, ReadonlySet<number>>();
  #search: PathSearch | undefined;

  constructor(archive: ImageArchive, image: ArchiveImage, source?: ContentSource) {
    this.#source = source;
    this.archive = archive;
    this.image = image;
    this.#mostTrees = Math.max(fewestTrees, Math.floor(treeBytes / (archive.paths.count * bytesOfPath)));
    const { analysis, tree, touchedBy, lowerTrees } = stackLayers(archive.paths, image.layers, this.#mostTrees);
    this.#trees = new Map(lowerTrees);
    this.analysis = analysis;
    this.tree = tree;
    this.touchedBy = touchedBy;
  }

  get search(): PathSearch {
    return (this.#search ??= new PathSearch(this.archive.paths));
  }

  layer(at: number): ArchiveLayer {
    const layer = this.image.layers[at];
    if (!layer) throw new RangeError(`The image has no layer ${at + 1}.`);
    return layer;
  }

  /** The content of the file at a row; undefined for what is damaged, or not there any more. */
  async content(place: EntryPlace, mostBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const layer = this.layer(place.layer);
    if (this.#source) return this.#source.content(layer, place.row, { signal, mostBytes });
    return isReadable(this.archive, layer) ? readContent(this.archive, layer, place.row, { signal, mostBytes }) : undefined;
  }

  /** The file system after a layer. */
  treeAfter(where: number | 'final'): FileTree {
    if (where === 'final' || where === this.image.layers.length - 1) return this.tree;
    this.layer(where);
    const tree = this.#trees.get(where) ?? stackLayers(this.archive.paths, this.image.layers.slice(0, where + 1)).tree;
    // The one used last goes to the end; the first is the one to drop.
    this.#trees.delete(where);
    this.#trees.set(where, tree);
    if (this.#trees.size > this.#mostTrees) this.#trees.delete(this.#trees.keys().next().value!);
    return tree;
  }

  /** What a layer does to its paths, as a list of path ids for each mark. */
  *marks(layer: number): Generator<readonly [Exclude<Mark, 'deleted'>, readonly number[]]> {
    const { added, modified, rewritten } = this.analysis.layers[layer]!;
    yield ['added', added];
    yield ['modified', modified];
    yield ['rewritten', rewritten];
  }

  /** Whether a modified path has the content that it had. */
  hasSameContent(layer: number, path: number): boolean {
    let paths = this.#attributesOnly.get(layer);
    if (!paths) this.#attributesOnly.set(layer, (paths = new Set(this.analysis.layers[layer]!.attributesOnly)));
    return paths.has(path);
  }

  /** The last row of a layer's index for this path that is no whiteout, or -1. */
  rowOf(layer: number, path: number): number {
    const { index } = this.layer(layer);
    let row = index.path.lastIndexOf(path, index.count - 1);
    while (row > 0 && index.kind[row]! >= Kind.whiteout) row = index.path.lastIndexOf(path, row - 1);
    return row >= 0 && index.kind[row]! < Kind.whiteout ? row : -1;
  }

  /** Bytes of a file's entry. */
  bytesAt({ layer, row }: EntryPlace): number {
    return this.image.layers[layer]!.index.size[row]!;
  }

  /** Where the link that an entry is points: for a hard link the name of its file, with a slash before it; undefined for what is no link. */
  linkTarget({ layer, row }: EntryPlace): string | undefined {
    const { index } = this.image.layers[layer]!;
    const link = index.link[row]!;
    if (index.kind[row] === Kind.symlink) return this.archive.paths.name(link);
    return index.kind[row] === Kind.hardLink ? `/${this.archive.paths.path(link)}` : undefined;
  }
}

/** What an entry of this type shows as; what has no entry any more shows as a file. */
export function kindOf(type: number | undefined): FileNode['kind'] {
  if (type === undefined || type === Kind.file || type === Kind.hardLink) return 'file';
  if (type === Kind.directory) return 'folder';
  return type === Kind.symlink ? 'symlink' : 'other';
}
