/**
 * The server as a Node process. Owns: the transport that the arguments name, and ending with the client. Must not hold features.
 */
import { createConnection } from 'vscode-languageserver/node';
import { described, logTo } from '../lsp/log.ts';
import { createServer } from '../lsp/server.ts';
import { nodeHost } from './nodeHost.ts';

export const transports = '--stdio | --node-ipc | --socket=PORT | --pipe=NAME';

/** True when the arguments say how to talk to the client. */
export function namesTransport(args: readonly string[]): boolean {
  return args.some((arg) => /^--(stdio|node-ipc)$|^--(socket|pipe)(=.+)?$/.test(arg));
}

/**
 * Serves the client that the process's arguments lead to, until it goes. The library reads the arguments itself; it also ends the process
 * when standard input ends or the client's process is gone.
 */
export function serve(): void {
  const connection = createConnection();
  // Over IPC nothing but this event tells that the parent has died.
  process.once('disconnect', () => process.exit(1));
  // A stray rejection must not end the server; it is said and survived.
  process.on('unhandledRejection', (reason) => logTo(connection, 'error', `Unhandled rejection: ${described(reason)}`));
  createServer(connection, nodeHost((message) => logTo(connection, 'log', message)));
}
