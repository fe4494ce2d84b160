/**
 * Which part of an image is its base's. Owns: weighing the clues, from the build's provenance down to a comparison with the images that are there.
 * Must not ask anybody: what is known comes in as data.
 */
import { parseReference } from './imageReference.ts';

/** An image that may be the base of another. */
export interface BaseCandidate {
  /** "sha256:…". */
  readonly id: string;
  /** "name:tag". */
  readonly tags: readonly string[];
  /** "name@sha256:…". */
  readonly digests?: readonly string[];
  /** Digests of the uncompressed layers, bottom first. */
  readonly diffIds: readonly string[];
  /** How many entries its history has, where that is known. */
  readonly entries?: number;
}

export interface BaseClues {
  /** The image's own layers, bottom first. */
  readonly diffIds: readonly string[];
  /** The image's history, oldest first. `layer` is the number of the layer that an entry made, undefined where it made none or it is not known. */
  readonly history: readonly { readonly isEmpty: boolean; readonly layer: number | undefined }[];
  /** The base as the record of the build names it. `layers` is how many layers it brought. */
  readonly provenance?: { readonly name: string | undefined; readonly digest: string | undefined; readonly layers: number | undefined } | undefined;
  readonly labels?: Readonly<Record<string, string>>;
  /** What FROM says in the Dockerfile that the image was built from, variables replaced. */
  readonly from?: string | undefined;
  /** The oldest entry that a line of the Dockerfile made. */
  readonly firstMapped?: number | undefined;
  /** The images that the engine has; the image itself may be among them. */
  readonly images?: readonly BaseCandidate[];
}

export interface FoundBase {
  /** "node:20", or undefined when only its extent is known. */
  readonly name: string | undefined;
  /** "sha256:…" of the image or its manifest; undefined when not known. */
  readonly digest: string | undefined;
  /** How many of the oldest entries of the history are the base's; undefined when not known. */
  readonly entries: number | undefined;
  /** How many of the lowest layers are the base's; undefined when not known. */
  readonly layers: number | undefined;
  /** By what it was told. */
  readonly by: 'provenance' | 'label' | 'dockerfile' | 'layers' | 'lines';
}

/** The base of an image, told by the best clue that there is; undefined when none says anything. "FROM scratch" is a base of no layers. */
export function findBase(clues: BaseClues): FoundBase | undefined {
  const extent = extentOf(clues);
  const { provenance } = clues;
  if (provenance && (provenance.name !== undefined || provenance.layers !== undefined)) {
    return { name: provenance.name, digest: provenance.digest, ...(provenance.layers === undefined ? extent(provenance.name, provenance.digest) : byLayers(clues, provenance.layers)), by: 'provenance' };
  }
  const name = clues.labels?.['org.opencontainers.image.base.name'];
  const digest = clues.labels?.['org.opencontainers.image.base.digest'];
  if (name || digest) return { name: name || undefined, digest: digest || undefined, ...extent(name, digest), by: 'label' };
  if (clues.from === 'scratch') return { name: 'scratch', digest: undefined, entries: 0, layers: 0, by: 'dockerfile' };
  if (clues.from) {
    const found = extent(clues.from, undefined);
    return { name: clues.from, digest: named(clues, clues.from, undefined)?.id, ...found, by: 'dockerfile' };
  }
  const longest = longestPrefix(clues);
  if (longest) return { name: longest.tags[0], digest: longest.id, ...byImage(clues, longest), by: 'layers' };
  return clues.firstMapped === undefined ? undefined : { name: undefined, digest: undefined, ...byLines(clues), by: 'lines' };
}

type Extent = Pick<FoundBase, 'entries' | 'layers'>;

/** The extent of a base that is known by name: the image of that name when its layers are below ours, or else what the lines say. */
function extentOf(clues: BaseClues): (name: string | undefined, digest: string | undefined) => Extent {
  return (name, digest) => {
    const image = named(clues, name, digest);
    return image && isPrefix(image.diffIds, clues.diffIds) ? byImage(clues, image) : byLines(clues);
  };
}

function named({ images = [] }: BaseClues, name: string | undefined, digest: string | undefined): BaseCandidate | undefined {
  const full = name === undefined ? undefined : fullName(name);
  return images.find((image) => (digest !== undefined && (image.id === digest || image.digests?.some((each) => each.endsWith(`@${digest}`))))
    || (full !== undefined && (image.tags.some((tag) => fullName(tag) === full) || image.digests?.some((each) => fullName(each) === full))));
}

/** The image whose layers make up the most of the lower ones of ours; a tagged one before others. Ours itself is none. */
function longestPrefix({ images = [], diffIds }: BaseClues): BaseCandidate | undefined {
  let best: BaseCandidate | undefined;
  for (const image of images) {
    const { length } = image.diffIds;
    if (length === 0 || length >= diffIds.length || !isPrefix(image.diffIds, diffIds)) continue;
    if (!best || length > best.diffIds.length || (length === best.diffIds.length && best.tags.length === 0 && image.tags.length > 0)) best = image;
  }
  return best;
}

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.length <= long.length && short.every((each, at) => each === long[at]);
}

/** Where the base has a history of its own, its length counts; otherwise the settings after the base's last layer are left to the lines. */
function byImage(clues: BaseClues, image: BaseCandidate): Extent {
  const extent = byLayers(clues, image.diffIds.length);
  return image.entries !== undefined && image.entries <= clues.history.length ? { ...extent, entries: image.entries } : extent;
}

function byLayers({ history, firstMapped }: BaseClues, layers: number): Extent {
  // The base's entries end before our first one, and not before its last layer.
  if (firstMapped !== undefined) return { layers, entries: firstMapped };
  const last = layers === 0 ? -1 : history.findIndex((entry) => entry.layer === layers - 1);
  return { layers, entries: layers > 0 && last < 0 ? undefined : last + 1 };
}

function byLines({ history, firstMapped }: BaseClues): Extent {
  if (firstMapped === undefined) return { entries: undefined, layers: undefined };
  const below = history.slice(0, firstMapped);
  const isSure = below.every((entry) => entry.isEmpty || entry.layer !== undefined);
  return { entries: firstMapped, layers: isSure ? below.filter((entry) => !entry.isEmpty).length : undefined };
}

/** "node" → "docker.io/library/node:latest", so that two spellings of one name are the same. With a digest the tag does not count. */
export function fullName(name: string): string {
  const { registry, path, tag, digest } = parseReference(name);
  return `${registry}/${path}${digest ? `@${digest}` : `:${tag || 'latest'}`}`;
}
