/**
 * The read-only editor for image archives. Owns: showing the page about a file and following the file. Must not read archives itself, nor need an engine.
 */
import { randomBytes } from 'node:crypto';
import { RelativePattern, Uri, window, workspace, type CustomDocument, type CustomReadonlyEditorProvider, type Disposable, type WebviewPanel } from 'vscode';
import { sentenceOf } from '../commands/failure.ts';
import type { Images } from '../commands/deps.ts';
import { fileName } from '../model/layers/address.ts';
import { archivePage, pageCommands, type PageState } from '../model/layers/archivePage.ts';

/** Milliseconds without a further change before a file that is being written is read again. */
const quietTime = 500;

export function registerArchiveEditor(images: Pick<Images, 'open'>): Disposable {
  const provider: CustomReadonlyEditorProvider = {
    openCustomDocument: (uri): CustomDocument => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => show(images, uri, panel),
  };
  return window.registerCustomEditorProvider('drydock.imageArchive', provider);
}

function show(images: Pick<Images, 'open'>, uri: Uri, panel: WebviewPanel): void {
  panel.webview.options = { enableScripts: false, enableCommandUris: pageCommands, localResourceRoots: [] };
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const put = (state: PageState): void => {
    panel.webview.html = archivePage({ title: fileName(uri.path), path: uri.fsPath, nonce: randomBytes(16).toString('hex'), state });
  };
  const read = async (): Promise<void> => {
    abort.abort();
    const mine = abort = new AbortController();
    put({ kind: 'reading' });
    const state = await stateOf(images, uri, mine.signal);
    if (!mine.signal.aborted) put(state);
  };
  const readSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(), quietTime);
  };
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), '*'));
  const isOurs = (changed: Uri): void => { if (changed.toString() === uri.toString()) readSoon(); };
  watcher.onDidChange(isOurs);
  watcher.onDidCreate(isOurs);
  panel.onDidDispose(() => {
    clearTimeout(timer);
    abort.abort();
    watcher.dispose();
  });
  void read();
}

async function stateOf(images: Pick<Images, 'open'>, uri: Uri, signal: AbortSignal): Promise<PageState> {
  if (uri.scheme !== 'file') return { kind: 'failed', message: 'Only archives on a disk can be read.' };
  try {
    const { images: opened, problem } = await images.open({ kind: 'archive', path: uri.fsPath, name: '' }, () => undefined, signal);
    // The page needs no more than what is known by now.
    for (const image of opened) image.dispose();
    return { kind: 'read', images: opened, problem };
  } catch (error) {
    return { kind: 'failed', message: sentenceOf(error) };
  }
}
