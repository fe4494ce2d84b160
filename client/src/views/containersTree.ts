/**
 * The view "Containers": those of the engine, and what each changed in its image. Owns: drawing them. Must not start or stop any.
 */
import { EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type Disposable, type TreeDataProvider, type TreeView } from 'vscode';
import type { ContainerChange, ContainerSummary } from '../../../server/src/engine/contract.ts';
import { sentenceOf } from '../commands/failure.ts';
import type { ImageWatch } from '../engine/imageWatch.ts';
import { shortId } from '../model/imageReference.ts';
import { actionItem, problemActions, setMessage, type ActionNode } from './engineProblem.ts';
import { setContext } from './imagesTree.ts';

interface ContainerNode { readonly kind: 'container'; readonly container: ContainerSummary }
interface ChangeNode { readonly kind: 'change'; readonly change: ContainerChange; readonly container: ContainerSummary; readonly copyText: string }
interface NoteNode { readonly kind: 'note'; readonly text: string; readonly container: ContainerSummary }
type Node = ContainerNode | ChangeNode | NoteNode | ActionNode;

export interface ContainersViewOptions {
  readonly watch: ImageWatch;
  showStopped(): boolean;
  changes(container: string): Promise<readonly ContainerChange[]>;
}

/** A node with many more children makes the tree slow. */
const mostChanges = 1000;

export class ContainersView implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly #view: TreeView<Node>;
  readonly #options: ContainersViewOptions;
  readonly #disposables: Disposable[];
  #looking: Disposable | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: ContainersViewOptions) {
    this.#options = options;
    this.#view = window.createTreeView<Node>('drydock.containers', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true });
    this.#disposables = [this.#view, this.#changed, options.watch.onDidChange(() => this.redraw()), this.#view.onDidChangeVisibility(({ visible }) => this.#look(visible))];
    this.#look(this.#view.visible);
    this.redraw();
  }

  redraw(): void {
    const { state } = this.#options.watch;
    const shown = this.#containers();
    const hidden = state.containers.length - shown.length;
    this.#view.description = state.phase === 'ready' ? [String(shown.length), hidden > 0 ? `${hidden} not running hidden` : ''].filter(Boolean).join(', ') : '';
    setMessage(this.#view, state);
    setContext('containers.state', state.phase === 'ready' && shown.length === 0 ? 'none' : state.phase);
    setContext('containers.stopped', this.#options.showStopped());
    this.#changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node && this.#options.watch.state.phase === 'problem') return [...problemActions];
    if (!node) return this.#containers().map((container): ContainerNode => ({ kind: 'container', container }));
    if (node.kind !== 'container') return [];
    const { container } = node;
    try {
      const changes = await this.#options.changes(container.id);
      const nodes: Node[] = changes.slice(0, mostChanges).map((change): ChangeNode => ({ kind: 'change', change, container, copyText: change.path }));
      if (changes.length === 0) nodes.push({ kind: 'note', text: 'No file of the image was changed.', container });
      if (changes.length > mostChanges) nodes.push({ kind: 'note', text: `${changes.length - mostChanges} more: Show Container Changes lists all.`, container });
      return nodes;
    } catch (error) {
      return [{ kind: 'note', text: sentenceOf(error), container }];
    }
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.kind) {
      case 'container': return containerItem(node.container);
      case 'change': return changeItem(node);
      case 'note': return new TreeItem(node.text);
      case 'action': return actionItem(node);
    }
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

  #containers(): ContainerSummary[] {
    return this.#options.watch.state.containers.filter((container) => this.#options.showStopped() || isActive(container));
  }
}

function isActive({ state }: ContainerSummary): boolean {
  return ['running', 'paused', 'restarting'].includes(state);
}

function containerItem(container: ContainerSummary): TreeItem {
  const { id, name, image, status, state, command } = container;
  const item = new TreeItem(name || shortId(id), TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.description = [shownImage(image), status || state].join(', ');
  item.iconPath = isActive(container) ? new ThemeIcon('vm-running') : new ThemeIcon('vm-outline');
  item.contextValue = isActive(container) ? 'container.active' : 'container.stopped';
  item.tooltip = [name, `Id ${shortId(id)}`, `Image ${shownImage(image)}`, `State ${status || state}`, `Command ${command}`, 'Open it to see what it changed in its image.'].filter(Boolean).join('\n');
  item.accessibilityInformation = { label: `${name || shortId(id)}, container, ${item.description}` };
  return item;
}

/** A container whose image lost its name has its id there. */
function shownImage(image: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(image) ? shortId(image) : image;
}

const colours = { added: 'gitDecoration.addedResourceForeground', modified: 'gitDecoration.modifiedResourceForeground', deleted: 'gitDecoration.deletedResourceForeground' };
const changeIcons = { added: 'diff-added', modified: 'diff-modified', deleted: 'diff-removed' };

function changeItem({ change, container }: ChangeNode): TreeItem {
  const item = new TreeItem(change.path);
  item.id = `${container.id} ${change.path}`;
  item.description = change.kind;
  item.iconPath = new ThemeIcon(changeIcons[change.kind], new ThemeColor(colours[change.kind]));
  item.contextValue = 'change';
  item.accessibilityInformation = { label: `${change.path}, ${change.kind}` };
  return item;
}
