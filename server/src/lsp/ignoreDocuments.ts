/**
 * Ignore files that are open in the editor. Owns: their texts as they stand there, saved or not, and keeping them apart from the Dockerfiles.
 * Must not know what they mean.
 */
import { TextDocumentSyncKind, type Connection, type TextDocumentContentChangeEvent, type TextDocuments } from 'vscode-languageserver';
import { lineIndexOf } from '../base/lineIndex.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { OpenDocument } from './documents.ts';
import { sameResource } from './resource.ts';

type DocumentConnection = Parameters<TextDocuments<OpenDocument>['listen']>[0];

const ignoreFilePatterns: readonly string[] = ['**/.dockerignore', '**/*.dockerignore'];

export class IgnoreDocuments {
  readonly #texts = new Map<string, string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The text in the editor; undefined when the file is not open. */
  textOf(uri: string): string | undefined {
    const exact = this.#texts.get(uri);
    if (exact !== undefined) return exact;
    for (const [open, text] of this.#texts) if (sameResource(open, uri)) return text;
    return undefined;
  }

  /** The connection for the documents that are Dockerfiles; what is told of ignore files stays here. */
  divert(connection: Connection): DocumentConnection {
    return {
      onDidOpenTextDocument: (handler) => connection.onDidOpenTextDocument((params) => {
        const { uri, text } = params.textDocument;
        return isIgnoreFile(uri) ? this.#set(uri, text) : handler(params);
      }),
      onDidChangeTextDocument: (handler) => connection.onDidChangeTextDocument((params) => {
        const { uri } = params.textDocument;
        return isIgnoreFile(uri) ? this.#set(uri, params.contentChanges.reduce(applyChange, this.#texts.get(uri) ?? '')) : handler(params);
      }),
      onDidCloseTextDocument: (handler) => connection.onDidCloseTextDocument((params) => {
        const { uri } = params.textDocument;
        return isIgnoreFile(uri) ? this.#set(uri, undefined) : handler(params);
      }),
      onWillSaveTextDocument: (handler) => connection.onWillSaveTextDocument(handler),
      onWillSaveTextDocumentWaitUntil: (handler) => connection.onWillSaveTextDocumentWaitUntil(handler),
      onDidSaveTextDocument: (handler) => connection.onDidSaveTextDocument(handler),
    };
  }

  #set(uri: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(uri);
    else this.#texts.set(uri, text);
    this.#onChange();
  }
}

/** Asks the client to tell of ignore files: of those that are open, and of those that change on disk. A client that cannot is not asked. */
export async function registerForIgnoreFiles(connection: Connection, client: ClientFeatures): Promise<void> {
  const documentSelector = ignoreFilePatterns.map((pattern) => ({ pattern }));
  const register = (method: string, registerOptions: object): Promise<void> =>
    connection.sendRequest('client/registerCapability', { registrations: [{ id: `drydock-ignore-${method}`, method, registerOptions }] });
  if (client.syncRegistration) {
    await register('textDocument/didOpen', { documentSelector });
    await register('textDocument/didChange', { documentSelector, syncKind: TextDocumentSyncKind.Incremental });
    await register('textDocument/didClose', { documentSelector });
  }
  if (client.watchRegistration) await register('workspace/didChangeWatchedFiles', { watchers: ignoreFilePatterns.map((globPattern) => ({ globPattern })) });
}

export function isIgnoreFile(uri: string): boolean {
  return /\.dockerignore$/i.test(uri);
}

function applyChange(text: string, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change)) return change.text;
  const lines = lineIndexOf(text);
  return text.slice(0, lines.offsetAt(change.range.start)) + change.text + text.slice(lines.offsetAt(change.range.end));
}
