/**
 * The view "Image Layers". Owns: VS Code's tree over `LayersExplorer`, its title and the badges. Must not decide which nodes there are: the explorer does.
 */
import { commands, EventEmitter, FileDecoration, ThemeColor, window, type Disposable, type FileDecorationProvider, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import { layerScheme } from '../model/layers/address.ts';
import type { LayersExplorer } from '../model/layers/explorer.ts';
import { modeTitles } from '../model/layers/labels.ts';
import type { ExplorerNode } from '../model/layers/nodes.ts';
import { mayTakeFocus } from '../ui/openPicks.ts';
import { itemOf } from './layersItems.ts';
import { markOf, markStyles } from './marks.ts';
import { openView } from './openView.ts';

export class LayersView implements TreeDataProvider<ExplorerNode>, Disposable {
  readonly #explorer: LayersExplorer;
  readonly #changed = new EventEmitter<ExplorerNode[] | undefined>();
  readonly #view: TreeView<ExplorerNode>;
  readonly #disposables: Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  /** `onVisible` is called whenever the view comes into sight or leaves it. */
  constructor(explorer: LayersExplorer, onVisible: (visible: boolean) => void) {
    this.#explorer = explorer;
    this.#view = window.createTreeView<ExplorerNode>('drydock.layers', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#view, this.#changed,
      this.#view.onDidChangeVisibility(({ visible }) => onVisible(visible)),
      explorer.onDidChange((nodes) => {
        this.#showSettings();
        this.#changed.fire(nodes && [...nodes]);
      }),
      window.registerFileDecorationProvider(layerDecorations),
    ];
    this.#showSettings();
    if (this.#view.visible) onVisible(true);
  }

  get selected(): ExplorerNode | undefined {
    return this.#view.selection[0];
  }

  open(): Promise<void> {
    return openView('drydock.layers', this.#view);
  }

  async reveal(node: ExplorerNode): Promise<void> {
    await this.#view.reveal(node, { focus: mayTakeFocus(), select: true, expand: node.kind !== 'file' });
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    return [...(node ? await this.#explorer.children(node) : this.#explorer.roots())];
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    return itemOf(node, this.#explorer.settings);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** What the menus and the view's head go by. */
  #showSettings(): void {
    const { mode, order, filter, isTopFirst } = this.#explorer.settings;
    const isOpen = this.#explorer.images.list.length > 0;
    this.#view.description = isOpen ? modeTitles[mode] : '';
    this.#view.message = isOpen && filter !== '' ? `Only files that fit "${filter}"` : '';
    const context = { mode, order, isFiltered: filter !== '', isTopFirst, isOpen };
    for (const [name, value] of Object.entries(context)) void commands.executeCommand('setContext', `drydock.layers.${name}`, value);
  }
}

const layerDecorations: FileDecorationProvider = {
  provideFileDecoration(uri) {
    const mark = uri.scheme === layerScheme ? markOf(uri.query) : undefined;
    if (!mark) return undefined;
    const { letter, word, colour } = markStyles[mark];
    return new FileDecoration(letter, word, new ThemeColor(colour));
  },
};
