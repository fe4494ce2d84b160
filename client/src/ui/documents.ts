/**
 * Read-only documents made here. Owns: their texts for as long as they are open. Must not know what is in them.
 */
import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { mayTakeFocus } from './openPicks.ts';
import type { Documents } from './ports.ts';

const scheme = 'drydock-text';

export class TextDocuments implements Documents, TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registrations: readonly Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registrations = [
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => { if (uri.scheme === scheme) this.#texts.delete(uri.path); }),
    ];
  }

  async show(name: string, text: string): Promise<void> {
    // A slash in the name of an image would make folders of it.
    const uri = Uri.from({ scheme, path: `/${name.replaceAll('/', '\u2215')}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false, preserveFocus: !mayTakeFocus() });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
  }
}
