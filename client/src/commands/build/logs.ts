/**
 * The logs of builds as read-only documents. Owns: the scheme "drydock-log". Must not keep logs: the builds of the window have them.
 */
import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { BuildStep } from '../../engine/rawProgress.ts';
import type { BuildRun, BuildRuns } from '../../model/buildRuns.ts';
import { logText } from '../../model/buildText.ts';

const scheme = 'drydock-log';

/** The document that holds a step's log. */
export function logUri({ id }: BuildRun, { number, name }: BuildStep): Uri {
  const title = name.replace(/[^\w.=@ -]+/g, ' ').trim().slice(0, 60);
  return Uri.from({ scheme, path: `/${title || 'step'}.log`, query: `${id}.${number}` });
}

export async function showLog(run: BuildRun, step: BuildStep): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument(logUri(run, step)), { preview: true });
}

/** Answers for the documents, which follow while a step runs. */
export function serveLogs(runs: BuildRuns): Disposable {
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent({ query }) {
      const [run, number] = query.split('.').map(Number);
      const step = runs.all.find(({ id }) => id === run)?.steps.find((one) => one.number === number);
      return step ? logText(step) : 'The log is gone: it is kept as long as the build is listed in the view "Build".\n';
    },
  };
  const open = (): Uri[] => workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme).map(({ uri }) => uri);
  let timer: NodeJS.Timeout | undefined;
  const listener = runs.onDidChange((run) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const uri of open()) if (uri.query.startsWith(`${run.id}.`)) changed.fire(uri);
    }, 500);
  });
  const registration = workspace.registerTextDocumentContentProvider(scheme, provider);
  return { dispose: () => { clearTimeout(timer); listener.dispose(); registration.dispose(); changed.dispose(); } };
}
