/**
 * What the next build will run again, in the gutter. Owns: the marks and when they are told anew. Must not find out what will run.
 *
 * A mark is an icon and a hover, the first one words besides: none depends on colour.
 */
import {
  EventEmitter, MarkdownString, Range, RelativePattern, ThemeColor, Uri, window, workspace, type DecorationOptions, type Disposable, type FileSystemWatcher, type TextDocument,
  type TextEditor, type TextEditorDecorationType,
} from 'vscode';
import type { BuildResults } from '../commands/results/buildResults.ts';
import type { Engines } from '../engine/engines.ts';
import { languageId } from '../lsp/client.ts';
import { markMarkdown, predictionMarks, type PredictedBuild, type PredictionMark } from '../model/predictionShown.ts';

/** In milliseconds: after an edit, and after files of the context changed. */
const pauses = { edit: 700, files: 1_000, look: 50 } as const;

interface State {
  timer: ReturnType<typeof setTimeout> | undefined;
  abort: AbortController;
  watcher: { readonly folder: string; readonly watcher: FileSystemWatcher } | undefined;
  prediction: PredictedBuild | undefined;
  /** A prediction is on its way, and only because of edits. */
  isWaiting: boolean;
  isEdit: boolean;
}

export class ResultsPrediction implements Disposable {
  readonly #results: BuildResults;
  readonly #types: Readonly<Record<PredictionMark['kind'] | 'dim', TextEditorDecorationType>>;
  readonly #states = new Map<string, State>();
  readonly #disposables: Disposable[];
  readonly #changed = new EventEmitter<TextDocument>();
  /** Told of a document whose prediction is another. */
  readonly onDidChange = this.#changed.event;

  constructor(results: BuildResults, engines: Engines, extensionUri: Uri) {
    this.#results = results;
    const icon = (name: string): Uri => Uri.joinPath(extensionUri, 'media', `${name}.svg`);
    this.#types = {
      first: window.createTextEditorDecorationType({ gutterIconPath: icon('cache-miss'), gutterIconSize: 'contain' }),
      below: window.createTextEditorDecorationType({ gutterIconPath: icon('cache-below'), gutterIconSize: 'contain' }),
      may: window.createTextEditorDecorationType({ gutterIconPath: icon('cache-may'), gutterIconSize: 'contain' }),
      dim: window.createTextEditorDecorationType({ opacity: '0.65' }),
    };
    this.#disposables = [
      window.onDidChangeVisibleTextEditors((editors) => { for (const { document } of editors) this.#look(document, pauses.look); }),
      window.onDidChangeWindowState(({ focused }) => { if (focused) this.#lookAll(pauses.look); }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0) this.#look(document, pauses.edit); }),
      workspace.onDidSaveTextDocument((document) => this.#look(document, pauses.look)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document.uri.toString())),
      workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('drydock.results.predictCache')) this.#lookAll(0); }),
      workspace.onDidGrantWorkspaceTrust(() => this.#lookAll(pauses.look)),
      results.onDidChange(() => this.#lookAll(pauses.look)), engines.onDidChange(() => this.#lookAll(pauses.files)),
      ...Object.values(this.#types), this.#changed,
    ];
    this.#lookAll(pauses.look);
  }

  predictionOf(document: TextDocument): PredictedBuild | undefined {
    return this.#states.get(document.uri.toString())?.prediction;
  }

  #lookAll(after: number): void {
    for (const { document } of window.visibleTextEditors) this.#look(document, after);
  }

  #look(document: TextDocument, after: number): void {
    if (document.languageId !== languageId || document.uri.scheme !== 'file' || !workspace.isTrusted) return;
    const key = document.uri.toString();
    const state = this.#states.get(key) ?? { timer: undefined, abort: new AbortController(), watcher: undefined, prediction: undefined, isWaiting: false, isEdit: false };
    this.#states.set(key, state);
    clearTimeout(state.timer);
    state.abort.abort();
    state.abort = new AbortController();
    const { signal } = state.abort;
    state.timer = setTimeout(() => void this.#predict(document, state, signal), after);
    state.isEdit = after === pauses.edit && (state.isEdit || !state.isWaiting);
    state.isWaiting = true;
  }

  async #predict(document: TextDocument, state: State, signal: AbortSignal): Promise<void> {
    const { fsPath } = document.uri;
    const isOn = predictsCache(document.uri);
    const found = isOn ? await this.#results.predict(fsPath, document.getText(), signal, state.isEdit).catch(() => undefined) : undefined;
    const context = isOn ? await this.#results.contextOf(fsPath).catch(() => undefined) : undefined;
    if (signal.aborted) return;
    state.isWaiting = false;
    state.prediction = found;
    this.#watch(document, state, context);
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.#draw(editor, found);
    this.#changed.fire(document);
  }

  /** Other files of the context than the Dockerfile change too. */
  #watch(document: TextDocument, state: State, folder: string | undefined): void {
    if (state.watcher?.folder === folder) return;
    state.watcher?.watcher.dispose();
    state.watcher = undefined;
    if (folder === undefined) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), '**'));
    const changed = (): void => this.#look(document, pauses.files);
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    state.watcher = { folder, watcher };
  }

  #draw(editor: TextEditor, prediction: PredictedBuild | undefined): void {
    const marks = prediction ? predictionMarks(prediction.steps) : [];
    const { document } = editor;
    const there = marks.filter(({ last }) => last < document.lineCount);
    for (const kind of ['first', 'below', 'may'] as const) {
      editor.setDecorations(this.#types[kind], there.filter((mark) => mark.kind === kind).map((mark) => decorationOf(document, mark, prediction!.since)));
    }
    editor.setDecorations(this.#types.dim, there.filter(({ kind }) => kind === 'below').map(({ first, last }) => new Range(first, 0, last, document.lineAt(last).text.length)));
  }

  #forget(key: string): void {
    const state = this.#states.get(key);
    clearTimeout(state?.timer);
    state?.abort.abort();
    state?.watcher?.watcher.dispose();
    this.#states.delete(key);
  }

  dispose(): void {
    for (const key of this.#states.keys()) this.#forget(key);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

export function predictsCache(uri: Uri): boolean {
  return workspace.getConfiguration('drydock.results', uri).get<boolean>('predictCache', true);
}

/** At the first line only; a long instruction would fill the gutter with icons. */
function decorationOf(document: TextDocument, mark: PredictionMark, since: number): DecorationOptions {
  const hoverMessage = new MarkdownString(markMarkdown(mark, since, Date.now()));
  const range = new Range(mark.first, 0, mark.first, document.lineAt(mark.first).text.length);
  if (mark.kind !== 'first') return { range, hoverMessage };
  const after = { contentText: `runs again: ${mark.reason}`, margin: '0 1em 0 2em', fontStyle: 'italic', color: new ThemeColor('editorCodeLens.foreground') };
  return { range, hoverMessage, renderOptions: { after } };
}
