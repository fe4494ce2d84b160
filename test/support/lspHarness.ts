/**
 * A language client for tests. It speaks the protocol with a server in this process, with a spawned one, or with one in a worker-like
 * context, and sends only what the test says.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { PassThrough } from 'node:stream';
import vm from 'node:vm';
import {
  AbstractMessageReader, AbstractMessageWriter, createConnection, createMessageConnection, RequestType, StreamMessageReader, StreamMessageWriter,
  type CancellationToken, type ClientCapabilities, type CodeAction, type CompletionList, type DataCallback, type Diagnostic, type Disposable,
  type DocumentDiagnosticReport, type InitializeResult, type Message, type MessageConnection, type MessageReader, type MessageWriter,
  type PublishDiagnosticsParams, type TextDocumentContentChangeEvent, type TextEdit,
} from 'vscode-languageserver/node';
import { lineIndexOf } from '../../server/src/base/lineIndex.ts';
import { applyEdits } from '../../server/src/base/textEdit.ts';
import type { Host } from '../../server/src/host.ts';
import { createServer } from '../../server/src/lsp/server.ts';

/** What a modern editor says it can do. */
export const fullCapabilities: ClientCapabilities = {
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true }, workspaceEdit: { documentChanges: true }, diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: { dynamicRegistration: true },
    publishDiagnostics: { versionSupport: true },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } }, disabledSupport: true, isPreferredSupport: true },
  },
};

/** A client without pull diagnostics and without settings to ask for. */
export const pushCapabilities: ClientCapabilities = { textDocument: { publishDiagnostics: { versionSupport: true } } };

export class TestClient {
  /** What `workspace/configuration` is answered with, or what gives it; a promise keeps the server waiting. */
  settings: unknown = {};
  settingsAsked = 0;
  refreshes = 0;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly log: string[] = [];
  readonly #connection: MessageConnection;
  readonly #stop: () => void;
  #arrived: (() => void)[] = [];

  constructor(reader: MessageReader, writer: MessageWriter, stop: () => void) {
    this.#stop = stop;
    this.#connection = createMessageConnection(reader, writer);
    this.#connection.onRequest('workspace/configuration', async ({ items }: { items: unknown[] }) => {
      this.settingsAsked++;
      const settings: unknown = await (typeof this.settings === 'function' ? this.settings() : this.settings);
      return items.map(() => settings);
    });
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onRequest('workspace/diagnostic/refresh', () => { this.refreshes++; return null; });
    this.#connection.onNotification('window/logMessage', ({ message }: { message: string }) => { this.log.push(message); });
    this.#connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const tell of this.#arrived.splice(0)) tell();
    });
    this.#connection.listen();
  }

  async initialize(capabilities: ClientCapabilities = fullCapabilities, more: object = {}): Promise<InitializeResult> {
    const result = await this.request<InitializeResult>('initialize', { processId: null, rootUri: null, capabilities, ...more });
    await this.notify('initialized', {});
    return result;
  }

  request<R>(method: string, params: unknown, token?: CancellationToken): Promise<R> {
    return token ? this.#connection.sendRequest<R>(method, params, token) : this.#connection.sendRequest<R>(method, params);
  }

  /** Answers what the server asks, in the place of what it was answered with before. */
  onRequest<P>(method: string, answer: (params: P) => unknown): void {
    this.#connection.onRequest<P, unknown, void>(new RequestType(method), answer);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version, text } });
  }

  change(uri: string, version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) });
  }

  /** The diagnostics pulled now. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== 'full') throw new Error('the report is not full');
    return report.items;
  }

  /** The next publication for the document, or the one that has already come, of at least this version. */
  async publication(uri: string, version = 0): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const found = this.published.findLast((candidate) => candidate.uri === uri && (candidate.version ?? 0) >= version);
      if (found) return found;
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  /** True when the server still answers, whatever was sent to it before. */
  async lives(): Promise<boolean> {
    const uri = 'untitled:alive';
    await this.open(uri, 'FROM scratch\nFORM x\n');
    const { items } = await this.pull(uri) as { items: Diagnostic[] };
    await this.close(uri);
    return items.length > 0;
  }

  dispose(): void {
    this.#connection.dispose();
    this.#stop();
  }
}

