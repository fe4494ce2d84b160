/**
 * What the view "Image Layers" shows. Owns: which nodes there are, their order, loading them page by page, and telling which subtree has changed.
 * Must not draw nodes, know VS Code or read images: `ImageContents` does.
 */
import type { ContentsFile, ContentsLayer } from '../imageContents.ts';
import { comparisonChildren, comparisonNode, differenceNodes } from './comparisonNodes.ts';
import type { ImagesChange, OpenedImage, OpenedImageList } from './openedImageList.ts';
import type { BaseNode, ComparisonNode, ExplorerNode, ExplorerSettings, FileNode, ImageNode, LayerNode, MoreNode, ReportName } from './nodes.ts';
import { duplicatePlaces, placesOf, reportChildren, type Page } from './reportNodes.ts';

/** `nodes` have other children; undefined for the list of images. */
export type ExplorerListener = (nodes: readonly ExplorerNode[] | undefined) => void;

/** Siblings that are loaded to reach one of them: the tree draws no more in good time. */
const mostLoaded = 10_000;

/** The children of a node as far as they are loaded. */
interface Loaded {
  readonly nodes: ExplorerNode[];
  left: number;
}

export class LayersExplorer {
  readonly images: OpenedImageList;
  readonly #sentenceOf: (error: unknown) => string;
  #settings: ExplorerSettings = { mode: 'changes', order: 'name', filter: '', isTopFirst: false };
  #comparisons: readonly ComparisonNode[] = [];
  readonly #listeners = new Set<ExplorerListener>();
  /** By the node's id; a promise while it loads, so that nobody asks twice. */
  readonly #loaded = new Map<string, Promise<Loaded>>();
  /** One node object for each id, because VS Code tells nodes by identity. */
  readonly #nodes = new Map<string, ExplorerNode>();

