/**
 * The entry for hosts with Node: desktop, remote and server. Owns: the choice of parts. Must not hold behaviour of its own.
 */
import type { ExtensionContext } from 'vscode';
import { activateWith } from './activate.ts';
import { lazyImages } from './commands/images.ts';
import { nodeServer } from './lsp/nodeTransport.ts';

let running: { stop(): Promise<void> } | undefined;

export function activate(context: ExtensionContext): void {
  running = activateWith(context, { server: nodeServer(context.asAbsolutePath('dist/server.cjs')), images: lazyImages });
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
