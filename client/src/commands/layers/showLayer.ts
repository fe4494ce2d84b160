/**
 * Show a layer of an image: what a click on a line's size or on a row of the history leads to. Owns: opening the image when it is not open yet.
 */
import { layerTitle } from '../../model/layers/labels.ts';
import type { Deps } from '../deps.ts';
import { guarded, sourceOf, type ImageArgument } from '../imageChoice.ts';
import { readImage } from './open.ts';

/** `layer` is 0-based, bottom first. */
export async function showLayer(deps: Deps, argument: ImageArgument, layer: unknown): Promise<void> {
  const source = sourceOf(argument);
  if (!source || typeof layer !== 'number') return;
  await guarded(deps, '', async () => {
    const image = deps.layers.images.find(source) ?? await readImage(deps, source);
    if (!image) return;
    const node = deps.layers.explorer.layerNode(image, layer);
    if (!node) {
      const last = image.contents.layers.at(-1);
      await deps.prompts.inform(`${image.label} has no layer ${layer + 1}${last ? `; its last one is ${layerTitle(last)}` : ''}.`);
      return;
    }
    await deps.layers.reveal(node);
  });
}
