/**
 * An image's layers as a tree to show. Owns: the nodes, their order and their paging. Must not know VS Code.
 */

export type Mark = 'added' | 'modified' | 'rewritten' | 'deleted';

export interface LayerNode {
  readonly kind: 'layer';
  /** Bottom first. */
  readonly index: number;
  readonly instruction: string;
  readonly text: string;
  readonly digest: string;
  /** Bytes of the files that this layer stores. */
  readonly bodyBytes: number;
  /** Bytes of all layers up to this one. */
  readonly cumulativeBytes: number;
  /** Bytes in lower layers that this layer hides. */
  readonly hidesBytes: number;
  readonly counts: Readonly<Record<Mark, number>>;
  /** Said instead of children when the layer could not be read. */
  readonly error: string | undefined;
}

export interface FileNode {
  readonly kind: 'folder' | 'file' | 'symlink' | 'other';
  readonly layer: number;
  /** Without a leading slash. */
  readonly path: string;
  readonly name: string;
  /** undefined for a folder that is only the way to changes below it. */
  readonly mark: Mark | undefined;
  /** Bytes; of a folder all below it. */
  readonly size: number;
  /** Where a link points. */
  readonly linkTarget: string | undefined;
}

/** Stands for the children left out of a page. */
export interface MoreNode {
  readonly kind: 'more';
  readonly layer: number;
  readonly path: string;
  /** Index of the first child left out. */
  readonly from: number;
  readonly count: number;
}

export type TreeNode = LayerNode | FileNode | MoreNode;

export interface LayerTree {
  readonly layers: readonly LayerNode[];
  /** At most `pageSize` children, folders first and then by name, and a MoreNode when there are more. */
  children(node: TreeNode): readonly TreeNode[];
}
