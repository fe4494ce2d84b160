/**
 * A socket between an engine and whoever uses it, which can be cut and mended, as if the engine had gone and come back. Owns: the sockets.
 * Must not use the code under test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Relay {
  /** For DOCKER_HOST: "unix:///…". */
  readonly host: string;
  readonly #folder: string;
  readonly #path: string;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  /** The connection is cut once so many bytes have come from the engine. */
  cutAfter = Infinity;

  /** `target` is the engine's "unix:///…". */
  constructor(target: string) {
    this.#target = target.replace(/^unix:\/\//, '');
    this.#folder = mkdtempSync(join(tmpdir(), 'drydock-relay-'));
    this.#path = join(this.#folder, 'docker.sock');
    this.host = `unix://${this.#path}`;
  }

  async mend(): Promise<void> {
    const server = createServer((near) => this.#join(near));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  /** Nobody listens any more, and whoever is connected is cut off. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async dispose(): Promise<void> {
    await this.cut();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #join(near: Socket): void {
    const far = connect(this.#target);
    let bytes = 0;
    far.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > this.cutAfter) near.destroy();
    });
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
