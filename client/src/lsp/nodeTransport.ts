/**
 * The language server as a child process. Owns: how it is started in Node hosts. Must not know what is asked of it.
 */
import type { LogOutputChannel } from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** Makes a client that has not started; starting it forks the bundled server and speaks over Node's IPC channel. */
export type ClientFactory = (id: string, name: string, options: LanguageClientOptions & { outputChannel: LogOutputChannel }) => BaseLanguageClient;

export function nodeServer(module: string): ClientFactory {
  return (id, name, options) => new LanguageClient(id, name, {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  }, options);
}
