/**
 * Opening a view of the side bar. Owns: nothing but the one command. Must not know any view.
 */
import { commands } from 'vscode';
import { mayTakeFocus } from '../ui/openPicks.ts';

/** Gives it the focus unless that would close a list. Does nothing with a view that can be seen. */
export async function openView(id: string, { visible }: { readonly visible: boolean }): Promise<void> {
  if (!visible) await commands.executeCommand(`${id}.focus`, { preserveFocus: !mayTakeFocus() });
}
