/**
 * Results of builds for the open Dockerfiles. Owns: when they are looked up anew, and keeping their lines right while somebody types.
 * Must not draw them.
 */
import { EventEmitter, window, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from 'vscode';
import type { BuildResults } from '../commands/results/buildResults.ts';
import { questionOf } from '../commands/results/buildInputs.ts';
import { languageId, type LanguageServer } from '../lsp/client.ts';
import { commandTarget } from '../model/markup.ts';
import { throughEdit, type LineEdit } from '../model/lineShift.ts';
import { shownResults, type BuildToShow, type ShownResult } from '../model/resultsShown.ts';
import { withToken } from '../ui/window.ts';

/** Typing may go on; the lines are compared again when it pauses for so many milliseconds. */
const pause = 400;

interface State {
  shown: readonly ShownResult[];
  timer: ReturnType<typeof setTimeout> | undefined;
  abort: AbortController;
}

export class ResultsDocuments implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #results: BuildResults;
  readonly #server: LanguageServer;
  readonly #states = new Map<string, State>();
  readonly #disposables: Disposable[];

  constructor(results: BuildResults, server: LanguageServer) {
    this.#results = results;
    this.#server = server;
    this.#disposables = [
      window.onDidChangeVisibleTextEditors((editors) => { for (const { document } of editors) if (!this.#states.has(document.uri.toString())) this.#look(document, 0); }),
      workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      results.onDidChange((file) => { for (const document of workspace.textDocuments) if (document.uri.fsPath === file) this.#look(document, 0); }),
    ];
    for (const { document } of window.visibleTextEditors) this.#look(document, 0);
  }

  /** As of this moment; none for a document that is not a Dockerfile on a disk. */
  shown(document: TextDocument): readonly ShownResult[] {
    return this.#states.get(document.uri.toString())?.shown ?? [];
  }

  #edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    const state = this.#states.get(document.uri.toString());
    if (!state || contentChanges.length === 0) return;
    if (state.shown.length === 0) return this.#look(document, pause);
    const edits = contentChanges.map(({ range: { start, end }, text }): LineEdit => ({ first: start.line, last: end.line, firstCharacter: start.character, lastCharacter: end.character, text }));
    state.shown = state.shown.flatMap((result) => {
      const moved = throughEdit(result, edits);
      return moved ? [{ ...result, ...moved }] : [];
    });
    this.#changed.fire();
    this.#look(document, pause);
  }

  #look(document: TextDocument, after: number): void {
    if (document.languageId !== languageId || document.uri.scheme !== 'file') return;
    const key = document.uri.toString();
    const state = this.#states.get(key) ?? { shown: [], timer: undefined, abort: new AbortController() };
    this.#states.set(key, state);
    clearTimeout(state.timer);
    state.abort.abort();
    state.abort = new AbortController();
    const { signal } = state.abort;
    state.timer = setTimeout(() => {
      this.#shownOf(document, signal).then((shown) => {
        if (signal.aborted) return;
        state.shown = shown;
        this.#changed.fire();
      }, () => undefined);
    }, after);
  }

  async #shownOf(document: TextDocument, signal: AbortSignal): Promise<readonly ShownResult[]> {
    const latest = await this.#results.latest(document.uri.fsPath, signal);
    const builds: BuildToShow[] = [];
    for (const each of latest) {
      // Numbers of lines are asked of the text as the server has it, which is the one of now: an edit in between aborts.
      const { stages } = await withToken(signal, (token) => this.#server.buildSteps({ textDocument: { uri: document.uri.toString() }, ...questionOf(each.build) }, token));
      builds.push({ ...each, now: stages });
    }
    return shownResults(builds, Date.now(), commandLink);
  }

  #forget(document: TextDocument): void {
    const state = this.#states.get(document.uri.toString());
    clearTimeout(state?.timer);
    state?.abort.abort();
    this.#states.delete(document.uri.toString());
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const { timer, abort } of this.#states.values()) {
      clearTimeout(timer);
      abort.abort();
    }
    this.#changed.dispose();
  }
}

function commandLink(title: string, command: string, args: readonly unknown[]): string {
  return `[${title}](${commandTarget(command, args)})`;
}
