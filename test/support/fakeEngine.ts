/**
 * An engine that says what a test wants, on a socket of its own. Owns: the HTTP server. Must not use the code under test.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ImageSummary } from '../../server/src/engine/contract.ts';

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

export interface FakeEngine {
  readonly path: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
  /** How many were ever made. */
  readonly connections: number;
  openConnections(): Promise<number>;
  /** As an engine does that is restarted. */
  closeConnections(): void;
  stop(): Promise<void>;
}

/** Replies by the beginning of the path without its version; the longest wins. `at` is a socket's path to use in place of a new one. */
export async function startFakeEngine(replies: Readonly<Record<string, unknown>>, at?: string): Promise<FakeEngine> {
  const folder = at === undefined ? mkdtempSync(join(tmpdir(), 'drydock-engine-')) : dirname(at);
  mkdirSync(folder, { recursive: true });
  const path = at ?? (process.platform === 'win32' ? `//./pipe/${folder.replace(/\W/g, '-')}` : join(folder, 'docker.sock'));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push(url);
    const route = url.replace(/^\/v\d+\.\d+/, '');
    const key = Object.keys(replies).filter((start) => route.startsWith(start)).sort((a, b) => b.length - a.length)[0];
    const reply = key === undefined ? status(404, { message: 'page not found' }) : replies[key];
    if (typeof reply === 'function') (reply as Reply)(response, request);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
  });
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    requests,
    get connections() { return connections; },
    openConnections: () => new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    closeConnections: () => server.closeAllConnections(),
    stop: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function status(code: number, body: unknown): Reply {
  return (response) => void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Takes the request and never says a word. */
export const silence: Reply = () => undefined;

/** Begins an answer and dies. */
export const death: Reply = (response) => {
  response.writeHead(200, { 'content-length': '5000' });
  response.write('[{"Id":"x"');
  setTimeout(() => response.socket?.destroy(), 20);
};

export const dockerVersion = { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64', Components: [{ Name: 'Engine' }] };
export const podmanVersion = { Version: '5.8.0', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64', Components: [{ Name: 'Podman Engine' }] };

/** One row of the list of images, with nothing in it that the test does not say. */
export function imageSummary(image: Partial<ImageSummary> & Pick<ImageSummary, 'id'>): ImageSummary {
  return { tags: [], digests: [], created: 0, size: 0, sizeKind: 'unpacked', parentId: '', labels: {}, isDangling: (image.tags ?? []).length === 0, platforms: [], ...image };
}
