/**
 * The view "Image History". Owns: drawing a HistoryModel as rows. Must not compute what the rows say about the image: `model/history.ts` did.
 */
import { EventEmitter, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type Disposable, type TreeDataProvider, type TreeView } from 'vscode';
import type { ImageSource, ShownHistory } from '../commands/deps.ts';
import { formatAge, formatCount, formatSize } from '../model/format.ts';
import type { HistoryRow } from '../model/history.ts';
import { instructionLabel, sizedLabel } from './instructionLabel.ts';

interface ImageNode { readonly kind: 'image'; readonly source: ImageSource; readonly shown: ShownHistory }
interface BaseNode { readonly kind: 'base'; readonly rows: readonly HistoryRow[] }
interface EntryNode { readonly kind: 'entry'; readonly row: HistoryRow; readonly copyText: string }
type Node = ImageNode | BaseNode | EntryNode;

export class HistoryView implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly #view: TreeView<Node>;
  readonly #visibility: Disposable;
  #root: ImageNode | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  /** `onVisible` is called whenever the view comes into sight. */
  constructor(onVisible: () => void) {
    this.#view = window.createTreeView<Node>('drydock.history', { treeDataProvider: this, showCollapseAll: false });
    this.#visibility = this.#view.onDidChangeVisibility(({ visible }) => { if (visible) onVisible(); });
    if (this.#view.visible) onVisible();
  }

  async show(shown: ShownHistory): Promise<void> {
    this.#root = { kind: 'image', source: shown.source, shown };
    this.#view.description = shown.source.name;
    this.#changed.fire(undefined);
    await this.#view.reveal(this.#root, { focus: true, select: true, expand: true });
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#root ? [this.#root] : [];
    if (node.kind === 'entry') return [];
    const rows = node.kind === 'image' ? node.shown.history.rows : node.rows;
    if (node.kind === 'base') return rows.map(entry);
    const base = rows.filter((row) => row.part === 'base');
    const own = rows.filter((row) => row.part !== 'base').map(entry);
    return base.length ? [{ kind: 'base', rows: base }, ...own] : own;
  }

  getParent(): undefined {
    // Only the root is ever revealed.
    return undefined;
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.kind) {
      case 'image': return imageItem(node.shown);
      case 'base': return baseItem(node.rows);
      case 'entry': return entryItem(node.row, Date.now());
    }
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function entry(row: HistoryRow): EntryNode {
  return { kind: 'entry', row, copyText: row.instruction ? `${row.instruction} ${row.text}` : row.createdBy };
}

function imageItem({ source, history }: ShownHistory): TreeItem {
  const item = new TreeItem(source.name, TreeItemCollapsibleState.Expanded);
  item.description = `${formatSize(history.totalSize)}, ${formatCount(history.rows.length, 'step')}, oldest first`;
  item.iconPath = new ThemeIcon('package');
  item.contextValue = 'image';
  return item;
}

function baseItem(rows: readonly HistoryRow[]): TreeItem {
  const item = new TreeItem('Base image', TreeItemCollapsibleState.Collapsed);
  item.description = `${formatSize(rows.reduce((sum, row) => sum + (row.size ?? 0), 0))}, ${formatCount(rows.length, 'step')}`;
  item.iconPath = new ThemeIcon('versions');
  return item;
}

function entryItem(row: HistoryRow, now: number): TreeItem {
  const label = instructionLabel(row.instruction, row.text || (row.instruction ? '' : row.createdBy || row.comment));
  const age = formatAge(row.created, now);
  const size = row.isEmpty ? '' : formatSize(row.size);
  const item = new TreeItem(sizedLabel(size, label));
  item.description = age;
  item.iconPath = new ThemeIcon(row.isEmpty ? 'circle-outline' : 'layers');
  item.contextValue = 'entry';
  item.tooltip = entryTooltip(row, age);
  item.accessibilityInformation = { label: [label, row.isEmpty ? 'adds no files' : size, age].filter(Boolean).join(', ') };
  return item;
}

function entryTooltip(row: HistoryRow, age: string): MarkdownString {
  const tooltip = new MarkdownString();
  tooltip.appendCodeblock(row.instruction ? `${row.instruction} ${row.text}` : row.createdBy, 'dockerfile');
  const facts = [
    row.isEmpty ? 'Adds no files: it only changes the settings of the image.' : `Layer of ${formatSize(row.size)}.`,
    row.created !== undefined && age ? `Made ${age}, ${new Date(row.created).toISOString().replace('T', ' ').slice(0, 19)} UTC.` : '',
    row.buildArgs.length ? `Build arguments: ${row.buildArgs.join(', ')}` : '',
    row.tags.length ? `Tags: ${row.tags.join(', ')}` : '',
    row.comment && row.comment !== 'buildkit.dockerfile.v0' ? `Comment: ${row.comment}` : '',
  ];
  for (const fact of facts) if (fact) tooltip.appendText(`${fact}\n`);
  return tooltip;
}
