/**
 * The language server and the engine in the language status ({ } beside the language's name). Owns: their texts. Must not start or stop anything.
 */
import { languages, LanguageStatusSeverity, type Disposable, type LanguageStatusItem } from 'vscode';
import { describeEndpoint } from '../../../server/src/engine/endpoint.ts';
import { productName } from '../commands/engines/labels.ts';
import type { Engines, EngineState } from '../engine/engines.ts';
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

/** The engine in use, from its first use on. */
export function registerEngineStatus(engines: Engines): Disposable {
  let item: LanguageStatusItem | undefined;
  const show = (state: EngineState): void => {
    if (state.kind === 'unknown') {
      if (item) item.text = 'No engine used yet';
      return;
    }
    item ??= languages.createLanguageStatusItem('drydock.engine', { language: languageId });
    item.name = 'Drydock Container Engine';
    item.command = { title: 'Switch', command: 'drydock.switchEngine' };
    const isReady = state.kind === 'ready';
    item.severity = isReady ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Warning;
    item.text = isReady ? `${productName(state.info.kind)} ${state.info.version}` : 'No engine';
    item.detail = isReady ? describeEndpoint(state.endpoint) : state.error.message;
  };
  const listener = engines.onDidChange(show);
  return { dispose: () => { listener.dispose(); item?.dispose(); } };
}
