/** The commands that build. Must not import VS Code at run time. */
import { buildAgain, buildImage, buildStage, buildWithOptions, deleteProfile } from '../buildImage.ts';
import { fileRef, type CommandTable } from '../handler.ts';
import { cancelBuild, copyBuildLog, openBuildStep, rowOf, showBuildLog } from './steps.ts';

export const buildCommands: CommandTable = {
  'drydock.buildImage': (deps, file) => buildImage(deps, fileRef(file)),
  'drydock.buildStage': (deps, file, target) => buildStage(deps, fileRef(file), typeof target === 'string' ? target : undefined),
  'drydock.buildWithOptions': (deps, file) => buildWithOptions(deps, fileRef(file)),
  'drydock.buildAgain': (deps, row) => buildAgain(deps, rowOf(row)?.run.request),
  'drydock.deleteBuildProfile': (deps, file) => deleteProfile(deps, fileRef(file)),
  'drydock.cancelBuild': (deps, row) => cancelBuild(deps, rowOf(row)),
  'drydock.openBuildStep': (deps, row) => openBuildStep(deps, rowOf(row)),
  'drydock.showBuildLog': (deps, row) => showBuildLog(deps, rowOf(row)),
  'drydock.copyBuildLog': (deps, row) => copyBuildLog(deps, rowOf(row)),
  'drydock.clearBuilds': (deps) => deps.builds.forgetEnded(),
};
