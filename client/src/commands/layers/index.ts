/** The commands about layers and their files. Must not import VS Code at run time. */
import { fileRef, type CommandTable } from '../handler.ts';
import { copyPath } from '../other.ts';
import { inspectImageLayers, openImageArchive, type ImageArgument } from '../showImage.ts';

export const layerCommands: CommandTable = {
  'drydock.inspectImageLayers': (deps, image) => inspectImageLayers(deps, image as ImageArgument),
  'drydock.openImageArchive': (deps, file) => openImageArchive(deps, fileRef(file)),
  'drydock.copyPath': (deps, node) => copyPath(deps, node as { copyText?: string }),
};
