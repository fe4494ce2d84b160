/** Hover. Owns: the request; `features/hover.ts` has the answer. */
import { HoverRequest } from 'vscode-languageserver';
import { hover } from '../../features/hover.ts';
import type { ServerContext } from '../context.ts';
import { offsetFrom } from '../fromProto.ts';
import { onDocumentRequest } from '../handlers.ts';
import { toHover } from '../toProto.ts';

export function registerHover(server: ServerContext): void {
  onDocumentRequest(server, HoverRequest.type, null, ({ params, tree, snapshot }) => {
    const result = hover(snapshot, offsetFrom(tree, params.position));
    return result ? toHover(tree, result, server.state.client) : null;
  });
}
