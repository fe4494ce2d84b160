/** The commands on images and containers. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';
import { importImage, loadImages, saveImages } from './archives.ts';
import { commitContainer, exportContainer, removeContainers, showContainerChanges } from './containers.ts';
import { copyImageDigest, copyImageId, copyImageName, inspectImage, showDiskUsage } from './inspect.ts';
import { clearImageFilter, filterImages, refreshImages, set, sortImages } from './listing.ts';
import { pruneImages, removeImages } from './remove.ts';
import { runShell } from './shell.ts';
import { tagImage } from './tag.ts';
import { pullImage, pushImages } from './transfer.ts';

export const imageCommands: CommandTable = {
  'drydock.tagImage': tagImage,
  'drydock.removeImage': removeImages,
  'drydock.pruneDanglingImages': (deps) => pruneImages(deps, 'dangling'),
  'drydock.pruneUnusedImages': (deps) => pruneImages(deps, 'unused'),
  'drydock.pushImage': pushImages,
  'drydock.pullImage': pullImage,
  'drydock.saveImage': saveImages,
  'drydock.loadImages': loadImages,
  'drydock.importImage': importImage,
  'drydock.runShell': runShell,
  'drydock.inspectImage': inspectImage,
  'drydock.copyImageName': copyImageName,
  'drydock.copyImageId': copyImageId,
  'drydock.copyImageDigest': copyImageDigest,
  'drydock.showDiskUsage': (deps) => showDiskUsage(deps),
  'drydock.refreshImages': (deps) => refreshImages(deps),
  'drydock.filterImages': (deps) => filterImages(deps),
  'drydock.clearImageFilter': (deps) => clearImageFilter(deps),
  'drydock.sortImages': (deps) => sortImages(deps),
  'drydock.groupImagesByRepository': (deps) => set(deps, { grouping: 'repository' }),
  'drydock.listImagesFlat': (deps) => set(deps, { grouping: 'none' }),
  'drydock.showDanglingImages': (deps) => set(deps, { showDangling: true }),
  'drydock.hideDanglingImages': (deps) => set(deps, { showDangling: false }),
  'drydock.showIntermediateImages': (deps) => set(deps, { showIntermediate: true }),
  'drydock.hideIntermediateImages': (deps) => set(deps, { showIntermediate: false }),
  'drydock.showContainerChanges': showContainerChanges,
  'drydock.commitContainer': commitContainer,
  'drydock.exportContainer': exportContainer,
  'drydock.removeContainer': removeContainers,
  'drydock.showStoppedContainers': (deps) => deps.imageLists.setShowStopped(true),
  'drydock.hideStoppedContainers': (deps) => deps.imageLists.setShowStopped(false),
};
