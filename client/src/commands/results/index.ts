/** The commands about what builds left in the editor. Must not import VS Code at run time. */
import { fileRef, type CommandTable } from '../handler.ts';
import { forgetResults, showCachePrediction, showGrowth, showImageCosts, toggleResults } from './results.ts';

export const resultCommands: CommandTable = {
  'drydock.toggleResults': (deps) => toggleResults(deps),
  'drydock.showGrowth': (deps, file) => showGrowth(deps, fileRef(file)),
  'drydock.showCachePrediction': (deps, file) => showCachePrediction(deps, fileRef(file)),
  'drydock.showImageCosts': (deps, file) => showImageCosts(deps, fileRef(file)),
  'drydock.forgetResults': (deps, file) => forgetResults(deps, fileRef(file)),
};
