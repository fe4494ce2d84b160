/**
 * Show Image History…. Owns: filling the view "Image History". Must not read archives or speak to an engine itself.
 */
import type { Deps } from './deps.ts';
import { askForHistory } from './history/showHistory.ts';
import { chooseImage, guarded, sourceOf, type ImageArgument } from './imageChoice.ts';
import { openImage } from './layers/open.ts';

export async function showImageHistory(deps: Deps, argument?: ImageArgument): Promise<void> {
  const source = sourceOf(argument) ?? await chooseImage(deps, 'Show Image History');
  if (!source) return;
  // Whoever reads an archive has its layers, too.
  if (source.kind === 'archive') return openImage(deps, source, 'history');
  await guarded(deps, '', async () => {
    const history = await askForHistory(deps, source);
    if (!history) return;
    if (source.kind === 'engine') deps.views.setEngine('ready');
    await deps.views.showHistory({ source, history });
  });
}
