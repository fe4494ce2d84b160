/**
 * Opens images by where they are. Owns: what is kept for the next time, and telling how far the reading is. Must not answer queries.
 */
import { join } from 'node:path';
import { readImageArchive, type ReadArchiveOptions } from '../../../server/src/image/archive.ts';
import { formatSize } from '../model/format.ts';
import { EngineImage } from './engineImage.ts';
import { FileCache } from './fileCache.ts';
import type { Opener, Places } from './imageHost.ts';
import { KeptLayers } from './keptLayers.ts';
import { openArchive } from './openArchive.ts';
import type { Report, Storage } from './protocol.ts';
import { RegistryImages } from './registryImage.ts';

/** Of all images of engines together. */
const bytesOfImages = 5_000_000_000;

/** In milliseconds. Preparing a large image takes an engine a while, so its silence ends nothing; but it is told. */
const usualSilence = 15_000;

/** Ways to images that remember layers, in `storage` beyond their own life. After `silence` milliseconds without a byte of an engine they say so. */
export function placesWith(storage: Storage | undefined, silence = usualSilence): Places {
  const layers = new KeptLayers(storage && join(storage.folder, 'layers'));
  const largestImage = storage?.largestImage ?? 0;
  const images = storage && largestImage > 0 ? new FileCache(join(storage.folder, 'images'), '.tar', bytesOfImages) : undefined;
  const registries = new RegistryImages(layers);
  const open: Opener = async (place, report, signal) => {
    if (place.kind === 'archive') return openArchive(await readImageArchive(place.path, { signal, store: layers, ...reporting(report) }));
    if (place.kind === 'registry') return registries.open(place, { signal, ...reporting(report) });
    const told = withSilences(report, silence);
    told.report('The engine prepares the image');
    try {
      const image = new EngineImage({ place, layers, images, largestImage });
      return openArchive(await image.open({ signal, ...reporting(told.report) }), image);
    } finally {
      told.end();
    }
  };
  return {
    open,
    describe: (place, signal) => registries.describe(place, signal),
    useProxy: (proxy) => {
      registries.proxy = proxy;
    },
  };
}

export function placeOpener(storage: Storage | undefined, silence?: number): Opener {
  return placesWith(storage, silence).open;
}

/** Remember nothing beyond their own life. */
export const openPlace: Places = placesWith(undefined);

/** Adds to the last report how long nothing has come. */
function withSilences(report: Report, silence: number): { readonly report: Report; end(): void } {
  let last = Date.now();
  let text = '';
  const timer = setInterval(() => {
    const passed = Date.now() - last;
    if (passed >= silence) report(`${text}; nothing has come for ${Math.round(passed / 1000)} seconds`);
  }, silence / 3);
  return {
    report: (message, increment) => {
      last = Date.now();
      text = message;
      report(message, increment);
    },
    end: () => clearInterval(timer),
  };
}

/** In milliseconds; a report for every block read would drown the window. */
const reportInterval = 100;

function reporting(report: Report): Pick<ReadArchiveOptions, 'onProgress'> {
  let last = 0;
  let lastPercent = 0;
  return {
    onProgress: ({ bytesRead, totalBytes }) => {
      const now = Date.now();
      if (now - last < reportInterval) return;
      last = now;
      if (!totalBytes) {
        report(formatSize(bytesRead));
        return;
      }
      const percent = Math.min(100, (bytesRead / totalBytes) * 100);
      report(`${formatSize(bytesRead)} of ${formatSize(totalBytes)}`, Math.max(0, percent - lastPercent));
      lastPercent = Math.max(percent, lastPercent);
    },
  };
}
