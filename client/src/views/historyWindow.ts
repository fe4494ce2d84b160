/**
 * Everything about histories that needs VS Code, as commands see it. Owns: putting the view and the read-only Dockerfiles together. Must not decide anything.
 */
import { commands, EventEmitter, Range, Uri, window, workspace, type Disposable } from 'vscode';
import type { HistoryPort } from '../commands/history/port.ts';
import type { LanguageServer } from '../lsp/client.ts';
import { HistoryList, type HistorySettings } from '../model/histories/historyList.ts';
import { HistoryView } from './historyTree.ts';

/** Dockerfiles that were made from images. The language server has nothing to object to them: nobody is going to build them as they stand. */
const scheme = 'drydock-history';

/** For editors that VS Code brings back after a restart. */
const ofEarlierWindow = '# An earlier window made this Dockerfile of an image. Make it anew with "Drydock: Dockerfile from Image…".\n';

/** `onVisible` is called whenever the view comes into sight or leaves it. */
export function historyWindow(server: LanguageServer, settings: HistorySettings, onVisible: (visible: boolean) => void): HistoryPort & Disposable {
  const histories = new HistoryList(settings);
  const view = new HistoryView(histories, onVisible);
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const disposables = [
    view, changed,
    workspace.registerTextDocumentContentProvider(scheme, { onDidChange: changed.event, provideTextDocumentContent: (uri) => texts.get(uri.path) ?? ofEarlierWindow }),
    workspace.onDidCloseTextDocument(({ uri }) => { if (uri.scheme === scheme) texts.delete(uri.path); }),
  ];
  const made = (name: string, text: string): Uri => {
    // A slash in the name of an image would make folders of it.
    const uri = Uri.from({ scheme, path: `/${name.replaceAll('/', '\u2215')}` });
    texts.set(uri.path, text);
    changed.fire(uri);
    return uri;
  };
  return {
    histories,
    selected: () => view.selected,
    open: () => view.open(),
    reveal: () => view.reveal(),
    async goTo(file, [first, last]) {
      const document = await workspace.openTextDocument(Uri.parse(file.toString()));
      const selection = document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
      await window.showTextDocument(document, { selection });
    },
    fileOf: (uri) => Uri.parse(uri),
    async stages(file, question) {
      const document = await workspace.openTextDocument(Uri.parse(file.toString()));
      return (await server.buildSteps({ textDocument: { uri: document.uri.toString() }, ...question })).stages;
    },
    async showText(name, text) {
      await window.showTextDocument(await workspace.openTextDocument(made(name, text)), { preview: false });
    },
    async compare(name, text, file, title) {
      await commands.executeCommand('vscode.diff', made(`compared ${name}`, text), Uri.parse(file.toString()), title);
    },
    dispose() {
      for (const disposable of disposables) disposable.dispose();
    },
  };
}
