/**
 * How the view "Image Layers" shows its layers. Owns: the commands for modes, order and filter.
 */
import type { LayerMode } from '../../model/imageContents.ts';
import type { MoreNode } from '../../model/layers/nodes.ts';
import type { Deps } from '../deps.ts';

export function showMode(mode: LayerMode): (deps: Deps) => void {
  return (deps) => deps.layers.explorer.set({ mode });
}

export function sortBy(order: 'name' | 'size'): (deps: Deps) => void {
  return (deps) => deps.layers.explorer.set({ order });
}

export function topFirst(isTopFirst: boolean): (deps: Deps) => void {
  return (deps) => deps.layers.explorer.set({ isTopFirst });
}

export async function filterLayers(deps: Deps): Promise<void> {
  const { explorer } = deps.layers;
  const filter = await deps.prompts.input({
    title: 'Filter Files', prompt: 'Text in the path, or a pattern such as *.so or /usr/*/bin/*. Empty shows all files.', value: explorer.settings.filter, validate: () => undefined,
  });
  if (filter !== undefined) explorer.set({ filter: filter.trim() });
}

export function clearFilter(deps: Deps): void {
  deps.layers.explorer.set({ filter: '' });
}

export async function showMore(deps: Deps, node: MoreNode | undefined): Promise<void> {
  if (node?.kind === 'more') await deps.layers.explorer.more(node);
}
