/**
 * The images whose layers are open side by side. Owns: their list, their names and the keys of their addresses. Must not read images.
 */
import { shortId } from '../imageReference.ts';
import { sourceText, type ImageSource } from '../imageSource.ts';
import type { FoundBase } from '../baseImage.ts';
import type { ImageContents } from '../imageContents.ts';
import type { LineRange } from './hiddenHints.ts';

export interface OpenedImage {
  /** Names the image in addresses; the same for the same image out of the same source, also after a restart of the window. */
  readonly key: string;
  /** To show: no two opened images have the same. */
  readonly label: string;
  readonly source: ImageSource;
  readonly contents: ImageContents;
  /** Which layers are those of the base image; undefined where it is not known. Found out after the image was opened. */
  readonly base: FoundBase | undefined;
  /** The lines of the Dockerfile that each layer came from, as they were when the image was opened; undefined where the Dockerfile is not known. */
  readonly lines: ReadonlyMap<number, LineRange> | undefined;
}

export interface ImagesChange {
  readonly image: OpenedImage;
  /** 'origin': more is known now of its base and its lines. */
  readonly what: 'opened' | 'closed' | 'origin';
}

export class OpenedImageList {
  readonly #images: { -readonly [Name in keyof OpenedImage]: OpenedImage[Name] }[] = [];
  readonly #listeners = new Set<(change: ImagesChange) => void>();

  get list(): readonly OpenedImage[] {
    return this.#images;
  }

  get(key: string): OpenedImage | undefined {
    return this.#images.find((image) => image.key === key);
  }

  /** The image of a source as somebody else names it; the one opened last of several. */
  find(source: ImageSource): OpenedImage | undefined {
    return this.#images.findLast((image) => isSame(image, source));
  }

  /** Adds what a source held. An image that is open already is replaced where it stands; `replaced` is by the first, whatever that is. */
  add(source: ImageSource, contents: readonly ImageContents[], replaced?: OpenedImage): readonly OpenedImage[] {
    const used = new Set<string>();
    return contents.map((one, index) => {
      const key = unusedName(keyOf(source, one), used);
      const old = index === 0 && replaced ? replaced.key : key;
      const at = this.#images.findIndex((image) => image.key === old);
      const others = this.#images.filter((_, other) => other !== at);
      const image: OpenedImage = { key, label: unusedLabel(source, one, contents, others), source: sourceOf(source, one), contents: one, base: undefined, lines: undefined };
      if (at === -1) this.#images.push(image);
      else {
        this.#images[at]!.contents.dispose();
        this.#images[at] = image;
      }
      this.#tell({ image, what: 'opened' });
      return image;
    });
  }

  /** Remembers what has been found out of an image. Nothing happens when it is closed meanwhile. */
  setOrigin(key: string, { base, lines }: Pick<OpenedImage, 'base' | 'lines'>): void {
    const image = this.#images.find((one) => one.key === key);
    if (!image || !(base || lines || image.base || image.lines)) return;
    image.base = base;
    image.lines = lines;
    this.#tell({ image, what: 'origin' });
  }

  close(key: string): void {
    const at = this.#images.findIndex((image) => image.key === key);
    if (at === -1) return;
    const [image] = this.#images.splice(at, 1);
    image!.contents.dispose();
    this.#tell({ image: image!, what: 'closed' });
  }

  closeAll(): void {
    const keys = this.#images.map(({ key }) => key);
    for (const key of keys) this.close(key);
  }

  onDidChange(listener: (change: ImagesChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #tell(change: ImagesChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** The key that an image out of a source has. */
export function keyOf(source: ImageSource, contents: ImageContents): string {
  const name = nameOf(source, contents);
  const slug = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 40) || 'image';
  const place = source.kind === 'archive' ? source.path : source.kind === 'engine' ? 'engine' : source.name;
  return `${slug}-${hash([source.kind, place, contents.id || (source.kind === 'engine' ? source.id : ''), contents.platform ?? ''].join('\n'))}`;
}

function nameOf(source: ImageSource, contents: ImageContents): string {
  return source.name || contents.name || (source.kind === 'engine' ? shortId(source.id) : sourceText(source));
}

/** The source of one of several images of an archive, by the image's own name. */
function sourceOf(source: ImageSource, contents: ImageContents): ImageSource {
  return { ...source, name: nameOf(source.kind === 'archive' && contents.name ? { ...source, name: contents.name } : source, contents) };
}

/** The name; with the platform, then with the id, as long as another image is called the same. */
function unusedLabel(source: ImageSource, contents: ImageContents, siblings: readonly ImageContents[], others: readonly OpenedImage[]): string {
  const name = sourceOf(source, contents).name;
  const isAlone = siblings.every((sibling) => sibling === contents || sourceOf(source, sibling).name !== name);
  const used = new Set(others.map((image) => image.label));
  const choices = [...(isAlone ? [name] : []), ...(contents.platform ? [`${name} (${contents.platform})`] : []), `${name} (${shortId(contents.id) || 'no id'})`];
  return choices.find((choice) => !used.has(choice)) ?? unusedName(choices.at(-1)!, used);
}

/** `name`, with a number when it is taken. Takes it. */
function unusedName(name: string, used: Set<string>): string {
  let free = name;
  for (let number = 2; used.has(free); number++) free = `${name}-${number}`;
  used.add(free);
  return free;
}

function isSame(image: OpenedImage, source: ImageSource): boolean {
  if (source.kind === 'archive') return image.source.kind === 'archive' && image.source.path === source.path && (!source.name || source.name === image.source.name);
  if (source.kind === 'registry') return image.source.kind === 'registry' && image.source.name === source.name && (source.platform === undefined || source.platform === image.source.platform);
  if (image.source.kind !== 'engine') return false;
  return [image.source.id, image.contents.id].includes(source.id) || (source.id !== '' && image.contents.id.replace(/^sha256:/, '').startsWith(source.id) && /^[0-9a-f]{12,}$/.test(source.id));
}

/** FNV-1a of a text's UTF-16 units, as eight hexadecimal digits: short, and the same after a restart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
