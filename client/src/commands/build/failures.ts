/**
 * The failing step of a build, as an error on its line. Owns: the diagnostics named "drydock build" and when they go away. Must not run builds.
 */
import { Diagnostic, DiagnosticSeverity, languages, Range, Uri, workspace, type Disposable, type TextDocumentChangeEvent } from 'vscode';
import { throughEdit } from './lineShift.ts';
import type { Failure } from './runBuild.ts';

/** How many of the last lines of the step's output stand in the message. */
const shownLog = 10;

export class BuildFailures implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('drydock build');
  readonly #listener = workspace.onDidChangeTextDocument((event) => this.#follow(event));

  /** Replaces what an earlier build said about the file. */
  async set(file: string, { message, log, lines }: Failure): Promise<void> {
    if (!lines) return;
    const uri = Uri.file(file);
    const document = await workspace.openTextDocument(uri);
    const first = document.lineAt(Math.min(lines.first, document.lineCount - 1));
    const last = document.lineAt(Math.min(lines.last, document.lineCount - 1));
    const range = new Range(first.lineNumber, first.firstNonWhitespaceCharacterIndex, last.lineNumber, last.range.end.character);
    this.#collection.set(uri, [findingAt(range, [message, ...log.slice(-shownLog)].join('\n'))]);
  }

  clear(file: string): void {
    this.#collection.delete(Uri.file(file));
  }

  dispose(): void {
    this.#listener.dispose();
    this.#collection.dispose();
  }

  /** An edit of the failing lines ends the finding, an edit above moves it. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const current = this.#collection.get(document.uri);
    if (!current?.length || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range: { start, end }, text }) => ({ first: start.line, firstCharacter: start.character, last: end.line, lastCharacter: end.character, text }));
    const next = current.flatMap((diagnostic) => {
      const lines = throughEdit({ first: diagnostic.range.start.line, last: diagnostic.range.end.line }, edits);
      if (!lines) return [];
      return [findingAt(new Range(lines.first, diagnostic.range.start.character, lines.last, diagnostic.range.end.character), diagnostic.message)];
    });
    this.#collection.set(document.uri, next);
  }
}

function findingAt(range: Range, message: string): Diagnostic {
  const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Error);
  diagnostic.source = 'drydock build';
  return diagnostic;
}
