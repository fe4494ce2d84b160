/**
 * HTTP to an engine. Owns: sockets, pipes, TLS, time limits and the ends of requests. Must not know what the API says; every failure is an EngineError.
 */
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Endpoint } from './endpoint.ts';
import { badAnswer, cancelled, certificateUnreadable, fromNodeError, lost, timedOut, uploadFailed } from './errors.ts';
import type { EngineError } from './errors.ts';
import { asObject, text } from './json.ts';
import { SshAgent } from './ssh.ts';

export interface ConnectionOptions {
  /** Longest silence of the engine in milliseconds; 30 seconds when left out. What makes it work for long has ten times that, or no limit. */
  readonly timeout?: number;
  /** The ssh program, for tests. */
  readonly ssh?: string;
}

/** Makes the error for a status of 300 or more from what the engine says. */
export type Refusal = (status: number, message: string) => EngineError;

export interface EngineRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes, and destroyed when the request ends before it. */
  readonly body?: string | Readable;
  readonly signal?: AbortSignal | undefined;
  /** How long the engine may say nothing before its answer begins: the usual time, ten times that, or for ever. */
  readonly patience?: 'short' | 'long' | 'endless' | undefined;
  readonly refusal: Refusal;
}

/** An engine that has begun to stream an archive does not pause for this many times the usual limit, unless it hangs. */
const stallFactor = 4;

export class Connection {
  readonly endpoint: Endpoint;
  readonly #timeout: number;
  readonly #options: ConnectionOptions;
  #agent: http.Agent | undefined;

  constructor(endpoint: Endpoint, options: ConnectionOptions = {}) {
    this.endpoint = endpoint;
    this.#timeout = options.timeout ?? 30_000;
    this.#options = options;
  }

  /** The JSON of an answer, undefined when it has no body. */
  async json(request: EngineRequest): Promise<unknown> {
    const body = await this.#accepted(request);
    const answer = await this.#text(body, request);
    // Podman ends even an empty answer with a line break.
    if (answer.trim() === '') return undefined;
    try {
      return JSON.parse(answer) as unknown;
    } catch {
      throw badAnswer(this.endpoint);
    }
  }

