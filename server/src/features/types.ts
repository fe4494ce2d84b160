/**
 * What features give back. Owns: plain data with document offsets (0-based, UTF-16). Must not know LSP; `lsp/toProto.ts` translates.
 */
import type { TextEdit } from '../base/textEdit.ts';
import type { TextRange } from '../base/textRange.ts';

export interface HoverResult {
  /** GitHub-flavoured Markdown. */
  readonly markdown: string;
  readonly range: TextRange;
}

export type CompletionKind = 'keyword' | 'snippet' | 'flag' | 'value' | 'variable' | 'stage' | 'directive' | 'image' | 'file' | 'folder' | 'signal';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Short text beside the label, e.g. the value or the frontend version needed. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** The replacement; its range covers the cursor and lies on one line. */
  readonly edit: TextEdit;
  /** True when `edit.newText` is in snippet syntax ($1, ${2:name}). */
  readonly isSnippet: boolean;
  /** A flag with `=` wants its values offered at once. */
  readonly triggerSuggest?: boolean;
  readonly sortText?: string;
  readonly filterText?: string;
  readonly deprecated?: boolean;
}

export interface CompletionResult {
  readonly items: readonly CompletionItem[];
  readonly isIncomplete: boolean;
}

export type SymbolKind = 'stage' | 'instruction' | 'variable' | 'directive' | 'heredoc';

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: TextRange;
  readonly selectionRange: TextRange;
  readonly children: readonly DocumentSymbol[];
}

export interface FoldingRange {
  /** 0-based lines, both included. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'comment' | 'region' | undefined;
}

export const semanticTokenTypes = [
  'keyword', 'comment', 'string', 'variable', 'parameter', 'property', 'operator', 'function', 'namespace', 'number', 'macro', 'class', 'enumMember',
] as const;
export const semanticTokenModifiers = ['declaration', 'readonly', 'deprecated', 'definition'] as const;

export interface SemanticToken {
  /** Never spans a line end. */
  readonly range: TextRange;
  readonly type: (typeof semanticTokenTypes)[number];
  readonly modifiers?: readonly (typeof semanticTokenModifiers)[number][];
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A finding of a rule, in document offsets. */
export interface Diagnostic {
  readonly code: string;
  /** Names of the same finding in other tools, e.g. hadolint's DL code. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  /** The token that causes it. */
  readonly range: TextRange;
  /** The whole instruction that it belongs to (without its line end); the document's range for a finding about the file. */
  readonly instructionRange: TextRange;
  /** The page about the rule. */
  readonly url: string | undefined;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly fixable: boolean;
}

export interface CodeAction {
  readonly title: string;
  /** An LSP code action kind: 'quickfix', 'refactor.rewrite', 'source.fixAll.drydock'… */
  readonly kind: string;
  /** Empty when `disabled` is set. Offsets of the document as it is. */
  readonly edits: readonly TextEdit[];
  /** A quick fix that is safe and the one to take. */
  readonly isPreferred: boolean;
  /** The diagnostics it resolves. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why the action cannot be applied here; shown to the user. */
  readonly disabled?: string;
}
