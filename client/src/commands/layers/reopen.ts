/**
 * Images of addresses that an earlier window left behind. Owns: remembering where each image came from, and opening it again. Must not read images itself.
 */
import { sourceText, type ImageSource } from '../../model/imageSource.ts';
import { keyOf, type OpenedImage } from '../../model/layers/openedImageList.ts';
import type { Deps } from '../deps.ts';
import { mayDownload } from '../registryImage.ts';

const memoryKey = 'layers.sources';
/** Images that are remembered. */
const most = 30;

type Remembered = readonly { readonly key: string; readonly source: ImageSource }[];

export async function remember(deps: Pick<Deps, 'memory'>, { key, source }: OpenedImage): Promise<void> {
  const others = recall(deps).filter((one) => one.key !== key);
  await deps.memory.set(memoryKey, JSON.stringify([{ key, source }, ...others].slice(0, most)));
}

/** The image of a key: the one that is open, or else opened again from where it came. Rejects with a sentence that says what to do. */
export function imageOfKey(deps: Deps): (key: string) => Promise<OpenedImage> {
  const opening = new Map<string, Promise<OpenedImage>>();
  return (key) => {
    const open = deps.layers.images.get(key);
    if (open) return Promise.resolve(open);
    let reopened = opening.get(key);
    if (!reopened) opening.set(key, reopened = reopen(deps, key).finally(() => opening.delete(key)));
    return reopened;
  };
}

async function reopen(deps: Deps, key: string): Promise<OpenedImage> {
  const source = recall(deps).find((one) => one.key === key)?.source;
  if (!source) throw new Error('The image of this file is not open any more. Open it again with "Drydock: Inspect Image Layers…".');
  const name = sourceText(source);
  if (source.kind !== 'archive' && !deps.isTrusted()) throw new Error(`This file is from the image ${name}. Images that are in no archive need a trusted workspace.`);
  if (source.kind === 'registry' && !await mayDownload(deps, source)) throw new Error(`${name} is not open, and its layers were not downloaded again.`);
  const { images } = await deps.progress.run(`Reading ${name}`, (report, signal) => deps.images.open(source, report, signal));
  const wanted = images.find((image) => keyOf(source, image) === key);
  for (const image of images) if (image !== wanted) image.dispose();
  if (!wanted) throw new Error(`${name} holds another image now. Open it again with "Drydock: Inspect Image Layers…".`);
  return deps.layers.images.add(source, [wanted])[0]!;
}

function recall({ memory }: Pick<Deps, 'memory'>): Remembered {
  try {
    const known: unknown = JSON.parse(memory.get(memoryKey) ?? '[]');
    return Array.isArray(known) ? known.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

function isRemembered(value: unknown): value is Remembered[number] {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('source' in value)) return false;
  const { source } = value as { source: unknown };
  if (typeof source !== 'object' || source === null || !('kind' in source) || !('name' in source)) return false;
  return source.kind === 'registry' || (source.kind === 'archive' ? 'path' in source : source.kind === 'engine' && 'id' in source);
}
