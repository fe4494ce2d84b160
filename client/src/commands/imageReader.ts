/**
 * Images from an engine, an archive or a registry, as the views' models. Owns: joining the engine, what opens images, and models. Must not know VS Code.
 */
import { describeEndpoint } from '../../../server/src/engine/endpoint.ts';
import type { Engines } from '../engine/engines.ts';
import type { ImagePlace, RegistryPlace } from '../image/protocol.ts';
import { historyOfEngine } from '../model/history.ts';
import type { OpenedImages } from '../model/imageContents.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import type { Report } from '../ui/ports.ts';
import type { Images } from './deps.ts';

/** What opens images for views that ask for more of them later. */
export interface ImageOpener {
  open(place: ImagePlace, report: Report, signal: AbortSignal): Promise<OpenedImages>;
  describe(place: RegistryPlace, signal: AbortSignal): Promise<RegistryImageFacts>;
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
    describe: (source, signal) => opener.describe(source, signal),
    open: (source, report, signal) => {
      switch (source.kind) {
        case 'archive': return opener.open({ kind: 'archive', path: source.path }, report, signal);
        case 'registry': return opener.open(source, report, signal);
        case 'engine': return engines.use(signal, (engine) => opener.open({ kind: 'engine', endpoint: engine.endpoint, image: source.id }, report, signal));
      }
    },
  };
}
