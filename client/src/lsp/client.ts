/**
 * The language client. Owns: starting, restarting and stopping the server, and what is asked of it beyond the standard protocol.
 * Must not parse Dockerfiles and must not know commands or views.
 */
import { workspace, type CancellationToken, type Disposable, type LogOutputChannel, type TextDocument } from 'vscode';
import { RevealOutputChannelOn, State, type BaseLanguageClient, type StaticFeature } from 'vscode-languageclient';
import {
  buildStepsRequest, contextFilesRequest, type BuildStepsParams, type BuildStepsResult, type ContextFilesParams, type ContextFilesResult, historyLinesRequest, imageConfigRequest, stagesRequest, type HistoryLinesParams, type HistoryLinesResult, type ImageConfigParams, type ImageConfigResult, type StagesParams,
  type StagesResult,
} from '../../../server/src/lsp/protocol.ts';
import type { ClientFactory } from './nodeTransport.ts';
import { serveFiles } from './serveFiles.ts';
import { createTraceChannel } from './traceChannel.ts';

export const languageId = 'dockerfile';

export type ServerState = 'starting' | 'running' | 'stopped';

/** Tells the server what it may ask for. */
const answers: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = { ...capabilities.experimental as object | undefined, drydock: { imageConfig: true, files: true } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

export class LanguageServer implements Disposable {
  readonly #client: BaseLanguageClient;
  readonly #disposables: Disposable[] = [];
  #started: Promise<void> | undefined;

  /** `imageConfig` answers the server's questions about images; it must not reject. */
  constructor(factory: ClientFactory, output: LogOutputChannel, imageConfig: (image: string) => Promise<ImageConfigResult>) {
    const trace = createTraceChannel('Drydock Language Server Trace', { section: 'drydock', key: 'trace.server' });
    this.#client = factory('drydock', 'Drydock', {
      // Every scheme: untitled documents, files of virtual workspaces and old versions out of git are Dockerfiles too.
      documentSelector: [{ language: languageId }],
      diagnosticCollectionName: 'drydock',
      outputChannel: output,
      traceOutputChannel: trace.channel,
      // A request that fails is a line in the output, no window in the way of whoever is typing.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    });
    this.#client.registerFeature(answers);
    this.#client.onRequest(imageConfigRequest, ({ image }: ImageConfigParams) => imageConfig(image));
    serveFiles(this.#client);
    this.#disposables.push(trace);
  }

  /** Starts the server once a Dockerfile is open: an image history alone needs none. */
  startWithFirstDocument(): void {
    const isOurs = (document: TextDocument): boolean => document.languageId === languageId;
    if (workspace.textDocuments.some(isOurs)) void this.start();
    else this.#disposables.push(workspace.onDidOpenTextDocument((document) => { if (isOurs(document)) void this.start(); }));
  }

  /** Resolves when the server answers. A failure is shown by the client library and rejects here. */
  start(): Promise<void> {
    this.#started ??= this.#client.start();
    // Whoever awaits the promise sees the failure; an unawaited one must not become an unhandled rejection.
    this.#started.catch(() => undefined);
    return this.#started;
  }

  async restart(): Promise<void> {
    const before = this.#started;
    this.#started = (async () => {
      await before?.catch(() => undefined);
      if (this.#client.needsStop()) await this.#client.stop();
      await this.#client.start();
    })();
    await this.#started;
  }

  /** Calls back now and at every change. */
  onState(callback: (state: ServerState) => void): Disposable {
    const told = (state: State): void => callback(state === State.Running ? 'running' : state === State.Starting || !this.#started ? 'starting' : 'stopped');
    told(this.#client.state);
    return this.#client.onDidChangeState(({ newState }) => told(newState));
  }

  /** The stages of a document that VS Code has open. */
  async stages(uri: string, token?: CancellationToken): Promise<StagesResult> {
    const params: StagesParams = { textDocument: { uri } };
    return this.#ask<StagesResult>(stagesRequest, params, token);
  }

  async historyLines(params: HistoryLinesParams, token?: CancellationToken): Promise<HistoryLinesResult> {
    return this.#ask<HistoryLinesResult>(historyLinesRequest, params, token);
  }

  async buildSteps(params: BuildStepsParams, token?: CancellationToken): Promise<BuildStepsResult> {
    return this.#ask<BuildStepsResult>(buildStepsRequest, params, token);
  }

  async contextFiles(params: ContextFilesParams, token?: CancellationToken): Promise<ContextFilesResult> {
    return this.#ask<ContextFilesResult>(contextFilesRequest, params, token);
  }

  /** An undefined token would be sent as a second parameter, null, which servers take for the token. */
  async #ask<Result>(method: string, params: object, token: CancellationToken | undefined): Promise<Result> {
    await this.start();
    return token ? this.#client.sendRequest<Result>(method, params, token) : this.#client.sendRequest<Result>(method, params);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** For the end of the extension: waits until the server is gone. */
  async stop(): Promise<void> {
    if (this.#started) await this.#client.dispose();
  }
}
