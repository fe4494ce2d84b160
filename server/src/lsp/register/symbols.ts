/** Document symbols. Owns: the request, as a tree or flat as the client takes it; `features/documentSymbol.ts` has the answer. */
import { DocumentSymbolRequest } from 'vscode-languageserver';
import { documentSymbols } from '../../features/documentSymbol.ts';
import type { ServerContext } from '../context.ts';
import { onDocumentRequest } from '../handlers.ts';
import { toDocumentSymbol, toSymbolInformation } from '../toProto.ts';

export function registerSymbols(server: ServerContext): void {
  onDocumentRequest(server, DocumentSymbolRequest.type, null, ({ document, tree, snapshot }) => {
    const symbols = documentSymbols(snapshot);
    return server.state.client.symbolTree ? symbols.map((symbol) => toDocumentSymbol(tree, symbol)) : toSymbolInformation(tree, document.uri, symbols);
  });
}
