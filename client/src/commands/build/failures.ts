/**
 * The failing step of a build, as an error on its line. Owns: the diagnostics named "drydock build" and when they go away. Must not run builds.
 */
import { Diagnostic, DiagnosticSeverity, languages, Range, Uri, workspace, type Disposable, type TextDocumentChangeEvent } from 'vscode';
import { throughEdit } from './lineShift.ts';

/** A place in a Dockerfile; lines 0-based, both included. */
export interface Failure {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly message: string;
}

export class BuildFailures implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('drydock build');
  readonly #listener = workspace.onDidChangeTextDocument((event) => this.#follow(event));

  /** Replaces what an earlier build said about the file. */
  async set(file: string, failures: readonly Failure[]): Promise<void> {
    const uri = Uri.file(file);
    if (failures.length === 0) {
      this.#collection.delete(uri);
      return;
    }
    const document = await workspace.openTextDocument(uri);
    this.#collection.set(uri, failures.map(({ firstLine, lastLine, message }) => {
      const first = document.lineAt(Math.min(firstLine, document.lineCount - 1));
      const last = document.lineAt(Math.min(lastLine, document.lineCount - 1));
      const diagnostic = new Diagnostic(new Range(first.lineNumber, first.firstNonWhitespaceCharacterIndex, last.lineNumber, last.range.end.character), message, DiagnosticSeverity.Error);
      diagnostic.source = 'drydock build';
      return diagnostic;
    }));
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
      const moved = new Diagnostic(new Range(lines.first, diagnostic.range.start.character, lines.last, diagnostic.range.end.character), diagnostic.message, diagnostic.severity);
      moved.source = 'drydock build';
      return [moved];
    });
    this.#collection.set(document.uri, next);
  }
}
