/**
 * Compare Images…. Owns: which two. Must not compare itself: `ImageContents` does, and the view shows it.
 */
import type { ImageSource } from '../../model/imageSource.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { chooseImage, guarded, sourceOf, type ImageArgument } from '../imageChoice.ts';
import { readImage } from './open.ts';

/** Both may be images of any view. */
export async function compareImages(deps: Deps, first?: ImageArgument, second?: ImageArgument): Promise<void> {
  await guarded(deps, '', async () => {
    const before = await imageFor(deps, sourceOf(first), 'Compare Images: the first', undefined);
    if (!before) return;
    const after = await imageFor(deps, sourceOf(second), `Compare Images: ${before.label} with`, before);
    if (!after) return;
    await deps.layers.reveal(deps.layers.explorer.compare(before, after));
  });
}

async function imageFor(deps: Deps, source: ImageSource | undefined, title: string, other: OpenedImage | undefined): Promise<OpenedImage | undefined> {
  const open = source && deps.layers.images.find(source);
  if (open) return open;
  if (source) return readImage(deps, source);
  const choices: Choice<OpenedImage | 'another'>[] = deps.layers.images.list.filter((image) => image !== other).map((image) => ({ label: `$(package) ${image.label}`, description: 'open', value: image }));
  const picked = choices.length === 0 ? 'another' : await deps.prompts.pick(title, 'Which image?', [...choices, { label: '$(folder-opened) Another image…', value: 'another' }]);
  if (picked !== 'another') return picked;
  const chosen = await chooseImage(deps, title);
  return chosen && (deps.layers.images.find(chosen) ?? readImage(deps, chosen));
}
