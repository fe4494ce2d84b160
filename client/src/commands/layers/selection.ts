/**
 * Which image or file a command is about. Owns: the order of guesses: what was clicked, what is selected, the only one, what the person picks.
 */
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { Deps } from '../deps.ts';

/** The node that a menu handed over, or else the one selected. */
export function nodeOf(deps: Deps, node: ExplorerNode | undefined): ExplorerNode | undefined {
  return node ?? deps.layers.selected();
}

/** Undefined when there is none, which is said, and when the person dismisses the question. */
export async function imageOf(deps: Deps, node: ExplorerNode | undefined, title: string): Promise<OpenedImage | undefined> {
  const which = nodeOf(deps, node);
  const { list } = deps.layers.images;
  if (which && 'image' in which && list.includes(which.image)) return which.image;
  return pickImage(deps, list, title, 'Which image?');
}

/** One of the opened images; the only one without asking. */
export async function pickImage(deps: Deps, list: readonly OpenedImage[], title: string, placeholder: string): Promise<OpenedImage | undefined> {
  if (list.length === 0) {
    await deps.prompts.inform('No image is open. Open one with "Drydock: Inspect Image Layers…".');
    return undefined;
  }
  if (list.length === 1) return list[0];
  return deps.prompts.pick(title, placeholder, list.map((image) => ({ label: image.label, value: image })));
}
