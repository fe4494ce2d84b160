/**
 * Work with the engine on behalf of a command. Owns: progress, and telling a failure from an answer. Must not know what the work is.
 */
import type { EngineClient } from '../../../../server/src/engine/contract.ts';
import type { Report } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { showFailure } from '../guarded.ts';

export type EngineWork<T> = (engine: EngineClient, report: Report, signal: AbortSignal) => Promise<T>;

/**
 * Runs `work` under a notification with Cancel. Gives undefined after a failure, which has been shown, after a cancel, and without trust.
 * Work that gives nothing gives an empty answer here, so that the two can be told apart.
 */
export async function engineWork<T>(deps: Deps, title: string, work: EngineWork<T>): Promise<{ readonly value: T } | undefined> {
  if (!await mayUseEngine(deps)) return undefined;
  try {
    const value = await deps.progress.run(title, (report, signal) => deps.engines.use(signal, (engine) => work(engine, report, signal)));
    return { value };
  } catch (error) {
    await showFailure(deps, error);
    return undefined;
  }
}
