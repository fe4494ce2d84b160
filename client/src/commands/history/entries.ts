/**
 * What can be done with an entry of a history. Owns: one short function each.
 */
import type { HistoryNode } from '../../model/histories/nodes.ts';
import type { Deps } from '../deps.ts';
import { showLayer } from '../layers/showLayer.ts';
import { entryOf } from './dockerfile.ts';

const selectFirst = 'Select a step in the view Image History first.';

/** The text as the image has it, with everything that the builder put around it. */
export async function copyHistoryEntry(deps: Deps, node?: HistoryNode): Promise<void> {
  const entry = entryOf(node ?? deps.history.selected());
  if (entry) await deps.prompts.copy(entry.row.createdBy || entry.row.comment);
  else await deps.prompts.inform(selectFirst);
}

export async function copyLayerDigest(deps: Deps, node?: HistoryNode): Promise<void> {
  const entry = entryOf(node ?? deps.history.selected());
  const digest = entry?.row.layer === undefined ? undefined : entry.open.history.about?.diffIds[entry.row.layer];
  if (digest) await deps.prompts.copy(digest);
  else await deps.prompts.inform(entry ? 'This step made no layer that is known.' : selectFirst);
}

export async function showHistoryLayer(deps: Deps, node?: HistoryNode): Promise<void> {
  const entry = entryOf(node ?? deps.history.selected());
  if (!entry) await deps.prompts.inform(selectFirst);
  else if (entry.row.layer === undefined) await deps.prompts.inform('This step made no layer: it only changes the settings of the image.');
  else if (entry.open.platform !== undefined) await deps.prompts.inform('Layers can be shown for the engine\'s own platform only.');
  else await showLayer(deps, { source: entry.open.source }, entry.row.layer);
}
