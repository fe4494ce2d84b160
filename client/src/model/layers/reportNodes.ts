/**
 * Reports on one image as nodes: hidden bytes, largest files, duplicate files. Owns: what they hold and in which order. Must not count bytes itself.
 */
import type { DuplicateFiles, HiddenFile, SizedFile } from '../imageContents.ts';
import { pageSize, type DuplicateNode, type ExplorerNode, type HiddenSumNode, type PlaceNode, type ReportNode } from './nodes.ts';

/** Some children of a node, and how many come after them. */
export interface Page {
  readonly nodes: readonly ExplorerNode[];
  readonly left: number;
}

/** The children of a report from the `from`th on. Reports are asked for from their start, because the greatest come first. */
export async function reportChildren(node: ReportNode, from: number): Promise<Page> {
  const { image, report } = node;
  const limit = from + pageSize;
  switch (report) {
    case 'hidden': return page(image.contents.waste.map((sum): HiddenSumNode => ({ kind: 'hiddenSum', id: `${node.id}/${sum.owner}-${sum.cause}`, parent: node, image, sum })), from, node, 'Every byte of the layers is reached by the finished image.');
    case 'largest': {
      const { items, total } = await image.contents.largest(limit);
      return page(items.map((file, at) => placeNode(node, at, file)), from, node, 'The image has no file.', total);
    }
    case 'duplicates': {
      const { items, total } = await image.contents.duplicates(limit);
      return page(items.map((duplicate, at) => duplicateNode(node, at, duplicate)), from, node, 'No two files of 4 kB or more have the same content.', total);
    }
  }
}

/** The files that one layer stores and another hides. */
export async function placesOf(node: HiddenSumNode, from: number): Promise<Page> {
  const { items, total } = await node.image.contents.hidden(from + pageSize, node.sum);
  return page(items.map((file, at) => placeNode(node, at, file)), from, node, 'These bytes have no file of their own.', total);
}

export function duplicatePlaces(node: DuplicateNode): Page {
  const { bytes, files } = node.duplicate;
  return { nodes: files.map((file, at) => placeNode(node, at, { ...file, bytes })), left: 0 };
}

/** The part of a list that is asked for; a sentence where there is nothing at all. */
function page(nodes: readonly ExplorerNode[], from: number, parent: ExplorerNode, nothing: string, total = nodes.length): Page {
  if (total === 0) return { nodes: [{ kind: 'text', id: `${parent.id}/nothing`, parent, text: nothing, isProblem: false }], left: 0 };
  const shown = nodes.slice(from, from + pageSize);
  return { nodes: shown, left: shown.length === 0 ? 0 : Math.max(0, total - from - shown.length) };
}

function placeNode(parent: ReportNode | HiddenSumNode | DuplicateNode, at: number, file: SizedFile | HiddenFile): PlaceNode {
  const isHidden = 'cause' in file;
  return {
    kind: 'place', id: `${parent.id}/${at}`, parent, image: parent.image, path: file.path, bytes: file.bytes, layer: isHidden ? file.owner : file.layer,
    hiddenBy: isHidden ? file.cause : undefined, copyText: `/${file.path}`,
  };
}

function duplicateNode(parent: ReportNode, at: number, duplicate: DuplicateFiles): DuplicateNode {
  return { kind: 'duplicate', id: `${parent.id}/${at}`, parent, image: parent.image, duplicate };
}
