/**
 * Everything about layers that needs VS Code, as commands see it. Owns: putting the view, the editors and the hints together. Must not decide anything.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, Uri, window, workspace, type Disposable } from 'vscode';
import { sentenceOf } from '../commands/failure.ts';
import type { LayersPort } from '../commands/layers/port.ts';
import type { LayerAddress } from '../model/layers/address.ts';
import { LayersExplorer } from '../model/layers/explorer.ts';
import { OpenedImageList } from '../model/layers/openedImageList.ts';
import { searchPick } from '../ui/search.ts';
import { HiddenDiagnostics } from './hiddenDiagnostics.ts';
import { layerUri } from './layerFiles.ts';
import { LayersView } from './layersTree.ts';

/** `onVisible` is called whenever the view comes into sight or leaves it. */
export function layersWindow(onVisible: (visible: boolean) => void): LayersPort & Disposable {
  const images = new OpenedImageList();
  const explorer = new LayersExplorer(images, sentenceOf);
  const view = new LayersView(explorer, onVisible);
  const hints = new HiddenDiagnostics();
  return {
    images, explorer,
    selected: () => view.selected,
    open: () => view.open(),
    reveal: (node) => view.reveal(node),
    search: searchPick,
    async openFile(address: LayerAddress) {
      // With options: without any, VS Code stays in a comparison that is open and has the same file on its right.
      await commands.executeCommand('vscode.open', layerUri(address), { preview: true });
    },
    async openDiff(before, after, title) {
      await commands.executeCommand('vscode.diff', layerUri(before), layerUri(after), title);
    },
    async askForTarget(title, name) {
      const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
      return window.showSaveDialog({ title, saveLabel: 'Save', defaultUri: Uri.file(join(folder, name)) });
    },
    write: (file, bytes) => Promise.resolve(workspace.fs.writeFile(Uri.parse(file.toString()), bytes)),
    showHints: (key, file, found) => hints.show(key, file, found),
    clearHints: (key) => hints.clear(key),
    dispose() {
      images.closeAll();
      view.dispose();
      hints.dispose();
    },
  };
}
