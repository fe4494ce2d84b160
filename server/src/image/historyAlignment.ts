/**
 * Which history entry made which layer. Owns: the two ways to tell, with the config's flags and without them. Must not know how either is shown.
 */
import { parseCreatedBy } from './historyText.ts';

/**
 * With the config's own flags: the k-th entry that is not empty made the k-th layer.
 * Returns for each layer the index of its entry (oldest first), or undefined where the history is too short.
 */
export function alignLayers(history: readonly { readonly emptyLayer: boolean }[], layerCount: number): (number | undefined)[] {
  const made = history.flatMap((entry, index) => (entry.emptyLayer ? [] : [index]));
  return Array.from({ length: layerCount }, (_, layer) => made[layer]);
}

export interface UnflaggedEntry {
  readonly createdBy: string;
  readonly comment: string;
  readonly size: number;
}

/** What is known of one entry: whether it made a layer, and which. */
export interface EntryLayer {
  /** 'maybe' where the numbers leave a choice. */
  readonly made: 'yes' | 'no' | 'maybe';
  /** Undefined without a layer, and where a choice before and a choice after leave the number open. */
  readonly layer: number | undefined;
}

/**
 * Without flags, as an engine's API tells a history: entries with a size made layers; when layers are left over, those of no size that always make one did.
 * Entries oldest first. Returns undefined when the numbers do not fit at all.
 */
export function alignEngineHistory(entries: readonly UnflaggedEntry[], layerCount: number): EntryLayer[] | undefined {
  const made = entries.map((entry): EntryLayer['made'] => (entry.size > 0 ? 'yes' : 'no'));
  let missing = layerCount - made.filter((each) => each === 'yes').length;
  if (missing < 0) return undefined;
  for (const isCertain of [true, false]) {
    const candidates = entries.flatMap((entry, at) => (made[at] === 'no' && mayMakeLayer(entry, isCertain) ? [at] : []));
    if (missing === 0 || candidates.length === 0) continue;
    for (const at of candidates) made[at] = candidates.length <= missing ? 'yes' : 'maybe';
    missing -= Math.min(missing, candidates.length);
  }
  return missing > 0 ? undefined : numbered(made, layerCount);
}

/** Numbers the layers from both ends, as far as there is no choice. */
function numbered(made: readonly EntryLayer['made'][], layerCount: number): EntryLayer[] {
  const layers = new Array<number | undefined>(made.length).fill(undefined);
  for (let at = 0, layer = 0; at < made.length && made[at] !== 'maybe'; at++) if (made[at] === 'yes') layers[at] = layer++;
  for (let at = made.length - 1, layer = layerCount - 1; at >= 0 && made[at] !== 'maybe'; at--) if (made[at] === 'yes') layers[at] = layer--;
  return made.map((each, at) => ({ made: each, layer: layers[at] }));
}

/** BuildKit always makes a layer for RUN, COPY, ADD and WORKDIR; others leave it out when nothing changed. */
function mayMakeLayer(entry: UnflaggedEntry, isCertain: boolean): boolean {
  const { instruction, text, isMetadata } = parseCreatedBy(entry.createdBy);
  if (isMetadata) return false;
  const isBuildKit = entry.comment.startsWith('buildkit.') || / # buildkit\s*$/.test(entry.createdBy);
  const always = instruction === 'RUN' || instruction === 'COPY' || instruction === 'ADD' || (instruction === 'WORKDIR' && text !== '/');
  return isCertain ? isBuildKit && always : !(instruction === 'WORKDIR' && text === '/');
}
