/**
 * The entry for hosts with Node: desktop, remote and server. Owns: the choice of parts. Must not hold behaviour of its own.
 */
import { workspace, type ExtensionContext } from 'vscode';
import { activateWith } from './activate.ts';
import { lazyImages } from './commands/images.ts';
import { ImageWorker } from './image/imageWorker.ts';
import { nodeServer } from './lsp/nodeTransport.ts';
import { proxySettings } from './ui/proxySettings.ts';

let running: { stop(): Promise<void> } | undefined;

export function activate(context: ExtensionContext): void {
  const imageWorker = new ImageWorker({
    script: context.asAbsolutePath('dist/imageWorker.cjs'),
    data: () => ({ storage: { folder: context.globalStorageUri.fsPath, largestImage: keptMegabytes() * 1_000_000 }, proxy: proxySettings() }),
  });
  context.subscriptions.push(workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('http')) imageWorker.refreshProxy(); }));
  const { stop } = activateWith(context, {
    server: nodeServer(context.asAbsolutePath('dist/server.cjs')),
    images: (engines) => lazyImages(engines, imageWorker),
  });
  running = { stop: async () => void await Promise.all([stop(), imageWorker.dispose()]) };
}

function keptMegabytes(): number {
  return workspace.getConfiguration('drydock.layers').get<number>('keptImageSize', 2000);
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
