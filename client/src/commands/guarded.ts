/**
 * Failures of commands, shown. Owns: the one place where an error becomes a message of the window. Must not import VS Code at run time.
 */
import type { Deps } from './deps.ts';
import { sentenceOf, wasCancelled } from './failure.ts';

/** Shows what goes wrong, with `what` before it. A cancel is nothing to show. */
export async function guarded(deps: Deps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (wasCancelled(error)) return;
    const message = what + sentenceOf(error);
    deps.output.error(message);
    if (await deps.prompts.fail(message, 'Show Output') === 'Show Output') deps.output.show();
  }
}
