/**
 * A registry for tests. Owns: serving blobs and manifests over HTTP on the loopback address, with the faults that real ones have. Must not use the code under test.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { digestOf, imageConfig } from './tarBuilder.ts';
import type { ImageSpec } from './tarBuilder.ts';

export interface FakeLayer {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Faults {
  /** Where tokens are had; 'basic' asks for name and password at once. */
  readonly auth?: 'bearer' | 'basic';
  /** "name:password" that is taken; undefined takes anybody. */
  readonly account?: string;
  /** Blobs are redirected to another port. */
  readonly redirect?: boolean;
  /** Every answer with a blob breaks off after so many bytes. */
  readonly breakAfter?: number;
  /** Ranges are not known. */
  readonly noRanges?: boolean;
  /** This status for everything. */
  readonly status?: number;
  /** So many times status 500 before the first real answer. */
  failures?: number;
}

export interface Request {
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  readonly proxyAuthorization: string | undefined;
  /** The port that was asked. */
  readonly isStorage: boolean;
}

/** To speak TLS, as registries that are reached by these names. */
export interface Names {
  readonly key: string;
  readonly cert: string;
  readonly registry: string;
  readonly storage: string;
}

export class FakeRegistry {
  readonly #names: Names | undefined;
  readonly requests: Request[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly #manifests = new Map<string, Buffer>();
  readonly #registry: http.Server | https.Server;
  readonly #storage: http.Server | https.Server;
  faults: Faults = {};
  /** Bytes of bodies sent. */
  sent = 0;

  constructor(names?: Names) {
    this.#names = names;
    const serve = (answer: http.RequestListener): http.Server | https.Server => (names ? https.createServer({ key: names.key, cert: names.cert }, answer) : http.createServer(answer));
    this.#registry = serve((request, response) => this.#answer(request, response));
    this.#storage = serve((request, response) => this.#blob(request, response, true));
  }

  async start(): Promise<void> {
    for (const server of [this.#registry, this.#storage]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    for (const server of [this.#registry, this.#storage]) {
      server.close();
      server.closeAllConnections();
    }
  }

  get host(): string {
    return `127.0.0.1:${this.ports.registry}`;
  }

  get ports(): { readonly registry: number; readonly storage: number } {
    return { registry: (this.#registry.address() as AddressInfo).port, storage: (this.#storage.address() as AddressInfo).port };
  }

  get #origins(): { readonly registry: string; readonly storage: string } {
    if (this.#names) return { registry: `https://${this.#names.registry}`, storage: `https://${this.#names.storage}` };
    return { registry: `http://${this.host}`, storage: `http://127.0.0.1:${this.ports.storage}` };
  }

  clear(faults: Faults = {}): void {
    this.requests.length = 0;
    this.sent = 0;
    this.faults = faults;
  }

  put(bytes: Buffer): string {
    const digest = `sha256:${digestOf(bytes)}`;
    this.blobs.set(digest, bytes);
    return digest;
  }

  /** Takes an image; returns its manifest's digest. */
  image(tag: string, spec: ImageSpec, layers: readonly FakeLayer[]): string {
    const config = imageConfig(spec);
    const manifest = Buffer.from(JSON.stringify({
      schemaVersion: 2, config: { digest: this.put(config), size: config.length },
      layers: layers.map(({ bytes, mediaType, annotations }) => ({ digest: this.put(bytes), size: bytes.length, mediaType, annotations })),
    }));
    return this.manifest(tag, manifest);
  }

  manifest(tag: string, bytes: Buffer): string {
    const digest = `sha256:${digestOf(bytes)}`;
    this.#manifests.set(tag, bytes);
    this.#manifests.set(digest, bytes);
    return digest;
  }

  #note(request: http.IncomingMessage, isStorage: boolean): void {
    this.requests.push({ url: request.url!, range: request.headers.range, authorization: request.headers.authorization, proxyAuthorization: request.headers['proxy-authorization'], isStorage });
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const url = new URL(request.url!, 'http://x');
    const { faults } = this;
    if (url.pathname === '/token') return this.#token(request, response);
    if (faults.status !== undefined) {
      this.#note(request, false);
      return void response.writeHead(faults.status, { 'retry-after': '7' }).end();
    }
    if ((faults.failures ?? 0) > 0) {
      faults.failures!--;
      return void response.writeHead(503).end();
    }
    const wanted = faults.auth === 'bearer' ? 'Bearer good' : faults.auth === 'basic' ? `Basic ${Buffer.from(faults.account!).toString('base64')}` : undefined;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      const challenge = faults.auth === 'basic' ? 'Basic realm="x"' : `Bearer realm="${this.#origins.registry}/token",service="s",scope="repository:app:pull"`;
      return void response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    const manifest = /\/manifests\/(.+)$/.exec(url.pathname)?.[1];
    if (manifest === undefined) return this.#blob(request, response, false);
    this.#note(request, false);
    const bytes = this.#manifests.get(decodeURIComponent(manifest));
    if (bytes) response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end(bytes);
    else response.writeHead(404).end('{}');
  }

  #token(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { account } = this.faults;
    this.#note(request, false);
    const isGood = account === undefined || request.headers.authorization === `Basic ${Buffer.from(account).toString('base64')}`;
    response.writeHead(isGood ? 200 : 401).end('{"token":"good"}');
  }

  #blob(request: http.IncomingMessage, response: http.ServerResponse, isStorage: boolean): void {
    this.#note(request, isStorage);
    const { redirect, breakAfter, noRanges } = this.faults;
    if (redirect === true && !isStorage) return void response.writeHead(307, { location: `${this.#origins.storage}${request.url}` }).end();
    const bytes = this.blobs.get(/\/blobs\/(.+)$/.exec(request.url!)?.[1] ?? '');
    if (!bytes) return void response.writeHead(404).end();
    const range = noRanges === true ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = range ? Number(range[1]) : 0;
    const to = range?.[2] ? Number(range[2]) + 1 : bytes.length;
    const body = bytes.subarray(from, to);
    response.writeHead(range ? 206 : 200, { 'content-length': body.length, ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` } : {}) });
    const end = Math.min(body.length, breakAfter ?? Infinity);
    this.sent += end;
    if (end < body.length) response.write(body.subarray(0, end), () => response.destroy());
    else response.end(body);
  }
}