  /** The bytes of an answer, as they come. The stream ends with an EngineError when the connection breaks; `mayPause` says that silence is no failure. */
  async stream(request: EngineRequest, mayPause = false): Promise<Readable> {
    const body = await this.#accepted(request);
    const out = new PassThrough({ highWaterMark: 1 << 20 });
    const fail = (error: unknown): void => void out.destroy(this.#failure(error, request.signal));
    const watch = mayPause ? undefined : this.#watchSilence(this.#timeout * stallFactor, fail);
    // While the reader is slow, the engine can't send.
    body.on('data', () => watch?.reset());
    out.on('drain', () => watch?.reset());
    watch?.onlyWhile(() => !out.writableNeedDrain);
    body.on('error', fail);
    body.on('end', () => watch?.stop());
    out.once('close', () => {
      watch?.stop();
      body.destroy();
    });
    body.pipe(out);
    return out;
  }

  dispose(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  /** The answer's body, unless the engine refuses. */
  async #accepted(request: EngineRequest): Promise<http.IncomingMessage> {
    const body = await this.#send(request, true);
    const status = body.statusCode ?? 0;
    if (status < 300) return body;
    const message = messageIn(await this.#text(body, request));
    throw status < 400 ? badAnswer(this.endpoint) : request.refusal(status, message);
  }

  #send(request: EngineRequest, mayRepeat: boolean): Promise<http.IncomingMessage> {
    const { body, signal, patience = 'short' } = request;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled(signal.reason));
        return;
      }
      const sent = this.#open(request);
      const limit = patience === 'short' ? this.#timeout : this.#timeout * 10;
      const watch = this.#watchSilence(limit, (error) => sent.destroy(error));
      // Where an answer may take for ever, a connection still may not.
      if (patience === 'endless') onceConnected(sent, () => watch.stop());
      sent.on('error', (error: NodeJS.ErrnoException) => {
        watch.stop();
        // The engine closed an idle connection at the moment when it was used again.
        const isStale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        if (isStale && mayRepeat && (request.method ?? 'GET') === 'GET') resolve(this.#send(request, false));
        else reject(this.#failure(error, signal));
      });
      sent.on('response', (answer) => {
        watch.stop();
        resolve(answer);
      });
      if (body === undefined || typeof body === 'string') sent.end(body);
      else upload(body, sent, () => watch.reset());
    });
  }

  #open(request: EngineRequest): http.ClientRequest {
    const { endpoint } = this;
    this.#agent ??= makeAgent(endpoint, this.#options.ssh ?? 'ssh');
    const { path, method = 'GET', signal } = request;
    const local = endpoint.transport === 'tcp' ? {} : { host: 'localhost' };
    const headers = { ...local, ...(typeof request.body === 'string' ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(request.body) } : {}), ...request.headers };
    const options: https.RequestOptions = { path, method, agent: this.#agent, headers, ...(signal ? { signal } : {}) };
    switch (endpoint.transport) {
      case 'tcp': return (endpoint.tls ? https : http).request({ ...options, host: endpoint.host, port: endpoint.port });
      case 'ssh': return http.request(options);
      default: return http.request({ ...options, socketPath: endpoint.path });
    }
  }

  #text(body: http.IncomingMessage, { signal }: EngineRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const watch = this.#watchSilence(this.#timeout, (error) => body.destroy(error));
      const fail = (error: EngineError): void => {
        watch.stop();
        reject(error);
      };
      body.on('data', (chunk: Buffer) => {
        watch.reset();
        chunks.push(chunk);
      });
      body.on('end', () => {
        watch.stop();
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
      body.on('error', (error) => fail(this.#failure(error, signal)));
      // Without an end or an error: the engine died in the middle.
      body.on('close', () => fail(lost(this.endpoint)));
    });
  }

  /** Calls `fail` after so many milliseconds without a `reset`. */
  #watchSilence(limit: number, fail: (error: EngineError) => void): SilenceWatch {
    let counts = (): boolean => true;
    let isOver = false;
    const timer = setTimeout(() => {
      if (counts()) fail(timedOut(this.endpoint, Math.max(1, Math.round(limit / 1000))));
      else timer.refresh();
    }, limit);
    return {
      reset: () => void (isOver || timer.refresh()),
      stop: () => {
        isOver = true;
        clearTimeout(timer);
      },
      onlyWhile: (condition) => (counts = condition),
    };
  }

  /** An aborted signal shows as several errors, depending on how far the request was. */
  #failure(error: unknown, signal: AbortSignal | undefined): EngineError {
    return signal?.aborted ? cancelled(error) : fromNodeError(error, this.endpoint);
  }
}

interface SilenceWatch {
  reset(): void;
  stop(): void;
  onlyWhile(condition: () => boolean): void;
}

/** Sends what the stream gives. An engine may answer before it has read everything, and then nobody needs the rest. */
function upload(from: Readable, to: http.ClientRequest, onProgress: () => void): void {
  from.on('data', onProgress);
  from.on('error', (error) => to.destroy(uploadFailed(error)));
  to.once('close', () => from.destroy());
  from.pipe(to);
}

function onceConnected(request: http.ClientRequest, done: () => void): void {
  request.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', done);
    else done();
  });
}

function makeAgent(endpoint: Endpoint, ssh: string): http.Agent {
  const keep = { keepAlive: true, maxFreeSockets: 4, timeout: 60_000 };
  if (endpoint.transport === 'ssh') return new SshAgent(endpoint, ssh);
  if (endpoint.transport !== 'tcp' || !endpoint.tls) return new http.Agent(keep);
  const { ca, cert, key, verify } = endpoint.tls;
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw certificateUnreadable(path, error);
    }
  };
  return new https.Agent({ ...keep, rejectUnauthorized: verify, ...(ca ? { ca: read(ca) } : {}), ...(cert ? { cert: read(cert) } : {}), ...(key ? { key: read(key) } : {}) });
}

/** Docker says `message`, Podman also `cause`, which its message repeats. */
function messageIn(answer: string): string {
  try {
    return text(asObject(JSON.parse(answer)).message) || answer;
  } catch {
    return answer;
  }
}
