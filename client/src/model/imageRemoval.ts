/**
 * What removing an image would do. Owns: the engine's own rules for untagging and deleting, so that it can be said before it is done.
 * Must not remove anything, and must not know VS Code or an engine.
 *
 * Everywhere a name is untagged first, the image goes with its last name, and its untagged parents go with it, unless a container holds it back.
 * What else holds it, and what force does, depends on where the engine keeps its images.
 */
import type { ImageStore } from '../../../server/src/engine/contract.ts';
import { parseReference } from './imageReference.ts';

export interface RemovableImage {
  readonly id: string;
  /** '' when the engine knows none. */
  readonly parentId: string;
  readonly tags: readonly string[];
  /** "name@sha256:…". */
  readonly digests: readonly string[];
}

export interface UsingContainer {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly isRunning: boolean;
}

interface Rules {
  /** Whether a digest is a name of its own, or only told beside a tag. */
  readonly digestsAreNames: boolean;
  /** Whether an image built on it holds an image. */
  readonly childrenHold: boolean;
  /** What force does to an image that containers were made from: it goes unless one runs; it only loses its name; it goes and takes them along. */
  readonly byForce: 'unless running' | 'name only' | 'containers too';
}

const rules: Readonly<Record<ImageStore, Rules>> = {
  graphdriver: { digestsAreNames: true, childrenHold: true, byForce: 'unless running' },
  containerd: { digestsAreNames: false, childrenHold: false, byForce: 'name only' },
  podman: { digestsAreNames: false, childrenHold: false, byForce: 'containers too' },
};

export interface RemovalState {
  readonly store: ImageStore;
  readonly images: readonly RemovableImage[];
  readonly containers: readonly UsingContainer[];
}

/** Why the engine refuses. Only `isHard` ones stand against force. */
export type Hold =
  | { readonly kind: 'containers'; readonly containers: readonly UsingContainer[]; readonly isHard: boolean }
  | { readonly kind: 'children'; readonly children: readonly RemovableImage[]; readonly isHard: true }
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly isHard: false };

export interface Removal {
  /** As it was asked for: a name or an id. */
  readonly reference: string;
  /** Undefined when there is no such image. */
  readonly image: RemovableImage | undefined;
  /** Names and digests that go. */
  readonly untagged: readonly string[];
  /** Ids of images that go. */
  readonly deleted: readonly string[];
  /** Names that stay with the image. */
  readonly left: readonly string[];
  /** Set when the engine refuses: then nothing happens. */
  readonly hold: Hold | undefined;
  /** What keeps an image that loses its last name from being deleted: only its name goes then. */
  readonly keptBy: Hold | undefined;
}

/** What happens when these are removed one after the other. */
export function planRemovals(references: readonly string[], state: RemovalState, force: boolean): Removal[] {
  let current = state;
  return references.map((reference) => {
    const removal = planRemoval(reference, current, force);
    current = after(current, removal);
    return removal;
  });
}

export function planRemoval(reference: string, state: RemovalState, force: boolean): Removal {
  const image = findImage(reference, state.images);
  const nothing: Removal = { reference, image, untagged: [], deleted: [], left: [], hold: undefined, keptBy: undefined };
  if (!image) return nothing;
  return isIdOf(reference, image) ? removeById(image, state, force, nothing) : removeByName(image, state, force, nothing);
}

function removeByName(image: RemovableImage, state: RemovalState, force: boolean, nothing: Removal): Removal {
  const names = namesIn(image, state);
  const using = usersOf(image, state);
  if (!force && using.length > 0 && isSingle(names)) return { ...nothing, left: names, hold: held(using, false) };
  const { repository, digest } = parseReference(nothing.reference);
  const named = names.filter((name) => sameName(name, nothing.reference));
  const others = names.filter((name) => !named.includes(name));
  // With its last tag in a repository, the digests of that repository go too.
  const lastTag = digest === '' && !others.some((name) => !name.includes('@') && parseReference(name).repository === repository);
  const digests = lastTag ? others.filter((name) => name.includes('@') && parseReference(name).repository === repository) : [];
  const left = others.filter((name) => !digests.includes(name));
  const untagged = [...named, ...digests];
  if (left.length > 0) return { ...nothing, untagged, left };
  const keptBy = hardHold(image, state) ?? (force ? undefined : softHold(image, state, [])) ?? (using.length > 0 && rules[state.store].byForce === 'name only' ? held(using, false) : undefined);
  return keptBy ? { ...nothing, untagged, keptBy } : { ...nothing, untagged, deleted: deletedWith(image, state) };
}

