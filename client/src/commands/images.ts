/**
 * Access to images that loads its code at the first use. Owns: the delay only; `imageReader.ts` does the work.
 */
import type { Engines } from '../engine/engines.ts';
import type { Images } from './deps.ts';
import type { ImageOpener } from './imageReader.ts';

export function lazyImages(engines: Engines, opener: ImageOpener): Images {
  let loading: Promise<Images> | undefined;
  const load = (): Promise<Images> => loading ??= import('./imageReader.ts').then(({ imageReader }) => imageReader(engines, opener));
  return {
    info: async (...args) => (await load()).info(...args),
    list: async (...args) => (await load()).list(...args),
    config: async (...args) => (await load()).config(...args),
    history: async (...args) => (await load()).history(...args),
    describe: async (...args) => (await load()).describe(...args),
    open: async (...args) => (await load()).open(...args),
  };
}
