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

/** `node` is a file or a folder of a layer. */
export async function copyPath(deps: Deps, node?: { readonly copyText?: string }): Promise<void> {
  if (node?.copyText !== undefined) await deps.prompts.copy(node.copyText);
}
