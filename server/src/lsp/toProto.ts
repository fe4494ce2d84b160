/**
 * From the core to LSP. Owns: making the protocol's objects out of what features give back; nothing else makes them.
 * Must not decide what is offered; the registrations do.
 */
import {
  CompletionItemKind, CompletionItemTag, DiagnosticSeverity, DiagnosticTag, FoldingRangeKind, InsertTextFormat, InsertTextMode, MarkupKind, SymbolKind as ProtoSymbolKind,
  type CodeAction as ProtoCodeAction, type CompletionItem as ProtoCompletionItem, type Diagnostic as ProtoDiagnostic,
  type DocumentSymbol as ProtoDocumentSymbol, type FoldingRange as ProtoFoldingRange, type Hover, type MarkupContent, type Range,
  type SymbolInformation, type TextEdit as ProtoTextEdit, type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextEdit } from '../base/textEdit.ts';
import type { TextRange } from '../base/textRange.ts';
import type { CodeAction, CompletionItem, CompletionKind, Diagnostic, DocumentSymbol, FoldingRange, HoverResult, Severity, SymbolKind } from '../features/types.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { ClientFeatures } from './capabilities.ts';
import { plainSnippet } from './plainSnippet.ts';

export function toRange(tree: SyntaxTree, range: TextRange): Range {
  return { start: tree.lines.positionAt(range.start), end: tree.lines.positionAt(range.end) };
}

export function toTextEdit(tree: SyntaxTree, edit: TextEdit): ProtoTextEdit {
  return { range: toRange(tree, edit.range), newText: edit.newText };
}

function toMarkup(markdown: string, isMarkdown: boolean): MarkupContent {
  return { kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: markdown };
}

export function toHover(tree: SyntaxTree, hover: HoverResult, client: ClientFeatures): Hover {
  return { contents: toMarkup(hover.markdown, client.hoverMarkdown), range: toRange(tree, hover.range) };
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const diagnosticTags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export function toDiagnostic(tree: SyntaxTree, diagnostic: Diagnostic): ProtoDiagnostic {
  return {
    range: toRange(tree, diagnostic.range),
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    ...(diagnostic.url === undefined ? {} : { codeDescription: { href: diagnostic.url } }),
    source: 'drydock',
    message: diagnostic.message,
    ...(diagnostic.tags.length === 0 ? {} : { tags: diagnostic.tags.map((tag) => diagnosticTags[tag]) }),
  };
}

const completionKinds: Record<CompletionKind, CompletionItemKind> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  flag: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  variable: CompletionItemKind.Variable,
  stage: CompletionItemKind.Module,
  directive: CompletionItemKind.Keyword,
  image: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  signal: CompletionItemKind.Constant,
};

export function toCompletionItem(tree: SyntaxTree, item: CompletionItem, client: ClientFeatures): ProtoCompletionItem {
  const isSnippet = item.isSnippet && client.snippets;
  const edit = item.isSnippet && !client.snippets ? { ...item.edit, newText: plainSnippet(item.edit.newText) } : item.edit;
  const result: ProtoCompletionItem = { label: item.label, kind: completionKinds[item.kind], textEdit: toTextEdit(tree, edit) };
  if (isSnippet) result.insertTextFormat = InsertTextFormat.Snippet;
  // Indented like the line above, the end of a heredoc would not end it.
  if (edit.newText.includes('\n')) result.insertTextMode = InsertTextMode.asIs;
  if (item.detail !== undefined) result.detail = item.detail;
  if (item.documentation !== undefined) result.documentation = toMarkup(item.documentation, client.completionMarkdown);
  if (item.sortText !== undefined) result.sortText = item.sortText;
  if (item.filterText !== undefined) result.filterText = item.filterText;
  if (item.deprecated) result.tags = [CompletionItemTag.Deprecated];
  if (item.triggerSuggest && client.isVsCode) result.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  return result;
}

const symbolKinds: Record<SymbolKind, ProtoSymbolKind> = {
  stage: ProtoSymbolKind.Module,
  instruction: ProtoSymbolKind.Function,
  variable: ProtoSymbolKind.Variable,
  directive: ProtoSymbolKind.Property,
  heredoc: ProtoSymbolKind.String,
};

export function toDocumentSymbol(tree: SyntaxTree, symbol: DocumentSymbol): ProtoDocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range: toRange(tree, symbol.range),
    selectionRange: toRange(tree, symbol.selectionRange),
    children: symbol.children.map((child) => toDocumentSymbol(tree, child)),
  };
}

/** The same symbols for clients without a tree: each names the one around it. */
export function toSymbolInformation(tree: SyntaxTree, uri: string, symbols: readonly DocumentSymbol[], containerName?: string): SymbolInformation[] {
  return symbols.flatMap((symbol) => [
    { name: symbol.name, kind: symbolKinds[symbol.kind], location: { uri, range: toRange(tree, symbol.range) }, ...(containerName === undefined ? {} : { containerName }) },
    ...toSymbolInformation(tree, uri, symbol.children, symbol.name),
  ]);
}

export function toFoldingRange(range: FoldingRange): ProtoFoldingRange {
  const kind = range.kind === undefined ? undefined : range.kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region;
  return { startLine: range.startLine, endLine: range.endLine, ...(kind === undefined ? {} : { kind }) };
}

export interface DocumentVersion {
  readonly uri: string;
  readonly version: number;
  readonly tree: SyntaxTree;
}

export function toCodeAction({ uri, version, tree }: DocumentVersion, action: CodeAction, client: ClientFeatures): ProtoCodeAction {
  const result: ProtoCodeAction = { title: action.title, kind: action.kind };
  if (action.diagnostics.length > 0) result.diagnostics = action.diagnostics.map((diagnostic) => toDiagnostic(tree, diagnostic));
  // VS Code's grouped menu shows the title and not the reason, so the reason stands in both.
  if (action.disabled !== undefined) return { ...result, title: `${action.title}: ${action.disabled}`, disabled: { reason: action.disabled } };
  if (action.isPreferred) result.isPreferred = true;
  const edits = action.edits.map((edit) => toTextEdit(tree, edit));
  // With the version the client refuses the edit when the document has moved on meanwhile.
  const edit: WorkspaceEdit = client.documentChanges ? { documentChanges: [{ textDocument: { uri, version }, edits }] } : { changes: { [uri]: edits } };
  return { ...result, edit };
}
