/**
 * Showing histories: of an image that is picked, again, of an earlier one, for another platform. Owns: filling the list, and finding out afterwards what base and
 * Dockerfile the image has. Must not read archives or speak HTTP itself.
 */
import type { HistoryModel } from '../../model/history.ts';
import { sourceText, type ImageSource } from '../../model/imageSource.ts';
import type { OpenHistory } from '../../model/histories/historyList.ts';
import { formatSize } from '../../model/format.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { sentenceOf, wasCancelled } from '../failure.ts';
import { guarded } from '../imageChoice.ts';
import { describe, mayUseRegistry } from '../registryImage.ts';
import { baseOf } from './base.ts';
import { linesOfKnown } from './dockerfile.ts';

/** Shows a history in the view. What needs more questions comes in as it is known. */
export async function showHistory(deps: Deps, source: ImageSource, history: HistoryModel, platform?: string): Promise<void> {
  await deps.history.open();
  const shown = deps.history.histories.show(source, history, platform);
  await deps.history.reveal();
  void findOut(deps, shown);
}

/** Never rejects: without an answer the view just shows less. */
export async function findOut(deps: Deps, shown: OpenHistory): Promise<void> {
  const { histories } = deps.history;
  try {
    const dockerfile = shown.dockerfile ?? await linesOfKnown(deps, shown);
    if (dockerfile) histories.update(shown.key, { dockerfile });
    const base = await baseOf(deps, histories.get(shown.key) ?? shown);
    if (base) histories.update(shown.key, { base });
  } catch (error) {
    if (!wasCancelled(error)) deps.output.info(`More about ${shown.source.name} could not be found out: ${sentenceOf(error)}`);
  }
}

/** Reads the history that is shown again. When that fails, the view says why and keeps what it has. */
export async function refreshHistory(deps: Deps): Promise<void> {
  const { current } = deps.history.histories;
  if (!current) {
    await deps.prompts.inform('No image history is shown.');
    return;
  }
  const { source, platform, key } = current;
  try {
    const history = await deps.progress.run(`Reading the history of ${sourceText(source)}`, (report, signal) => readHistory(deps, source, platform, report, signal));
    void findOut(deps, deps.history.histories.show(source, history, platform));
  } catch (error) {
    if (!wasCancelled(error)) deps.history.histories.update(key, { problem: `${sentenceOf(error)} This is the history as it was read last.` });
  }
}

/** Asks the engine or the registry for the history of an image; undefined without trust, which has been said. Rejects with a sentence. */
export async function askForHistory(deps: Deps, source: Exclude<ImageSource, { kind: 'archive' }>, platform?: string): Promise<HistoryModel | undefined> {
  if (source.kind === 'registry') return await mayUseRegistry(deps) ? (await describe(deps, source)).history : undefined;
  if (!await mayUseEngine(deps)) return undefined;
  return deps.progress.run(`Reading the history of ${source.name}`, (_report, signal) => deps.images.history(source.id, signal, platform));
}

async function readHistory(deps: Deps, source: ImageSource, platform: string | undefined, report: (message: string) => void, signal: AbortSignal): Promise<HistoryModel> {
  if (source.kind === 'engine') return deps.images.history(source.id, signal, platform);
  if (source.kind === 'registry') return (await deps.images.describe(source, signal)).history;
  const { images } = await deps.images.open(source, report, signal);
  try {
    const image = images.find(({ name }) => name === source.name) ?? images[0];
    if (!image) throw new Error(`${source.path} holds no image any more.`);
    return image.history;
  } finally {
    for (const image of images) image.dispose();
  }
}

export async function switchHistory(deps: Deps): Promise<void> {
  const { histories } = deps.history;
  const choices = histories.all.map((open) => ({
    label: `$(package) ${open.source.name}`, description: [open.platform ?? '', formatSize(open.history.totalSize)].filter(Boolean).join(', '), value: open.key,
  }));
  const key = choices.length === 0 ? undefined : await deps.prompts.pick('Image Histories', 'Which one?', choices);
  if (key === undefined) return;
  histories.switchTo(key);
  await deps.history.reveal();
}

export async function chooseHistoryPlatform(deps: Deps): Promise<void> {
  const { current } = deps.history.histories;
  const platforms = current?.history.about?.platforms ?? [];
  if (!current || platforms.length < 2) {
    await deps.prompts.inform('The image that is shown is here for one platform only.');
    return;
  }
  const platform = await deps.prompts.pick('Platform', `Which platform of ${current.source.name}?`, platforms.map((value) => ({ label: value, value })));
  if (platform === undefined || current.source.kind === 'archive') return;
  const { source } = current;
  await guarded(deps, '', async () => {
    const isRegistry = source.kind === 'registry';
    const other = isRegistry ? { ...source, platform } : source;
    const history = await askForHistory(deps, other, platform);
    if (history) await showHistory(deps, other, history, isRegistry ? undefined : platform);
  });
}

const settingsKey = 'history.settings';

/** How the view was set last. */
export function rememberedSettings({ get }: Pick<Deps['memory'], 'get'>): { isNewestFirst: boolean; hidesEmpty: boolean } {
  const words = (get(settingsKey) ?? '').split(' ');
  return { isNewestFirst: words.includes('newestFirst'), hidesEmpty: words.includes('hidesEmpty') };
}

export async function setHistory(deps: Deps, change: { readonly isNewestFirst?: boolean; readonly hidesEmpty?: boolean }): Promise<void> {
  await deps.history.open();
  deps.history.histories.set(change);
  const { isNewestFirst, hidesEmpty } = deps.history.histories.settings;
  await deps.memory.set(settingsKey, [isNewestFirst ? 'newestFirst' : '', hidesEmpty ? 'hidesEmpty' : ''].filter(Boolean).join(' '));
}
