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

/**
 * Without flags, as an engine's API tells a history: entries with a size made layers; when layers are left over, those of no size that always make one did.
 * Entries oldest first; returns for each its layer, or undefined for an empty one. Returns undefined when the numbers do not fit at all.
 */
export function alignEngineHistory(entries: readonly UnflaggedEntry[], layerCount: number): (number | undefined)[] | undefined {
  const makes = entries.map((entry) => entry.size > 0);
  let missing = layerCount - makes.filter(Boolean).length;
  if (missing < 0) return undefined;
  for (const isCertain of [true, false]) {
    for (const [at, entry] of entries.entries()) {
      if (missing === 0) break;
      if (makes[at] || !mayMakeLayer(entry, isCertain)) continue;
      makes[at] = true;
      missing--;
    }
  }
  if (missing > 0) return undefined;
  let layer = 0;
  return makes.map((made) => (made ? layer++ : undefined));
}

/** BuildKit always makes a layer for RUN, COPY, ADD and WORKDIR; others leave it out when nothing changed. */
function mayMakeLayer(entry: UnflaggedEntry, isCertain: boolean): boolean {
  const { instruction, text, isMetadata } = parseCreatedBy(entry.createdBy);
  if (isMetadata) return false;
  const isBuildKit = entry.comment.startsWith('buildkit.') || / # buildkit\s*$/.test(entry.createdBy);
  const always = instruction === 'RUN' || instruction === 'COPY' || instruction === 'ADD' || (instruction === 'WORKDIR' && text !== '/');
  return isCertain ? isBuildKit && always : !(instruction === 'WORKDIR' && text === '/');
}
