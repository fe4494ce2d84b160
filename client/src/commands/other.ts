/**
 * The small commands. Owns: one short function each. Must not grow: what needs more than that gets its own file.
 */
import type { Deps } from './deps.ts';

export async function restartServer(deps: Deps): Promise<void> {
  await deps.restartServer();
  await deps.prompts.inform('The language server was restarted.');
}

/** `node` is a row of the history or a layer; both know the text of their instruction. */
export async function copyInstruction(deps: Deps, node?: { readonly copyText?: string }): Promise<void> {
  if (node?.copyText !== undefined) await deps.prompts.copy(node.copyText);
}

/** `node` is a file or a folder of a layer, or what a container changed. All that are selected, one a line. */
export async function copyPath(deps: Deps, node?: unknown, selected?: unknown): Promise<void> {
  const given = Array.isArray(selected) && selected.length > 0 ? selected as unknown[] : [node];
  const texts = given.flatMap((one) => (typeof one === 'object' && one !== null && 'copyText' in one && typeof one.copyText === 'string' ? [one.copyText] : []));
  if (texts.length > 0) await deps.prompts.copy(texts.join('\n'));
}
