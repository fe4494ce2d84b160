/**
 * What is asked about images. Owns: the routes and their options by version. Must not know sockets; what the answers mean is in normalise.ts.
 */
import type { Readable } from 'node:stream';
import { pathOf, platformJson, since } from './api.ts';
import type { Api, Call, Query } from './api.ts';
import type {
  EngineHistoryEntry, Filters, ImageDetails, ImageSummary, ImportOptions, ListOptions, PlatformOptions, RemovedImages, RemoveOptions, RequestOptions, SaveOptions,
} from './contract.ts';
import { badAnswer, EngineError, oneImageGone } from './errors.ts';
import { asObject, asObjects, text } from './json.ts';
import type { Json } from './json.ts';
import { imageId, toDetails, toHistoryEntry, toSummary, withoutSharing, withParents } from './normalise.ts';
import { diskUsage } from './system.ts';
import { toContainer } from './usage.ts';

export async function listImages(api: Api, options: ListOptions = {}): Promise<readonly ImageSummary[]> {
  const { all = false, filters = {}, sharedSize = false, signal } = options;
  const [measures, manifests, store] = await Promise.all([api.has(since.sharedSize, signal), api.has(since.platforms, signal), api.store(signal)]);
  const query = { all, ...filterQuery(filters), 'shared-size': sharedSize && measures && store !== 'podman', manifests };
  const answer = await api.list({ route: '/images/json', query, signal, about: { doing: 'list images' } });
  const images = withParents(answer.map((image) => toSummary(image, store)));
  return (await sharing(api, images, options, measures && store !== 'podman')).sort((a, b) => b.created - a.created);
}

/** What the list doesn't say, the disk usage does: in Docker 20.10 and in Podman. */
async function sharing(api: Api, images: readonly ImageSummary[], { sharedSize, signal }: ListOptions, inList: boolean): Promise<ImageSummary[]> {
  if (!sharedSize) return images.map(withoutSharing);
  if (inList) return [...images];
  const measured = new Map((await diskUsage(api, signal ? { signal } : {})).images.map((image) => [image.id, image]));
  return images.map((image) => {
    const { sharedSize: shared, uniqueSize: unique } = measured.get(image.id) ?? {};
    return shared === undefined || unique === undefined ? withoutSharing(image) : { ...image, sharedSize: shared, uniqueSize: unique };
  });
}

export async function history(api: Api, image: string, { platform, signal }: PlatformOptions = {}): Promise<readonly EngineHistoryEntry[]> {
  const { info } = await api.agree(signal);
  const query = await platformQuery(api, platform, signal);
  const [entries, store] = await Promise.all([api.list({ route: `/images/${pathOf(image)}/history`, query, signal, about: { doing: 'tell the history of images', image } }), api.store(signal)]);
  return entries.map((entry, at) => toHistoryEntry(entry, at, info, store)).reverse();
}

export async function inspect(api: Api, image: string, { platform, signal }: PlatformOptions = {}): Promise<ImageDetails> {
  const knowsPlatforms = await api.has(since.platforms, signal);
  const call = (query: Query): Call => ({ route: `/images/${pathOf(image)}/json`, query, signal, upTo: since.identity, about: { doing: 'inspect images', image } });
  const [store, details, manifests] = await Promise.all([
    api.store(signal),
    api.json(call(platform && knowsPlatforms ? { platform: platformJson(platform) } : { manifests: knowsPlatforms })),
    // The engine takes only one of the two at a time.
    platform && knowsPlatforms ? api.json(call({ manifests: true })) : undefined,
  ]);
  return toDetails(manifests === undefined ? asObject(details) : { Manifests: asObject(manifests).Manifests, ...asObject(details) }, store);
}

export async function inspectRaw(api: Api, image: string, { platform, signal }: PlatformOptions = {}): Promise<unknown> {
  const query = await platformQuery(api, platform, signal);
  return api.json({ route: `/images/${pathOf(image)}/json`, query, signal, upTo: since.identity, about: { doing: 'inspect images', image } });
}

export async function tag(api: Api, image: string, name: string, { signal }: RequestOptions = {}): Promise<void> {
  const { repository, tag: version } = splitName(name);
  await api.json({ method: 'POST', route: `/images/${pathOf(image)}/tag`, query: { repo: repository, tag: version || 'latest' }, signal, about: { doing: 'tag images', image } });
}

export async function removeImage(api: Api, image: string, { force = false, noPrune = false, signal }: RemoveOptions = {}): Promise<RemovedImages> {
  const call: Call = { method: 'DELETE', route: `/images/${pathOf(image)}`, query: { force, noprune: noPrune }, signal, patience: 'long', about: { doing: 'remove images', image } };
  try {
    return removed(await api.json(call));
  } catch (error) {
    throw error instanceof EngineError && error.kind === 'in-use' ? await withHolders(api, error, image, signal) : error;
  }
}

