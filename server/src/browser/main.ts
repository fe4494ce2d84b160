/**
 * The server's entry in a web worker. Owns: the connection over the worker's messages.
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { logTo } from '../lsp/log.ts';
import { createServer } from '../lsp/server.ts';
import { workerHost } from './workerHost.ts';

const worker = self as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
createServer(connection, workerHost((message) => logTo(connection, 'log', message)));
