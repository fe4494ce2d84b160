/**
 * The view "Image Layers". Owns: drawing a LayerTree: image, layers, folders, files. Must not compute marks, sizes or pages: `model/layerTree.ts` does.
 */
import {
  EventEmitter, FileDecoration, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window,
  type Disposable, type FileDecorationProvider, type TreeDataProvider, type TreeView,
} from 'vscode';
import type { ImageSource, ShownLayers } from '../commands/deps.ts';
import { formatCount, formatSize } from '../model/format.ts';
import type { FileNode, LayerNode, Mark, MoreNode, TreeNode } from '../model/layerTree.ts';
import { instructionLabel, sizedLabel } from './instructionLabel.ts';
import { layerScheme, markOf, markStyles } from './marks.ts';

interface ImageNode { readonly kind: 'image'; readonly source: ImageSource; readonly shown: ShownLayers }
/** The model's node, with what the copy commands take from it. */
interface ModelNode { readonly kind: 'model'; readonly node: TreeNode; readonly copyText: string }
type Node = ImageNode | ModelNode;

export class LayersView implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly #view: TreeView<Node>;
  readonly #visibility: Disposable;
  readonly #decorations: Disposable;
  #root: ImageNode | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  /** `onVisible` is called whenever the view comes into sight. */
  constructor(onVisible: () => void) {
    this.#view = window.createTreeView<Node>('drydock.layers', { treeDataProvider: this, showCollapseAll: true });
    this.#visibility = this.#view.onDidChangeVisibility(({ visible }) => { if (visible) onVisible(); });
    if (this.#view.visible) onVisible();
    this.#decorations = window.registerFileDecorationProvider(layerDecorations);
  }

  async show(shown: ShownLayers): Promise<void> {
    this.#root = { kind: 'image', source: shown.source, shown };
    this.#view.description = shown.source.name;
    this.#changed.fire(undefined);
    await this.#view.reveal(this.#root, { focus: true, select: true, expand: true });
  }

  getChildren(node?: Node): Node[] {
    if (!this.#root) return [];
    if (!node) return [this.#root];
    const { layers } = this.#root.shown;
    return (node.kind === 'image' ? layers.layers : layers.children(node.node)).map(modelNode);
  }

  getParent(): undefined {
    // Only the root is ever revealed.
    return undefined;
  }

  getTreeItem(node: Node): TreeItem {
    if (node.kind === 'image') return imageItem(node.shown);
    switch (node.node.kind) {
      case 'layer': return layerItem(node.node);
      case 'more': return moreItem(node.node);
      default: return fileItem(node.node);
    }
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#view.dispose();
    this.#decorations.dispose();
    this.#changed.dispose();
  }
}

const layerDecorations: FileDecorationProvider = {
  provideFileDecoration(uri) {
    const mark = uri.scheme === layerScheme ? markOf(uri.query) : undefined;
    if (!mark) return undefined;
    const { letter, word, colour } = markStyles[mark];
    return new FileDecoration(letter, `${word} in this layer`, new ThemeColor(colour));
  },
};

function modelNode(node: TreeNode): ModelNode {
  return { kind: 'model', node, copyText: node.kind === 'layer' ? `${node.instruction} ${node.text}`.trim() : `/${node.path}` };
}

function imageItem({ source, layers }: ShownLayers): TreeItem {
  const item = new TreeItem(source.name, TreeItemCollapsibleState.Expanded);
  const total = layers.layers.at(-1)?.cumulativeBytes ?? 0;
  item.description = `${formatSize(total)}, ${formatCount(layers.layers.length, 'layer')}, bottom first`;
  item.iconPath = new ThemeIcon('package');
  item.contextValue = 'image';
  return item;
}

function layerItem(layer: LayerNode): TreeItem {
  const label = instructionLabel(layer.instruction, layer.text) || `Layer ${layer.index + 1}`;
  // A layer that ends too early still has files to show.
  const isReadable = layer.error === undefined || Object.values(layer.counts).some((count) => count > 0);
  const hides = layer.hidesBytes > 0 ? `hides ${formatSize(layer.hidesBytes)}` : '';
  const size = [isReadable ? formatSize(layer.bodyBytes) : '', hides].filter(Boolean).join(', ');
  const item = new TreeItem(sizedLabel(size, label), isReadable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  if (layer.error !== undefined) item.description = layer.error;
  item.iconPath = layer.error === undefined ? new ThemeIcon('layers') : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.contextValue = 'layer';
  item.tooltip = layerTooltip(layer, hides);
  item.accessibilityInformation = { label: [`Layer ${layer.index + 1}`, label, layer.error ?? '', size, countsText(layer)].filter(Boolean).join(', ') };
  return item;
}

function layerTooltip(layer: LayerNode, hides: string): MarkdownString {
  const tooltip = new MarkdownString();
  if (layer.instruction || layer.text) tooltip.appendCodeblock(`${layer.instruction} ${layer.text}`.trim(), 'dockerfile');
  const facts = [
    layer.error ?? '',
    `Files of ${formatSize(layer.bodyBytes)} in this layer, ${formatSize(layer.cumulativeBytes)} up to here.`,
    hides && `It ${hides} of the layers below.`,
    countsText(layer),
    layer.digest,
  ];
  for (const fact of facts) if (fact) tooltip.appendText(`${fact}\n`);
  return tooltip;
}

function countsText({ counts }: LayerNode): string {
  return (Object.keys(markStyles) as Mark[]).filter((mark) => counts[mark] > 0).map((mark) => `${counts[mark]} ${markStyles[mark].word}`).join(', ');
}

function fileItem(file: FileNode): TreeItem {
  const isFolder = file.kind === 'folder';
  const item = new TreeItem(file.name, isFolder ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  const size = file.mark === 'deleted' && file.size === 0 ? '' : formatSize(file.size);
  item.description = file.linkTarget === undefined ? size : `→ ${file.linkTarget}`;
  item.resourceUri = Uri.from({ scheme: layerScheme, path: `/${file.layer}/${file.path}`, query: file.mark ? `mark=${file.mark}` : '' });
  item.iconPath = isFolder ? ThemeIcon.Folder : ThemeIcon.File;
  item.contextValue = 'file';
  const mark = file.mark ? markStyles[file.mark].word : '';
  item.tooltip = [`/${file.path}`, mark, item.description].filter(Boolean).join('\n');
  item.accessibilityInformation = { label: [file.name, isFolder ? 'folder' : '', mark, item.description].filter(Boolean).join(', ') };
  return item;
}

function moreItem(more: MoreNode): TreeItem {
  const item = new TreeItem(`${more.count} more…`, TreeItemCollapsibleState.Collapsed);
  item.iconPath = new ThemeIcon('ellipsis');
  return item;
}
