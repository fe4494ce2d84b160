/** Code actions. Owns: the request, and which kinds it asks for; `features/codeAction` has the answers. */
import { CodeActionRequest, CodeActionTriggerKind, type CodeActionParams } from 'vscode-languageserver';
import { fixAll, quickFixes } from '../../features/codeAction/quickFix.ts';
import { mergeRunActions } from '../../features/codeAction/refactor/mergeRun.ts';
import type { CodeAction } from '../../features/types.ts';
import { fixAllKind } from '../capabilities.ts';
import type { ServerContext } from '../context.ts';
import { rangeFrom } from '../fromProto.ts';
import { guarded, onConfiguredRequest } from '../handlers.ts';
import { toCodeAction } from '../toProto.ts';

export function registerCodeActions(server: ServerContext): void {
  onConfiguredRequest(server, CodeActionRequest.type, null, ({ params, document, tree, snapshot }, config) => {
    const { client } = server.state;
    if (!client.codeActions) return null;
    const range = rangeFrom(tree, params.range);
    const wants = (kind: string): boolean => isWanted(kind, params);
    const part = (kind: string, find: () => readonly CodeAction[]): readonly CodeAction[] => (wants(kind) ? (guarded(server, `${kind} actions`, find) ?? []) : []);
    const actions = [
      ...part('quickfix', () => quickFixes(snapshot, range, config)),
      ...part('refactor.rewrite', () => mergeRunActions(snapshot, range)),
      ...part(fixAllKind, () => [fixAll(snapshot, config)].filter((action) => action !== undefined)),
    ];
    return actions
      .filter((action) => wants(action.kind) && (action.disabled === undefined || client.disabledActions))
      .map((action) => toCodeAction(document, action, client));
  });
}

/** A kind is wanted when `only` names it or one above it. Without `only`, fixing everything is left out of what runs by itself at each cursor move. */
function isWanted(kind: string, { context }: CodeActionParams): boolean {
  const { only, triggerKind } = context ?? {};
  if (only && only.length > 0) return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
  return kind !== fixAllKind || triggerKind !== CodeActionTriggerKind.Automatic;
}
