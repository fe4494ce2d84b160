/**
 * How the view "Image Layers" shows its layers. Owns: the commands for modes, order and filter.
 */
import type { LayerMode } from '../../model/imageContents.ts';
import type { MoreNode } from '../../model/layers/nodes.ts';
import type { Deps } from '../deps.ts';

/** Whoever changes how layers are shown wants to see it. */
async function set({ layers }: Deps, change: Parameters<Deps['layers']['explorer']['set']>[0]): Promise<void> {
  layers.explorer.set(change);
  await layers.open();
}

export function showMode(mode: LayerMode): (deps: Deps) => Promise<void> {
  return (deps) => set(deps, { mode });
}

export function sortBy(order: 'name' | 'size'): (deps: Deps) => Promise<void> {
  return (deps) => set(deps, { order });
}

export function topFirst(isTopFirst: boolean): (deps: Deps) => Promise<void> {
  return (deps) => set(deps, { isTopFirst });
}

export async function filterLayers(deps: Deps): Promise<void> {
  const filter = await deps.prompts.input({
    title: 'Filter Files', prompt: 'Text in the path, or a pattern such as *.so or /usr/*/bin/*. Empty shows all files.', value: deps.layers.explorer.settings.filter, validate: () => undefined,
  });
  if (filter !== undefined) await set(deps, { filter: filter.trim() });
}

export async function clearFilter(deps: Deps): Promise<void> {
  await set(deps, { filter: '' });
}

export async function showMore(deps: Deps, node: MoreNode | undefined): Promise<void> {
  if (node?.kind === 'more') await deps.layers.explorer.more(node);
}
