/**
 * An engine on another machine, through ssh. Owns: the ssh program, its arguments and its end. Must not know HTTP's contents.
 *
 * It is reached the way the docker command does it: `ssh host docker system dial-stdio`. The user's own ssh is used, so keys, known hosts, agents and
 * ~/.ssh/config count as they do in a terminal.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import * as http from 'node:http';
import { Duplex } from 'node:stream';
import type { Endpoint } from './endpoint.ts';
import { sshFailed } from './errors.ts';

export type SshEndpoint = Extract<Endpoint, { transport: 'ssh' }>;

/** Each connection is a process here and one there. */
const mostConnections = 8;

export class SshAgent extends http.Agent {
  readonly #endpoint: SshEndpoint;
  readonly #ssh: string;

  constructor(endpoint: SshEndpoint, ssh: string) {
    super({ keepAlive: true, maxSockets: mostConnections, maxFreeSockets: 2 });
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
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    // The reason of the end is in the exit code, which comes after the last output.
    child.on('close', (code) => (code === 0 ? this.push(null) : this.destroy(sshFailed(endpoint, said.trim()))));
    child.on('error', (error) => this.destroy(sshFailed(endpoint, error.message)));
    // A write to a program that has gone fails; its exit says more.
    child.stdin.on('error', () => undefined);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#child.stdin.write(chunk) || !this.#child.stdin.writable) done();
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
