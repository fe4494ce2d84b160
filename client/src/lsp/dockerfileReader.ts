/**
 * What the language server says of Dockerfiles, by their paths. Owns: nothing but the translation of paths and signals. Must not keep answers.
 */
import { Uri } from 'vscode';
import type { DockerfileReader } from '../commands/results/buildInputs.ts';
import { withToken } from '../ui/window.ts';
import type { LanguageServer } from './client.ts';

export function dockerfileReader(server: LanguageServer): DockerfileReader {
  const document = (file: string): { textDocument: { uri: string } } => ({ textDocument: { uri: Uri.file(file).toString() } });
  return {
    steps: (file, question, signal) => withToken(signal, (token) => server.buildSteps({ ...document(file), ...question }, token)),
    files: (file, { context, ...question }, signal) => withToken(signal, (token) => server.contextFiles({ ...document(file), ...question, context: Uri.file(context).toString() }, token)),
    historyLines: async (file, question, signal) => (await withToken(signal, (token) => server.historyLines({ ...document(file), ...question }, token))).entries,
  };
}
