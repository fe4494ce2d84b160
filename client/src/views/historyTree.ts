/**
 * The view "Image History". Owns: drawing the nodes of `model/histories` as rows. Must not decide which rows there are.
 */
import { commands, EventEmitter, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type Disposable, type TreeDataProvider, type TreeView } from 'vscode';
import { formatAge, formatCount, formatSize } from '../model/format.ts';
import type { HistoryList } from '../model/histories/historyList.ts';
import { baseTitle, imageText, layerText, settingNames, shortLinesText, sumText } from '../model/histories/labels.ts';
import { childrenOf, rootsOf, type BaseNode, type DetailNode, type EntryNode, type HistoryNode, type ImageNode, type SettingsNode } from '../model/histories/nodes.ts';
import { mayTakeFocus } from '../ui/openPicks.ts';
import { instructionLabel, sizedLabel } from './instructionLabel.ts';
import { openView } from './openView.ts';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

export class HistoryView implements TreeDataProvider<HistoryNode>, Disposable {
  readonly #list: HistoryList;
  readonly #changed = new EventEmitter<undefined>();
  readonly #view: TreeView<HistoryNode>;
  readonly #disposables: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  /** `onVisible` is called whenever the view comes into sight or leaves it. */
  constructor(list: HistoryList, onVisible: (visible: boolean) => void) {
    this.#list = list;
    this.#view = window.createTreeView<HistoryNode>('drydock.history', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#view, this.#changed, list.onDidChange(() => this.#show()),
      this.#view.onDidChangeVisibility(({ visible }) => onVisible(visible)),
    ];
    this.#show();
    if (this.#view.visible) onVisible(true);
  }

  get selected(): HistoryNode | undefined {
    return this.#view.selection[0];
  }

  open(): Promise<void> {
    return openView('drydock.history', this.#view);
  }

  /** Brings the image that is shown into sight. */
  async reveal(): Promise<void> {
    const [root] = rootsOf(this.#list.current);
    if (root) await this.#view.reveal(root, { focus: mayTakeFocus(), select: true, expand: true });
  }

  getChildren(node?: HistoryNode): HistoryNode[] {
    return node ? childrenOf(node, this.#list.settings, Date.now()) : rootsOf(this.#list.current);
  }

  getParent(node: HistoryNode): HistoryNode | undefined {
    return node.parent;
  }

  getTreeItem(node: HistoryNode): TreeItem {
    const item = this.#item(node);
    item.id = node.id;
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #item(node: HistoryNode): TreeItem {
    switch (node.kind) {
      case 'image': return this.#imageItem(node);
      case 'base': return baseItem(node);
      case 'settings': return settingsItem(node);
      case 'entry': return entryItem(node, Date.now());
      case 'detail': return detailItem(node);
    }
  }

  #imageItem({ source, open }: ImageNode): TreeItem {
    const item = new TreeItem(source.name, Expanded);
    item.description = imageText(open, this.#list.settings);
    item.iconPath = new ThemeIcon('package');
    item.contextValue = (open.history.about?.platforms.length ?? 0) > 1 ? 'image.platforms' : 'image';
    const about = [open.history.about?.imageId ?? '', open.dockerfile ? `Dockerfile: ${open.dockerfile.label}` : ''].filter(Boolean).join('\n');
    item.tooltip = [`${source.name}: ${item.description}`, about].filter(Boolean).join('\n');
    item.accessibilityInformation = { label: `Image ${source.name}, ${item.description}` };
    return item;
  }

  /** What the menus and the view's head go by. */
  #show(): void {
    const { current, all, settings } = this.#list;
    this.#view.description = current?.source.name ?? '';
    this.#view.message = current?.problem ?? '';
    const context = { ...settings, isOpen: current !== undefined, hasSeveral: all.length > 1, hasPlatforms: (current?.history.about?.platforms.length ?? 0) > 1 };
    for (const [name, value] of Object.entries(context)) void commands.executeCommand('setContext', `drydock.history.${name}`, value);
    this.#changed.fire(undefined);
  }
}

function baseItem(node: BaseNode): TreeItem {
  const item = new TreeItem(baseTitle(node.open), Collapsed);
  item.description = sumText(node.rows, node.open.history.about?.sizes);
  item.iconPath = new ThemeIcon('versions');
  item.contextValue = 'base';
  item.tooltip = 'What the base image brought, before the first instruction of the Dockerfile.';
  return item;
}

function settingsItem({ rows, parent }: SettingsNode): TreeItem {
  // The base's settings are seldom what one looks for.
  const item = new TreeItem(formatCount(rows.length, 'setting'), parent?.kind === 'base' ? Collapsed : Expanded);
  item.description = settingNames(rows);
  item.iconPath = new ThemeIcon('settings');
  item.contextValue = 'settings';
  item.tooltip = 'Steps that add no files: they only change the settings of the image.';
  return item;
}

function entryItem(node: EntryNode, now: number): TreeItem {
  const { row, lines } = node;
  const label = instructionLabel(row.instruction, row.text || (row.instruction ? '' : row.createdBy || row.comment));
  const age = formatAge(row.created, now);
  const size = row.isEmpty ? '' : formatSize(row.size);
  const place = lines?.lines?.[0] ? shortLinesText(lines.lines[0], lines.confidence) : '';
  const item = new TreeItem(sizedLabel(size, label || 'unknown step'), Collapsed);
  item.description = [place, age].filter(Boolean).join(', ');
  item.iconPath = new ThemeIcon(row.isEmpty ? 'circle-outline' : 'layers');
  item.contextValue = row.layer === undefined ? 'entry' : 'entry.layer';
  item.tooltip = entryTooltip(node, age);
  item.accessibilityInformation = { label: [label, layerText(row, node.open.history.about?.sizes).join(', '), place, age].filter(Boolean).join(', ') };
  if (!isOfBase(node)) item.command = { command: 'drydock.goToHistoryLine', title: 'Go to Dockerfile Line', arguments: [node] };
  return item;
}

/** The base's instructions stand in no Dockerfile of ours. */
function isOfBase({ parent }: EntryNode): boolean {
  return parent?.kind === 'base' || parent?.parent?.kind === 'base';
}

function detailItem({ label, description }: DetailNode): TreeItem {
  const item = new TreeItem(label, None);
  item.description = description;
  item.contextValue = 'detail';
  item.tooltip = [label, description].filter(Boolean).join(': ');
  return item;
}

function entryTooltip(node: EntryNode, age: string): MarkdownString {
  const { row, open } = node;
  const tooltip = new MarkdownString();
  tooltip.appendCodeblock(node.copyText, 'dockerfile');
  const facts = [
    layerText(row, open.history.about?.sizes).join(': '),
    row.created !== undefined && age ? `Made ${age}, ${new Date(row.created).toISOString().replace('T', ' ').slice(0, 19)} UTC` : '',
    row.buildArgs.length ? `Build arguments: ${row.buildArgs.join(', ')}` : '',
    row.tags.length ? `Tags: ${row.tags.join(', ')}` : '',
    row.comment && row.comment !== 'buildkit.dockerfile.v0' ? `Comment: ${row.comment}` : '',
  ];
  for (const fact of facts) if (fact) tooltip.appendText(`${fact}\n`);
  return tooltip;
}
