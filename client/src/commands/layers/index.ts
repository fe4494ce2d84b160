/** The commands about layers and their files. Must not import VS Code at run time. */
import type { ExplorerNode, MoreNode } from '../../model/layers/nodes.ts';
import { fileRef, type CommandTable } from '../handler.ts';
import type { ImageArgument } from '../imageChoice.ts';
import { copyPath } from '../other.ts';
import { compareImages } from './compare.ts';
import { openLayerChanges, openLayerFile, saveLayerFile } from './files.ts';
import { findFileInImage, layersTouchingPath } from './find.ts';
import { closeAllImages, closeImage, inspectImageLayers, openImageArchive, openRegistryImage, reloadImage } from './open.ts';
import { clearHiddenProblems, goToInstruction, showHiddenInProblems } from './lines.ts';
import { clearFilter, filterLayers, showMode, showMore, sortBy, topFirst } from './settings.ts';
import { showLayer } from './showLayer.ts';

export const layerCommands: CommandTable = {
  'drydock.inspectImageLayers': (deps, image) => inspectImageLayers(deps, image as ImageArgument),
  'drydock.openImageArchive': (deps, file) => openImageArchive(deps, fileRef(file)),
  'drydock.openRegistryImage': (deps) => openRegistryImage(deps),
  'drydock.showLayer': (deps, image, layer) => showLayer(deps, image as ImageArgument, layer),
  'drydock.closeImage': (deps, node) => closeImage(deps, nodeRef(node)),
  'drydock.closeAllImages': (deps) => closeAllImages(deps),
  'drydock.reloadImage': (deps, node) => reloadImage(deps, nodeRef(node)),
  // With two images selected, these are the two; the one clicked is the first.
  'drydock.compareImages': (deps, image, selected) => compareImages(deps, image as ImageArgument,
    Array.isArray(selected) && selected.length === 2 ? (selected as ImageArgument[]).find((other) => other !== image) : undefined),
  'drydock.showLayerChanges': showMode('changes'),
  'drydock.showFilesAfterLayer': showMode('after'),
  'drydock.showHiddenBytes': showMode('hidden'),
  'drydock.sortLayersByName': sortBy('name'),
  'drydock.sortLayersBySize': sortBy('size'),
  'drydock.showBottomLayerFirst': topFirst(false),
  'drydock.showTopLayerFirst': topFirst(true),
  'drydock.filterLayers': (deps) => filterLayers(deps),
  'drydock.clearLayersFilter': (deps) => clearFilter(deps),
  'drydock.showMoreFiles': (deps, node) => showMore(deps, nodeRef(node) as MoreNode | undefined),
  'drydock.findFileInImage': (deps, node) => findFileInImage(deps, nodeRef(node)),
  'drydock.layersTouchingPath': (deps, node) => layersTouchingPath(deps, nodeRef(node)),
  'drydock.openLayerFile': (deps, node) => openLayerFile(deps, nodeRef(node)),
  'drydock.openLayerChanges': (deps, node) => openLayerChanges(deps, nodeRef(node)),
  'drydock.saveLayerFile': (deps, node) => saveLayerFile(deps, nodeRef(node)),
  'drydock.copyPath': copyPath,
  'drydock.goToInstruction': (deps, node) => goToInstruction(deps, nodeRef(node)),
  'drydock.showHiddenInProblems': (deps, node) => showHiddenInProblems(deps, nodeRef(node)),
  'drydock.clearHiddenProblems': (deps, node) => clearHiddenProblems(deps, nodeRef(node)),
};

/** A node of the view "Image Layers", or undefined. */
function nodeRef(value: unknown): ExplorerNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'parent' in value ? value as ExplorerNode : undefined;
}
