// A bare language client for the benchmark: it starts a server, counts its time and memory, and adds as little as it can of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true }, workspaceEdit: { documentChanges: true } },
  textDocument: {
    publishDiagnostics: { versionSupport: true, codeDescriptionSupport: true },
    diagnostic: { dynamicRegistration: true },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } } },
    semanticTokens: { requests: { full: { delta: true }, range: true }, tokenTypes: [], tokenModifiers: [], formats: ['relative'] },
  },
};

export class TimedOut extends Error {}

/** One server process with one document. */
export class BenchServer {
  #child;
  #received = Buffer.alloc(0);
  #pieces = [];
  #needed = 0;
  #id = 0;
  #answers = new Map();
  #published = () => undefined;
  #pulls = false;
  #version = 0;
  uri = 'file:///bench/Dockerfile';
  /** The server's, after initialize. */
  capabilities = {};

  constructor(command) {
    this.#child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk) => this.#receive(chunk));
  }

  async initialize() {
    const { result } = await this.request('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.capabilities = result.capabilities;
    this.#pulls = result.capabilities.diagnosticProvider !== undefined;
    this.notify('initialized', {});
  }

  /** Opens the document; resolves with the diagnostics and the milliseconds until they came. */
  open(text) {
    return this.#diagnosticsAfter(() => this.notify('textDocument/didOpen', { textDocument: { uri: this.uri, languageId: 'dockerfile', version: ++this.#version, text } }));
  }

  edit(line, start, end, text) {
    const range = { start: { line, character: start }, end: { line, character: end } };
    this.notify('textDocument/didChange', { textDocument: { uri: this.uri, version: ++this.#version }, contentChanges: [{ range, rangeLength: end - start, text }] });
  }

  /** Types and resolves with the diagnostics of the new text and the milliseconds until they came. */
  editAndDiagnose(line, start, end, text) {
    return this.#diagnosticsAfter(() => this.edit(line, start, end, text));
  }

  about(method, more = {}, timeout) {
    return this.request(method, { textDocument: { uri: this.uri }, ...more }, timeout);
  }

  /** Resolves with { ms, result }; rejects with TimedOut. */
  request(method, params, timeout = 60_000) {
    const id = ++this.#id;
    const begin = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { this.#answers.delete(id); reject(new TimedOut(`${method}: no answer in ${timeout / 1000} s`)); }, timeout);
      this.#answers.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve({ ms: performance.now() - begin, result });
      });
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  notify(method, params) {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** Processor time of all its threads, in milliseconds; NaN where the system does not tell. */
  cpu() {
    try {
      const tasks = `/proc/${this.#child.pid}/task`;
      return fs.readdirSync(tasks).reduce((sum, task) => sum + Number(fs.readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
    } catch {
      return NaN;
    }
  }

  /** Memory in MB: `now`, and the most there was. NaN where the system does not tell. */
  memory() {
    try {
      const status = fs.readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
      return { now: of('VmRSS'), peak: of('VmHWM') };
    } catch {
      return { now: NaN, peak: NaN };
    }
  }

  get pid() {
    return this.#child.pid;
  }

  stop() {
    this.#child.kill('SIGKILL');
  }

  async #diagnosticsAfter(send) {
    const begin = performance.now();
    if (this.#pulls) {
      send();
      const { result } = await this.about('textDocument/diagnostic');
      return { ms: performance.now() - begin, items: result.items };
    }
    const wanted = this.#version + 1;
    const published = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new TimedOut('no diagnostics in 60 s')), 60_000);
      this.#published = ({ version, diagnostics }) => {
        if (version !== undefined && version < wanted) return;
        clearTimeout(timer);
        resolve({ ms: performance.now() - begin, items: diagnostics });
      };
    });
    send();
    return published;
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify(message), 'utf8');
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #receive(chunk) {
    this.#pieces.push(chunk);
    this.#needed -= chunk.length;
    if (this.#needed > 0) return;
    this.#received = Buffer.concat([this.#received, ...this.#pieces]);
    this.#pieces = [];
    for (;;) {
      const headerEnd = this.#received.indexOf('\r\n\r\n');
      if (headerEnd < 0) return void (this.#needed = 0);
      const length = Number(/content-length: *(\d+)/i.exec(this.#received.toString('latin1', 0, headerEnd))[1]);
      const end = headerEnd + 4 + length;
      if (this.#received.length < end) return void (this.#needed = end - this.#received.length);
      const message = JSON.parse(this.#received.toString('utf8', headerEnd + 4, end));
      this.#received = this.#received.subarray(end);
      this.#handle(message);
    }
  }

  #handle(message) {
    if (message.method === undefined) {
      this.#answers.get(message.id)?.(message);
      this.#answers.delete(message.id);
    } else if (message.id !== undefined) {
      this.#send({ jsonrpc: '2.0', id: message.id, result: message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null });
    } else if (message.method === 'textDocument/publishDiagnostics' && message.params.uri === this.uri) {
      this.#published(message.params);
    }
  }
}
