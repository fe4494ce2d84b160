/**
 * The language server. Owns: putting its parts together and the conversation's beginning and end. Must not know a platform: the entries
 * in `node/` and `browser/` make the connection and the host.
 */
import { DidChangeConfigurationNotification, TextDocuments, type Connection } from 'vscode-languageserver';
import type { Host } from '../host.ts';
import { clientFeatures, noClientFeatures, serverCapabilities } from './capabilities.ts';
import { BuildInputs } from './buildInputs.ts';
import { withClientFiles } from './clientFiles.ts';
import { ConfigurationStore } from './config.ts';
import type { ServerContext, ServerState } from './context.ts';
import { registerDiagnostics } from './diagnosticsFeed.ts';
import { openDocuments } from './documents.ts';
import { described, logTo } from './log.ts';
import { registerBuildSteps } from './register/buildSteps.ts';
import { registerCodeActions } from './register/codeActions.ts';
import { registerCompletion } from './register/completion.ts';
import { registerFoldingRanges } from './register/foldingRanges.ts';
import { registerHistoryLines } from './register/historyLines.ts';
import { registerHover } from './register/hover.ts';
import { registerInstructionAtLine } from './register/instructionAtLine.ts';
import { registerSelectionRanges } from './register/selectionRanges.ts';
import { registerSemanticTokens } from './register/semanticTokens.ts';
import { registerStages } from './register/stages.ts';
import { registerSymbols } from './register/symbols.ts';
import { version } from './version.ts';

/** Serves one client over the connection, from now until it shuts down. */
export function createServer(connection: Connection, host: Host): void {
  const state: ServerState = { phase: 'starting', client: noClientFeatures, workspaceFolders: [] };
  const server: ServerContext = {
    connection,
    host: withClientFiles(host, connection, state),
    documents: new TextDocuments(openDocuments),
    configuration: new ConfigurationStore(connection),
    state,
  };
  const inputs = new BuildInputs(server, registerDiagnostics(server));
  registerLifecycle(server, inputs);
  registerCompletion(server);
  registerHover(server);
  registerCodeActions(server);
  registerSymbols(server);
  registerFoldingRanges(server);
  registerSelectionRanges(server);
  registerSemanticTokens(server);
  registerStages(server);
  registerInstructionAtLine(server);
  registerHistoryLines(server);
  registerBuildSteps(server);
  server.documents.listen(inputs.ignoreDocuments.divert(connection));
  connection.listen();
}

function registerLifecycle({ connection, configuration, documents, state }: ServerContext, inputs: BuildInputs): void {
  connection.onInitialize((params) => {
    state.client = clientFeatures(params);
    state.workspaceFolders = (params.workspaceFolders ?? []).map(({ uri }) => uri);
    state.phase = 'running';
    configuration.initialize(params, state.client);
    return { capabilities: serverCapabilities, serverInfo: { name: 'Drydock', version } };
  });
  connection.onInitialized(() => {
    inputs.start();
    if (!state.client.configuration || !state.client.configurationRegistration) return;
    connection.client.register(DidChangeConfigurationNotification.type, { section: 'drydock' })
      .catch((error: unknown) => logTo(connection, 'warn', `Changes of settings will not be seen: ${described(error)}`));
  });
  connection.onShutdown(() => {
    state.phase = 'stopped';
  });
  // The settings are asked for before anything needs them.
  documents.onDidOpen(({ document }) => void configuration.get(document.uri));
  documents.onDidClose(({ document }) => configuration.forget(document.uri));
}
