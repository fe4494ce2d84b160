/**
 * Failures of commands, shown. Owns: the one place where an error becomes a message of the window. Must not import VS Code at run time.
 */
import type { Deps } from './deps.ts';
import { switchEngine } from './engines/switchEngine.ts';
import { isOfReaching, sentenceOf, wasCancelled } from './failure.ts';

const switchTo = 'Switch Engine…';
const showOutput = 'Show Output';

/** Shows what goes wrong, with `what` before it. A cancel is nothing to show. */
export async function guarded(deps: Deps, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showFailure(deps, error, what);
  }
}

/** With `what` before it, and with the way to another engine where this one can't be reached. A cancel is nothing to show. */
export async function showFailure(deps: Deps, error: unknown, what = ''): Promise<void> {
  if (wasCancelled(error)) return;
  const message = what + sentenceOf(error);
  deps.output.error(message);
  const action = await deps.prompts.fail(message, ...(isOfReaching(error) ? [switchTo] : []), showOutput);
  if (action === switchTo) await switchEngine(deps);
  if (action === showOutput) deps.output.show();
}
