/**
 * Which image a command is about. Owns: reading what menus and other extensions hand over, and asking the person. Must not read images.
 */
import { formatAge, formatSize } from '../model/format.ts';
import { shortId } from '../model/imageReference.ts';
import type { ImageSource } from '../model/imageSource.ts';
import type { FileRef } from '../ui/ports.ts';
import type { Deps } from './deps.ts';
import { askForRegistryImage } from './registryImage.ts';
import { goOn, isWayOn, waysOn, type WayOn } from './waysOn.ts';

export { guarded } from './guarded.ts';

/** What a menu or another extension may hand over: a file, an image's name or id, where it comes from, or a tree node that knows its image. */
export type ImageArgument = FileRef | string | ImageSource | { readonly source: ImageSource } | { readonly fullTag: string; readonly imageId?: string } | undefined;

export const archiveExtensions = ['tar', 'gz', 'tgz', 'zst'];

type Picked = ImageSource | 'archive' | 'registry' | WayOn;

/** Asks for an image of the engine, an archive or a registry. Undefined when dismissed. */
export async function chooseImage(deps: Deps, title: string): Promise<ImageSource | undefined> {
  if (!deps.isTrusted()) return askForArchive(deps);
  const picked = await deps.prompts.pickLoading<Picked>({
    title,
    placeholder: 'Which image?',
    always: [{ label: '$(folder-opened) Open an archive made by docker save…', value: 'archive' }, { label: '$(cloud) Open an image from a registry…', value: 'registry' }],
    load: async (signal) => {
      const images = await deps.images.list(signal);
      deps.views.setEngine('ready');
      return images.map((image) => {
        const name = image.tags[0] ?? shortId(image.id);
        const description = [formatSize(image.size), formatAge(image.created, Date.now())].filter(Boolean).join(', ');
        return { label: `$(package) ${name}`, description, ...(image.tags.length > 1 ? { detail: `also ${image.tags.slice(1).join(', ')}` } : {}), value: { kind: 'engine', id: image.id, name } };
      });
    },
    failed: (error) => {
      deps.views.setEngine('missing');
      return waysOn(deps, error, 'No images from an engine');
    },
  });
  if (picked === 'archive') return askForArchive(deps);
  if (picked === 'registry') return askForRegistryImage(deps);
  if (!isWayOn(picked)) return picked;
  await goOn(deps, picked);
  return undefined;
}

export async function askForArchive(deps: Deps): Promise<Extract<ImageSource, { kind: 'archive' }> | undefined> {
  const file = await deps.prompts.openFile({ title: 'Open Image Archive', label: 'Open', extensions: archiveExtensions, what: 'Image archives' });
  return file && { kind: 'archive', path: file.fsPath, name: '' };
}

/** Undefined for what names no image. */
export function sourceOf(argument: ImageArgument): ImageSource | undefined {
  if (argument === undefined || argument === null) return undefined;
  if (typeof argument === 'string') return { kind: 'engine', id: argument, name: argument };
  if ('source' in argument) return argument.source;
  if ('kind' in argument) return argument;
  if ('fullTag' in argument) return foreignNode(argument);
  return 'fsPath' in argument ? archiveOf(argument) : undefined;
}

/** An image node of Container Tools, which calls what has no name "<none>". */
function foreignNode({ fullTag, imageId }: { readonly fullTag: string; readonly imageId?: string }): ImageSource {
  const id = fullTag.includes('<none>') && imageId ? imageId : fullTag;
  return { kind: 'engine', id, name: id.replace(/^sha256:([0-9a-f]{12})[0-9a-f]*$/, '$1') };
}

/** The archive that a file belongs to: for the files that mark an OCI layout the folder they lie in. */
export function archiveOf({ fsPath }: FileRef): Extract<ImageSource, { kind: 'archive' }> {
  return { kind: 'archive', path: fsPath.replace(/[\\/](?:index\.json|oci-layout)$/, ''), name: '' };
}

/** The last segment of a path of any system. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast(Boolean) ?? path;
}
