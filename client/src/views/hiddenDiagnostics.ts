/**
 * Hidden bytes in Problems. Owns: the hints named "drydock layers", where they are after edits, and when they go away. Must not say what is hidden.
 */
import {
  commands, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, languages, Location, Range, Uri, workspace, type DiagnosticCollection, type Disposable, type TextDocument,
  type TextDocumentChangeEvent,
} from 'vscode';
import { throughEdit } from '../model/lineShift.ts';
import type { HiddenHint, LineRange } from '../model/layers/hiddenHints.ts';
import type { FileRef } from '../ui/ports.ts';

interface Shown {
  readonly uri: Uri;
  readonly hints: readonly HiddenHint[];
}

export class HiddenDiagnostics implements Disposable {
  readonly #collection: DiagnosticCollection = languages.createDiagnosticCollection('drydock layers');
  /** By the key of the image. */
  readonly #shown = new Map<string, Shown>();
  readonly #listener = workspace.onDidChangeTextDocument((event) => this.#follow(event));

  async show(key: string, file: FileRef, hints: readonly HiddenHint[]): Promise<void> {
    this.clear(key);
    const document = await workspace.openTextDocument(Uri.parse(file.toString()));
    this.#shown.set(key, { uri: document.uri, hints });
    this.#tell();
    this.#publish(document);
  }

  clear(key?: string): void {
    const gone = key === undefined ? [...this.#shown.keys()] : [key];
    for (const one of gone) {
      const shown = this.#shown.get(one);
      this.#shown.delete(one);
      if (!shown) continue;
      const document = workspace.textDocuments.find(({ uri }) => uri.toString() === shown.uri.toString());
      if (document) this.#publish(document);
      else this.#collection.delete(shown.uri);
    }
    this.#tell();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#collection.dispose();
  }

  /** An edit of either line ends a hint, an edit above moves it. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const keys = [...this.#shown].filter(([, { uri }]) => uri.toString() === document.uri.toString()).map(([key]) => key);
    if (keys.length === 0 || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range: { start, end }, text }) => ({ first: start.line, firstCharacter: start.character, last: end.line, lastCharacter: end.character, text }));
    for (const key of keys) {
      const { uri, hints } = this.#shown.get(key)!;
      const next = hints.flatMap((hint) => {
        const lines = throughEdit(hint.lines, edits);
        const related = hint.related && throughEdit(hint.related.lines, edits);
        return lines && (related || !hint.related) ? [{ ...hint, lines, related: related && { ...hint.related, lines: related } }] : [];
      });
      if (next.length > 0) this.#shown.set(key, { uri, hints: next });
      else this.#shown.delete(key);
    }
    this.#tell();
    this.#publish(document);
  }

  /** Whether there is anything to clear. */
  #tell(): void {
    void commands.executeCommand('setContext', 'drydock.layers.hasHints', this.#shown.size > 0);
  }

  #publish(document: TextDocument): void {
    const hints = [...this.#shown.values()].filter(({ uri }) => uri.toString() === document.uri.toString()).flatMap((shown) => shown.hints);
    this.#collection.set(document.uri, hints.map((hint) => diagnosticOf(document, hint)));
  }
}

function diagnosticOf(document: TextDocument, { lines, message, related }: HiddenHint): Diagnostic {
  const text = message.replace('{line}', String((related?.lines.first ?? 0) + 1));
  // What VS Code calls a hint is never listed in Problems.
  const diagnostic = new Diagnostic(rangeOf(document, lines), text, DiagnosticSeverity.Information);
  diagnostic.source = 'drydock layers';
  if (related) diagnostic.relatedInformation = [new DiagnosticRelatedInformation(new Location(document.uri, rangeOf(document, related.lines)), related.message)];
  return diagnostic;
}

/** Whole lines without their indentation; the last ones of the document for lines that it does not have. */
function rangeOf(document: TextDocument, { first, last }: LineRange): Range {
  const start = document.lineAt(Math.min(first, document.lineCount - 1));
  const end = document.lineAt(Math.min(last, document.lineCount - 1));
  return new Range(start.lineNumber, start.firstNonWhitespaceCharacterIndex, end.lineNumber, end.range.end.character);
}