function removeById(image: RemovableImage, state: RemovalState, force: boolean, nothing: Removal): Removal {
  const names = namesIn(image, state);
  const hard = hardHold(image, state);
  const soft = force ? undefined : softHold(image, state, isSingle(names) ? [] : names);
  if (hard ?? soft) return { ...nothing, left: names, hold: hard ?? soft };
  return { ...nothing, untagged: names, deleted: deletedWith(image, state) };
}

function hardHold(image: RemovableImage, state: RemovalState): Hold | undefined {
  const { childrenHold, byForce } = rules[state.store];
  const children = childrenHold ? state.images.filter((other) => other.parentId === image.id) : [];
  if (children.length > 0) return { kind: 'children', children, isHard: true };
  const running = usersOf(image, state).filter((container) => container.isRunning);
  return running.length > 0 && byForce !== 'containers too' ? held(running, true) : undefined;
}

function softHold(image: RemovableImage, state: RemovalState, names: readonly string[]): Hold | undefined {
  if (names.length > 0) return { kind: 'names', names, isHard: false };
  const containers = usersOf(image, state);
  return containers.length > 0 ? held(containers, false) : undefined;
}

function held(containers: readonly UsingContainer[], isHard: boolean): Hold {
  return { kind: 'containers', containers, isHard };
}

function namesIn({ tags, digests }: RemovableImage, { store }: RemovalState): string[] {
  return rules[store].digestsAreNames || tags.length === 0 ? [...tags, ...digests] : [...tags];
}

/** The image, and its parents for as long as nothing else holds them. */
function deletedWith(image: RemovableImage, state: RemovalState): string[] {
  const gone = [image.id];
  // Podman keeps the files of one that others were built on, and tells of no deletion.
  if (state.store === 'podman' && state.images.some((other) => other.parentId === image.id)) return [];
  if (state.store === 'containerd' && !isChainWhole(image, state)) return gone;
  for (let parent = findImage(image.parentId, state.images); parent; parent = findImage(parent.parentId, state.images)) {
    const { id } = parent;
    const hasChildren = state.store !== 'containerd' && state.images.some((other) => other.parentId === id && !gone.includes(other.id));
    if (hasChildren || namesIn(parent, state).length > 0 || usersOf(parent, state).length > 0) break;
    gone.push(id);
  }
  return gone;
}

/** The containerd store finds no parents at all once one of them is missing. */
function isChainWhole({ parentId }: RemovableImage, state: RemovalState): boolean {
  if (parentId === '') return true;
  const parent = findImage(parentId, state.images);
  return parent !== undefined && isChainWhole(parent, state);
}

/** One tag at most, with digests of its own repository only: then removing by id takes the names along. */
function isSingle(names: readonly string[]): boolean {
  if (names.length <= 1) return true;
  const tags = names.filter((name) => !name.includes('@'));
  const repositories = new Set(names.map((name) => parseReference(name).repository));
  return tags.length <= 1 && repositories.size === 1;
}

function after(state: RemovalState, { image, untagged, deleted }: Removal): RemovalState {
  if (!image) return state;
  const images = state.images.filter(({ id }) => !deleted.includes(id)).map((other) => (other.id === image.id
    ? { ...other, tags: other.tags.filter((name) => !untagged.includes(name)), digests: other.digests.filter((name) => !untagged.includes(name)) } : other));
  return { ...state, images };
}

function usersOf(image: RemovableImage, { containers }: RemovalState): UsingContainer[] {
  return containers.filter(({ imageId }) => imageId === image.id);
}

function findImage(reference: string, images: readonly RemovableImage[]): RemovableImage | undefined {
  if (reference === '') return undefined;
  return images.find((image) => isIdOf(reference, image)) ?? images.find((image) => [...image.tags, ...image.digests].some((name) => sameName(name, reference)));
}

function isIdOf(reference: string, { id }: RemovableImage): boolean {
  return id === reference || (/^[0-9a-f]{12,64}$/.test(reference) && id.replace(/^sha256:/, '').startsWith(reference));
}

function sameName(one: string, other: string): boolean {
  const a = parseReference(one);
  const b = parseReference(other);
  return a.registry === b.registry && a.path === b.path && a.digest === b.digest && (a.tag || (a.digest ? '' : 'latest')) === (b.tag || (b.digest ? '' : 'latest'));
}
