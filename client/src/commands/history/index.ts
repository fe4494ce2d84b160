/** The commands about histories of images. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';
import type { ImageArgument } from '../imageChoice.ts';
import { copyInstruction } from '../other.ts';
import { showImageHistory } from '../showImage.ts';

export const historyCommands: CommandTable = {
  'drydock.showImageHistory': (deps, image) => showImageHistory(deps, image as ImageArgument),
  'drydock.copyInstruction': (deps, node) => copyInstruction(deps, node as { copyText?: string }),
};
