/** Folding. Owns: the request and the client's limit; `features/foldingRange.ts` has the answer. */
import { FoldingRangeRequest } from 'vscode-languageserver';
import { foldingRanges } from '../../features/foldingRange.ts';
import type { ServerContext } from '../context.ts';
import { onDocumentRequest } from '../handlers.ts';
import { toFoldingRange } from '../toProto.ts';

export function registerFoldingRanges(server: ServerContext): void {
  onDocumentRequest(server, FoldingRangeRequest.type, null, ({ snapshot }) =>
    foldingRanges(snapshot).slice(0, server.state.client.foldingLimit).map(toFoldingRange));
}
