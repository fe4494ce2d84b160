/**
 * HTTP to an engine. Owns: sockets, pipes, TLS, ssh, time limits and the ends of requests. Must not know what the API says; every failure is an EngineError.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { Duplex, PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Endpoint } from './endpoint.ts';
import { badAnswer, cancelled, fromNodeError, lost, sshFailed, timedOut } from './errors.ts';
import type { EngineError } from './errors.ts';

export interface ConnectionOptions {
  /** Longest silence of the engine in milliseconds; 30 seconds when left out. Preparing an archive is not limited. */
  readonly timeout?: number;
  /** The ssh program, for tests. */
  readonly ssh?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
}

export class Connection {
  readonly endpoint: Endpoint;
  readonly #timeout: number;
  readonly #agent: http.Agent;

  constructor(endpoint: Endpoint, options: ConnectionOptions = {}) {
    this.endpoint = endpoint;
    this.#timeout = options.timeout ?? 30_000;
    this.#agent = makeAgent(endpoint, options.ssh ?? 'ssh');
  }

  /** The JSON of an answer. `onError` makes the error for a status of 400 or more from what the engine says. */
  async json(path: string, signal: AbortSignal | undefined, onError: (status: number, message: string) => EngineError): Promise<unknown> {
    const { status, body } = await this.#send(path, signal, this.#timeout);
    const text = await this.#text(body, signal);
    if (status >= 400) throw onError(status, messageIn(text));
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw badAnswer(this.endpoint);
    }
  }

  /** The bytes of an answer, as they come. The stream ends with an EngineError when the connection breaks. */
  async stream(path: string, signal: AbortSignal | undefined, onError: (status: number, message: string) => EngineError): Promise<Readable> {
    const { status, body } = await this.#send(path, signal, 0);
    if (status >= 400) throw onError(status, messageIn(await this.#text(body, signal)));
    const out = new PassThrough({ highWaterMark: 1 << 20 });
    body.on('error', (error) => out.destroy(this.#failure(error, signal)));
    out.once('close', () => body.destroy());
    body.pipe(out);
    return out;
  }

  dispose(): void {
    this.#agent.destroy();
  }

  #send(path: string, signal: AbortSignal | undefined, timeout: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled(signal.reason));
        return;
      }
      const request = (usesTls(this.endpoint) ? https : http).request(this.#options(path, signal, timeout));
      request.on('timeout', () => request.destroy(timedOut(this.endpoint, Math.round(timeout / 1000))));
      request.on('error', (error) => reject(this.#failure(error, signal)));
      request.on('response', (body) => resolve({ status: body.statusCode ?? 0, headers: body.headers, body }));
      request.end();
    });
  }

  #options(path: string, signal: AbortSignal | undefined, timeout: number): https.RequestOptions {
    const { endpoint } = this;
    const common = { path, agent: this.#agent, timeout, ...(signal ? { signal } : {}) };
    if (endpoint.transport === 'tcp') return { ...common, host: endpoint.host, port: endpoint.port };
    const local = { ...common, headers: { host: 'localhost' } };
    return endpoint.transport === 'ssh' ? local : { ...local, socketPath: endpoint.path };
  }

  #text(body: http.IncomingMessage, signal: AbortSignal | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      body.on('data', (chunk: Buffer) => chunks.push(chunk));
      body.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      body.on('error', (error) => reject(this.#failure(error, signal)));
      // Without an end or an error: the engine died in the middle.
      body.on('close', () => reject(lost(this.endpoint)));
    });
  }

  /** An aborted signal shows as several errors, depending on how far the request was. */
  #failure(error: unknown, signal: AbortSignal | undefined): EngineError {
    return signal?.aborted ? cancelled(error) : fromNodeError(error, this.endpoint);
  }
}

function usesTls(endpoint: Endpoint): boolean {
  return endpoint.transport === 'tcp' && endpoint.tls !== undefined;
}

function makeAgent(endpoint: Endpoint, ssh: string): http.Agent {
  const keep = { keepAlive: true, maxSockets: 8, timeout: 60_000 };
  if (endpoint.transport === 'ssh') return new SshAgent(endpoint, ssh);
  if (endpoint.transport !== 'tcp' || !endpoint.tls) return new http.Agent(keep);
  const { ca, cert, key, verify } = endpoint.tls;
  return new https.Agent({
    ...keep,
    rejectUnauthorized: verify,
    ...(ca ? { ca: readFileSync(ca) } : {}),
    ...(cert ? { cert: readFileSync(cert) } : {}),
    ...(key ? { key: readFileSync(key) } : {}),
  });
}

type SshEndpoint = Extract<Endpoint, { transport: 'ssh' }>;

/**
 * Speaks to the engine of another machine the way the docker command does: over `ssh host docker system dial-stdio`.
 * The user's own ssh is used, so keys, known hosts, agents and ~/.ssh/config count as they do in a terminal.
 */
class SshAgent extends http.Agent {
  readonly #endpoint: SshEndpoint;
  readonly #ssh: string;

  constructor(endpoint: SshEndpoint, ssh: string) {
    super({ keepAlive: true, maxSockets: 2 });
    this.#endpoint = endpoint;
    this.#ssh = ssh;
  }

  override createConnection(): Duplex {
    return new SshStream(this.#endpoint, this.#ssh);
  }
}

/** The arguments of ssh. BatchMode, because nobody could answer a question. */
export function sshArguments(endpoint: SshEndpoint): string[] {
  const { host, port, user } = endpoint;
  const place = [...(port ? ['-p', String(port)] : []), ...(user ? ['-l', user] : []), '--', host];
  return ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', '-T', ...place, 'docker', 'system', 'dial-stdio'];
}

/** The program's input and output as one stream, which an HTTP agent takes for a socket. */
class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(endpoint: SshEndpoint, ssh: string) {
    super();
    const child = spawn(ssh, sshArguments(endpoint), { stdio: 'pipe', windowsHide: true });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    // The reason of the end is in the exit code, which comes after the last output.
    child.on('close', (code) => (code === 0 ? this.push(null) : this.destroy(sshFailed(endpoint, said.trim().split('\n').pop() ?? ''))));
    child.on('error', (error) => this.destroy(sshFailed(endpoint, error.message)));
    // A write to a program that has gone fails; its exit says more.
    child.stdin.on('error', () => undefined);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#child.stdin.write(chunk)) done();
    else this.#child.stdin.once('drain', done);
  }

  override _final(done: () => void): void {
    this.#child.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function messageIn(text: string): string {
  try {
    const value = JSON.parse(text) as { message?: unknown; cause?: unknown } | null;
    return typeof value?.message === 'string' ? value.message : text;
  } catch {
    return text;
  }
}
