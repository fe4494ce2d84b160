/**
 * From an archive to opened images. Owns: their keys, and what is freed when. Must not know where the archive came from.
 */
import type { ImageArchive } from '../../../server/src/image/archive.ts';
import { AnalysedImage } from './analysedImage.ts';
import { OpenedImage } from './openedImage.ts';

export interface OpenedArchive {
  readonly images: readonly OpenedImage[];
  /** A sentence when not everything could be read. */
  readonly problem: string | undefined;
}

let opened = 0;

/** Throws an Error with a sentence when there is no image in it. `onClosed` is called when the last of its images has been disposed of. */
export function openArchive(archive: ImageArchive, onClosed: () => void = () => undefined): OpenedArchive {
  if (archive.images.length === 0) throw new Error(archive.error?.message ?? 'The archive holds no image.');
  const open = new Set<string>();
  const images = archive.images.map((image) => {
    const key = `image${++opened}`;
    open.add(key);
    return new OpenedImage(key, new AnalysedImage(archive, image), () => {
      if (open.delete(key) && open.size === 0) onClosed();
    });
  });
  return { images, problem: archive.error?.message };
}
