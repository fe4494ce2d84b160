/** The commands about histories of images. Must not import VS Code at run time. */
import type { HistoryNode } from '../../model/histories/nodes.ts';
import type { CommandTable } from '../handler.ts';
import type { ImageArgument } from '../imageChoice.ts';
import { copyInstruction } from '../other.ts';
import { showImageHistory } from '../showImage.ts';
import { chooseHistoryDockerfile, goToHistoryLine } from './dockerfile.ts';
import { compareWithDockerfile, dockerfileFromImage } from './dockerfileFromImage.ts';
import { copyHistoryEntry, copyLayerDigest, showHistoryLayer } from './entries.ts';
import { chooseHistoryPlatform, refreshHistory, setHistory, switchHistory } from './showHistory.ts';

export const historyCommands: CommandTable = {
  'drydock.showImageHistory': (deps, image) => showImageHistory(deps, image as ImageArgument),
  'drydock.refreshHistory': async (deps) => {
    await deps.history.open();
    await refreshHistory(deps);
  },
  'drydock.switchHistory': (deps) => switchHistory(deps),
  'drydock.chooseHistoryPlatform': (deps) => chooseHistoryPlatform(deps),
  'drydock.showOldestFirst': (deps) => setHistory(deps, { isNewestFirst: false }),
  'drydock.showNewestFirst': (deps) => setHistory(deps, { isNewestFirst: true }),
  'drydock.hideEmptyEntries': (deps) => setHistory(deps, { hidesEmpty: true }),
  'drydock.showEmptyEntries': (deps) => setHistory(deps, { hidesEmpty: false }),
  'drydock.goToHistoryLine': (deps, node) => goToHistoryLine(deps, nodeRef(node)),
  'drydock.chooseHistoryDockerfile': (deps) => chooseHistoryDockerfile(deps),
  'drydock.showHistoryLayer': (deps, node) => showHistoryLayer(deps, nodeRef(node)),
  'drydock.copyInstruction': (deps, node) => copyInstruction(deps, node as { copyText?: string }),
  'drydock.copyHistoryEntry': (deps, node) => copyHistoryEntry(deps, nodeRef(node)),
  'drydock.copyLayerDigest': (deps, node) => copyLayerDigest(deps, nodeRef(node)),
  'drydock.dockerfileFromImage': (deps, image) => dockerfileFromImage(deps, image as ImageArgument),
  'drydock.compareWithDockerfile': (deps, image) => compareWithDockerfile(deps, image as ImageArgument),
};

/** A node of the view "Image History", or undefined. */
function nodeRef(value: unknown): HistoryNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'open' in value ? value as HistoryNode : undefined;
}
