/**
 * Show Image History…, Inspect Image Layers… and Open Image Archive…. Owns: finding out which image, and filling the views with it.
 * Must not read archives or speak to an engine itself.
 */
import type { FileRef, Report } from '../ui/ports.ts';
import { formatAge, formatSize } from '../model/format.ts';
import type { ArchiveImage, Deps, ImageSource, ReadImages } from './deps.ts';
import { remedyOf, sentenceOf, wasCancelled } from './failure.ts';

/** What a menu or another extension may hand over: a file, an image's name or id, or a tree node that knows its image. */
export type ImageArgument = FileRef | string | { readonly source: ImageSource } | { readonly fullTag: string } | undefined;

export const archiveExtensions = ['tar', 'gz', 'tgz', 'zst'];

export async function showImageHistory(deps: Deps, argument?: ImageArgument): Promise<void> {
  const source = sourceOf(argument) ?? await chooseImage(deps, 'Show Image History');
  if (!source) return;
  if (source.kind === 'archive') return openArchive(deps, source.path, 'history');
  if (!await mayUseEngine(deps)) return;
  await guarded(deps, '', async () => {
    const history = await deps.progress.run(`Reading the history of ${source.name}`, (_report, signal) => deps.images.history(source.id, signal));
    deps.views.setEngine('ready');
    await deps.views.showHistory({ source, history });
  });
}

export async function inspectImageLayers(deps: Deps, argument?: ImageArgument): Promise<void> {
  const source = sourceOf(argument) ?? await chooseImage(deps, 'Inspect Image Layers');
  if (!source) return;
  if (source.kind === 'archive') return openArchive(deps, source.path, 'layers');
  if (!await mayUseEngine(deps)) return;
  await guarded(deps, '', async () => {
    const read = await deps.progress.run(`Reading the layers of ${source.name}`, (report, signal) => deps.images.layers(source.id, report, signal));
    deps.views.setEngine('ready');
    await fillViews(deps, read, (image) => ({ ...source, name: source.name || image.name }), 'layers');
  });
}

/** Needs neither an engine nor trust: it only reads the file. */
export async function openImageArchive(deps: Deps, argument?: FileRef): Promise<void> {
  const path = argument?.fsPath ?? (await askForArchive(deps))?.path;
  if (path !== undefined) await openArchive(deps, path, 'layers');
}

async function openArchive(deps: Deps, path: string, focus: 'history' | 'layers'): Promise<void> {
  await guarded(deps, `${baseName(path)}: `, async () => {
    const read = await deps.progress.run(`Reading ${baseName(path)}`, (report: Report, signal) => deps.images.readArchive(path, report, signal));
    await fillViews(deps, read, (image) => ({ kind: 'archive', path, name: image.name || baseName(path) }), focus);
  });
}

/** Whoever reads layers has the history too, so both views show the image; the one asked for comes last and gets the focus. */
async function fillViews(deps: Deps, { images, problem }: ReadImages, sourceFor: (image: ArchiveImage) => ImageSource, focus: 'history' | 'layers'): Promise<void> {
  const image = images.length <= 1 ? images[0]
    : await deps.prompts.pick('Images of the archive', 'Which image?', images.map((one, index) => ({ label: one.name || `image ${index + 1}`, value: one })));
  if (!image) return;
  const source = sourceFor(image);
  const showHistory = (): Promise<void> => deps.views.showHistory({ source, history: image.history });
  const showLayers = (): Promise<void> => deps.views.showLayers({ source, layers: image.layers });
  for (const show of focus === 'layers' ? [showHistory, showLayers] : [showLayers, showHistory]) await show();
  if (problem !== undefined) await deps.prompts.warn(`Not everything could be read. ${problem}`);
}

type Picked = ImageSource | 'archive' | 'settings' | 'help';

async function chooseImage(deps: Deps, title: string): Promise<ImageSource | undefined> {
  if (!deps.isTrusted()) return askForArchive(deps);
  const picked = await deps.prompts.pickLoading<Picked>({
    title,
    placeholder: 'Which image?',
    always: [{ label: '$(folder-opened) Open an archive made by docker save…', value: 'archive' }],
    load: async (signal) => {
      const images = await deps.images.list(signal);
      deps.views.setEngine('ready');
      return images.map((image) => {
        const name = image.tags[0] ?? image.id.replace(/^sha256:/, '').slice(0, 12);
        const description = [formatSize(image.size), formatAge(image.created, Date.now())].filter(Boolean).join(', ');
        return { label: `$(package) ${name}`, description, ...(image.tags.length > 1 ? { detail: `also ${image.tags.slice(1).join(', ')}` } : {}), value: { kind: 'engine', id: image.id, name } };
      });
    },
    failed: (error) => {
      deps.views.setEngine('missing');
      deps.output.error(sentenceOf(error));
      const description = error instanceof Error ? error.message : String(error);
      return [{ label: '$(warning) No images from an engine', description, detail: remedyOf(error), value: 'help' }, { label: '$(settings-gear) Say where the engine is…', value: 'settings' }];
    },
  });
  switch (picked) {
    case 'archive': return askForArchive(deps);
    case 'settings': await deps.prompts.openSettings('drydock.engine.host'); return undefined;
    case 'help': deps.output.show(); return undefined;
    default: return picked;
  }
}

async function askForArchive(deps: Deps): Promise<Extract<ImageSource, { kind: 'archive' }> | undefined> {
  const file = await deps.prompts.openFile({ title: 'Open Image Archive', label: 'Open', extensions: archiveExtensions, what: 'Image archives' });
  return file && { kind: 'archive', path: file.fsPath, name: '' };
}

function sourceOf(argument: ImageArgument): ImageSource | undefined {
  if (argument === undefined || argument === null) return undefined;
  if (typeof argument === 'string') return { kind: 'engine', id: argument, name: argument };
  if ('source' in argument) return argument.source;
  if ('fullTag' in argument) return { kind: 'engine', id: argument.fullTag, name: argument.fullTag };
  return 'fsPath' in argument ? { kind: 'archive', path: argument.fsPath, name: '' } : undefined;
}

async function mayUseEngine(deps: Deps): Promise<boolean> {
  if (deps.isTrusted()) return true;
  await deps.prompts.warn('Images of an engine need a trusted workspace. An archive made by docker save can be opened all the same.');
  return false;
}

/** Shows what goes wrong, with `what` before it. A cancel is nothing to show. */
async function guarded(deps: Deps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (wasCancelled(error)) return;
    const message = what + sentenceOf(error);
    deps.output.error(message);
    if (await deps.prompts.fail(message, 'Show Output') === 'Show Output') deps.output.show();
  }
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
