/**
 * The commands. Owns: the table of ids and handlers; `test/meta/manifest.test.ts` holds it against package.json. Must not import VS Code at run time.
 */
import type { Deps } from './deps.ts';
import type { FileRef } from '../ui/ports.ts';
import { buildImage, buildStage } from './buildImage.ts';
import { copyInstruction, copyPath, restartServer, showEngineStatus } from './other.ts';
import { inspectImageLayers, openImageArchive, showImageHistory, type ImageArgument } from './showImage.ts';

/** Handlers take what VS Code hands over: for menus the clicked item first. Anything of an unexpected shape counts as nothing. */
export type Handler = (deps: Deps, ...args: readonly unknown[]) => Promise<void> | void;

export const commands: Readonly<Record<`drydock.${string}`, Handler>> = {
  'drydock.buildImage': (deps, file) => buildImage(deps, fileRef(file)),
  'drydock.buildStage': (deps, file, target) => buildStage(deps, fileRef(file), typeof target === 'string' ? target : undefined),
  'drydock.showImageHistory': (deps, image) => showImageHistory(deps, image as ImageArgument),
  'drydock.inspectImageLayers': (deps, image) => inspectImageLayers(deps, image as ImageArgument),
  'drydock.openImageArchive': (deps, file) => openImageArchive(deps, fileRef(file)),
  'drydock.copyInstruction': (deps, node) => copyInstruction(deps, node as { copyText?: string }),
  'drydock.copyPath': (deps, node) => copyPath(deps, node as { copyText?: string }),
  'drydock.showEngineStatus': (deps) => showEngineStatus(deps),
  'drydock.showOutput': (deps) => deps.output.show(),
  'drydock.restartServer': (deps) => restartServer(deps),
};

function fileRef(value: unknown): FileRef | undefined {
  return typeof value === 'object' && value !== null && 'fsPath' in value && 'scheme' in value ? value as FileRef : undefined;
}
