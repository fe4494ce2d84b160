/**
 * Opens images by where they are. Owns: streaming them out of an engine, and telling how far that is. Must not answer queries.
 */
import { readImageArchive, type ReadArchiveOptions } from '../../../server/src/image/archive.ts';
import { ApiClient } from '../../../server/src/engine/apiClient.ts';
import { formatSize } from '../model/format.ts';
import type { Opener } from './imageHost.ts';
import { openArchive, type OpenedArchive } from './openArchive.ts';
import type { ImagePlace, Report } from './protocol.ts';

export const openPlace: Opener = async (place, report, signal) => {
  if (place.kind === 'engine') return openFromEngine(place, report, signal);
  return openArchive(await readImageArchive(place.path, { signal, ...reporting(report) }));
};

async function openFromEngine(place: Extract<ImagePlace, { kind: 'engine' }>, report: Report, signal: AbortSignal): Promise<OpenedArchive> {
  const engine = new ApiClient(place.endpoint);
  try {
    report('The engine prepares the image');
    const stream = await engine.saveImage(place.image, { signal });
    try {
      return openArchive(await readImageArchive(stream, { signal, ...reporting(report) }));
    } finally {
      stream.destroy();
    }
  } finally {
    engine.dispose();
  }
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
