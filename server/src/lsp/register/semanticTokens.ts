/** Semantic tokens. Owns: the requests and the last answer of each document, for the difference; `features/semanticTokens.ts` has the tokens. */
import { SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest, type SemanticTokens } from 'vscode-languageserver';
import { semanticTokens } from '../../features/semanticTokens.ts';
import type { ServerContext } from '../context.ts';
import type { OpenDocument } from '../documents.ts';
import { rangeFrom } from '../fromProto.ts';
import { onDocumentRequest } from '../handlers.ts';
import { encodeTokens, tokenEdits } from '../tokenData.ts';

export function registerSemanticTokens(server: ServerContext): void {
  const answers = new Map<string, SemanticTokens>();
  let count = 0;
  const full = ({ uri, tree, snapshot }: OpenDocument): SemanticTokens => {
    const answer = { resultId: String(++count), data: encodeTokens(tree, semanticTokens(snapshot)) };
    answers.set(uri, answer);
    return answer;
  };
  onDocumentRequest(server, SemanticTokensRequest.type, null, ({ document }) => full(document));
  onDocumentRequest(server, SemanticTokensDeltaRequest.type, null, ({ params, document }) => {
    const before = answers.get(document.uri);
    const answer = full(document);
    if (before?.resultId !== params.previousResultId) return answer;
    return { resultId: answer.resultId!, edits: tokenEdits(before.data, answer.data) };
  });
  onDocumentRequest(server, SemanticTokensRangeRequest.type, null, ({ params, tree, snapshot }) =>
    ({ data: encodeTokens(tree, semanticTokens(snapshot, rangeFrom(tree, params.range))) }));
  server.documents.onDidClose(({ document }) => void answers.delete(document.uri));
}