const noFiles: Host = { readFile: async () => undefined, readDirectory: async () => [], log: () => undefined };

/** A client of a server in this process. `down` carries what the server says. */
export function inProcess(host: Host = noFiles, down = new PassThrough()): TestClient {
  const up = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  createServer(server, host);
  return new TestClient(new StreamMessageReader(down), new StreamMessageWriter(up), () => server.dispose());
}

/** The same, after `initialize`. */
export async function startedInProcess(capabilities: ClientCapabilities = fullCapabilities, more: object = {}): Promise<TestClient> {
  const client = inProcess();
  await client.initialize(capabilities, more);
  return client;
}

/** A client of a spawned server that speaks over standard input and output. */
export function spawned(args: readonly string[]): { client: TestClient; child: ChildProcess } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = new TestClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), () => child.kill());
  return { client, child };
}

/** A client of a worker bundle, run in a context that has a worker's globals and nothing of Node's. */
export function inWorkerContext(bundle: string): TestClient {
  const toServer: { listener?: (event: { data: unknown }) => void } = {};
  let toClient: (message: Message) => void = () => undefined;
  const scope: Record<string, unknown> = {
    TextEncoder, TextDecoder, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, URL, performance, console,
    postMessage: (message: unknown) => { const copy = JSON.parse(JSON.stringify(message)) as Message; setTimeout(() => toClient(copy), 0); },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  scope['self'] = scope;
  Object.defineProperty(scope, 'onmessage', { set: (listener) => { toServer.listener = listener; } });
  vm.runInContext(fs.readFileSync(bundle, 'utf8'), vm.createContext(scope));

  class Reader extends AbstractMessageReader implements MessageReader {
    listen(callback: DataCallback): Disposable {
      toClient = callback;
      return { dispose: () => { toClient = () => undefined; } };
    }
  }
  class Writer extends AbstractMessageWriter implements MessageWriter {
    async write(message: Message): Promise<void> {
      const data: unknown = JSON.parse(JSON.stringify(message));
      setTimeout(() => toServer.listener?.({ data }), 0);
    }
    end(): void {}
  }
  return new TestClient(new Reader(), new Writer(), () => undefined);
}

/** Initializes, and sees a finding come and go. */
export async function roundTrip(client: TestClient): Promise<void> {
  const uri = 'file:///round/Dockerfile';
  const { serverInfo } = await client.initialize();
  if (serverInfo?.name !== 'Drydock') throw new Error(`the server is called ${serverInfo?.name}`);
  const isThere = async (): Promise<boolean> => (await client.diagnostics(uri)).some(({ code }) => code === 'UnknownInstruction');
  await client.open(uri, 'FROM scratch\nCOPI a b\n');
  if (!await isThere()) throw new Error('the finding is missing');
  await client.change(uri, 2, { range: { start: { line: 1, character: 3 }, end: { line: 1, character: 4 } }, text: 'Y' });
  if (await isThere()) throw new Error('the finding is still there');
}

/** The text after the edits of a response. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = lineIndexOf(text);
  return applyEdits(text, edits.map(({ range, newText }) => ({ range: { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) }, newText })));
}

/** The text after a code action of a response. */
export function afterAction(text: string, action: CodeAction): string {
  const [change] = action.edit?.documentChanges ?? [];
  const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : Object.values(action.edit?.changes ?? {}).flat();
  return edited(text, edits);
}

/** The one item with the label. */
export function completionItem(list: CompletionList, label: string): CompletionList['items'][number] {
  const found = list.items.filter((item) => item.label === label);
  if (found.length !== 1) throw new Error(`${found.length} items are labelled ${label}; there are ${list.items.map((item) => item.label).join(', ')}`);
  return found[0]!;
}
