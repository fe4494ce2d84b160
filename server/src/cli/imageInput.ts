/**
 * Images on the command line. Owns: reading the archive or image that was named and picking images from it. Must not print.
 */
import type { ArchiveImage, ImageArchive } from '../image/archive.ts';
import { readImageArchive } from '../image/archive.ts';
import { Members } from '../image/members.ts';
import type { ArchiveErrorClass } from '../image/metadata.ts';
import { PathTable } from '../image/pathTable.ts';
import { namesRegistry } from '../image/registryReference.ts';
import { namesImage, readFromEngine } from './engineInput.ts';
import { readFromRegistry } from './registryInput.ts';
import { withoutControls } from './output.ts';
import { WrongUsage } from './usage.ts';

export const archiveHelp = `ARCHIVE is what \`docker save\` writes, an OCI archive, or a folder in OCI layout; packed with gzip or zstd or not.
IMAGE is a name or id that the engine has; what is no file is taken for one. The engine is the one that docker uses: DOCKER_HOST, the
docker context, or what runs on this machine. Nothing is pulled.
docker://NAME is an image in its registry, of which no more is downloaded than it takes; sign in with \`docker login\`.
`;

/** The options that both commands have, for parseArgs. */
export const imageOptions = {
  image: { type: 'string' },
  platform: { type: 'string' },
  format: { type: 'string', default: 'text' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface ImageChoice {
  /** A tag, the start of an id, or a number from 0. */
  readonly image: string | undefined;
  /** "linux/arm64", with a variant or without. */
  readonly platform: string | undefined;
}

/** Reads the archive, or the engine's image of that name. Rejects with `EngineFailure` only; a file that cannot be read is an archive without images. */
export function readImages(argument: string, { platform }: ImageChoice): Promise<ImageArchive> {
  if (namesRegistry(argument)) return readFromRegistry(argument, platform, true);
  return namesImage(argument) ? readFromEngine(argument, platform, true) : readArchive(argument, true);
}

/** Reads the archive. Never rejects: what cannot be opened is an archive without images and with an error. */
export async function readArchive(path: string, withLayers: boolean): Promise<ImageArchive> {
  try {
    return await readImageArchive(path, { withLayers });
  } catch (error) {
    const message = `${path} cannot be read: ${reasonOf(error)}.`;
    return { path, packing: 'none', images: [], paths: new PathTable(), members: new Members(), error: { class: 'not-an-image' satisfies ArchiveErrorClass, message }, warnings: [] };
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code ?? message;
}

/** The images that the options name, all without options. Throws `WrongUsage`, which lists what there is, when none fits. */
export function chosenImages(archive: ImageArchive, { image, platform }: ImageChoice): readonly ArchiveImage[] {
  const all = archive.images;
  const tagged = image === undefined ? all : all.filter((each) => hasName(each, image));
  const named = tagged.length > 0 || !/^\d+$/.test(image ?? '') ? tagged : all.slice(Number(image), Number(image) + 1);
  const chosen = platform === undefined ? named : named.filter((each) => hasPlatform(each, platform));
  if (chosen.length > 0 || all.length === 0) return chosen;
  const wanted = [image === undefined ? [] : [`called ${image}`], platform === undefined ? [] : [`for ${platform}`]].flat().join(' ');
  throw new WrongUsage(`the archive has no image ${wanted}; it has ${all.map((each, at) => `${at}: ${titleOf(each)}`).join(', ')}`);
}

function hasName({ tags, id }: ArchiveImage, name: string): boolean {
  if (tags.some((tag) => shortName(tag) === shortName(name))) return true;
  const digest = name.replace(/^sha256:/, '');
  return /^[0-9a-f]{8,64}$/.test(digest) && id.startsWith(`sha256:${digest}`);
}

/** As Docker shows names: without its own registry, and with a tag. */
function shortName(name: string): string {
  const short = name.replace(/^docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}

function hasPlatform(image: ArchiveImage, wanted: string): boolean {
  const own = platformOf(image) ?? '';
  return own === wanted.toLowerCase() || own.startsWith(`${wanted.toLowerCase()}/`);
}

/** "linux/arm64/v8"; null when the image does not say. */
export function platformOf({ config: { platform } }: ArchiveImage): string | null {
  return [platform.os, platform.architecture, platform.variant].filter((part) => part !== '').join('/') || null;
}

/** What an image is called in text output. */
export function titleOf(image: ArchiveImage): string {
  const name = image.tags.length > 0 ? image.tags.join(', ') : image.id.slice(0, 'sha256:'.length + 12);
  return withoutControls(`${name} (${platformOf(image) ?? 'no platform'})`);
}
