/**
 * Open documents. Owns: one immutable value per version of a document, made from the one before. Must not answer requests.
 *
 * The syntax tree is the only copy of the text: a change is applied to it, so that a keystroke costs what it touches and not the document.
 */
import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver';
import type { Position, Range, TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildOptions } from '../semantics/semantics.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { makeSnapshot } from '../semantics/snapshotOf.ts';
import { reparse } from '../syntax/reparse.ts';
import { parse, type SyntaxTree } from '../syntax/tree.ts';

/** A document at one version. What is known of its build comes in later than the text, and is taken over by the versions that follow. */
export class OpenDocument implements Pick<TextDocument, 'uri' | 'languageId' | 'version' | 'lineCount' | 'getText' | 'positionAt' | 'offsetAt'> {
  #snapshot: Snapshot | undefined;
  #previous: Snapshot | undefined;
  #options: BuildOptions | undefined;

  /** `previous` is the last snapshot that was asked for; a new one takes over what still holds. */
  constructor(
    readonly uri: string,
    readonly languageId: string,
    readonly version: number,
    readonly tree: SyntaxTree,
    previous?: Snapshot,
    options?: BuildOptions,
  ) {
    this.#previous = previous;
    this.#options = options;
  }

  get lineCount(): number {
    return this.tree.lines.lineCount;
  }

  getText(range?: Range): string {
    return range ? this.tree.slice(this.offsetAt(range.start), this.offsetAt(range.end)) : this.tree.text();
  }

  positionAt(offset: number): Position {
    return this.tree.lines.positionAt(offset);
  }

  offsetAt(position: Position): number {
    return this.tree.lines.offsetAt(position);
  }

  /** What features take. Made on first use, so that fast typing costs no analysis of versions that nobody asks about. */
  get snapshot(): Snapshot {
    if (!this.#snapshot) {
      this.#snapshot = makeSnapshot(this.uri, this.version, this.tree, this.#previous, this.#options);
      // Versions must not hold one another in a chain.
      this.#previous = undefined;
    }
    return this.#snapshot;
  }

  /** From now on, snapshots take these into account. */
  setOptions(options: BuildOptions): void {
    this.#options = options;
    this.#previous = this.#snapshot ?? this.#previous;
    this.#snapshot = undefined;
  }

  /** The document after the changes, which apply one after another. */
  updated(changes: readonly TextDocumentContentChangeEvent[], version: number): OpenDocument {
    const tree = changes.reduce(applyChange, this.tree);
    return new OpenDocument(this.uri, this.languageId, version, tree, this.#snapshot ?? this.#previous, this.#options);
  }
}

function applyChange(tree: SyntaxTree, change: TextDocumentContentChangeEvent): SyntaxTree {
  if (!('range' in change)) return parse(change.text);
  const start = tree.lines.offsetAt(change.range.start);
  const end = tree.lines.offsetAt(change.range.end);
  return reparse(tree, { start: Math.min(start, end), end: Math.max(start, end), text: change.text }).tree;
}

/** How the library's document manager makes and updates our documents. */
export const openDocuments: TextDocumentsConfiguration<OpenDocument> = {
  create: (uri, languageId, version, content) => new OpenDocument(uri, languageId, version, parse(content)),
  update: (document, changes, version) => document.updated(changes, version),
};
