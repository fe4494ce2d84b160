/**
 * Puts the extension together from injected parts. Owns: what is created when the extension starts. Must not wait for an engine or start anything
 * but the language server.
 */
import { commands as vscodeCommands, window, workspace, type ExtensionContext } from 'vscode';
import { commands } from './commands/index.ts';
import { refreshHistory, rememberedSettings, showHistory } from './commands/history/showHistory.ts';
import { imageOfKey } from './commands/layers/reopen.ts';
import { withResults } from './commands/results/openedImages.ts';
import type { Deps, Images } from './commands/deps.ts';
import { EngineAccess, type Engines, type Listening } from './engine/engines.ts';
import { ImageConfigs } from './engine/imageConfigs.ts';
import { LanguageServer } from './lsp/client.ts';
import type { ClientFactory } from './lsp/nodeTransport.ts';
import { dockerfilesOf } from './ui/dockerfiles.ts';
import { TextDocuments } from './ui/documents.ts';
import { steps } from './ui/steps.ts';
import { memoryIn, progress, prompts, terminals } from './ui/window.ts';
import { ImageViews } from './views/imageViews.ts';
import { buildWindow } from './views/buildWindow.ts';
import { historyWindow } from './views/historyWindow.ts';
import { registerArchiveEditor } from './views/archiveEditor.ts';
import { registerLayerFiles } from './views/layerFiles.ts';
import { layersWindow } from './views/layersWindow.ts';
import { buildResults, registerResults } from './views/results.ts';
import { registerStageLens } from './views/stageLens.ts';
import { registerEngineStatus, registerStatusItem } from './views/statusItem.ts';

/** Where the choice of an engine is remembered for the workspace. */
const engineChoice = 'drydock.engine.choice';

export interface Parts {
  readonly server: ClientFactory;
  /** Makes the access to images. Loads its code at the first use. */
  images(engines: Engines): Images;
}

/** Gives back what ends the extension: the server process must be gone before the host is. */
export function activateWith(context: ExtensionContext, parts: Parts): { stop(): Promise<void> } {
  const output = window.createOutputChannel('Drydock', { log: true });
  const memory = memoryIn(context.workspaceState);
  const engines = new EngineAccess({
    setting: engineHost, isTrusted: () => workspace.isTrusted,
    memory: { get: () => memory.get(engineChoice) || undefined, set: (choice) => memory.set(engineChoice, choice ?? '') },
  });
  const images = parts.images(engines);
  const configs = new ImageConfigs({ config: (image, signal) => images.config(image, signal), isTrusted: () => workspace.isTrusted });
  const server = new LanguageServer(parts.server, output, (image) => configs.get(image));
  const build = buildWindow({ output, engines, server, memory });
  const documents = new TextDocuments();
  const results = buildResults(context, { output, engines, server, memory });
  const setEngine = (state: 'ready' | 'missing'): void => void vscodeCommands.executeCommand('setContext', 'drydock.engine', state);
  context.subscriptions.push(
    engines.onDidChange(({ kind }) => { if (kind !== 'unknown') setEngine(kind); }),
    workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('drydock.engine')) engines.refresh(); }),
    workspace.onDidGrantWorkspaceTrust(() => engines.refresh()),
  );
  const imageLists = new ImageViews({ engines, memory });
  const history = historyWindow(server, rememberedSettings(memory), whileVisible(engines));
  const layers = layersWindow(whileVisible(engines));
  const deps: Deps = {
    prompts, steps, progress, output, images: withResults(images, results), engines, documents, terminals, imageLists, memory, layers, history,
    views: {
      showHistory: (shown) => showHistory(deps, shown.source, shown.history),
      setEngine,
    },
    dockerfiles: dockerfilesOf(server),
    ...build.deps,
    results,
    restartServer: () => server.restart(),
    isTrusted: () => workspace.isTrusted,
  };
  // What could not be read while the engine was away is read when it is back.
  context.subscriptions.push(engines.onDidChange(({ kind }) => { if (kind === 'ready' && history.histories.current?.problem) void refreshHistory(deps); }));
  context.subscriptions.push(build.deps.builds.onDidFinish(() => imageLists.refresh()));
  for (const [id, handler] of Object.entries(commands)) {
    context.subscriptions.push(vscodeCommands.registerCommand(id, (...args: unknown[]) => handler(deps, ...args)));
  }
  context.subscriptions.push(output, documents, imageLists, server, build, history, layers, registerLayerFiles(imageOfKey(deps)), registerArchiveEditor(images), registerStageLens(server), registerStatusItem(server), registerEngineStatus(engines), engines);
  context.subscriptions.push(registerResults(results, { server, engines, builds: build.runs, extensionUri: context.extensionUri }));
  server.startWithFirstDocument();
  return { stop: () => server.stop() };
}

/** For a view that shows what an engine has: one that is missing is looked for while the view can be seen. */
function whileVisible(engines: Engines): (visible: boolean) => void {
  let watching: Listening | undefined;
  return (visible) => {
    watching?.dispose();
    watching = visible ? engines.watch() : undefined;
  };
}

/** The setting is the person's own: a workspace can't set it, trusted or not. */
function engineHost(): string {
  return workspace.getConfiguration('drydock.engine').get<string>('host', '');
}
