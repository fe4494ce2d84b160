/**
 * Dockerfile from Image… and Compare Image with Dockerfile…. Owns: bringing history, config and base together. Must not write Dockerfiles: image/dockerfileOf.ts
 * does, and model/histories/comparable.ts puts them beside one of the person's.
 */
import { dockerfileOf as rebuilt, type RebuiltDockerfile } from '../../../../server/src/image/dockerfileOf.ts';
import { settingsOf, type ImageSettings } from '../../../../server/src/image/imageSettings.ts';
import { comparable } from '../../model/histories/comparable.ts';
import type { OpenHistory } from '../../model/histories/historyList.ts';
import { baseEntries } from '../../model/histories/nodes.ts';
import type { ImageSource } from '../../model/imageSource.ts';
import type { Deps } from '../deps.ts';
import { chooseImage, guarded, sourceOf, type ImageArgument } from '../imageChoice.ts';
import { openImage } from '../layers/open.ts';
import { dockerfileOf, questionOf } from './dockerfile.ts';
import { askForHistory, findOut, showHistory } from './showHistory.ts';

export async function dockerfileFromImage(deps: Deps, argument?: ImageArgument): Promise<void> {
  await guarded(deps, '', async () => {
    const shown = await shownImage(deps, argument, 'Dockerfile from Image');
    if (shown) await deps.history.showText(documentName(shown), (await rebuild(deps, shown)).text);
  });
}

export async function compareWithDockerfile(deps: Deps, argument?: ImageArgument): Promise<void> {
  await guarded(deps, '', async () => {
    const shown = await shownImage(deps, argument, 'Compare Image with Dockerfile');
    const dockerfile = shown && await dockerfileOf(deps, shown);
    if (!dockerfile) return;
    const file = deps.history.fileOf(dockerfile.file);
    const [image, text, stages] = await Promise.all([rebuild(deps, shown), deps.dockerfiles.text(file), deps.history.stages(file, questionOf(shown, dockerfile))]);
    const left = comparable({ dockerfile: text, stages, target: dockerfile.target, entries: dockerfile.entries, rebuilt: image });
    if (left === text) {
      await deps.prompts.inform(`${dockerfile.label} says what ${shown.source.name} was built from, as far as its history tells.`);
      return;
    }
    await deps.history.compare(documentName(shown), left, file, `${shown.source.name} ↔ ${dockerfile.label}`);
  });
}

function documentName({ source, platform }: OpenHistory): string {
  return `${[source.name, platform].filter(Boolean).join(' ')}.dockerfile`;
}

/** The image that was named, picked or is shown, with its history in the view. Undefined when dismissed. Rejects with a sentence. */
async function shownImage(deps: Deps, argument: ImageArgument, title: string): Promise<OpenHistory | undefined> {
  const { histories } = deps.history;
  const source = sourceOf(argument) ?? histories.current?.source ?? await chooseImage(deps, title);
  if (!source) return undefined;
  const { current } = histories;
  const isShown = current !== undefined && isSame(current.source, source);
  if (!isShown) await showNew(deps, source);
  const shown = isShown ? current : histories.current;
  if (!shown || !isSame(shown.source, source)) return undefined;
  // The base tells which instructions are the image's own.
  if (!shown.base) await findOut(deps, shown);
  return histories.get(shown.key) ?? shown;
}

async function showNew(deps: Deps, source: ImageSource): Promise<void> {
  if (source.kind === 'archive') return openImage(deps, source, 'history');
  const history = await askForHistory(deps, source);
  if (history) await showHistory(deps, source, history);
}

function isSame(a: ImageSource, b: ImageSource): boolean {
  if (a.kind === 'archive') return b.kind === 'archive' && a.path === b.path && (b.name === '' || a.name === b.name);
  if (a.kind === 'registry') return b.kind === 'registry' && a.name === b.name && a.platform === b.platform;
  return b.kind === 'engine' && (a.id === b.id || a.name === b.name);
}

async function rebuild(deps: Deps, shown: OpenHistory): Promise<RebuiltDockerfile> {
  const { history, source, base } = shown;
  const settings = history.about?.settings ?? await askedSettings(deps, shown);
  const entries = baseEntries(shown);
  const os = history.about?.platform.split('/')[0] ?? '';
  return rebuilt(
    history.rows.map(({ createdBy, comment, isEmpty }) => ({ createdBy, comment, emptyLayer: isEmpty })),
    { name: source.name, os, ...(settings ? { settings } : {}), ...(base?.name !== undefined && base.name !== 'scratch' && entries > 0 ? { base: { entries, name: base.name } } : {}) },
  );
}

async function askedSettings(deps: Deps, { source, platform }: OpenHistory): Promise<ImageSettings | undefined> {
  if (source.kind !== 'engine') return undefined;
  const raw = await deps.progress.run(`Asking for ${source.name}`, (_report, signal) => deps.engines.use(signal, (engine) => engine.inspectRaw(source.id, { signal, ...(platform === undefined ? {} : { platform }) })));
  const config = (raw as { readonly Config?: unknown } | null)?.Config;
  return typeof config === 'object' && config !== null ? settingsOf(config as Record<string, unknown>) : undefined;
}
