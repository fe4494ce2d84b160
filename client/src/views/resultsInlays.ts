/**
 * What each instruction cost, at the end of its line or above it. Owns: drawing results as inlay hints or lenses, as the setting says.
 * Must not find out what they are.
 */
import {
  CodeLens, EventEmitter, InlayHint, InlayHintLabelPart, languages, MarkdownString, Position, Range, workspace, type CodeLensProvider, type Disposable, type InlayHintsProvider,
  type TextDocument,
} from 'vscode';
import { languageId } from '../lsp/client.ts';
import type { ShownResult } from '../model/resultsShown.ts';
import type { ResultsDocuments } from './resultsDocuments.ts';

export type ResultsStyle = 'inlayHints' | 'codeLens' | 'off';

export function resultsStyle(document?: TextDocument): ResultsStyle {
  return workspace.getConfiguration('drydock.results', document?.uri).get<ResultsStyle>('show', 'inlayHints');
}

/** Links of tooltips that may be followed. */
const linkedCommands = ['drydock.showLayer', 'drydock.showImageHistory', 'drydock.showGrowth'];

export function registerResultsInlays(documents: ResultsDocuments): Disposable {
  const hintsChanged = new EventEmitter<void>();
  const lensesChanged = new EventEmitter<void>();
  const hints: InlayHintsProvider = {
    onDidChangeInlayHints: hintsChanged.event,
    provideInlayHints: (document, range) => (resultsStyle(document) !== 'inlayHints' ? []
      : documents.shown(document).filter(({ first }) => first >= range.start.line && first <= range.end.line && first < document.lineCount).map((result) => hintOf(document, result))),
  };
  const lenses: CodeLensProvider = {
    onDidChangeCodeLenses: lensesChanged.event,
    provideCodeLenses: (document) => (resultsStyle(document) !== 'codeLens' ? [] : documents.shown(document).filter(({ first }) => first < document.lineCount).map(lensOf)),
  };
  const changed = (): void => {
    hintsChanged.fire();
    lensesChanged.fire();
  };
  const selector = { language: languageId, scheme: 'file' };
  const disposables = [
    languages.registerInlayHintsProvider(selector, hints), languages.registerCodeLensProvider(selector, lenses), documents.onDidChange(changed),
    workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('drydock.results.show')) changed(); }),
    hintsChanged, lensesChanged,
  ];
  return { dispose: () => { for (const disposable of disposables) disposable.dispose(); } };
}

function hintOf(document: TextDocument, result: ShownResult): InlayHint {
  const part = new InlayHintLabelPart(result.text);
  part.tooltip = tooltipOf(result);
  const hint = new InlayHint(document.lineAt(result.first).range.end, [part]);
  hint.paddingLeft = true;
  return hint;
}

function tooltipOf({ markdown }: ShownResult): MarkdownString {
  const tooltip = new MarkdownString(markdown);
  tooltip.isTrusted = { enabledCommands: linkedCommands };
  return tooltip;
}

function lensOf(result: ShownResult): CodeLens {
  const at = new Position(result.first, 0);
  const { source } = result;
  return new CodeLens(new Range(at, at), {
    title: result.text, tooltip: result.markdown.replace(/\*\*?|`|\[[^\]]*\]\([^)]*\)/g, '').trim(),
    ...(result.layer !== undefined && source ? { command: 'drydock.showLayer', arguments: [{ source }, result.layer] }
      : source ? { command: 'drydock.showImageHistory', arguments: [{ source }] } : { command: '' }),
  });
}
