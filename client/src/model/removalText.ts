/**
 * Removals in words. Owns: what is said before and after images are removed. Must not know VS Code or ask an engine.
 */
import type { EngineKind, ImageSummary } from '../../../server/src/engine/contract.ts';
import { formatSize } from './format.ts';
import { shortId } from './imageReference.ts';
import type { Hold, Removal, UsingContainer } from './imageRemoval.ts';

/** More lines than this don't fit a dialogue. */
const most = 12;

export interface RemovalFacts {
  readonly images: readonly ImageSummary[];
  readonly engine: EngineKind;
  readonly force: boolean;
}

/** What will be untagged, deleted and kept, one fact a line. */
export function removalLines(removals: readonly Removal[], facts: RemovalFacts): string {
  const untagged = removals.flatMap((removal) => removal.untagged);
  const deleted = [...new Set(removals.flatMap((removal) => removal.deleted))];
  const lines = [
    ...limited(untagged, (name) => `Untagged: ${name}`),
    ...limited(deleted, (id) => `Deleted: ${imageText(id, removals, facts)}`),
    ...removals.flatMap((removal) => keptLines(removal, removals)),
    ...removals.flatMap(({ reference, hold }) => (hold ? [holdText(reference, hold)] : [])),
    ...facts.force ? forceLines(removals, facts) : [],
  ];
  return lines.join('\n');
}

/** Why one can't be removed, with the remedy. */
export function holdText(reference: string, hold: Hold): string {
  const shown = reference.startsWith('sha256:') ? shortId(reference) : reference;
  switch (hold.kind) {
    case 'containers': return `${shown} is held by ${containersText(hold.containers)}.`;
    case 'children': return `${shown} is held by ${hold.children.length === 1 ? 'an image' : `${hold.children.length} images`} built on it: ${hold.children.slice(0, 5).map(childText).join(', ')}.`;
    case 'names': return `${shown} has several names: ${hold.names.join(', ')}.`;
  }
}

/** What the engine did. `imageIds` tells images from the layers that the engine lists among what it deleted. */
export function resultText(untagged: readonly string[], deleted: readonly string[], imageIds: ReadonlySet<string>): string {
  const images = deleted.filter((id) => imageIds.has(id));
  const layers = deleted.length - images.length;
  const names = untagged.length > 3 ? `${untagged.length} names` : untagged.map(shownName).join(', ');
  const gone = images.length > 3 ? `${images.length} images` : images.map(shortId).join(', ');
  return [
    untagged.length > 0 ? `Untagged: ${names}.` : '',
    images.length > 0 ? `Deleted: ${gone}${layers > 0 ? `, with ${layers} layer${layers === 1 ? '' : 's'}` : ''}.` : '',
    untagged.length + deleted.length === 0 ? 'Nothing was removed.' : '',
  ].filter(Boolean).join(' ');
}

export function containersText(containers: readonly UsingContainer[]): string {
  const texts = containers.slice(0, 5).map(({ name, id, isRunning }) => `${name || shortId(id)} (${isRunning ? 'running' : 'not running'})`);
  const more = containers.length > 5 ? ` and ${containers.length - 5} more` : '';
  return `${containers.length === 1 ? 'the container' : 'the containers'} ${texts.join(', ')}${more}`;
}

function imageText(id: string, removals: readonly Removal[], { images }: RemovalFacts): string {
  const image = images.find((one) => one.id === id);
  const isParent = !removals.some((removal) => removal.image?.id === id);
  return [shortId(id), image ? formatSize(image.size) : '', isParent ? 'an untagged parent' : ''].filter(Boolean).join(', ');
}

function keptLines({ reference, image, left, keptBy, hold }: Removal, removals: readonly Removal[]): string[] {
  if (!image) return [`Not there any more: ${shownName(reference)}`];
  if (keptBy?.kind === 'containers') return [`Kept without a name: ${shortId(image.id)}, needed by ${containersText(keptBy.containers)}`];
  if (keptBy?.kind === 'children') return [`Kept without a name: ${shortId(image.id)}, needed by images built on it: ${keptBy.children.slice(0, 5).map(childText).join(', ')}`];
  const stays = left.filter((name) => !removals.some(({ untagged }) => untagged.includes(name)));
  return !hold && stays.length > 0 ? [`Kept: ${shortId(image.id)}, which is also ${stays.map(shownName).join(', ')}`] : [];
}

function forceLines(removals: readonly Removal[], { engine }: RemovalFacts): string[] {
  const goes = removals.some(({ deleted }) => deleted.length > 0);
  if (engine === 'podman') return ['Podman removes the containers too, even those that run.'];
  return goes ? ['Containers that don\'t run stay, but their image is gone: they can\'t be made anew from it.'] : [];
}

function childText({ id, tags }: { readonly id: string; readonly tags: readonly string[] }): string {
  return tags[0] ?? shortId(id);
}

function shownName(name: string): string {
  return name.startsWith('sha256:') ? shortId(name) : name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');
}

function limited(items: readonly string[], line: (item: string) => string): string[] {
  return items.length > most ? [...items.slice(0, most).map(line), `… and ${items.length - most} more`] : items.map(line);
}
