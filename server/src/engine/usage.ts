/**
 * Answers about containers, disk usage and events as plain data. Owns: their oddities. Must not ask anything.
 */
import type {
  BuildCacheEntry, ContainerChange, ContainerSummary, DiskUsage, EngineDetails, EngineEvent, EngineInfo, ImageStore, ImageSummary, VolumeUsage,
} from './contract.ts';
import { asObject, asObjects, count, fromDate, fromSeconds, number, text, textRecord, texts } from './json.ts';
import type { Json } from './json.ts';
import { imageId, toSummary, withParents } from './normalise.ts';

export function toEngineDetails(info: Json, engine: EngineInfo, store: ImageStore): EngineDetails {
  return {
    ...engine,
    name: text(info.Name), operatingSystem: text(info.OperatingSystem), store, storageDriver: text(info.Driver), rootDir: text(info.DockerRootDir),
    isRootless: texts(info.SecurityOptions).some((option) => option.includes('rootless')),
    images: number(info.Images), containers: number(info.Containers),
  };
}

export function toContainer(container: Json): ContainerSummary {
  const writtenSize = count(container.SizeRw);
  return {
    id: text(container.Id), name: (texts(container.Names)[0] ?? '').replace(/^\//, ''), image: text(container.Image), imageId: imageId(container.ImageID),
    // Podman has states of its own for the same.
    state: states[text(container.State).toLowerCase()] ?? text(container.State).toLowerCase(),
    status: text(container.Status), command: text(container.Command) || texts(container.Command).join(' '), created: fromSeconds(container.Created), labels: textRecord(container.Labels),
    ...(writtenSize === undefined ? {} : { writtenSize }),
  };
}

const states: Readonly<Record<string, string>> = { configured: 'created', initialized: 'created', stopped: 'exited', stopping: 'running' };

/** Null stands for none. */
export function toChanges(answer: readonly Json[]): ContainerChange[] {
  const kinds = ['modified', 'added', 'deleted'] as const;
  return answer.map((change) => ({ path: text(change.Path), kind: kinds[number(change.Kind)] ?? 'modified' })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `listed` are the images as the list knows them, which Podman's disk usage only numbers. */
export function toDiskUsage(answer: Json, store: ImageStore, listed?: readonly ImageSummary[]): DiskUsage {
  const measured = asObjects(answer.Images).map((image) => toSummary(image, store));
  const images = listed ? withMeasures(listed, measured) : withParents(measured);
  const layersSize = number(answer.LayersSize);
  return {
    // Podman 4 says 0 whatever there is.
    layersSize: layersSize === 0 && images.length > 0 ? undefined : layersSize,
    images: images.sort((a, b) => b.size - a.size),
    containers: asObjects(answer.Containers).map(toContainer),
    volumes: asObjects(answer.Volumes).map(toVolume),
    buildCache: toBuildCache(answer.BuildCache),
  };
}

/** Podman has a row for each tag, without the repository. */
function withMeasures(listed: readonly ImageSummary[], measured: readonly ImageSummary[]): ImageSummary[] {
  const byId = new Map(measured.map((image) => [image.id, image]));
  return listed.map((image) => {
    const { sharedSize, uniqueSize } = byId.get(image.id) ?? {};
    return sharedSize === undefined || uniqueSize === undefined ? image : { ...image, sharedSize, uniqueSize };
  });
}

function toVolume(volume: Json): VolumeUsage {
  const usage = asObject(volume.UsageData);
  return { name: text(volume.Name), size: count(usage.Size), containers: count(usage.RefCount) };
}

/** The key of the parents begins with a space in Docker 26 and 28; before, there was one parent at most. */
function toBuildCache(answer: unknown): BuildCacheEntry[] {
  return asObjects(answer).map((entry) => ({
    id: text(entry.ID),
    parents: [entry.Parents, entry[' Parents']].map(texts).find((parents) => parents.length > 0) ?? [text(entry.Parent)].filter(Boolean),
    type: text(entry.Type), description: text(entry.Description), inUse: entry.InUse === true, shared: entry.Shared === true, size: number(entry.Size),
    created: fromDate(entry.CreatedAt), lastUsed: fromDate(entry.LastUsedAt), usageCount: number(entry.UsageCount),
  })).sort((a, b) => b.size - a.size);
}

/** Undefined for what happened to something else. */
export function toEvent(object: Json): EngineEvent | undefined {
  const type = text(object.Type);
  if (type !== 'image' && type !== 'container') return undefined;
  const actor = asObject(object.Actor);
  return { type, action: text(object.Action) || text(object.status), id: text(actor.ID) || text(object.id), time: fromSeconds(object.time) };
}
