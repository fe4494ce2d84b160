/**
 * Show Image History…. Owns: filling the view "Image History". Must not read archives or speak to an engine itself.
 */
import type { Deps } from './deps.ts';
import { mayUseEngine } from './engineTrust.ts';
import { chooseImage, guarded, sourceOf, type ImageArgument } from './imageChoice.ts';
import { openImage } from './layers/open.ts';
import { describe, mayUseRegistry } from './registryImage.ts';

export async function showImageHistory(deps: Deps, argument?: ImageArgument): Promise<void> {
  const source = sourceOf(argument) ?? await chooseImage(deps, 'Show Image History');
  if (!source) return;
  // Whoever reads an archive has its layers, too.
  if (source.kind === 'archive') return openImage(deps, source, 'history');
  if (source.kind === 'registry') {
    if (!await mayUseRegistry(deps)) return;
    return guarded(deps, '', async () => deps.views.showHistory({ source, history: (await describe(deps, source)).history }));
  }
  if (!await mayUseEngine(deps)) return;
  await guarded(deps, '', async () => {
    const history = await deps.progress.run(`Reading the history of ${source.name}`, (_report, signal) => deps.images.history(source.id, signal));
    deps.views.setEngine('ready');
    await deps.views.showHistory({ source, history });
  });
}