/** The same refusal with the names of the containers, as the engine says at most one id. */
async function withHolders(api: Api, error: EngineError, image: string, signal: AbortSignal | undefined): Promise<EngineError> {
  try {
    const containers = (await api.list({ route: '/containers/json', query: { all: true }, signal, about: { doing: 'list containers' } })).map(toContainer);
    const { id } = toDetails(asObject(await api.json({ route: `/images/${pathOf(image)}/json`, signal, about: { doing: 'inspect images', image } })), 'graphdriver');
    const holders = containers.filter((container) => container.imageId === id || container.image === image);
    if (holders.length === 0 || !/container/i.test(error.message)) return error;
    const list = holders.map((container) => `${container.name || container.id.slice(0, 12)} (${container.state})`).join(', ');
    const sentence = holders.length === 1 ? `The container ${list} uses this image.` : `These containers use this image: ${list}.`;
    return new EngineError('in-use', sentence, error.remedy, error.cause);
  } catch {
    return error;
  }
}

/** Null stands for nothing. */
function removed(answer: unknown): RemovedImages {
  const rows = asObjects(answer);
  const of = (key: string): string[] => rows.map((row) => text(row[key])).filter(Boolean);
  return { untagged: of('Untagged'), deleted: of('Deleted').map(imageId) };
}

export async function saveImage(api: Api, image: string, { platform, signal }: SaveOptions = {}): Promise<Readable> {
  const query = await platformQuery(api, platform, signal);
  return api.stream({ route: `/images/${pathOf(image)}/get`, query, signal, patience: 'endless', about: { doing: 'save images', image } });
}

export async function saveImages(api: Api, images: readonly string[], { signal }: RequestOptions = {}): Promise<Readable> {
  return api.stream({ route: '/images/get', query: { names: images }, signal, patience: 'endless', about: { doing: 'save several images', image: images.join(', ') } })
    .catch((error: unknown) => { throw error instanceof EngineError && error.kind === 'image-gone' ? oneImageGone(images) : error; });
}

export async function loadImages(api: Api, archive: Readable, { signal }: RequestOptions = {}): Promise<readonly string[]> {
  const loaded: string[] = [];
  const call: Call = { method: 'POST', route: '/images/load', query: { quiet: true }, headers: { 'content-type': 'application/x-tar' }, body: archive, signal, about: { doing: 'load images', sendsArchive: true } };
  for await (const object of sending(archive, api, call)) loaded.push(...loadedNames(text(object.stream)));
  return loaded;
}

/** "Loaded image: app:1", "Loaded image ID: sha256:…"; Podman lists several after one colon. */
function loadedNames(line: string): string[] {
  return [...line.matchAll(/^Loaded image(?:\(s\)|s)?(?: ID)?: ?(.+)$/gm)].flatMap((found) => found[1]!.split(',')).map((name) => name.trim()).filter(Boolean);
}

export async function importImage(api: Api, archive: Readable, name: string, { message, changes, platform, signal }: ImportOptions = {}): Promise<string> {
  const { repository, tag: version } = splitName(name);
  // In one, because Podman 4 takes no tag apart.
  const query = { fromSrc: '-', repo: repository ? `${repository}:${version || 'latest'}` : undefined, message, changes, platform };
  const call: Call = { method: 'POST', route: '/images/create', query, headers: { 'content-type': 'application/x-tar' }, body: archive, signal, about: { doing: 'import images', sendsArchive: true } };
  let id = '';
  // Docker's last status is the id; Podman's is one too, without the algorithm.
  for await (const object of sending(archive, api, call)) id = imageId(text(object.status).trim() || id);
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) throw badAnswer(api.endpoint);
  return id;
}

/** The archive is closed whatever happens, also when nothing could be sent. */
async function* sending(archive: Readable, api: Api, call: Call): AsyncGenerator<Json, void, undefined> {
  try {
    yield* api.objects(call);
  } finally {
    archive.destroy();
  }
}

/** "registry:5000/app:1.0" as its two parts; a digest counts as a tag. '' twice for ''. */
export function splitName(name: string): { readonly repository: string; readonly tag: string } {
  const at = name.indexOf('@');
  if (at >= 0) return { repository: name.slice(0, at).replace(/:[^:/]*$/, ''), tag: name.slice(at + 1) };
  const found = /^(.*?)(?::([^:/]*))?$/s.exec(name);
  return { repository: found?.[1] ?? name, tag: found?.[2] ?? '' };
}

export function filterQuery(filters: Filters): Query {
  return Object.keys(filters).length > 0 ? { filters: JSON.stringify(filters) } : {};
}

/** Left out for engines that are too old to choose: they have one platform of an image. */
async function platformQuery(api: Api, platform: string | undefined, signal: AbortSignal | undefined): Promise<Query> {
  return platform && await api.has(since.platforms, signal) ? { platform: platformJson(platform) } : {};
}
