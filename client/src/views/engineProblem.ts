/**
 * What a view shows in place of its rows while the engine can't be asked. Owns: the message and the rows that lead on. Must not ask the engine.
 */
import { ThemeIcon, TreeItem, type TreeView } from 'vscode';
import { sentenceOf } from '../commands/failure.ts';
import type { WatchState } from '../engine/imageWatch.ts';

/** A row that runs a command. */
export interface ActionNode {
  readonly kind: 'action';
  readonly label: string;
  readonly icon: string;
  readonly command: string;
}

/** A view with a message shows no welcome text, so the ways on are rows. */
export const problemActions: readonly ActionNode[] = [
  { kind: 'action', label: 'Try Again Now', icon: 'refresh', command: 'drydock.refreshImages' },
  { kind: 'action', label: 'Show Engine Status', icon: 'pulse', command: 'drydock.showEngineStatus' },
  { kind: 'action', label: 'Switch Engine…', icon: 'arrow-swap', command: 'drydock.switchEngine' },
];

export function actionItem({ label, icon, command }: ActionNode): TreeItem {
  const item = new TreeItem(label);
  item.iconPath = new ThemeIcon(icon);
  item.command = { command, title: label };
  return item;
}

/** An empty message would hide the welcome text as well, so none is none. */
export function setMessage<T>(view: TreeView<T>, { phase, problem }: WatchState): void {
  const message = phase === 'problem' ? `${sentenceOf(problem)} – Drydock keeps trying.` : phase === 'loading' ? 'Asking the engine…' : undefined;
  (view as { message: string | undefined }).message = message;
}
