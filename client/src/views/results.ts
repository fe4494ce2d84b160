/**
 * Build results in the editor. Owns: putting its parts together, the status item and switching results on and off. Must not draw or compute them.
 */
import { join } from 'node:path';
import { ConfigurationTarget, languages, Uri, window, workspace, type Disposable, type ExtensionContext } from 'vscode';
import type { Builds } from '../commands/deps.ts';
import { BuildResults, type BuildResultsOptions } from '../commands/results/buildResults.ts';
import type { Engines } from '../engine/engines.ts';
import { languageId, type LanguageServer } from '../lsp/client.ts';
import { dockerfileReader } from '../lsp/dockerfileReader.ts';
import { predictionMarks } from '../model/predictionShown.ts';
import { ResultsStore } from '../model/resultsStore.ts';
import { ResultsDocuments } from './resultsDocuments.ts';
import { registerResultsInlays, resultsStyle, type ResultsStyle } from './resultsInlays.ts';
import { predictsCache, ResultsPrediction } from './resultsPrediction.ts';

export interface ResultsParts {
  readonly server: LanguageServer;
  readonly engines: Engines;
  readonly builds: Pick<Builds, 'onDidStart' | 'onDidFinish'>;
  readonly extensionUri: Uri;
}

/** Remembers in the workspace's storage, or for the person where no workspace is open. */
export function buildResults(context: Pick<ExtensionContext, 'storageUri' | 'globalStorageUri'>, { server, ...parts }: Pick<BuildResultsOptions, 'output' | 'engines' | 'memory'> & { server: LanguageServer }): BuildResults {
  const storage = context.storageUri ?? context.globalStorageUri;
  return new BuildResults({
    ...parts, reader: dockerfileReader(server), isTrusted: () => workspace.isTrusted, toggleShown: toggleResults,
    predicts: (file) => predictsCache(Uri.file(file)),
    store: new ResultsStore(storage.scheme === 'file' ? join(storage.fsPath, 'results') : undefined),
  });
}

export function registerResults(results: BuildResults, { server, engines, builds, extensionUri }: ResultsParts): Disposable {
  const documents = new ResultsDocuments(results, server);
  const prediction = new ResultsPrediction(results, engines, extensionUri);
  const disposables: { dispose(): unknown }[] = [
    documents, prediction, registerResultsInlays(documents), registerStatus(documents, prediction),
    builds.onDidStart((run) => results.began(run)), builds.onDidFinish((build, run) => void results.finished(build, run)),
  ];
  return { dispose: () => { for (const disposable of disposables) disposable.dispose(); } };
}

/** What the setting is switched back to. */
let shownBefore: ResultsStyle = 'inlayHints';

async function toggleResults(): Promise<'shown' | 'hidden'> {
  const style = resultsStyle();
  if (style !== 'off') shownBefore = style;
  await workspace.getConfiguration('drydock.results').update('show', style === 'off' ? shownBefore : 'off', ConfigurationTarget.Global);
  return style === 'off' ? 'shown' : 'hidden';
}

/** In the language status, for the Dockerfile in the active editor. */
function registerStatus(documents: ResultsDocuments, prediction: ResultsPrediction): Disposable {
  const item = languages.createLanguageStatusItem('drydock.results', { language: languageId, scheme: 'file' });
  item.name = 'Build Results';
  const show = (): void => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== languageId) return;
    const isOff = resultsStyle(document) === 'off';
    const count = documents.shown(document).length;
    const predicted = prediction.predictionOf(document);
    const marks = predicted ? predictionMarks(predicted.steps) : [];
    const first = marks.find(({ kind }) => kind === 'first');
    item.text = isOff ? 'Build results are off' : count === 0 ? 'No build results' : 'Build results are shown';
    item.detail = !predicted ? '' : first ? `The next build runs again from line ${first.first + 1} on` : marks.length > 0 ? 'The next build may run some steps again' : 'Nothing has changed since the last build';
    item.command = { title: isOff ? 'Show' : 'Hide', command: 'drydock.toggleResults' };
  };
  show();
  const disposables = [
    item, documents.onDidChange(show), prediction.onDidChange(show), window.onDidChangeActiveTextEditor(show),
    workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('drydock.results')) show(); }),
  ];
  return { dispose: () => { for (const disposable of disposables) disposable.dispose(); } };
}
