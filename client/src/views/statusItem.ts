/**
 * The language server in the language status ({ } beside the language's name). Owns: its text. Must not start or stop anything.
 */
import { languages, LanguageStatusSeverity, type Disposable } from 'vscode';
import { languageId, type LanguageServer, type ServerState } from '../lsp/client.ts';

const texts: Readonly<Record<ServerState, string>> = { starting: 'Starting', running: 'Running', stopped: 'Stopped' };

export function registerStatusItem(server: LanguageServer): Disposable {
  const item = languages.createLanguageStatusItem('drydock.server', { language: languageId });
  item.name = 'Drydock Language Server';
  item.command = { title: 'Restart', command: 'drydock.restartServer' };
  const listener = server.onState((state) => {
    item.text = texts[state];
    item.detail = 'Drydock language server';
    item.busy = state === 'starting';
    item.severity = state === 'stopped' ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  });
  return { dispose: () => { listener.dispose(); item.dispose(); } };
}
