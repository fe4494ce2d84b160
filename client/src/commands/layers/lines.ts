/**
 * Layers and the lines of a Dockerfile: Show Hidden Bytes in Problems, Go to Instruction in Dockerfile. Owns: which Dockerfile, and saying so when there is
 * nothing to show.
 */
import { hiddenHints, linesOfLayers } from '../../model/layers/hiddenHints.ts';
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { FileRef } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { guarded } from '../imageChoice.ts';
import { entryLinesIn, entryLinesOf, type EntryLines } from './dockerfileLines.ts';
import { imageOf, nodeOf } from './selection.ts';

export async function showHiddenInProblems(deps: Deps, node?: ExplorerNode): Promise<void> {
  const image = await imageOf(deps, node, 'Show Hidden Bytes in Problems');
  if (!image) return;
  if (image.contents.waste.length === 0) {
    await deps.prompts.inform(`${image.label} hides no bytes: the finished image reaches all that its layers store.`);
    return;
  }
  await guarded(deps, '', async () => {
    const lines = await entryLinesOf(deps, image) ?? await linesByAsking(deps, image);
    if (!lines) return;
    const hints = hiddenHints(image.contents, lines.entries);
    if (hints.length === 0) {
      await deps.prompts.inform(`No line of ${deps.dockerfiles.label(lines.file)} adds or hides these bytes: they are the base image's, or the image was built from another file.`);
      return;
    }
    await deps.layers.showHints(image.key, lines.file, hints);
    if (lines.confidence < 1) await deps.prompts.warn(`${deps.dockerfiles.label(lines.file)} has changed since ${image.label} was built, or is not its Dockerfile: some lines may be wrong.`);
  });
}

async function linesByAsking(deps: Deps, image: OpenedImage): Promise<EntryLines | undefined> {
  const file = await askForDockerfile(deps, image);
  return file && entryLinesIn(deps, image.contents, file, {});
}

/** The one in the editor first. */
async function askForDockerfile(deps: Deps, image: OpenedImage): Promise<FileRef | undefined> {
  const active = deps.dockerfiles.active();
  const all = [...(active ? [active] : []), ...await deps.dockerfiles.all()];
  const files = all.filter((file, index) => all.findIndex((other) => other.toString() === file.toString()) === index);
  if (files.length === 0) {
    await deps.prompts.inform('No Dockerfile is open, and the workspace has none.');
    return undefined;
  }
  return deps.prompts.pick(`Hidden bytes of ${image.label}`, 'Which Dockerfile was the image built from?', files.map((file) => ({ label: deps.dockerfiles.label(file), value: file })));
}

/** Goes to the instruction that made a layer. */
export async function goToInstruction(deps: Deps, node?: ExplorerNode): Promise<void> {
  const which = nodeOf(deps, node);
  if (which?.kind !== 'layer') {
    await deps.prompts.inform('Select a layer in the view "Image Layers" first.');
    return;
  }
  await guarded(deps, '', async () => {
    const { image, layer } = which;
    const found = await entryLinesOf(deps, image) ?? await linesByAsking(deps, image);
    const lines = found && linesOfLayers(image.contents.history.rows, found.entries).get(layer.index);
    if (lines) await deps.dockerfiles.goTo(found.file.fsPath, lines);
    else if (found) await deps.prompts.inform(`No line of ${deps.dockerfiles.label(found.file)} made this layer: it is the base image's, or the file has changed since.`);
  });
}

/** Of one image when it was clicked, of all otherwise. */
export function clearHiddenProblems(deps: Deps, node?: ExplorerNode): void {
  deps.layers.clearHints(node && 'image' in node ? node.image.key : undefined);
}
