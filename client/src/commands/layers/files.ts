/**
 * Files of layers: opening, comparing and saving them. Owns: which versions, and the questions before large ones. Must not read images itself.
 */
import { formatSize } from '../../model/format.ts';
import type { LayerAddress } from '../../model/layers/address.ts';
import { fileName, nameOnDisk } from '../../model/layers/address.ts';
import { fileOf, type NodeFile } from '../../model/layers/fileOf.ts';
import { layerTitle } from '../../model/layers/labels.ts';
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import type { Deps } from '../deps.ts';
import { guarded } from '../imageChoice.ts';
import { nodeOf } from './selection.ts';

/** Bytes from which on a file is opened or saved only after a question: it is held in memory as a whole. */
export const largeFile = 50_000_000;

export async function openLayerFile(deps: Deps, node?: ExplorerNode): Promise<void> {
  const file = await fileAsked(deps, node);
  if (file && await mayBeLarge(deps, file, 'Open')) await deps.layers.openFile(file.address);
}

export async function openLayerChanges(deps: Deps, node?: ExplorerNode): Promise<void> {
  const file = await fileAsked(deps, node);
  if (!file) return;
  if (!file.changes) {
    await deps.prompts.inform(`Nothing changes /${file.path} here.`);
    return;
  }
  if (!await mayBeLarge(deps, file, 'Compare')) return;
  const [before, after] = [await orNone(deps, file.changes.before), await orNone(deps, file.changes.after)];
  if (before.where === 'none' && after.where === 'none') {
    await deps.prompts.inform(`/${file.path} has no content to compare.`);
    return;
  }
  await deps.layers.openDiff(before, after, `${fileName(file.path)} (${sideText(deps, before)} ↔ ${sideText(deps, after)})`);
}

export async function saveLayerFile(deps: Deps, node?: ExplorerNode): Promise<void> {
  const file = await fileAsked(deps, node);
  if (!file || !await mayBeLarge(deps, file, 'Save')) return;
  const target = await deps.layers.askForTarget('Save File of the Image', nameOnDisk(file.path));
  if (!target) return;
  await guarded(deps, `/${file.path}: `, async () => {
    const { where, path } = file.address;
    const bytes = await deps.progress.run(`Saving /${path}`, (_report, signal) => (where === 'none' ? Promise.resolve(undefined) : file.image.contents.read(where, path, signal)));
    if (!bytes) throw new Error('The image has no content for this file: it may be a link that leads nowhere.');
    await deps.layers.write(target, bytes);
    await deps.prompts.inform(`Saved ${formatSize(bytes.length)} to ${target.fsPath}.`);
  });
}

async function fileAsked(deps: Deps, node: ExplorerNode | undefined): Promise<NodeFile | undefined> {
  const file = fileOf(nodeOf(deps, node));
  if (!file) await deps.prompts.inform('Select a file in the view "Image Layers" first.');
  return file;
}

async function mayBeLarge(deps: Deps, { path, bytes }: NodeFile, action: string): Promise<boolean> {
  if (bytes <= largeFile) return true;
  return await deps.prompts.confirm(`/${path} has ${formatSize(bytes)}.`, 'It is read into memory as a whole, which may take a while.', action) === action;
}

/** The address itself, or that of no file where the image has none. */
async function orNone(deps: Deps, address: LayerAddress): Promise<LayerAddress> {
  if (address.where === 'none') return address;
  const stat = await deps.layers.images.get(address.key)?.contents.stat(address.where, address.path, true);
  return stat && stat.kind === 'file' ? address : { ...address, where: 'none' };
}

function sideText(deps: Deps, { key, where }: LayerAddress): string {
  const image = deps.layers.images.get(key);
  if (where === 'none') return 'no file';
  if (where === 'final') return image?.label ?? 'finished image';
  const layer = image?.contents.layers[where];
  return layer ? layerTitle(layer).replace(/^(.{24}).+$/u, '$1…') : `layer ${where + 1}`;
}
