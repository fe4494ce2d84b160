/** The commands that build. Must not import VS Code at run time. */
import { buildImage, buildStage } from '../buildImage.ts';
import { fileRef, type CommandTable } from '../handler.ts';

export const buildCommands: CommandTable = {
  'drydock.buildImage': (deps, file) => buildImage(deps, fileRef(file)),
  'drydock.buildStage': (deps, file, target) => buildStage(deps, fileRef(file), typeof target === 'string' ? target : undefined),
};
