/**
 * Which file a node of the view stands for. Owns: the addresses of a file itself and of what it was before. Must not open anything.
 */
import type { ContentsFile, LayerMode } from '../imageContents.ts';
import type { LayerAddress, Where } from './address.ts';
import type { ExplorerNode } from './nodes.ts';
import type { OpenedImage } from './openedImageList.ts';

export interface NodeFile {
  readonly image: OpenedImage;
  readonly path: string;
  /** The layer that the node belongs to; undefined for a file of the finished image. */
  readonly layer: number | undefined;
  /** Where its content is to be had. */
  readonly address: LayerAddress;
  /** What is compared when its changes are asked for; undefined where there are none. Either side may turn out not to be there. */
  readonly changes: { readonly before: LayerAddress; readonly after: LayerAddress } | undefined;
  /** Bytes, as far as the node knows. */
  readonly bytes: number;
}

/** What a click on a file opens: its changes where only those are listed and there is something to compare. */
export function mostlyOpens({ mark, isAttributesOnly }: ContentsFile, mode: LayerMode): 'file' | 'changes' {
  return mode === 'changes' && mark === 'modified' && !isAttributesOnly ? 'changes' : 'file';
}

/** Undefined for what is no file: images, layers, folders, devices. */
export function fileOf(node: ExplorerNode | undefined): NodeFile | undefined {
  switch (node?.kind) {
    case 'file': {
      const { image, file: { path, layer, mark, size, kind } } = node;
      if (kind === 'folder' || kind === 'other') return undefined;
      const [below, here] = [at(image, layer === 0 ? 'none' : layer - 1, path), at(image, layer, path)];
      const none = at(image, 'none', path);
      const changes = mark === 'deleted' ? { before: below, after: none } : mark === 'added' ? { before: none, after: here } : mark === undefined ? undefined : { before: below, after: here };
      return { image, path, layer, address: mark === 'deleted' ? below : here, changes, bytes: size };
    }
    case 'place': {
      const { image, path, layer, bytes, hiddenBy } = node;
      const changes = hiddenBy === undefined || hiddenBy <= layer ? undefined : { before: at(image, hiddenBy - 1, path), after: at(image, hiddenBy, path) };
      return { image, path, layer, address: at(image, layer, path), bytes, changes };
    }
    case 'difference': {
      const { before, after, difference: { path, kind, bytesBefore, bytesAfter } } = node;
      const [left, right] = [at(before, kind === 'added' ? 'none' : 'final', path), at(after, kind === 'removed' ? 'none' : 'final', path)];
      return { image: kind === 'removed' ? before : after, path, layer: undefined, address: kind === 'removed' ? left : right, changes: { before: left, after: right }, bytes: Math.max(bytesBefore, bytesAfter) };
    }
    default: return undefined;
  }
}

/** The path that a node stands for, folders included. */
export function pathOf(node: ExplorerNode | undefined): { readonly image: OpenedImage; readonly path: string } | undefined {
  if (node?.kind === 'file') return { image: node.image, path: node.file.path };
  const file = fileOf(node);
  return file && { image: file.image, path: file.path };
}

function at({ key }: OpenedImage, where: Where, path: string): LayerAddress {
  return { key, where, path };
}
