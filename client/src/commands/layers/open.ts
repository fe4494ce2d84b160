/**
 * Opening, closing and reloading images in the view "Image Layers". Owns: which image, its base, and that it can be had again after a restart.
 * Must not read images itself.
 */
import { findBase, type BaseCandidate } from '../../model/baseImage.ts';
import type { ImageContents } from '../../model/imageContents.ts';
import { sourceText, type ImageSource } from '../../model/imageSource.ts';
import { linesOfLayers } from '../../model/layers/hiddenHints.ts';
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { FileRef } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { archiveOf, askForArchive, baseName, chooseImage, guarded, sourceOf, type ImageArgument } from '../imageChoice.ts';
import { askForRegistryImage, mayDownload } from '../registryImage.ts';
import { candidates, fromOf } from '../history/base.ts';
import { builtFrom, entryLinesOf } from './dockerfileLines.ts';
import { imageOf } from './selection.ts';
import { remember } from './reopen.ts';

/** Milliseconds after which the base is left open. */
const patience = 20_000;

export async function inspectImageLayers(deps: Deps, argument?: ImageArgument): Promise<void> {
  const source = sourceOf(argument) ?? await chooseImage(deps, 'Inspect Image Layers');
  if (source) await openImage(deps, source, 'layers');
}

/** Needs neither an engine nor trust: it only reads the file, or the folder in OCI layout. */
export async function openImageArchive(deps: Deps, argument?: FileRef): Promise<void> {
  const source = argument ? archiveOf(argument) : await askForArchive(deps);
  if (source) await openImage(deps, source, 'layers');
}

/** Needs no engine. */
export async function openRegistryImage(deps: Deps): Promise<void> {
  const source = await askForRegistryImage(deps);
  if (source) await openImage(deps, source, 'layers');
}

/** Whoever reads layers has the history too, so both views show the image; the one asked for comes last and gets the focus. */
export async function openImage(deps: Deps, source: ImageSource, focus: 'history' | 'layers'): Promise<void> {
  await guarded(deps, source.kind === 'archive' ? `${baseName(source.path)}: ` : '', async () => {
    const image = await readImage(deps, source);
    if (!image) return;
    const showHistory = (): Promise<void> => deps.views.showHistory({ source: image.source, history: image.contents.history });
    const showLayers = (): Promise<void> => deps.layers.reveal(deps.layers.explorer.imageNode(image));
    for (const show of focus === 'layers' ? [showHistory, showLayers] : [showLayers, showHistory]) await show();
  });
}

/**
 * Reads an image and adds it to the list. Of several in an archive the person picks one, or all: then the first is returned. Undefined when dismissed, and
 * when it may not be read. `like` is the image that is read again. Rejects with a sentence.
 */
export async function readImage(deps: Deps, source: ImageSource, like?: OpenedImage): Promise<OpenedImage | undefined> {
  // Only a file is read without a program or a network.
  const isAllowed = source.kind === 'archive' || await (source.kind === 'registry' ? mayDownload(deps, source) : mayUseEngine(deps));
  if (!isAllowed) return undefined;
  const title = source.kind === 'archive' ? `Reading ${baseName(source.path)}` : `Reading the layers of ${sourceText(source)}`;
  const { images, problem } = await deps.progress.run(title, (report, signal) => deps.images.open(source, report, signal));
  if (source.kind === 'engine') deps.views.setEngine('ready');
  const wanted = await pickImages(deps, likely(images, source, like));
  for (const image of images) if (!wanted.includes(image)) image.dispose();
  if (wanted.length > 0) await deps.layers.open();
  const opened = deps.layers.images.add(source, wanted, wanted.length > 0 ? like : undefined);
  for (const image of opened) await remember(deps, image);
  if (problem !== undefined) void deps.prompts.warn(`Not everything could be read. ${problem}`);
  for (const image of opened) void findOrigin(deps, image);
  return opened[0];
}

/** Those of the images that are asked for, as far as that is known. */
function likely(images: readonly ImageContents[], source: ImageSource, like: OpenedImage | undefined): readonly ImageContents[] {
  const same = images.filter((image) => image.name === like?.contents.name && image.platform === like.contents.platform);
  const named = images.filter((image) => source.kind === 'archive' && source.name !== '' && image.name === source.name);
  return [same, named].find((some) => some.length > 0) ?? images;
}

async function pickImages(deps: Deps, images: readonly ImageContents[]): Promise<readonly ImageContents[]> {
  if (images.length <= 1) return images;
  const choices = images.map((image, index) => ({ label: image.name || `image ${index + 1}`, description: image.platform ?? '', value: [image] as readonly ImageContents[] }));
  const all = { label: `$(files) All ${images.length} images`, description: '', value: images };
  return await deps.prompts.pick('Images of the archive', 'Which image?', [...choices, all]) ?? [];
}

/** Finds out which layers are the base's and which lines the others came from. Finds nothing rather than failing. */
async function findOrigin(deps: Deps, image: OpenedImage): Promise<void> {
  const { key, contents } = image;
  const signal = AbortSignal.timeout(patience);
  const lines = await entryLinesOf(deps, image, signal).catch(() => undefined);
  const built = lines && builtFrom(deps, image);
  const from = built && await fromOf(deps, lines.file.toString(), built).catch(() => undefined);
  const firstMapped = lines?.entries.findIndex((entry) => entry !== null) ?? -1;
  const known = image.source.kind === 'engine' && deps.isTrusted() ? await candidates(deps, contents.id, signal).catch(() => []) : [];
  const base = findBase({
    diffIds: contents.layers.map(({ digest }) => digest), history: contents.history.rows, images: [...known, ...openedCandidates(deps, key)], ...(from === undefined ? {} : { from }),
    ...(firstMapped === -1 ? {} : { firstMapped }),
    ...(contents.base ? { labels: { 'org.opencontainers.image.base.name': contents.base.name, ...(contents.base.digest ? { 'org.opencontainers.image.base.digest': contents.base.digest } : {}) } } : {}),
  });
  deps.layers.images.setOrigin(key, { base, lines: lines && linesOfLayers(contents.history.rows, lines.entries) });
}

/** The other opened images, which may be the base. */
function openedCandidates(deps: Deps, key: string): BaseCandidate[] {
  return deps.layers.images.list.filter((other) => other.key !== key).map(({ contents: { id, name, layers, history } }) => ({
    id, tags: name ? [name] : [], diffIds: layers.map(({ digest }) => digest), entries: history.rows.length,
  }));
}

export async function closeImage(deps: Deps, node?: ExplorerNode): Promise<void> {
  const which = node ?? deps.layers.selected();
  if (which?.kind === 'comparison') {
    deps.layers.explorer.closeComparison(which);
    return;
  }
  const image = await imageOf(deps, node, 'Close Image');
  if (!image) return;
  deps.layers.clearHints(image.key);
  deps.layers.images.close(image.key);
}

export function closeAllImages(deps: Deps): void {
  deps.layers.clearHints();
  deps.layers.images.closeAll();
}

/** Reads the image again: its archive may have been written anew, its name may stand for another image now. */
export async function reloadImage(deps: Deps, node?: ExplorerNode): Promise<void> {
  const image = await imageOf(deps, node, 'Reload Image');
  if (!image) return;
  await guarded(deps, `${image.label}: `, async () => {
    const reread = await readImage(deps, image.source, image);
    if (!reread) return;
    deps.layers.clearHints(image.key);
    await deps.layers.reveal(deps.layers.explorer.imageNode(reread));
  });
}
