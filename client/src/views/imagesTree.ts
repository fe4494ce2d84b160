/**
 * The view "Images". Owns: drawing the rows, and telling the watch whether anybody looks. Must not group, sort or word them: `model/imageList.ts` does.
 */
import {
  commands, EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window,
  type CancellationToken, type Disposable, type TreeDataProvider, type TreeView,
} from 'vscode';
import { EngineError } from '../../../server/src/engine/errors.ts';
import type { ImageSource } from '../commands/deps.ts';
import type { ImageWatch } from '../engine/imageWatch.ts';
import { filterText, groupDescription, imageFacts, imageRows, rowDescription, type GroupRow, type ImageListOptions, type ImageRow, type ListRow } from '../model/imageList.ts';
import { signalOf } from '../ui/window.ts';
import { actionItem, problemActions, setMessage, type ActionNode } from './engineProblem.ts';

interface ImageNode { readonly kind: 'image'; readonly row: ImageRow; readonly source: ImageSource }
interface GroupNode { readonly kind: 'group'; readonly row: GroupRow }
type Node = ImageNode | GroupNode | ActionNode;

export interface ImagesViewOptions {
  readonly watch: ImageWatch;
  options(): ImageListOptions;
  /** "linux/arm64" of an image that the list does not tell it of; '' when it can't be found out. */
  platform(id: string, signal: AbortSignal): Promise<string>;
}

export class ImagesView implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly #view: TreeView<Node>;
  readonly #options: ImagesViewOptions;
  readonly #disposables: Disposable[];
  #looking: Disposable | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: ImagesViewOptions) {
    this.#options = options;
    this.#view = window.createTreeView<Node>('drydock.images', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true });
    this.#disposables = [this.#view, this.#changed, options.watch.onDidChange(() => this.redraw()), this.#view.onDidChangeVisibility(({ visible }) => this.#look(visible))];
    this.#look(this.#view.visible);
    this.redraw();
  }

  /** After the list or the way of listing has changed. */
  redraw(): void {
    const options = this.#options.options();
    const { state } = this.#options.watch;
    const rows = this.#rows();
    const found = new Set(rows.flatMap((row) => (row.kind === 'group' ? row.rows : [row])).map(({ image }) => image.id)).size;
    const filter = filterText(options.filter);
    this.#view.description = [filter, state.phase === 'ready' ? String(found) : ''].filter(Boolean).join(': ');
    setMessage(this.#view, state);
    setContext('images.state', state.phase === 'ready' && rows.length === 0 ? (filter ? 'nothingFits' : 'none') : state.phase);
    setContext('images.filtered', filter !== '');
    setContext('images.flat', options.grouping === 'none');
    setContext('images.dangling', options.showDangling);
    setContext('images.intermediate', options.showIntermediate);
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#options.watch.state.phase === 'problem' ? this.#actions() : this.#rows().map(toNode);
    return node.kind === 'group' ? node.row.rows.map(toNode) : [];
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.kind) {
      case 'group': return groupItem(node.row);
      case 'image': return imageItem(node.row, Date.now());
      case 'action': return actionItem(node);
    }
  }

  /** The tooltip asks the engine for the platform, so it is made when somebody wants to see it. */
  async resolveTreeItem(item: TreeItem, node: Node, token: CancellationToken): Promise<TreeItem> {
    if (node.kind !== 'image') return item;
    const { image } = node.row;
    const facts = imageFacts(node.row, this.#options.watch.state.sizesKnown);
    const platform = image.platforms.length > 0 ? '' : await this.#options.platform(image.id, signalOf(token));
    item.tooltip = tooltip(platform ? [...facts, `Platform ${platform}`] : facts);
    return item;
  }

  dispose(): void {
    this.#looking?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  #look(visible: boolean): void {
    if (visible) this.#looking ??= this.#options.watch.look();
    else {
      this.#looking?.dispose();
      this.#looking = undefined;
    }
  }

  #actions(): ActionNode[] {
    const { problem } = this.#options.watch.state;
    const isFilter = problem instanceof EngineError && problem.kind === 'image-gone' && filterText(this.#options.options().filter) !== '';
    return isFilter ? [clearFilter] : [...problemActions];
  }

  #rows(): ListRow[] {
    const { images, containers } = this.#options.watch.state;
    return imageRows(images, containers, this.#options.options());
  }
}

/** An engine refuses to filter by an image that it does not have. */
const clearFilter: ActionNode = { kind: 'action', label: 'Clear Filter', icon: 'clear-all', command: 'drydock.clearImageFilter' };

export function setContext(name: string, value: unknown): void {
  void commands.executeCommand('setContext', `drydock.${name}`, value);
}

function toNode(row: ListRow): Node {
  return row.kind === 'group' ? { kind: 'group', row } : { kind: 'image', row, source: { kind: 'engine', id: row.image.id, name: row.name || row.label } };
}

function imageItem(row: ImageRow, now: number): TreeItem {
  const item = new TreeItem(row.label);
  item.id = `${row.group ?? ''} ${row.image.id} ${row.name}`;
  item.description = rowDescription(row, now);
  item.iconPath = row.name === '' ? new ThemeIcon('circle-outline') : new ThemeIcon(row.usedBy.length > 0 ? 'vm-active' : 'package');
  item.contextValue = `image.${row.name === '' ? 'unnamed' : row.name.includes('@') ? 'digest' : 'tagged'}`;
  const kind = row.group === 'dangling' ? 'dangling image' : row.group === 'intermediate' ? 'intermediate image' : 'image';
  item.accessibilityInformation = { label: `${row.name || row.label}, ${kind}, ${item.description}` };
  return item;
}

const icons: Readonly<Record<GroupRow['group'], ThemeIcon>> = {
  repository: new ThemeIcon('repo'), dangling: new ThemeIcon('circle-slash', new ThemeColor('descriptionForeground')), intermediate: new ThemeIcon('git-commit'),
};

function groupItem(row: GroupRow): TreeItem {
  const item = new TreeItem(row.label, row.group === 'repository' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.id = `${row.group} ${row.label}`;
  item.description = groupDescription(row);
  item.iconPath = icons[row.group];
  item.contextValue = `group.${row.group}`;
  item.tooltip = tooltip([row.label, item.description]);
  item.accessibilityInformation = { label: `${row.label}, ${row.group === 'repository' ? 'repository, ' : ''}${item.description}` };
  return item;
}

function tooltip(facts: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  for (const fact of facts) text.appendText(`${fact}\n`);
  return text;
}
