/**
 * A picker that looks for its choices as one types. Owns: the delay, and dropping answers that come too late. Must not know what is looked for.
 */
import { window, type QuickPickItem } from 'vscode';
import type { Search } from '../commands/layers/port.ts';
import { whileOpen } from './openPicks.ts';
import type { Choice } from './ports.ts';

/** Milliseconds after the last key before anything is looked for. */
const delay = 150;

interface Item<T> extends QuickPickItem {
  readonly value: T;
}

export function searchPick<T>({ title, placeholder, find, failed }: Search<T>): Promise<T | undefined> {
  const box = window.createQuickPick<Item<T>>();
  box.title = title;
  box.placeholder = placeholder;
  // What is found fits already; VS Code's own filter would hide what a glob found.
  const toItem = ({ label, description, detail, value }: Choice<T>): Item<T> => ({
    label, value, alwaysShow: true, ...(description !== undefined ? { description } : {}), ...(detail !== undefined ? { detail } : {}),
  });
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (text: string): Promise<void> => {
    abort.abort();
    const mine = abort = new AbortController();
    box.busy = true;
    const choices = await find(text, mine.signal).catch((error: unknown) => failed(error));
    if (mine.signal.aborted) return;
    box.items = choices.map(toItem);
    box.busy = false;
  };
  return whileOpen(() => new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      clearTimeout(timer);
      abort.abort();
      timer = setTimeout(() => void look(text), delay);
    });
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.value);
      box.hide();
    });
    box.onDidHide(() => {
      clearTimeout(timer);
      abort.abort();
      resolve(undefined);
      box.dispose();
    });
    box.show();
    void look('');
  }));
}