  /** `sentenceOf` puts errors as what people can read. */
  constructor(images: OpenedImageList, sentenceOf: (error: unknown) => string) {
    this.images = images;
    this.#sentenceOf = sentenceOf;
    images.onDidChange((change) => this.#imagesChanged(change));
  }

  get settings(): ExplorerSettings {
    return this.#settings;
  }

  roots(): readonly ExplorerNode[] {
    return [...this.images.list.map((image) => this.imageNode(image)), ...this.#comparisons];
  }

  /** Never rejects: what goes wrong is a node that says so. */
  async children(node: ExplorerNode): Promise<readonly ExplorerNode[]> {
    const loaded = await this.#load(node);
    if (loaded.left === 0) return loaded.nodes;
    const more: MoreNode = { kind: 'more', id: `${node.id}/more`, parent: node, left: loaded.left };
    return [...loaded.nodes, this.#known(more)];
  }

  /** Loads the next page of what `more` stands for. */
  async more({ parent }: MoreNode): Promise<void> {
    if (!parent) return;
    const loading = this.#load(parent);
    const loaded = await loading;
    const from = loaded.nodes.length;
    if (loaded.left === 0) return;
    const page = await this.#page(parent, from);
    // Somebody may have asked twice, or had something else shown meanwhile.
    if (this.#loaded.get(parent.id) !== loading || loaded.nodes.length !== from) return;
    loaded.nodes.push(...page.nodes);
    loaded.left = page.left;
    this.#tell([parent]);
  }

  /** Shows the layers otherwise. Only what is shown otherwise is loaded again. */
  set(change: Partial<ExplorerSettings>): void {
    const before = this.#settings;
    this.#settings = { ...before, ...change };
    const isTurned = this.#settings.isTopFirst !== before.isTopFirst;
    const hasOtherFiles = (['mode', 'order', 'filter'] as const).some((name) => this.#settings[name] !== before[name]);
    const layers = this.images.list.flatMap((image) => image.contents.layers.map((layer) => this.#layerNode(image, layer)));
    if (hasOtherFiles) this.#forget(new Set(layers.map(({ id }) => id)));
    if (isTurned) for (const { key } of this.images.list) for (const id of [key, `${key}/base`]) this.#loaded.delete(id);
    if (isTurned) this.#tell(this.images.list.map((image) => this.imageNode(image)));
    else if (hasOtherFiles && layers.length > 0) this.#tell(layers);
  }

  compare(before: OpenedImage, after: OpenedImage): ComparisonNode {
    const node = comparisonNode(before, after);
    this.#forget(new Set([node.id]));
    this.#comparisons = [...this.#comparisons.filter(({ id }) => id !== node.id), node];
    this.#tell(undefined);
    return node;
  }

  closeComparison({ id }: ComparisonNode): void {
    this.#comparisons = this.#comparisons.filter((other) => other.id !== id);
    this.#forget(new Set([id]));
    this.#tell(undefined);
  }

  imageNode(image: OpenedImage): ImageNode {
    return this.#known({ kind: 'image', id: image.key, parent: undefined, image, source: image.source });
  }

  /** Undefined for a layer that the image does not have. */
  layerNode(image: OpenedImage, layer: number): LayerNode | undefined {
    const found = image.contents.layers[layer];
    return found && this.#layerNode(image, found);
  }

  /** The node of a path in what a layer shows now, all pages up to it loaded. Undefined when it is not there, or too many come before it. */
  async fileNode(image: OpenedImage, layer: number, path: string, signal?: AbortSignal): Promise<FileNode | undefined> {
    let at: ExplorerNode | undefined = this.layerNode(image, layer);
    for (const name of path.split('/')) {
      if (!at) return undefined;
      at = await this.#childNamed(at, name, signal);
    }
    return at?.kind === 'file' ? at : undefined;
  }

  /** Only of what has changed is told; `undefined` for the list of images. */
  onDidChange(listener: ExplorerListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  async #childNamed(parent: ExplorerNode, name: string, signal: AbortSignal | undefined): Promise<FileNode | undefined> {
    for (let from = 0; ;) {
      signal?.throwIfAborted();
      const loaded = await this.#load(parent);
      const found = loaded.nodes.slice(from).find((node): node is FileNode => node.kind === 'file' && node.file.name === name);
      if (found || loaded.left === 0 || loaded.nodes.length >= mostLoaded) return found;
      from = loaded.nodes.length;
      await this.more({ kind: 'more', id: '', parent, left: loaded.left });
      if (loaded.nodes.length === from) return undefined;
    }
  }

  #load(node: ExplorerNode): Promise<Loaded> {
    let loading = this.#loaded.get(node.id);
    if (!loading) {
      loading = this.#page(node, 0).then((page) => ({ nodes: [...page.nodes], left: page.left }), (error: unknown) => {
        // Asked again the next time.
        if (this.#loaded.get(node.id) === loading) this.#loaded.delete(node.id);
        return { nodes: [this.#known({ kind: 'text', id: `${node.id}/problem`, parent: node, text: this.#sentenceOf(error), isProblem: true })], left: 0 };
      });
      this.#loaded.set(node.id, loading);
    }
    return loading;
  }

  /** The children from the `from`th on; at most a page of them where there may be many. */
  async #page(node: ExplorerNode, from: number): Promise<Page> {
    switch (node.kind) {
      case 'image': return { nodes: this.#imageChildren(node), left: 0 };
      case 'base': return { nodes: this.#ordered(node.image.contents.layers.slice(0, node.count).map((layer) => this.#layerNode(node.image, layer, node))), left: 0 };
      case 'layer': return this.#files(node, node.image, node.layer.index, undefined, from);
      case 'file': return node.file.kind === 'folder' ? this.#files(node, node.image, node.file.layer, node.file.id, from) : { nodes: [], left: 0 };
      case 'report': return this.#keeping(await reportChildren(node, from));
      case 'hiddenSum': return this.#keeping(await placesOf(node, from));
      case 'duplicate': return this.#keeping(duplicatePlaces(node));
      case 'comparison': return this.#keeping(await comparisonChildren(node));
      case 'differenceGroup': return this.#keeping(differenceNodes(node, from));
      default: return { nodes: [], left: 0 };
    }
  }

  #imageChildren(parent: ImageNode): ExplorerNode[] {
    const { image } = parent;
    const { contents, base } = image;
    const count = Math.min(base?.layers ?? 0, contents.layers.length);
    const group: BaseNode[] = base && count > 0 ? [this.#baseNode(parent, count)] : [];
    const layers = this.#ordered([...group, ...contents.layers.slice(count).map((layer) => this.#layerNode(image, layer, parent))]);
    const reports: ReportName[] = contents.layers.length === 0 ? [] : ['hidden', 'largest', 'duplicates'];
    return [...layers, ...reports.map((report) => this.#known({ kind: 'report' as const, id: `${parent.id}/${report}`, parent, image, report }))];
  }

  #baseNode(parent: ImageNode, count: number): BaseNode {
    const { image } = parent;
    return this.#known({ kind: 'base', id: `${parent.id}/base`, parent, image, base: image.base!, count });
  }

  #layerNode(image: OpenedImage, layer: ContentsLayer, parent = this.#parentOfLayer(image, layer.index)): LayerNode {
    const copyText = `${layer.instruction} ${layer.text}`.trim();
    return this.#known({ kind: 'layer', id: `${image.key}/${layer.index}`, parent, image, layer, copyText });
  }

  #parentOfLayer(image: OpenedImage, index: number): ImageNode | BaseNode {
    const parent = this.imageNode(image);
    const count = Math.min(image.base?.layers ?? 0, image.contents.layers.length);
    return index < count ? this.#baseNode(parent, count) : parent;
  }

  #ordered<T>(nodes: T[]): T[] {
    return this.#settings.isTopFirst ? nodes.reverse() : nodes;
  }

  async #files(parent: LayerNode | FileNode, image: OpenedImage, layer: number, folder: number | undefined, from: number): Promise<Page> {
    const { mode, order, filter } = this.#settings;
    const { nodes, left } = await image.contents.folder({ layer, mode, folder, order, from, filter });
    if (nodes.length === 0 && from === 0) return { nodes: [this.#known({ kind: 'text', id: `${parent.id}/nothing`, parent, text: nothingText(this.#settings), isProblem: false })], left: 0 };
    return { nodes: nodes.map((file) => this.#fileNode(parent, image, file)), left };
  }

  #fileNode(parent: ExplorerNode, image: OpenedImage, file: ContentsFile): FileNode {
    return this.#known({ kind: 'file', id: `${image.key}/${file.layer}/${file.id}`, parent, image, file, copyText: `/${file.path}` });
  }

  /** The node that stands for the id from now on: the one known, if nothing in it has changed. */
  #known<T extends ExplorerNode>(node: T): T {
    const known = this.#nodes.get(node.id);
    if (known && (Object.keys(node) as (keyof T)[]).every((name) => node[name] === (known as T)[name])) return known as T;
    this.#nodes.set(node.id, node);
    return node;
  }

  #keeping(page: Page): Page {
    return { nodes: page.nodes.map((node) => this.#known(node)), left: page.left };
  }

  /** Forgets the children of these nodes and of all below them. */
  #forget(ids: ReadonlySet<string>): void {
    const isGone = (id: string): boolean => ids.has(id) || ids.has(segments(id, 1)) || ids.has(segments(id, 2));
    for (const id of this.#loaded.keys()) if (isGone(id)) this.#loaded.delete(id);
    for (const id of this.#nodes.keys()) if (!ids.has(id) && isGone(id)) this.#nodes.delete(id);
  }

  #imagesChanged({ image, what }: ImagesChange): void {
    if (what === 'origin') {
      this.#loaded.delete(image.key);
      this.#loaded.delete(`${image.key}/base`);
      this.#nodes.delete(`${image.key}/base`);
      this.#tell([this.imageNode(image)]);
      return;
    }
    this.#forget(new Set([image.key]));
    this.#nodes.delete(image.key);
    const isOpen = ({ before, after }: ComparisonNode): boolean => this.images.list.includes(before) && this.images.list.includes(after);
    this.#forget(new Set(this.#comparisons.filter((one) => !isOpen(one)).map(({ id }) => id)));
    this.#comparisons = this.#comparisons.filter(isOpen);
    this.#tell(undefined);
  }

  #tell(nodes: readonly ExplorerNode[] | undefined): void {
    for (const listener of this.#listeners) listener(nodes);
  }
}

function nothingText({ mode, filter }: ExplorerSettings): string {
  if (filter !== '') return `No file here fits the filter "${filter}".`;
  switch (mode) {
    case 'changes': return 'This layer changes no file.';
    case 'after': return 'There is no file after this layer.';
    case 'hidden': return 'Later layers hide nothing of this layer.';
  }
}

/** The first segments of an id. */
function segments(id: string, count: number): string {
  return id.split('/', count).join('/');
}
