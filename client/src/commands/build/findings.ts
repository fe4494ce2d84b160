/**
 * What builds say of a Dockerfile, in Problems. Owns: the diagnostics named "drydock build", where they are after edits, and when they go away.
 * Must not run builds.
 */
import {
  Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, languages, Location, Position, Range, Uri, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent,
} from 'vscode';
import { contextKind } from '../../engine/buildOptions.ts';
import type { BuildWarning } from '../../engine/rawProgress.ts';
import type { BuildRun, StepLines } from '../../model/buildRuns.ts';
import { throughEdit } from '../../model/lineShift.ts';
import { logUri } from './logs.ts';

/** How many of the last lines of the step's output stand in the message. */
const shownLog = 10;
export const source = 'drydock build';
const serverSource = 'drydock';

export class BuildFindings implements Disposable {
  readonly #collection = languages.createDiagnosticCollection(source);
  /** All findings by the Dockerfile's URI: also those that are not shown because the language server says the same. */
  readonly #all = new Map<string, readonly Diagnostic[]>();
  readonly #listeners: readonly Disposable[];

  constructor() {
    this.#listeners = [
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      languages.onDidChangeDiagnostics(({ uris }) => { for (const uri of uris) if (this.#all.has(uri.toString())) this.#show(uri); }),
    ];
  }

  /** Replaces what an earlier build said about the file. */
  async set(run: BuildRun): Promise<void> {
    // The Dockerfile that was built is the one in the archive, and that may be another.
    if (contextKind(run.request.context) === 'archive') return;
    const uri = Uri.file(run.request.file);
    const document = await workspace.openTextDocument(uri);
    // Lines of a text that is gone would point anywhere.
    if (normal(document.getText()) !== normal(run.dockerfile)) return;
    const { failure } = run;
    const name = run.request.file.split(/[\\/]/).pop()!;
    const warnings = run.warnings.filter(({ file }) => file === '' || file.split('/').pop() === name);
    this.#all.set(uri.toString(), [
      ...(failure?.lines ? [failureAt(document, run, failure.lines)] : []),
      ...warnings.flatMap((warning) => warningAt(document, warning)),
    ]);
    this.#show(uri);
  }

  clear(file: string): void {
    const uri = Uri.file(file);
    this.#all.delete(uri.toString());
    this.#collection.delete(uri);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#collection.dispose();
  }

  /** Shows what the language server, which judges the text as it is now, does not say itself. */
  #show(uri: Uri): void {
    const said = languages.getDiagnostics(uri).filter((one) => one.source === serverSource);
    const next = (this.#all.get(uri.toString()) ?? []).filter((one) => {
      const code = codeOf(one);
      return code === '' || !said.some((other) => codeOf(other) === code && other.range.start.line <= one.range.end.line && one.range.start.line <= other.range.end.line);
    });
    const before = this.#collection.get(uri) ?? [];
    // Setting the same again would be told to us again.
    if (next.length !== before.length || next.some((one, index) => !isSame(one, before[index]!))) this.#collection.set(uri, next);
  }

  /** An edit of its lines ends a finding, an edit above moves it. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const current = this.#all.get(document.uri.toString());
    if (!current?.length || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range: { start, end }, text }) => ({ first: start.line, firstCharacter: start.character, last: end.line, lastCharacter: end.character, text }));
    const next = current.flatMap((diagnostic) => {
      const lines = throughEdit({ first: diagnostic.range.start.line, last: diagnostic.range.end.line }, edits);
      return lines ? [movedTo(diagnostic, new Range(lines.first, diagnostic.range.start.character, lines.last, diagnostic.range.end.character))] : [];
    });
    this.#all.set(document.uri.toString(), next);
    this.#show(document.uri);
  }
}

function failureAt(document: TextDocument, run: BuildRun, lines: StepLines): Diagnostic {
  const { message, log, step } = run.failure!;
  const diagnostic = new Diagnostic(wholeLines(document, lines.first, lines.last), [message, ...log.slice(-shownLog)].join('\n'), DiagnosticSeverity.Error);
  diagnostic.source = source;
  if (step && step.log.length > 0) {
    const end = new Position(step.log.length, 0);
    diagnostic.relatedInformation = [new DiagnosticRelatedInformation(new Location(logUri(run, step), end), `The whole output of ${step.name.slice(0, 80)}`)];
  }
  return diagnostic;
}

/** One for all the ranges: each line of an instruction is one of its own. None where the builder names no place. */
function warningAt(document: TextDocument, { rule, message, url, ranges }: BuildWarning): Diagnostic[] {
  const start = ranges[0]?.start;
  const end = ranges.at(-1)?.end;
  if (!start || !end) return [];
  const isWholeLine = end.character === 0;
  const range = isWholeLine ? wholeLines(document, start.line, end.line) : document.validateRange(new Range(start.line, start.character, end.line, end.character));
  const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Warning);
  diagnostic.source = source;
  // A Dockerfile chooses who builds it, and so who writes this; a click must not run a command.
  if (rule) diagnostic.code = /^https?:\/\//.test(url) ? { value: rule, target: Uri.parse(url) } : rule;
  return [diagnostic];
}

function wholeLines(document: TextDocument, firstLine: number, lastLine: number): Range {
  const first = document.lineAt(Math.min(firstLine, document.lineCount - 1));
  const last = document.lineAt(Math.min(lastLine, document.lineCount - 1));
  return new Range(first.lineNumber, first.firstNonWhitespaceCharacterIndex, last.lineNumber, last.range.end.character);
}

function movedTo(from: Diagnostic, range: Range): Diagnostic {
  return Object.assign(new Diagnostic(range, from.message, from.severity), { source: from.source, code: from.code, relatedInformation: from.relatedInformation });
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.range.isEqual(b.range) && a.message === b.message && codeOf(a) === codeOf(b);
}

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code ?? '');
}

function normal(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}
