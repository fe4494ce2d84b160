/**
 * The ports over VS Code's window. Owns: nothing but the translation. Must not decide anything.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CancellationTokenSource, commands, env, ProgressLocation, QuickPickItemKind, Uri, window, workspace, type CancellationToken, type Memento, type QuickPickItem } from 'vscode';
import { withoutLinks } from '../model/markup.ts';
import { whileOpen } from './openPicks.ts';
import type { Choice, LoadingPick, Memory, Progress, Prompts, Terminals, UpdatingPick } from './ports.ts';

interface ChoiceItem<T> extends QuickPickItem {
  readonly value?: T;
}

function toItem<T>({ label, description, detail, value }: Choice<T>): ChoiceItem<T> {
  return { label, value, ...(description !== undefined ? { description } : {}), ...(detail !== undefined ? { detail } : {}) };
}

export const prompts: Prompts = {
  async input({ title, prompt, value, validate }) {
    return whileOpen(() => window.showInputBox({ title, prompt, value, validateInput: validate, ignoreFocusOut: true }));
  },
  async pick(title, placeHolder, choices) {
    const picked = await whileOpen(() => window.showQuickPick(choices.map(toItem), { title, placeHolder, matchOnDescription: true }));
    return picked?.value;
  },
  pickLoading,
  pickUpdating,
  async openFile({ title, label, extensions, what }) {
    const files = await window.showOpenDialog({ title, openLabel: label, canSelectMany: false, filters: { [what]: [...extensions], 'All files': ['*'] } });
    return files?.[0];
  },
  async pickMany(title, placeHolder, choices) {
    const items = choices.map((choice) => ({ ...toItem(choice), picked: true }));
    const picked = await whileOpen(() => window.showQuickPick(items, { title, placeHolder, canPickMany: true, matchOnDescription: true, ignoreFocusOut: true }));
    return picked?.flatMap(({ value }) => (value === undefined ? [] : [value]));
  },
  async saveFile({ title, label, name, extensions, what }) {
    const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
    return window.showSaveDialog({ title, saveLabel: label, defaultUri: Uri.file(join(folder, name)), filters: { [what]: [...extensions], 'All files': ['*'] } });
  },
  async confirm(message, detail, ...actions) {
    return window.showWarningMessage(message, { modal: true, detail }, ...actions);
  },
  async openFolder({ title, label }) {
    const folders = await window.showOpenDialog({ title, openLabel: label, canSelectMany: false, canSelectFiles: false, canSelectFolders: true });
    return folders?.[0];
  },
  async inform(message, ...actions) {
    return window.showInformationMessage(withoutLinks(message), ...actions);
  },
  async warn(message, ...actions) {
    return window.showWarningMessage(withoutLinks(message), ...actions);
  },
  async fail(message, ...actions) {
    return window.showErrorMessage(withoutLinks(message), ...actions);
  },
  async copy(text) {
    await env.clipboard.writeText(text);
  },
  async openSettings(query) {
    await commands.executeCommand('workbench.action.openSettings', query);
  },
};

function pickLoading<T>({ title, placeholder, always, load, failed }: LoadingPick<T>): Promise<T | undefined> {
  const box = window.createQuickPick<ChoiceItem<T>>();
  const abort = new AbortController();
  const fixed: ChoiceItem<T>[] = always.map(toItem);
  const line: ChoiceItem<T> = { label: '', kind: QuickPickItemKind.Separator };
  box.title = title;
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.items = fixed;
  box.busy = true;
  void load(abort.signal).catch((error: unknown) => failed(error)).then((choices) => {
    if (!abort.signal.aborted) box.items = [...choices.map(toItem), line, ...fixed];
  }).finally(() => { box.busy = false; });
  return whileOpen(() => new Promise((resolve) => {
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.value);
      box.hide();
    });
    box.onDidHide(() => {
      abort.abort();
      resolve(undefined);
      box.dispose();
    });
    box.show();
  }));
}

function pickUpdating<T>({ title, placeholder, choices, update }: UpdatingPick<T>): Promise<T | undefined> {
  const box = window.createQuickPick<ChoiceItem<T>>();
  const abort = new AbortController();
  box.title = title;
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.keepScrollPosition = true;
  box.items = choices.map(toItem);
  box.busy = true;
  const show = (next: readonly Choice<T>[]): void => {
    if (abort.signal.aborted) return;
    const at = box.items.findIndex((item) => item === box.activeItems[0]);
    box.items = next.map(toItem);
    const item = box.items[at];
    if (item) box.activeItems = [item];
  };
  void update(show, abort.signal).catch(() => undefined).finally(() => { box.busy = false; });
  return whileOpen(() => new Promise((resolve) => {
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.value);
      box.hide();
    });
    box.onDidHide(() => {
      abort.abort();
      resolve(undefined);
      box.dispose();
    });
    box.show();
  }));
}

export const progress: Progress = {
  async run(title, work) {
    const abort = new AbortController();
    const early: { message: string; increment?: number }[] = [];
    let show = (step: { message: string; increment?: number }): void => void early.push(step);
    const running = work((message, increment) => show({ message, ...(increment !== undefined ? { increment } : {}) }), abort.signal);
    if (await endsWithin(running, unnoticed)) return running;
    return window.withProgress({ location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true }, (reporter, token) => {
      token.onCancellationRequested(() => abort.abort());
      show = (step) => reporter.report({ ...step, message: withoutLinks(step.message) });
      early.forEach(show);
      return running;
    });
  },
};

/** In milliseconds: a notification for less would only flash. */
const unnoticed = 500;

/** True when it settles in time, either way. */
async function endsWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), milliseconds); });
  const inTime = await Promise.race([work.then(() => true, () => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** A signal that is aborted when the token is cancelled. */
export function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

/** Gives `work` a token that is cancelled when the signal is aborted. */
export async function withToken<T>(signal: AbortSignal | undefined, work: (token: CancellationToken | undefined) => Promise<T>): Promise<T> {
  if (!signal) return work(undefined);
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    return await work(source.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

export const terminals: Terminals = {
  open({ name, program, args, env: variables }) {
    window.createTerminal({ name, shellPath: program, shellArgs: [...args], env: variables }).show();
  },
};

export function memoryIn(state: Memento): Memory {
  return {
    get: (key) => state.get<string>(key),
    set: async (key, value) => state.update(key, value),
  };
}
