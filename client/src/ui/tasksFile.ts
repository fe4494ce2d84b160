/**
 * tasks.json in the window. Owns: adding a task to the one of a workspace folder, as an edit that can be undone. Must not know what tasks do.
 */
import { Uri, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import { definitionFrom, taskName, type BuildRequest } from '../model/buildRequest.ts';
import { insertionOf, newTasksFile } from '../model/tasksFile.ts';
import { labelOf } from './dockerfiles.ts';
import type { FileRef } from './ports.ts';

/** Without a folder around the Dockerfile there is no tasks.json, which is said. */
export async function saveTask(file: FileRef, request: BuildRequest): Promise<void> {
  const folder = workspace.getWorkspaceFolder(Uri.file(file.fsPath));
  if (!folder) {
    await window.showWarningMessage('The Dockerfile is in no folder of this workspace, so there is no tasks.json for it.');
    return;
  }
  const label = `${taskName(labelOf(file), request.target)}${request.tags[0] ? ` as ${request.tags[0]}` : ''}`;
  const task = { label, type: 'drydock', ...definitionFrom(request, folder.uri.fsPath), group: 'build', problemMatcher: [] };
  const uri = Uri.joinPath(folder.uri, '.vscode', 'tasks.json');
  const exists = await workspace.fs.stat(uri).then(() => true, () => false);
  if (!exists) await workspace.fs.writeFile(uri, new TextEncoder().encode(newTasksFile(task)));
  const document = await workspace.openTextDocument(uri);
  const isAdded = !exists || await add(document, task);
  const editor = await window.showTextDocument(document);
  if (!isAdded) {
    await window.showErrorMessage('tasks.json has no list "tasks" that could be read, so nothing was added. Mend the file and try again.');
    return;
  }
  const at = document.getText().lastIndexOf(JSON.stringify(label));
  if (at >= 0) editor.revealRange(document.lineAt(document.positionAt(at)).range);
}

async function add(document: TextDocument, task: object): Promise<boolean> {
  const insertion = insertionOf(document.getText(), task);
  if (!insertion) return false;
  const edit = new WorkspaceEdit();
  const position = document.positionAt(insertion.offset);
  edit.insert(document.uri, position, insertion.text);
  return await workspace.applyEdit(edit) && document.save();
}
