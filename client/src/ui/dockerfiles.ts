/**
 * The Dockerfiles of the window. Owns: finding, saving and naming them, and the settings that belong to one. Must not take their text apart.
 */
import { Position, Range, Selection, TextEditorRevealType, Uri, window, workspace, type TextDocument } from 'vscode';
import { withToken } from './window.ts';
import { contextBySetting } from '../model/buildRequest.ts';
import type { StagesResult } from '../../../server/src/lsp/protocol.ts';
import type { Dockerfiles } from '../commands/deps.ts';
import { languageId, type LanguageServer } from '../lsp/client.ts';
import type { FileRef } from './ports.ts';

const names = '**/{[dD]ockerfile,[dD]ockerfile.*,*.[dD]ockerfile,[cC]ontainerfile,[cC]ontainerfile.*,*.[cC]ontainerfile}';
const most = 200;

export function dockerfilesOf(server: LanguageServer): Dockerfiles {
  const outline = async (file: FileRef): Promise<StagesResult> => server.stages((await workspace.openTextDocument(Uri.parse(file.toString()))).uri.toString());
  return {
    active() {
      const document = window.activeTextEditor?.document;
      return document?.languageId === languageId ? document.uri : undefined;
    },
    all: findDockerfiles,
    text: async (file) => (await workspace.openTextDocument(Uri.parse(file.toString()))).getText(),
    label: (file) => labelOf(file),
    async saved(file) {
      const document = openDocument(file);
      if (!document) return file;
      // An untitled document becomes another one when it is saved, so the editor's own command does it and says which.
      if (document.isUntitled) return workspace.save(document.uri);
      return !document.isDirty || await document.save() ? document.uri : undefined;
    },
    context: (file) => contextOf(file.fsPath),
    async goTo(path, lines) {
      const editor = await window.showTextDocument(Uri.file(path));
      if (!lines) return;
      const start = new Position(lines.first, 0);
      editor.selection = new Selection(start, start);
      editor.revealRange(new Range(start, new Position(lines.last, 0)), TextEditorRevealType.InCenterIfOutsideViewport);
    },
    stages: async (file) => (await outline(file)).stages,
    outline,
    workspaceFolders: () => (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    async historyLines(file, question, signal) {
      const uri = question.text === undefined ? (await workspace.openTextDocument(Uri.parse(file.toString()))).uri.toString() : file.toString();
      return (await withToken(signal, (token) => server.historyLines({ textDocument: { uri }, ...question }, token))).entries;
    },
  };
}

/** The Dockerfiles of the workspace by their names, nearest to the root first. */
export async function findDockerfiles(): Promise<Uri[]> {
  const files = await workspace.findFiles(names, '**/{node_modules,.git}/**', most);
  const depth = (uri: Uri): number => uri.path.split('/').length;
  return files.filter((uri) => !/\.dockerignore$/i.test(uri.path)).sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1));
}

export function labelOf(file: FileRef): string {
  return file.scheme === 'file' ? workspace.asRelativePath(file.fsPath) : (file.toString().split('/').pop() ?? file.toString());
}

/** The build context of a Dockerfile by the settings; both paths absolute. */
export function contextOf(file: string): string {
  const uri = Uri.file(file);
  const setting = workspace.isTrusted ? workspace.getConfiguration('drydock.build', uri).get<string>('context', '') : '';
  return contextBySetting(file, setting, workspace.getWorkspaceFolder(uri)?.uri.fsPath);
}

function openDocument(file: FileRef): TextDocument | undefined {
  const uri = file.toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
