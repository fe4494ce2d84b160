/**
 * Files that only the client can reach, such as those of a repository that is opened without being cloned. Owns: asking the client for them.
 * Must not touch files of the disk; the host does.
 */
import type { Connection } from 'vscode-languageserver';
import type { DirectoryEntry, Host } from '../host.ts';
import type { ServerState } from './context.ts';
import { readDirectoryRequest, readFileRequest, type FileParams } from './protocol.ts';

/** The host, and the client for what does not lie on the host's disk. A client that fails has no such file. */
export function withClientFiles(host: Host, connection: Connection, state: ServerState): Host {
  const ask = async <R>(method: string, uri: string, nothing: R): Promise<R> => {
    if (!state.client.files) return nothing;
    const params: FileParams = { uri };
    return connection.sendRequest<R | null>(method, params).then((answer) => answer ?? nothing, () => nothing);
  };
  return {
    readFile: (uri) => (isOnDisk(uri) ? host.readFile(uri) : ask<string | undefined>(readFileRequest, uri, undefined)),
    readDirectory: (uri) => (isOnDisk(uri) ? host.readDirectory(uri) : ask<readonly DirectoryEntry[]>(readDirectoryRequest, uri, [])),
    log: (message) => host.log(message),
  };
}

function isOnDisk(uri: string): boolean {
  return uri.startsWith('file:');
}
