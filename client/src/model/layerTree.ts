/**
 * What is shown of a layer and of a file in it. Owns: the nodes, and what layers cost. Must not know VS Code, nor how folders are read.
 */
import type { ArchiveImage } from '../../../server/src/image/archive.ts';
import { parseHistory } from '../../../server/src/image/historyText.ts';
import type { LayerAnalysis } from '../../../server/src/image/layers.ts';

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
  /** The layer that is shown. */
  readonly layer: number;
  /** Without a leading slash. */
  readonly path: string;
  readonly name: string;
  /** What the layer shown does to it; undefined for nothing, as for a folder that is only the way to changes below it. */
  readonly mark: Mark | undefined;
  /** Bytes; of a folder all below it. */
  readonly size: number;
  /** Where a link points. */
  readonly linkTarget: string | undefined;
}

/** What the layers of an image cost. */
export function layerNodes(image: ArchiveImage, analysis: LayerAnalysis): LayerNode[] {
  const texts = parseHistory(image.config.history.map((entry) => entry.createdBy));
  return image.layers.map((layer, index) => {
    const changes = analysis.layers[index]!;
    const text = layer.historyIndex === undefined ? undefined : texts[layer.historyIndex];
    return {
      kind: 'layer', index, instruction: text?.instruction ?? '', text: text?.text ?? '', digest: layer.diffId,
      bodyBytes: changes.bodyBytes, cumulativeBytes: changes.cumulativeBytes,
      hidesBytes: analysis.wasteByCause.reduce((sum, item) => (item.causeLayer === index ? sum + item.bytes : sum), 0),
      counts: { added: changes.added.length, modified: changes.modified.length, rewritten: changes.rewritten.length, deleted: changes.gone.length },
      error: layer.error,
    };
  });
}
