/**
 * Remove Image… and Prune Images…. Owns: asking before, doing, and saying what was done. Must not know the rules of removal: `model/imageRemoval.ts` does.
 */
import type { ContainerSummary, EngineClient, EngineKind, ImageSummary } from '../../../../server/src/engine/contract.ts';
import { formatAge, formatCount, formatSize } from '../../model/format.ts';
import { namesOf } from '../../model/imageList.ts';
import { shortId } from '../../model/imageReference.ts';
import { planRemovals, type Removal, type RemovalState, type UsingContainer } from '../../model/imageRemoval.ts';
import { containersText, removalLines, resultText } from '../../model/removalText.ts';
import type { Choice, Report } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { sentenceOf, wasCancelled } from '../failure.ts';
import { engineWork } from './engineWork.ts';
import { imageTargets } from './targets.ts';

interface Known extends RemovalState {
  readonly images: readonly ImageSummary[];
  readonly kind: EngineKind;
}

/** What to do, once it has been agreed to. */
interface Task {
  /** With force for each. */
  readonly references: ReadonlyMap<string, boolean>;
  readonly containers: readonly UsingContainer[];
}

const remove = 'Remove';
const removeOthers = 'Remove the Others';
const byForce = 'Remove by Force…';
const withContainers = 'Remove Stopped Containers Too…';

export async function removeImages(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const targets = await imageTargets(deps, args, { title: 'Remove Image', placeholder: 'Which image? What would go is shown before.' });
  if (!targets) return;
  const known = (await engineWork(deps, 'Looking what holds the image', lookAround))?.value;
  if (!known) return;
  const task = await agree(deps, targets.map(({ reference }) => reference), known);
  if (task) await carryOut(deps, task, known);
}

export async function lookAround(engine: EngineClient, _report: Report, signal: AbortSignal): Promise<Known> {
  const [{ kind, store }, images, containers] = await Promise.all([engine.details({ signal }), engine.listImages({ all: true, signal }), engine.containers({ all: true, signal })]);
  return { kind, store, images, containers: containers.map(toUser) };
}

function toUser({ id, name, imageId, state }: ContainerSummary): UsingContainer {
  return { id, name, imageId, isRunning: isRunning(state) };
}

/** Paused and restarting ones count as running for the engine. */
function isRunning(state: string): boolean {
  return ['running', 'paused', 'restarting'].includes(state);
}

async function agree(deps: Deps, references: readonly string[], known: Known): Promise<Task | undefined> {
  const removals = planRemovals(references, known, false);
  const what = references.length === 1 ? shown(references[0] ?? '') : formatCount(references.length, 'name');
  const lines = (some: readonly Removal[], force: boolean): string => removalLines(some, { images: known.images, engine: known.kind, force });
  const held = removals.filter(({ hold }) => hold);
  const free = removals.filter(({ hold }) => !hold);
  if (held.length === 0) {
    return await deps.prompts.confirm(`Remove ${what}?`, lines(removals, false), remove) === remove ? taskOf(free, false) : undefined;
  }
  const stopped = stoppedHolders(held);
  const canForce = held.some(({ hold }) => !hold?.isHard);
  const choices = [...free.length > 0 ? [removeOthers] : [], ...stopped.length > 0 ? [withContainers] : [], ...canForce ? [byForce] : []];
  const advice = choices.length === 0 ? `\n${hardAdvice(held)}` : '';
  switch (await deps.prompts.confirm(`${held.length === references.length ? what : formatCount(held.length, 'name')} can't be removed as it is.`, lines(removals, false) + advice, ...choices)) {
    case removeOthers: return taskOf(free, false);
    case withContainers: return agreeToContainers(deps, references, stopped, known);
    case byForce: return agreeToForce(deps, references, held, known);
    default: return undefined;
  }
}

