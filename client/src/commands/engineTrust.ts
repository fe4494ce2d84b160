/**
 * Whether commands may talk to an engine. Owns: asking for trust, and the sentence where there is none. Must not talk to engines.
 */
import type { Deps } from './deps.ts';

/** Without trust it says so and gives false. */
export async function mayUseEngine(deps: Deps): Promise<boolean> {
  if (deps.isTrusted()) return true;
  await deps.prompts.warn('Images and containers of an engine need a trusted workspace. An archive made by docker save can be opened all the same.');
  return false;
}
