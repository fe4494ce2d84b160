/**
 * Files for the server that it cannot reach itself. Owns: reading them through VS Code, wherever they are. Must not write.
 */
import { FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { readDirectoryRequest, readFileRequest, type FileParams, type ReadDirectoryResult, type ReadFileResult } from '../../../server/src/lsp/protocol.ts';

export function serveFiles(client: BaseLanguageClient): void {
  client.onRequest(readFileRequest, async ({ uri }: FileParams): Promise<ReadFileResult> => {
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(Uri.parse(uri, true)));
    } catch {
      return null;
    }
  });
  client.onRequest(readDirectoryRequest, async ({ uri }: FileParams): Promise<ReadDirectoryResult> => {
    try {
      const entries = await workspace.fs.readDirectory(Uri.parse(uri, true));
      return entries.map(([name, type]) => ({ name, isDirectory: type === FileType.Directory }));
    } catch {
      return [];
    }
  });
}
