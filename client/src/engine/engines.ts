/**
 * The engine in use. Owns: finding it, handing it out for a piece of work, and choosing another. Must not know VS Code.
 *
 * The engine is looked for anew for every piece of work: it may have been started, stopped or switched since the last one, and asking costs one short request.
 */
import type { EngineClient } from '../../../server/src/engine/contract.ts';
import { findEngine } from '../../../server/src/engine/findEngine.ts';

export interface Engines {
  /** Rejects as `work` does, with an EngineError when no engine answers. The client is good until `work` has settled. */
  use<T>(signal: AbortSignal, work: (engine: EngineClient) => Promise<T>): Promise<T>;
}

/** `host` gives the setting for the engine's place, '' for none. */
export function enginesBySetting(host: () => string): Engines {
  return {
    async use(signal, work) {
      const engine = await findEngine({ setting: host(), signal });
      try {
        return await work(engine);
      } finally {
        engine.dispose();
      }
    },
  };
}