async function agreeToContainers(deps: Deps, references: readonly string[], stopped: readonly UsingContainer[], known: Known): Promise<Task | undefined> {
  const containers = known.containers.filter(({ id }) => !stopped.some((one) => one.id === id));
  const removals = planRemovals(references, { ...known, containers }, false).filter(({ hold }) => !hold);
  const lines = [`Deleted for good: ${containersText(stopped)}, with all that they wrote`, removalLines(removals, { images: known.images, engine: known.kind, force: false })].join('\n');
  const action = stopped.length === 1 ? 'Remove Container and Image' : 'Remove Containers and Image';
  if (await deps.prompts.confirm(`Remove ${containersText(stopped)} too?`, lines, action) !== action) return undefined;
  return { ...taskOf(removals, false), containers: stopped };
}

async function agreeToForce(deps: Deps, references: readonly string[], held: readonly Removal[], known: Known): Promise<Task | undefined> {
  const removals = planRemovals(references, known, true).filter(({ hold }) => !hold);
  const lines = removalLines(removals, { images: known.images, engine: known.kind, force: true });
  if (await deps.prompts.confirm('Remove by force?', lines, 'Remove by Force') !== 'Remove by Force') return undefined;
  const heldNames = new Set(held.map(({ reference }) => reference));
  return { references: new Map(removals.map(({ reference }) => [reference, heldNames.has(reference)])), containers: [] };
}

function taskOf(removals: readonly Removal[], force: boolean): Task {
  return { references: new Map(removals.filter(({ image }) => image).map(({ reference }) => [reference, force])), containers: [] };
}

function stoppedHolders(held: readonly Removal[]): UsingContainer[] {
  const containers = held.flatMap(({ hold }) => (hold?.kind === 'containers' && hold.containers.every((one) => !one.isRunning) ? hold.containers : []));
  return [...new Map(containers.map((one) => [one.id, one])).values()];
}

function hardAdvice(held: readonly Removal[]): string {
  return held.some(({ hold }) => hold?.kind === 'containers') ? 'Stop the container first.' : 'Remove the images built on it first.';
}

async function carryOut(deps: Deps, { references, containers }: Task, known: Known): Promise<void> {
  const done = await engineWork(deps, 'Removing', async (engine, report, signal) => {
    for (const { id } of containers) await engine.removeContainer(id, { signal });
    return removeAll(deps, engine, references, report, signal);
  });
  deps.imageLists.refresh();
  if (!done) return;
  const { untagged, deleted, failures } = done.value;
  const text = resultText(untagged, deleted, new Set(known.images.map(({ id }) => id)));
  if (failures.length > 0) await deps.prompts.fail([untagged.length + deleted.length > 0 ? text : '', ...failures].filter(Boolean).join(' '));
  else await deps.prompts.inform(text);
}

interface Done { readonly untagged: string[]; readonly deleted: string[]; readonly failures: string[] }

/** What one refuses to do keeps nothing from the others. Each line that `docker rmi` would print goes to the output. */
async function removeAll(deps: Deps, engine: EngineClient, references: ReadonlyMap<string, boolean>, report: Report, signal: AbortSignal): Promise<Done> {
  const done: Done = { untagged: [], deleted: [], failures: [] };
  for (const [reference, force] of references) {
    report(shown(reference), 100 / references.size);
    try {
      const { untagged, deleted } = await engine.removeImage(reference, { force, signal });
      done.untagged.push(...untagged);
      done.deleted.push(...deleted);
      for (const name of untagged) deps.output.info(`Untagged: ${name}`);
      for (const id of deleted) deps.output.info(`Deleted: ${id}`);
    } catch (error) {
      if (wasCancelled(error)) throw error;
      deps.output.error(sentenceOf(error));
      done.failures.push(sentenceOf(error));
    }
  }
  return done;
}

