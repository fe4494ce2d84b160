/** Completion. Owns: the request, and what a space may offer; `features/completion` has the answer. */
import { CompletionRequest, type CompletionParams } from 'vscode-languageserver';
import { completion } from '../../features/completion/index.ts';
import type { CompletionItem } from '../../features/types.ts';
import type { ServerContext } from '../context.ts';
import { offsetFrom } from '../fromProto.ts';
import { onDocumentRequest } from '../handlers.ts';
import { toCompletionItem } from '../toProto.ts';

export function registerCompletion(server: ServerContext): void {
  onDocumentRequest(server, CompletionRequest.type, null, ({ params, tree, snapshot }) => {
    const { items, isIncomplete } = completion(snapshot, offsetFrom(tree, params.position));
    return { isIncomplete, items: wanted(items, params).map((item) => toCompletionItem(tree, item, server.state.client)) };
  });
}

/** A space is typed all the time. It brings up only what must stand there, such as a stage or a signal, and never a list of flags. */
function wanted(items: readonly CompletionItem[], params: CompletionParams): readonly CompletionItem[] {
  return params.context?.triggerCharacter === ' ' ? items.filter(({ kind }) => followsSpace.has(kind)) : items;
}

const followsSpace: ReadonlySet<CompletionItem['kind']> = new Set(['stage', 'image', 'signal', 'value', 'keyword']);
