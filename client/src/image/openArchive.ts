/**
 * From an archive to opened images. Owns: their keys. Must not know where the archive came from.
 */
import type { ImageArchive } from '../../../server/src/image/archive.ts';
import { AnalysedImage, type ContentSource } from './analysedImage.ts';
import { OpenedImage } from './openedImage.ts';

export interface OpenedArchive {
  readonly images: readonly OpenedImage[];
  /** A sentence when not everything could be read. */
  readonly problem: string | undefined;
}

let opened = 0;

/** Throws an Error with a sentence when there is no image in it. `source` gives the contents when the archive itself does not. */
export function openArchive(archive: ImageArchive, source?: ContentSource): OpenedArchive {
  if (archive.images.length === 0) throw new Error(archive.error?.message ?? 'The archive holds no image.');
  const images = archive.images.map((image) => new OpenedImage(`image${++opened}`, new AnalysedImage(archive, image, source)));
  return { images, problem: archive.error?.message };
}
