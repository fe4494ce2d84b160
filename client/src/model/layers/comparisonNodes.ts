/**
 * Two images compared, as nodes. Owns: the groups, their order and their sums. Must not compare files itself.
 */
import type { ImageDifference } from '../imageContents.ts';
import { pageSize, type ComparisonNode, type DifferenceGroupNode, type DifferenceNode, type ExplorerNode } from './nodes.ts';
import type { OpenedImage } from './openedImageList.ts';
import type { Page } from './reportNodes.ts';

/** More differences than anybody reads; what is left out is said. */
export const mostDifferences = 50_000;

const kinds: readonly ImageDifference['kind'][] = ['added', 'removed', 'content', 'attributes'];

export function comparisonNode(before: OpenedImage, after: OpenedImage): ComparisonNode {
  return { kind: 'comparison', id: `compare:${before.key}:${after.key}`, parent: undefined, before, after };
}

/** The differences by kind; kinds without any are left out. */
export async function comparisonChildren(node: ComparisonNode): Promise<Page> {
  const { items, total } = await node.before.contents.compare(node.after.contents, mostDifferences);
  const groups = kinds.flatMap((of): ExplorerNode[] => {
    const differences = items.filter(({ kind }) => kind === of).sort((a, b) => Math.abs(growthOf(b)) - Math.abs(growthOf(a)) || (a.path < b.path ? -1 : 1));
    return differences.length === 0 ? [] : [{ kind: 'differenceGroup', id: `${node.id}/${of}`, parent: node, of, differences }];
  });
  if (groups.length === 0) groups.push({ kind: 'text', id: `${node.id}/nothing`, parent: node, text: 'Both images have the same files.', isProblem: false });
  const left = total - items.length;
  if (left > 0) groups.push({ kind: 'text', id: `${node.id}/left`, parent: node, text: `${left} more differences are left out.`, isProblem: true });
  return { nodes: groups, left: 0 };
}

export function differenceNodes(group: DifferenceGroupNode, from: number): Page {
  const { before, after } = group.parent as ComparisonNode;
  const shown = group.differences.slice(from, from + pageSize);
  const nodes = shown.map((difference, at): DifferenceNode => ({
    kind: 'difference', id: `${group.id}/${from + at}`, parent: group, before, after, difference, copyText: `/${difference.path}`,
  }));
  return { nodes, left: Math.max(0, group.differences.length - from - shown.length) };
}

/** Bytes that the other image has more of the file; less than 0 when it has fewer. */
export function growthOf({ bytesBefore, bytesAfter }: ImageDifference): number {
  return bytesAfter - bytesBefore;
}
