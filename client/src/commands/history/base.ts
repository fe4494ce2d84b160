/**
 * The base of an image whose history is shown. Owns: gathering the clues from engine, labels and Dockerfile. Must not weigh them: `model/baseImage.ts` does.
 */
import { findBase, fullName, type BaseCandidate, type FoundBase } from '../../model/baseImage.ts';
import type { OpenHistory } from '../../model/histories/historyList.ts';
import type { Deps } from '../deps.ts';

/** Milliseconds after which the base is left open. */
const patience = 20_000;
/** Images that are looked at, the newest first. */
const most = 200;
/** Layers of an image never change, so each image is asked about once. */
const layersOf = new Map<string, readonly string[]>();

/** Undefined when nothing tells. Rejects as the engine does. */
export async function baseOf(deps: Deps, shown: OpenHistory): Promise<FoundBase | undefined> {
  const { history, source, dockerfile } = shown;
  const { about, rows } = history;
  if (!about) return undefined;
  const signal = AbortSignal.timeout(patience);
  const images = source.kind === 'engine' && deps.isTrusted() ? await candidates(deps, about.imageId, signal) : [];
  const firstMapped = dockerfile?.entries.findIndex((entry) => entry.lines !== null) ?? -1;
  const from = dockerfile && await fromOf(deps, dockerfile.file, dockerfile);
  const clues = {
    diffIds: about.diffIds, history: rows, labels: about.labels, images, ...(firstMapped < 0 ? {} : { firstMapped }), ...(from === undefined ? {} : { from }),
  };
  const found = findBase(clues);
  const image = found && images.find((each) => each.id === found.digest || (found.name !== undefined && each.tags.some((tag) => fullName(tag) === fullName(found.name!))));
  if (!found || !image) return found;
  // The settings after the base's last layer are its own as far as its own history goes, whatever lines have changed in the Dockerfile.
  const own = await deps.images.history(image.id, signal);
  const shares = own.rows.every((row, at) => row.createdBy === rows[at]?.createdBy);
  return shares ? { ...found, entries: own.rows.length } : found;
}

/** The engine's images that have a name, without the image itself. */
export async function candidates(deps: Deps, imageId: string, signal: AbortSignal): Promise<BaseCandidate[]> {
  const images = (await deps.images.list(signal)).filter((image) => image.id !== imageId && image.tags.length > 0).slice(0, most);
  const asked = images.filter(({ id }) => !layersOf.has(id));
  if (asked.length > 0) {
    await deps.engines.use(signal, async (engine) => {
      for (const { id } of asked) {
        // One that was removed meanwhile is no candidate.
        const details = await engine.inspect(id, { signal }).catch(() => undefined);
        if (details) layersOf.set(id, details.diffIds);
      }
    });
  }
  return images.flatMap(({ id, tags, digests }) => {
    const diffIds = layersOf.get(id);
    return diffIds ? [{ id, tags, digests, diffIds }] : [];
  });
}

/** What FROM of the stage says that the others come from; undefined when that is not known. */
export async function fromOf(deps: Deps, uri: string, { target, buildArgs }: { target?: string | undefined; buildArgs?: Readonly<Record<string, string>> | undefined }): Promise<string | undefined> {
  const stages = await deps.history.stages(deps.history.fileOf(uri), { ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}) });
  const wanted = target?.toLowerCase();
  let stage = wanted === undefined ? stages.at(-1) : stages.find(({ name, index }) => name?.toLowerCase() === wanted || String(index) === target);
  for (let steps = 0; stage?.base.kind === 'stage' && steps < stages.length; steps++) {
    const { index } = stage.base;
    stage = stages.find((each) => each.index === index);
  }
  if (stage?.base.kind === 'scratch') return 'scratch';
  return stage?.base.kind === 'image' ? stage.base.name : undefined;
}
