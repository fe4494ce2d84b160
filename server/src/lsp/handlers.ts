/**
 * How a request about a document is answered. Owns: finding the document, cancellation, and what becomes of errors: an answer, never the
 * end of the server. Must not know any feature.
 */
import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken, type ProtocolRequestType, type RequestType } from 'vscode-languageserver';
import type { Config } from '../rules/config.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { ServerContext } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { invalidParams } from './fromProto.ts';
import { described, logTo } from './log.ts';

interface AboutDocument {
  readonly textDocument: { readonly uri: string };
}

export interface DocumentRequest<P> {
  readonly params: P;
  readonly document: OpenDocument;
  readonly tree: SyntaxTree;
  readonly snapshot: Snapshot;
}

type AnyRequest<P, R> = ProtocolRequestType<P, R, any, any, any> | RequestType<P, R, any>;
type Answer<R> = R | ResponseError<any>;

/** Answers requests about open documents; one that is not open gets `empty`. `compute` is synchronous, so its snapshot is the newest. */
export function onDocumentRequest<P extends AboutDocument, R>(server: ServerContext, type: AnyRequest<P, R>, empty: R, compute: (request: DocumentRequest<P>) => R): void {
  server.connection.onRequest<any, any>(type.method, (params: P, token: CancellationToken): Answer<R> => {
    const refusal = refuse(server, params, token);
    if (refusal) return refusal;
    const document = server.documents.get(params.textDocument.uri);
    if (!document) return empty;
    return answer(server, type.method, () => compute(request(params, document)));
  });
}

/**
 * The same for what depends on the settings. They may have to be fetched from the client; a request that the document has overtaken in the
 * meantime is answered with ContentModified, because its positions speak of a text that is gone.
 */
export function onConfiguredRequest<P extends AboutDocument, R>(server: ServerContext, type: AnyRequest<P, R>, empty: R, compute: (request: DocumentRequest<P>, config: Config) => R): void {
  const settled = (params: P, document: OpenDocument, config: Config): Answer<R> =>
    answer(server, type.method, () => compute(request(params, document), config));
  server.connection.onRequest<any, any>(type.method, (params: P, token: CancellationToken): Answer<R> | Promise<Answer<R>> => {
    const refusal = refuse(server, params, token);
    if (refusal) return refusal;
    const { uri } = params.textDocument;
    const document = server.documents.get(uri);
    if (!document) return empty;
    const config = server.configuration.get(uri);
    if (!(config instanceof Promise)) return settled(params, document, config);
    return config.then((fetched): Answer<R> => {
      if (token.isCancellationRequested) return cancelled();
      if (server.documents.get(uri) !== document) return new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed');
      return settled(params, document, fetched);
    });
  });
}

/**
 * Answers requests that need no open document. `compute` may take its time and is told when nobody waits any more; what it throws becomes an answer.
 */
export function onPlainRequest<P extends AboutDocument, R>(server: ServerContext, type: AnyRequest<P, R>, compute: (params: P, token: CancellationToken) => R | Promise<R>): void {
  server.connection.onRequest<any, any>(type.method, async (params: P, token: CancellationToken): Promise<Answer<R>> => {
    const refusal = refuse(server, params, token);
    if (refusal) return refusal;
    try {
      const result = await compute(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      return failure(server, type.method, error);
    }
  });
}

/** What `work` gives; undefined when it throws, which is logged. For one part of an answer that must not take the other parts with it. */
export function guarded<T>(server: ServerContext, what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    logFailure(server, what, error);
    return undefined;
  }
}

function request<P>(params: P, document: OpenDocument): DocumentRequest<P> {
  return { params, document, tree: document.tree, get snapshot() { return document.snapshot; } };
}

/** Why a request is not even looked at; undefined when it is. */
function refuse(server: ServerContext, params: Partial<AboutDocument> | undefined, token: CancellationToken): ResponseError<any> | undefined {
  if (server.state.phase === 'starting') return new ResponseError(ErrorCodes.ServerNotInitialized, 'the server is not initialized');
  if (server.state.phase === 'stopped') return new ResponseError(ErrorCodes.InvalidRequest, 'the server is shut down');
  if (token.isCancellationRequested) return cancelled();
  if (typeof params?.textDocument?.uri !== 'string') return invalidParams('textDocument.uri is missing');
  return undefined;
}

function cancelled(): ResponseError<any> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'the request was cancelled');
}

function answer<R>(server: ServerContext, method: string, compute: () => R): Answer<R> {
  try {
    return compute();
  } catch (error) {
    return failure(server, method, error);
  }
}

function failure(server: ServerContext, method: string, error: unknown): ResponseError<any> {
  if (error instanceof ResponseError) return error;
  logFailure(server, method, error);
  return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${error instanceof Error ? error.message : String(error)}`);
}

function logFailure(server: ServerContext, what: string, error: unknown): void {
  logTo(server.connection, 'error', `${what} failed: ${described(error)}`);
}
