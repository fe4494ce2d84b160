/**
 * The files whose bytes an image stores and does not show. Owns: listing them by owner and cause. Must not decide what is hidden: `layers.ts` does.
 */
import type { LayerIndex } from './layerIndex.ts';
import type { LayerAnalysis } from './layers.ts';

export interface HiddenFileBytes {
  /** Id in the archive's table. */
  readonly path: number;
  readonly bytes: number;
  /** The layer that stores them, bottom first. */
  readonly ownerLayer: number;
  /** The layer that deleted or replaced them: that took the last name away. */
  readonly causeLayer: number;
}

/** In the order of the layers. A path that comes twice in a layer has its first content hidden by its own layer. */
export function* hiddenFiles(layers: readonly { readonly index: LayerIndex }[], analysis: LayerAnalysis): Generator<HiddenFileBytes> {
  for (const [ownerLayer, { index }] of layers.entries()) {
    const { hiddenBy } = analysis.layers[ownerLayer]!;
    for (let row = 0; row < hiddenBy.length; row++) {
      if (hiddenBy[row] !== 0 && index.size[row] !== 0) yield { path: index.path[row]!, bytes: index.size[row]!, ownerLayer, causeLayer: hiddenBy[row]! - 1 };
    }
  }
}
