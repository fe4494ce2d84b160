/**
 * Finding paths in an image. Owns: Find File in Image… and Layers Touching This Path…. Must not search itself: `ImageContents` does.
 */
import { formatSize } from '../../model/format.ts';
import type { FoundPath, PathChange } from '../../model/imageContents.ts';
import { fileName } from '../../model/layers/address.ts';
import { pathOf } from '../../model/layers/fileOf.ts';
import { layerTitle, markWords } from '../../model/layers/labels.ts';
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import { withoutIcons } from '../../model/markup.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { sentenceOf } from '../failure.ts';
import { guarded } from '../imageChoice.ts';
import { imageOf, nodeOf } from './selection.ts';

/** More than that nobody scrolls through. */
const mostFound = 200;

export async function findFileInImage(deps: Deps, node?: ExplorerNode): Promise<void> {
  const image = await imageOf(deps, node, 'Find File in Image');
  const found = image && await askForPath(deps, image, 'Find File in Image');
  if (found) await guarded(deps, '', () => revealPath(deps, image, found.path, found.layer));
}

export async function layersTouchingPath(deps: Deps, node?: ExplorerNode): Promise<void> {
  const selected = pathOf(nodeOf(deps, node));
  const image = selected?.image ?? await imageOf(deps, node, 'Layers Touching This Path');
  if (!image) return;
  const path = selected?.path ?? (await askForPath(deps, image, 'Layers Touching This Path'))?.path;
  if (path === undefined) return;
  await guarded(deps, '', async () => {
    const changes = await image.contents.touching(path);
    if (changes.length === 0) {
      await deps.prompts.inform(`No layer has an entry of its own for /${path}.`);
      return;
    }
    const layer = await deps.prompts.pick(`Layers touching /${path}`, 'Which layer should be shown?', changes.map((change) => changeChoice(image, change)));
    if (layer !== undefined) await revealPath(deps, image, path, layer);
  });
}

function changeChoice({ contents }: OpenedImage, { layer, mark, bytes }: PathChange): Choice<number> {
  return { label: withoutIcons(layerTitle(contents.layers[layer]!)), description: [markWords[mark], bytes > 0 ? formatSize(bytes) : ''].filter(Boolean).join(', '), value: layer };
}

async function askForPath(deps: Deps, image: OpenedImage, title: string): Promise<FoundPath | undefined> {
  return deps.layers.search<FoundPath | undefined>({
    title: `${title}: ${image.label}`,
    placeholder: 'Part of a path, or a pattern such as *.so or /etc/*/ssl',
    find: async (text, signal) => {
      if (text.trim() === '') return [];
      const { items, total } = await image.contents.find(text.trim(), mostFound, signal);
      if (total === 0) return [{ label: '$(info) No path of the image fits.', value: undefined }];
      const left = total - items.length;
      return [...items.map((found) => foundChoice(image, found)), ...(left > 0 ? [{ label: `$(info) ${left} more: type on to narrow them down.`, value: undefined }] : [])];
    },
    failed: (error) => [{ label: `$(warning) ${sentenceOf(error)}`, value: undefined }],
  });
}

function foundChoice({ contents }: OpenedImage, found: FoundPath): Choice<FoundPath> {
  const layer = contents.layers[found.layer];
  const facts = [found.isFolder ? 'folder' : formatSize(found.bytes), found.isVisible ? '' : 'not in the finished image'].filter(Boolean).join(', ');
  return {
    label: `${found.isFolder ? '$(folder)' : found.isVisible ? '$(file)' : '$(eye-closed)'} ${withoutIcons(fileName(found.path))}`, description: facts,
    detail: withoutIcons(`/${found.path}${layer ? `  ·  ${layerTitle(layer)}` : ''}`), value: found,
  };
}

/**
 * Shows the path in what its layer changes. Where the filter or the mode leaves it out they give way: it was asked for. In a folder of very many files the
 * filter leaves only the path.
 */
export async function revealPath(deps: Deps, image: OpenedImage, path: string, layer: number): Promise<void> {
  const { explorer } = deps.layers;
  const before = explorer.settings;
  const ways = [{}, { filter: '' }, { filter: path }, { mode: 'changes', filter: '' }, { filter: path }, { mode: 'after', filter: '' }, { filter: path }] as const;
  for (const settings of ways) {
    explorer.set(settings);
    const node = await explorer.fileNode(image, layer, path);
    if (!node) continue;
    await deps.layers.reveal(node);
    return;
  }
  explorer.set(before);
  await deps.prompts.inform(`/${path} has no entry of its own in ${layerTitle(image.contents.layers[layer]!)}.`);
}
