/**
 * What the registrations share. Owns: the types of the server's parts. Must not hold behaviour.
 */
import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { Host } from '../host.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { ConfigurationStore } from './config.ts';
import type { OpenDocument } from './documents.ts';

export interface ServerContext {
  readonly connection: Connection;
  readonly host: Host;
  readonly documents: TextDocuments<OpenDocument>;
  readonly configuration: ConfigurationStore;
  readonly state: ServerState;
}

/** What the conversation with the client decides. */
export interface ServerState {
  phase: 'starting' | 'running' | 'stopped';
  client: ClientFeatures;
  /** URIs. */
  workspaceFolders: readonly string[];
}
