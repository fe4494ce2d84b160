/**
 * A registry on this machine for tests: what docker push and docker pull ask of one (distribution API v2), in memory. Owns: the HTTP server.
 * Must not use the code under test.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestRegistry {
  /** "127.0.0.1:5000": engines take it without TLS, as it is this machine. */
  readonly host: string;
  /** "team/app:1.0" of everything that was pushed by name. */
  readonly tags: readonly string[];
  stop(): Promise<void>;
}

interface Manifest {
  readonly type: string;
  readonly body: Buffer;
}

/** `password` makes it refuse everybody who does not sign in as "me" with it. */
export async function startRegistry(password?: string): Promise<TestRegistry> {
  const blobs = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer>();
  const manifests = new Map<string, Manifest>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => answer(request, response, body)).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const expected = password === undefined ? undefined : `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? '', 'http://registry');
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    if (expected !== undefined && request.headers.authorization !== expected) {
      refuse(response.setHeader('www-authenticate', 'Basic realm="test"'), 401, 'UNAUTHORIZED', 'authentication required');
      return;
    }
    const upload = /^\/v2\/(.+)\/blobs\/uploads\/(.*)$/.exec(url.pathname);
    const blob = /^\/v2\/.+\/blobs\/(sha256:[0-9a-f]+)$/.exec(url.pathname);
    const manifest = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname);
    if (upload) answerUpload(request, response, { url, name: upload[1]!, id: upload[2]!, body });
    else if (blob) send(request, response, blobs.get(blob[1]!), 'application/octet-stream', blob[1]!);
    else if (manifest && request.method === 'PUT') keepManifest(request, response, manifest[1]!, manifest[2]!, body);
    else if (manifest) {
      const found = manifests.get(`${manifest[1]} ${manifest[2]}`);
      send(request, response, found?.body, found?.type ?? '', found ? digestOf(found.body) : '');
    } else response.writeHead(url.pathname === '/v2/' ? 200 : 404).end();
  }

  function answerUpload(request: IncomingMessage, response: ServerResponse, { url, name, id, body }: { url: URL; name: string; id: string; body: Buffer }): void {
    const upload = id || `upload${uploads.size + 1}`;
    const bytes = Buffer.concat([uploads.get(upload) ?? Buffer.alloc(0), body]);
    uploads.set(upload, bytes);
    response.setHeader('location', `/v2/${name}/blobs/uploads/${upload}`).setHeader('range', `0-${Math.max(0, bytes.length - 1)}`);
    if (request.method !== 'PUT') {
      response.writeHead(202).end();
      return;
    }
    const digest = url.searchParams.get('digest') ?? '';
    if (digestOf(bytes) !== digest) return refuse(response, 400, 'DIGEST_INVALID', 'the blob has another digest');
    blobs.set(digest, bytes);
    response.setHeader('docker-content-digest', digest).writeHead(201).end();
  }

  function keepManifest(request: IncomingMessage, response: ServerResponse, name: string, reference: string, body: Buffer): void {
    const digest = digestOf(body);
    for (const key of [reference, digest]) manifests.set(`${name} ${key}`, { type: request.headers['content-type'] ?? '', body });
    response.setHeader('docker-content-digest', digest).writeHead(201).end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get tags() { return [...manifests.keys()].filter((key) => !key.includes('sha256:')).map((key) => key.replace(' ', ':')); },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined, type: string, digest: string): void {
  if (!body) return refuse(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digest }).end(request.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, code: number, kind: string, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code: kind, message, detail: null }] }));
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
