/**
 * The small commands. Owns: one short function each. Must not grow: what needs more than that gets its own file.
 */
import type { Deps } from './deps.ts';
import { sentenceOf, wasCancelled } from './failure.ts';

export async function restartServer(deps: Deps): Promise<void> {
  await deps.restartServer();
  await deps.prompts.inform('The language server was restarted.');
}

export async function showEngineStatus(deps: Deps): Promise<void> {
  if (!deps.isTrusted()) {
    await deps.prompts.warn('Asking for an engine needs a trusted workspace.');
    return;
  }
  try {
    const info = await deps.progress.run('Looking for a container engine', (_report, signal) => deps.images.info(signal));
    deps.views.setEngine('ready');
    const product = info.kind === 'podman' ? 'Podman' : 'Docker Engine';
    await deps.prompts.inform(`${product} ${info.version} (API ${info.apiVersion}, ${info.os}/${info.arch}) answers at ${info.where}.`);
  } catch (error) {
    if (wasCancelled(error)) return;
    deps.views.setEngine('missing');
    deps.output.error(sentenceOf(error));
    const action = await deps.prompts.fail(sentenceOf(error), 'Open Settings', 'Show Output');
    if (action === 'Open Settings') await deps.prompts.openSettings('drydock.engine.host');
    if (action === 'Show Output') deps.output.show();
  }
}

/** `node` is a row of the history or a layer; both know the text of their instruction. */
export async function copyInstruction(deps: Deps, node?: { readonly copyText?: string }): Promise<void> {
  if (node?.copyText !== undefined) await deps.prompts.copy(node.copyText);
}

/** `node` is a file or a folder of a layer. */
export async function copyPath(deps: Deps, node?: { readonly copyText?: string }): Promise<void> {
  if (node?.copyText !== undefined) await deps.prompts.copy(node.copyText);
}
