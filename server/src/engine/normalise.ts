/**
 * Answers about images as plain data. Owns: every oddity of Docker 20.10 to 29 and Podman in what they say of images, so that nobody else needs to know them;
 * `usage.ts` does the same for the rest. Must not ask anything.
 */
import type { EngineHistoryEntry, EngineInfo, ImageDetails, ImageRunConfig, ImageStore, ImageSummary, PlatformManifest, SizeKind } from './contract.ts';
import { asObject, asObjects, count, fromDate, fromSeconds, number, text, textRecord, texts } from './json.ts';
import type { Json } from './json.ts';

/** `store` decides what the sizes count. */
export function toSummary(image: Json, store: ImageStore): ImageSummary {
  const tags = names(image.RepoTags);
  const digests = names(image.RepoDigests);
  const size = number(image.Size) || number(image.VirtualSize);
  return {
    id: imageId(image.Id), tags, digests, created: fromSeconds(image.Created), size, sizeKind: store === 'containerd' ? 'packed and unpacked' : 'unpacked',
    ...sharing(image, size), ...containersOf(image),
    parentId: imageId(image.ParentId), labels: textRecord(image.Labels),
    // What has a digest for a name is no rubbish, except for Docker's own store, whose prune takes it.
    isDangling: tags.length === 0 && (digests.length === 0 || store === 'graphdriver'),
    platforms: manifestsOf(image).filter((manifest) => manifest.available).map((manifest) => manifest.platform),
  };
}

/** -1 stands for "not measured". Podman 4 says 0 when nobody asked, which `withoutSharing` takes away. */
function sharing(image: Json, size: number): Pick<ImageSummary, 'sharedSize' | 'uniqueSize'> {
  const sharedSize = count(image.SharedSize);
  if (sharedSize === undefined) return {};
  return { sharedSize, uniqueSize: count(image.UniqueSize) ?? Math.max(0, size - sharedSize) };
}

/** Docker 26 says -1 in a list; Docker 28 counts, and Podman too. */
function containersOf(image: Json): Pick<ImageSummary, 'containers'> {
  const containers = count(image.Containers);
  return containers === undefined ? {} : { containers };
}

/** Without what the engine says about sharing when it was not asked to measure it. */
export function withoutSharing(image: ImageSummary): ImageSummary {
  const { sharedSize: _shared, uniqueSize: _unique, ...rest } = image;
  return rest;
}

/** An image without a name is dangling only while no other was built on it. */
export function withParents(images: readonly ImageSummary[]): ImageSummary[] {
  const parents = new Set(images.map((image) => image.parentId).filter(Boolean));
  return images.map((image) => (image.isDangling && parents.has(image.id) ? { ...image, isDangling: false } : image));
}

/** `at` counts from the newest entry. */
export function toHistoryEntry(entry: Json, at: number, engine: EngineInfo, store: ImageStore): EngineHistoryEntry {
  const isPodman = engine.kind === 'podman';
  const id = text(entry.Id);
  return {
    // Podman writes "sha256:<missing>", and for the newest an id that is not the image's.
    id: isPodman || id === '' || id.includes('<missing>') ? undefined : imageId(id),
    created: fromSeconds(entry.Created),
    createdBy: text(entry.CreatedBy),
    comment: text(entry.Comment),
    // Podman repeats the image's tags at every entry.
    tags: isPodman && at > 0 ? [] : names(entry.Tags),
    size: Math.max(0, number(entry.Size)),
    sizeKind: store === 'containerd' ? 'disk usage' : 'unpacked',
  };
}

export function toDetails(image: Json, store: ImageStore): ImageDetails {
  const config = asObject(image.Config);
  const manifests = manifestsOf(image);
  const size = number(image.Size) || number(image.VirtualSize);
  const unpacked = store === 'containerd' ? unpackedOf(manifests, image) : size;
  const runConfig: ImageRunConfig = {
    env: texts(config.Env),
    cmd: texts(config.Cmd),
    entrypoint: texts(config.Entrypoint),
    user: text(config.User),
    workingDir: text(config.WorkingDir),
    exposedPorts: Object.keys(asObject(config.ExposedPorts)),
    volumes: Object.keys(asObject(config.Volumes)),
    labels: textRecord(config.Labels),
    shell: texts(config.Shell),
    onbuild: texts(config.OnBuild),
  };
  return {
    id: imageId(image.Id), tags: names(image.RepoTags), digests: names(image.RepoDigests), created: fromDate(image.Created), size, sizeKind: detailsSizeKind(store, manifests, size),
    ...(unpacked === undefined ? {} : { unpackedSize: unpacked }),
    os: text(image.Os), arch: text(image.Architecture), variant: text(image.Variant), author: text(image.Author), parentId: imageId(image.Parent),
    diffIds: texts(asObject(image.RootFS).Layers), config: runConfig,
    buildRefs: asObjects(asObject(image.Identity).Build).sort((a, b) => fromDate(b.CreatedAt) - fromDate(a.CreatedAt)).map((build) => text(build.Ref)).filter(Boolean),
    manifests,
  };
}

/** With the containerd store, inspect counts the packed content alone up to Docker 28, and what is unpacked too in later ones. */
function detailsSizeKind(store: ImageStore, manifests: readonly PlatformManifest[], size: number): SizeKind {
  if (store !== 'containerd') return 'unpacked';
  const both = manifests.filter((manifest) => manifest.unpackedSize > 0).some((manifest) => size >= manifest.packedSize + manifest.unpackedSize);
  return both ? 'packed and unpacked' : 'packed';
}

/** Of the platform that the details are about. */
function unpackedOf(manifests: readonly PlatformManifest[], image: Json): number | undefined {
  const platform = platformText({ os: image.Os, architecture: image.Architecture, variant: image.Variant });
  const manifest = manifests.find((each) => each.platform === platform) ?? (manifests.length === 1 ? manifests[0] : undefined);
  return manifest && manifest.unpackedSize > 0 ? manifest.unpackedSize : undefined;
}

/** Images only: an attestation is a manifest too. */
function manifestsOf(image: Json): PlatformManifest[] {
  return asObjects(image.Manifests).filter((manifest) => text(manifest.Kind) === 'image').map((manifest) => {
    const data = asObject(manifest.ImageData);
    return {
      digest: text(manifest.ID) || text(asObject(manifest.Descriptor).digest),
      platform: platformText(asObject(data.Platform)),
      available: manifest.Available === true,
      packedSize: number(asObject(manifest.Size).Content),
      unpackedSize: number(asObject(data.Size).Unpacked),
    };
  });
}

function platformText(platform: Json): string {
  return [platform.os, platform.architecture, platform.variant].map(text).filter(Boolean).join('/');
}

/** Tags or digests without the placeholders that older engines give to images without a name. */
export function names(value: unknown): string[] {
  return texts(value).filter((name) => !name.includes('<none>'));
}

/** "sha256:…"; Podman leaves the algorithm out in some answers. */
export function imageId(value: unknown): string {
  const id = text(value);
  return /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id;
}
