/**
 * The tree of the view "Image History". Owns: which nodes there are, in which order, and which rows are folded together. Must not know VS Code.
 */
import type { HistoryEntryLines } from '../../../../server/src/lsp/protocol.ts';
import { brokenLines } from '../../../../server/src/image/dockerfileWords.ts';
import type { HistoryRow } from '../history.ts';
import type { HistorySettings, OpenHistory } from './historyList.ts';
import { ageText, layerText, linesText } from './labels.ts';

interface NodeOf<Kind extends string> {
  readonly kind: Kind;
  readonly id: string;
  readonly parent: HistoryNode | undefined;
  readonly open: OpenHistory;
}

export interface ImageNode extends NodeOf<'image'> {
  /** For commands that take an image. */
  readonly source: OpenHistory['source'];
}

/** The entries of the image that FROM named. */
export interface BaseNode extends NodeOf<'base'> {
  readonly rows: readonly HistoryRow[];
}

/** Entries that follow each other and made no layer. */
export interface SettingsNode extends NodeOf<'settings'> {
  readonly rows: readonly HistoryRow[];
}

export interface EntryNode extends NodeOf<'entry'> {
  readonly row: HistoryRow;
  /** Undefined while no Dockerfile is known. */
  readonly lines: HistoryEntryLines | undefined;
  /** The instruction, for the clipboard. */
  readonly copyText: string;
}

/** A line about an entry. */
export interface DetailNode extends NodeOf<'detail'> {
  readonly label: string;
  readonly description: string;
  readonly copyText: string;
}

export type HistoryNode = ImageNode | BaseNode | SettingsNode | EntryNode | DetailNode;

/** Fewer than this stand on their own. */
const leastFolded = 3;

export function rootsOf(open: OpenHistory | undefined): HistoryNode[] {
  return open ? [{ kind: 'image', id: `image ${open.key}`, parent: undefined, open, source: open.source }] : [];
}

export function childrenOf(node: HistoryNode, settings: HistorySettings, now: number): HistoryNode[] {
  switch (node.kind) {
    case 'image': return imageChildren(node, settings);
    case 'base': return folded(node, node.rows, settings);
    case 'settings': return node.rows.map((row) => entryNode(node, row));
    case 'entry': return detailsOf(node, now);
    case 'detail': return [];
  }
}

function imageChildren(image: ImageNode, settings: HistorySettings): HistoryNode[] {
  const { rows } = image.open.history;
  const count = baseEntries(image.open);
  const ordered = (part: readonly HistoryRow[]): HistoryRow[] => (settings.isNewestFirst ? [...part].reverse() : [...part]);
  const own = folded(image, ordered(rows.slice(count)), settings);
  if (count === 0) return own;
  const base: BaseNode = { kind: 'base', id: `${image.id} base`, parent: image, open: image.open, rows: ordered(rows.slice(0, count)) };
  return settings.isNewestFirst ? [...own, base] : [base, ...own];
}

/** How many of the oldest entries are the base's, 0 when that is not known. */
export function baseEntries({ base, history }: OpenHistory): number {
  return Math.min(base?.entries ?? 0, history.rows.length);
}

function folded(parent: HistoryNode, rows: readonly HistoryRow[], { hidesEmpty }: HistorySettings): HistoryNode[] {
  if (hidesEmpty) return rows.filter((row) => !row.isEmpty).map((row) => entryNode(parent, row));
  const nodes: HistoryNode[] = [];
  for (let from = 0; from < rows.length;) {
    let end = from;
    while (end < rows.length && rows[end]!.isEmpty) end++;
    if (end - from >= leastFolded) nodes.push({ kind: 'settings', id: `${parent.id} settings ${Math.min(rows[from]!.index, rows[end - 1]!.index)}`, parent, open: parent.open, rows: rows.slice(from, end) });
    else for (const row of rows.slice(from, Math.max(end, from + 1))) nodes.push(entryNode(parent, row));
    from = Math.max(end, from + 1);
  }
  return nodes;
}

function entryNode(parent: HistoryNode, row: HistoryRow): EntryNode {
  const { open } = parent;
  return {
    kind: 'entry', id: `entry ${row.index} ${open.key}`, parent, open, row,
    lines: row.index < baseEntries(open) ? undefined : open.dockerfile?.entries[row.index], copyText: row.instruction ? `${row.instruction} ${row.text}` : row.createdBy,
  };
}

/** The whole command, line by line, and everything else that is known. */
function detailsOf(entry: EntryNode, now: number): DetailNode[] {
  const { row, open, lines } = entry;
  const { about } = open.history;
  const digest = row.layer === undefined ? undefined : about?.diffIds[row.layer];
  const command = brokenLines(entry.copyText, '\\').split('\n').map((line): [string, string, string] => [line, '', entry.copyText]);
  const facts: readonly (readonly [label: string, description: string, copied?: string])[] = [
    ...row.buildArgs.map((pair) => ['Build argument', pair] as const),
    ...(lines?.lines && open.dockerfile ? [[linesText(lines.lines[0]!), open.dockerfile.label] as const] : []),
    layerText(row, about?.sizes),
    ...(digest ? [['Digest', digest] as const] : []),
    ...(row.created === undefined ? [] : [[`Made ${ageText(row.created, now)}`, `${new Date(row.created).toISOString().replace('T', ' ').slice(0, 19)} UTC`] as const]),
    ...(row.tags.length > 0 ? [['Tags', row.tags.join(', ')] as const] : []),
    ...(row.comment && !row.comment.startsWith('buildkit.') ? [['Comment', row.comment] as const] : []),
  ];
  return [...command, ...facts].map(([label, description, copied], at): DetailNode => (
    { kind: 'detail', id: `${entry.id} ${at}`, parent: entry, open, label, description, copyText: copied ?? (description || label) }));
}
