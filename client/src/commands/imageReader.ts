/**
 * Images from an engine or an archive, as the views' models. Owns: joining engine, archive reader and models. Must not know VS Code.
 */
import { analyseImage } from '../../../server/src/image/layers.ts';
import { readImageArchive, type ImageArchive, type ReadArchiveOptions } from '../../../server/src/image/archive.ts';
import { describeEndpoint } from '../../../server/src/engine/endpoint.ts';
import type { Engines } from '../engine/engines.ts';
import type { ImagePlace } from '../image/protocol.ts';
import { formatSize } from '../model/format.ts';
import { historyOfArchive, historyOfEngine } from '../model/history.ts';
import type { OpenedImages } from '../model/imageContents.ts';
import { layerTreeOf } from '../model/layerTree.ts';
import type { Report } from '../ui/ports.ts';
import type { Images, ReadImages } from './deps.ts';

/** What opens images for views that ask for more of them later. */
export interface ImageOpener {
  open(place: ImagePlace, report: Report, signal: AbortSignal): Promise<OpenedImages>;
}

export function imageReader(engines: Engines, opener: ImageOpener): Images {
  return {
    info: (signal) => engines.use(signal, async (engine) => ({ ...await engine.info({ signal }), where: describeEndpoint(engine.endpoint) })),
    list: (signal) => engines.use(signal, (engine) => engine.listImages({ signal })),
    config: (image, signal) => engines.use(signal, async (engine) => (await engine.inspect(image, { signal })).config),
    history: (image, signal, platform) => engines.use(signal, async (engine) => {
      const options = { signal, ...(platform === undefined ? {} : { platform }) };
      const [entries, details] = await Promise.all([engine.history(image, options), engine.inspect(image, options)]);
      return historyOfEngine(entries, details.diffIds.length, undefined, details);
    }),
    layers: (image, report, signal) => engines.use(signal, async (engine) => {
      const stream = await engine.saveImage(image, { signal });
      try {
        return modelsOf(await readImageArchive(stream, reading(report, signal)));
      } finally {
        stream.destroy();
      }
    }),
    open: (source, report, signal) => (source.kind === 'archive'
      ? opener.open({ kind: 'archive', path: source.path }, report, signal)
      : engines.use(signal, (engine) => opener.open({ kind: 'engine', endpoint: engine.endpoint, image: source.id }, report, signal))),
    readArchive: async (path, report, signal) => modelsOf(await readImageArchive(path, reading(report, signal))),
  };
}

function modelsOf(archive: ImageArchive): ReadImages {
  if (archive.images.length === 0) throw new Error(archive.error?.message ?? 'The archive holds no image.');
  return {
    problem: archive.error?.message,
    images: archive.images.map((image) => {
      const analysis = analyseImage(archive.paths, image);
      return { name: image.tags[0] ?? '', history: historyOfArchive(image, analysis), layers: layerTreeOf(archive, image, analysis) };
    }),
  };
}

/** In milliseconds; a report for every block read would drown the window. */
const reportInterval = 100;

function reading(report: Report, signal: AbortSignal): ReadArchiveOptions {
  let last = 0;
  let lastPercent = 0;
  return {
    signal,
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
