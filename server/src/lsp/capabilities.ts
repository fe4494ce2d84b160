/**
 * Capabilities. Owns: what this server offers, and what of the client's capabilities the server looks at. Must not hold handlers.
 */
import { CodeActionKind, PositionEncodingKind, TextDocumentSyncKind, type InitializeParams, type ServerCapabilities } from 'vscode-languageserver';
import { semanticTokenModifiers, semanticTokenTypes } from '../features/types.ts';

/** What the client can take, as far as it changes an answer. */
export interface ClientFeatures {
  readonly pullDiagnostics: boolean;
  readonly diagnosticsRefresh: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly hoverMarkdown: boolean;
  readonly completionMarkdown: boolean;
  readonly snippets: boolean;
  readonly symbolTree: boolean;
  readonly codeActions: boolean;
  readonly disabledActions: boolean;
  readonly documentChanges: boolean;
  readonly foldingLimit: number;
  /** Documents of other kinds can be asked for. */
  readonly syncRegistration: boolean;
  readonly watchRegistration: boolean;
  /** The client answers `drydock/imageConfig`. */
  readonly imageConfig: boolean;
  /** The client answers `drydock/readFile` and `drydock/readDirectory`. */
  readonly files: boolean;
  /** Editors of VS Code's family know its commands. */
  readonly isVsCode: boolean;
}

export function clientFeatures({ capabilities, clientInfo }: Pick<InitializeParams, 'capabilities' | 'clientInfo'>): ClientFeatures {
  const { textDocument, workspace } = capabilities;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    diagnosticsRefresh: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    completionMarkdown: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    foldingLimit: textDocument?.foldingRange?.rangeLimit ?? Number.POSITIVE_INFINITY,
    syncRegistration: textDocument?.synchronization?.dynamicRegistration === true,
    watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    imageConfig: ownFeatures(capabilities)?.imageConfig === true,
    files: ownFeatures(capabilities)?.files === true,
    isVsCode: /visual studio code|vscode|vscodium|code-server|cursor/i.test(clientInfo?.name ?? ''),
  };
}

/** What only our own clients have. */
function ownFeatures({ experimental }: InitializeParams['capabilities']): { readonly imageConfig?: unknown; readonly files?: unknown } | undefined {
  return (experimental as { drydock?: { imageConfig?: unknown; files?: unknown } } | null | undefined)?.drydock;
}

/** Before `initialize` nothing is known, and nothing is assumed. */
export const noClientFeatures: ClientFeatures = clientFeatures({ capabilities: {} });

/** A space asks too, because stages, signals and the words of HEALTHCHECK follow one; the completion handler drops what would be a nuisance there. */
export const completionTriggers = ['$', '{', '-', '=', ',', ':', ' '];

export const fixAllKind = 'source.fixAll.drydock';

export const serverCapabilities: ServerCapabilities = {
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: completionTriggers },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
    full: { delta: true },
    range: true,
  },
  diagnosticProvider: { identifier: 'drydock', interFileDependencies: false, workspaceDiagnostics: false },
};