/** Deletes what is picked out of a list, and nothing that came up meanwhile: each image goes by its own name or id. */
export async function pruneImages(deps: Deps, which: 'dangling' | 'unused'): Promise<void> {
  const title = which === 'dangling' ? 'Prune Dangling Images' : 'Prune Unused Images';
  const known = (await engineWork(deps, 'Looking for images to prune', lookAround))?.value;
  if (!known) return;
  const candidates = prunable(known, which);
  if (candidates.length === 0) {
    await deps.prompts.inform(which === 'dangling' ? 'There are no dangling images to prune.' : 'Every image is used by a container or by another image.');
    return;
  }
  const now = Date.now();
  const picked = await deps.prompts.pickMany(title, 'What is checked will be deleted', candidates.map((image): Choice<ImageSummary> => ({
    label: namesOf(image).join(', ') || shortId(image.id), description: [formatSize(image.size), formatAge(image.created, now)].filter(Boolean).join(', '), value: image })));
  if (!picked || picked.length === 0) return;
  const references = picked.flatMap((image) => (namesOf(image).length > 0 ? namesOf(image) : [image.id]));
  const removals = planRemovals(references, known, false);
  const lines = removalLines(removals, { images: known.images, engine: known.kind, force: false });
  if (await deps.prompts.confirm(`Delete ${formatCount(picked.length, 'image')}?`, lines, 'Delete') !== 'Delete') return;
  await carryOutPrune(deps, taskOf(removals, false), known);
}

/**
 * Images that no container needs, itself or through an image built on it: dangling ones, or those with names too. What others were built on comes after
 * these, because it can go only then.
 */
export function prunable(known: Pick<Known, 'images' | 'containers'>, which: 'dangling' | 'unused'): ImageSummary[] {
  const parents = new Map(known.images.map(({ id, parentId }) => [id, parentId]));
  const withParents = (first: string): Set<string> => {
    const found = new Set<string>();
    for (let id: string | undefined = first; id && !found.has(id); id = parents.get(id)) found.add(id);
    return found;
  };
  const needed = new Set(known.containers.flatMap(({ imageId }) => [...withParents(imageId)]));
  const candidates = known.images.filter((image) => !needed.has(image.id) && (image.isDangling || (which === 'unused' && namesOf(image).length > 0)));
  const heights = new Map(candidates.map(({ id }) => [id, withParents(id).size]));
  return candidates.sort((a, b) => heights.get(b.id)! - heights.get(a.id)!);
}

async function carryOutPrune(deps: Deps, { references }: Task, known: Known): Promise<void> {
  const done = await engineWork(deps, 'Pruning', async (engine, report, signal) => {
    const before = await layersSize(engine, signal);
    const result = await removeAll(deps, engine, references, report, signal);
    const after = await layersSize(engine, signal);
    return { ...result, freed: before === undefined || after === undefined ? undefined : Math.max(0, before - after) };
  });
  deps.imageLists.refresh();
  if (!done) return;
  const { deleted, untagged, failures, freed } = done.value;
  const images = deleted.filter((id) => known.images.some((image) => image.id === id)).length;
  const went = [images > 0 ? formatCount(images, 'image') : '', untagged.length > 0 ? formatCount(untagged.length, 'name') : ''].filter(Boolean).join(' and ');
  const text = went === '' ? 'Nothing was deleted.' : `Deleted ${went}${freed === undefined ? '' : `: ${formatSize(freed)} freed`}.`;
  if (failures.length > 0) await deps.prompts.fail([text, ...failures].join(' '));
  else await deps.prompts.inform(text);
}

/** Bytes of all layers, each counted once; undefined when the engine can't tell. */
async function layersSize(engine: EngineClient, signal: AbortSignal): Promise<number | undefined> {
  try {
    return (await engine.diskUsage({ imagesOnly: true, signal })).layersSize;
  } catch (error) {
    if (wasCancelled(error)) throw error;
    return undefined;
  }
}

function shown(reference: string): string {
  return reference.startsWith('sha256:') ? shortId(reference) : reference;
}

