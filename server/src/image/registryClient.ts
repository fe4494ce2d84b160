/**
 * HTTP to a registry. Owns: tokens, redirects, and going on where a connection broke. Must not know what a manifest says; every failure is a RegistryError.
 *
 * Credentials go to the registry and to the token server that it names, and never over plain HTTP but on this machine; a redirect to another host takes none.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { badAnswer, brokenDownload, denied, fromSocket, refusal, RegistryError, silence } from './registryErrors.ts';
import type { Proxy } from './registryProxy.ts';
import { isLoopback } from './registryReference.ts';
import type { RegistryReference } from './registryReference.ts';
import { openTunnel } from './registryTunnel.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Instead of a password: what the registry's token server takes for a token. */
  readonly identityToken?: string;
}

export interface RegistryClientOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asked when the registry wants to know who reads; undefined for nobody. */
  readonly credentials?: (() => Promise<Credentials | undefined>) | undefined;
  /** The proxy for an address, asked at each request; undefined for none. What it throws is what reading fails with. */
  readonly proxy?: ((url: URL) => Proxy | undefined) | undefined;
  /** Longest silence in milliseconds; 30 seconds when left out. */
  readonly timeout?: number | undefined;
  /** Milliseconds before what failed is tried again, twice as many before the next time, and so on; 300 when left out. */
  readonly pause?: number | undefined;
}

interface Ask {
  readonly accept?: string;
  /** First byte and last byte, or all after the first. */
  readonly range?: readonly [from: number, to?: number];
}

const mostRedirects = 5;
/** How often a broken download goes on without having got any further. */
const mostTries = 4;

export class RegistryClient {
  readonly reference: RegistryReference;
  readonly #options: RegistryClientOptions;
  #scheme: 'http:' | 'https:' = 'https:';
  #isSchemeSure = false;
  #authorization: string | undefined;
  #credentials: Promise<Credentials | undefined> | undefined;
  /** Of the last request. */
  #proxy: Proxy | undefined;

  constructor(reference: RegistryReference, options: RegistryClientOptions = {}) {
    this.reference = reference;
    this.#options = options;
    this.#isSchemeSure = !isLoopback(reference.host);
  }

  /** The bytes at a path of the repository, e.g. "manifests/latest"; at most `most`. */
  async bytes(path: string, most: number, ask: Ask = {}): Promise<{ bytes: Buffer; type: string; digest: string | undefined }> {
    const answer = await this.#get(path, ask);
    const pieces: Buffer[] = [];
    let length = 0;
    try {
      for await (const piece of answer as AsyncIterable<Buffer>) {
        pieces.push(piece);
        if ((length += piece.length) > most) throw badAnswer(this.reference, 'more than it should');
      }
    } catch (error) {
      throw fromSocket(this.reference, this.reference.host, error, this.#options.signal, this.#proxy);
    }
    const digest = answer.headers['docker-content-digest'];
    return { bytes: Buffer.concat(pieces), type: answer.headers['content-type'] ?? '', digest: typeof digest === 'string' ? digest : undefined };
  }

  /** The bytes [from, to) of a blob as they come. A broken connection is taken up again where it broke. */
  async *blob(digest: string, from: number, to: number): AsyncGenerator<Buffer> {
    let at = from;
    let tries = 0;
    while (at < to) {
      try {
        // Without a range only where all is wanted: not every registry knows ranges.
        const answer = await this.#get(`blobs/${digest}`, at === 0 && tries === 0 ? {} : { range: [at, to - 1] });
        let skip = answer.statusCode === 206 ? 0 : at;
        if (answer.statusCode === 206 && !startsAt(answer, at)) throw badAnswer(this.reference, 'another part than was asked for');
        for await (const piece of answer as AsyncIterable<Buffer>) {
          const bytes = piece.subarray(Math.min(skip, piece.length), Math.min(piece.length, skip + to - at));
          skip -= Math.min(skip, piece.length);
          if (bytes.length === 0) continue;
          at += bytes.length;
          tries = 0;
          yield bytes;
          if (at >= to) return;
        }
        if (at < to) throw new Error('it ended too early');
      } catch (error) {
        if (error instanceof RegistryError && error.kind !== 'unreachable') throw error;
        if (this.#options.signal?.aborted || ++tries >= mostTries) throw this.#broken(error, at > from);
        await this.#pause(tries);
      }
    }
  }

  #broken(error: unknown, hasBegun: boolean): RegistryError {
    const { reference } = this;
    if (this.#options.signal?.aborted || !hasBegun || error instanceof RegistryError) return fromSocket(reference, reference.host, error, this.#options.signal, this.#proxy);
    return brokenDownload(reference, error, this.#proxy);
  }

  /** A cancel ends it; the request that follows says so. */
  async #pause(times: number): Promise<void> {
    const { pause = 300, signal } = this.#options;
    await setTimeout(pause * times, undefined, signal ? { signal } : {}).catch(() => undefined);
  }

  /** An answer with status 200 or 206. */
  async #get(path: string, ask: Ask): Promise<http.IncomingMessage> {
    let answer = await this.#follow(path, ask);
    for (let turn = 0; answer.statusCode === 401 && turn < 2; turn++) {
      const challenge = answer.headers['www-authenticate'] ?? '';
      answer.resume();
      await this.#authorize(challenge);
      answer = await this.#follow(path, ask);
    }
    for (let turn = 1; (answer.statusCode ?? 0) >= 500 && turn < mostTries; turn++) {
      answer.resume();
      await this.#pause(turn);
      answer = await this.#follow(path, ask);
    }
    const { statusCode = 0 } = answer;
    if (statusCode === 200 || statusCode === 206) return answer;
    answer.resume();
    throw refusal(this.reference, statusCode, answer.headers['retry-after']);
  }

  async #follow(path: string, ask: Ask): Promise<http.IncomingMessage> {
    const { host, repository } = this.reference;
    let url = new URL(`${this.#scheme}//${host}/v2/${repository}/${path}`);
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'drydock' };
      if (ask.accept !== undefined) headers.accept = ask.accept;
      if (ask.range !== undefined) headers.range = `bytes=${ask.range[0]}-${ask.range[1] ?? ''}`;
      // Storage that a registry sends one to is authorised by its address, and must not see who reads.
      if (this.#authorization !== undefined && url.host === new URL(`${this.#scheme}//${host}`).host && url.protocol === this.#scheme) headers.authorization = this.#authorization;
      const answer = await this.#request(url, { headers });
      const { statusCode = 0, headers: { location } } = answer;
      if (statusCode < 300 || statusCode >= 400 || location === undefined) return answer;
      answer.resume();
      const next = new URL(location, url);
      if (next.protocol !== 'https:' && next.protocol !== url.protocol) throw badAnswer(this.reference, 'a way to an unsafe address');
      url = next;
    }
    throw badAnswer(this.reference, 'one redirect after another');
  }

  /** Sends one request. A registry of this machine is tried with TLS first, and without it when it does not speak that. */
  async #request(url: URL, options: https.RequestOptions, body?: string): Promise<http.IncomingMessage> {
    try {
      const answer = await this.#send(url, options, body);
      this.#isSchemeSure = true;
      return answer;
    } catch (error) {
      if (this.#isSchemeSure || this.#options.signal?.aborted || (error as NodeJS.ErrnoException).code === 'ECONNREFUSED') throw fromSocket(this.reference, url.host, error, this.#options.signal, this.#proxy);
      this.#isSchemeSure = true;
      this.#scheme = 'http:';
      url.protocol = 'http:';
      return this.#request(url, options, body);
    }
  }

  async #send(url: URL, options: https.RequestOptions, body: string | undefined): Promise<http.IncomingMessage> {
    const { signal, timeout = 30_000 } = this.#options;
    this.#proxy = this.#options.proxy?.(url);
    const tunnel = this.#proxy && { agent: false, socket: await openTunnel(this.#proxy, url, { signal, timeout }) };
    return new Promise((resolve, reject) => {
      const all = { ...options, timeout, ...tunnel, ...(signal ? { signal } : {}) };
      const request = url.protocol === 'http:' ? http.request(url, all, resolve) : https.request(url, all, resolve);
      request.on('timeout', () => request.destroy(silence()));
      request.on('error', reject);
      request.end(body);
    });
  }

  async #authorize(challenge: string): Promise<void> {
    const credentials = await (this.#credentials ??= this.#options.credentials?.().catch(() => undefined) ?? Promise.resolve(undefined));
    const { scheme, parameters } = readChallenge(challenge);
    if (scheme === 'bearer' && parameters.realm !== undefined) this.#authorization = `Bearer ${await this.#token(parameters, credentials)}`;
    else if (scheme === 'basic' && credentials && credentials.identityToken === undefined) this.#authorization = basic(credentials);
    else throw denied(this.reference);
  }

  async #token(parameters: Readonly<Record<string, string>>, credentials: Credentials | undefined): Promise<string> {
    const realm = URL.canParse(parameters.realm!) ? new URL(parameters.realm!) : undefined;
    const isSafe = realm?.protocol === 'https:' || (realm?.protocol === 'http:' && this.#scheme === 'http:' && isLoopback(realm.host));
    if (!realm || !isSafe) throw badAnswer(this.reference, 'an unsafe address for signing in');
    const scope = parameters.scope ?? `repository:${this.reference.repository}:pull`;
    const { service = '' } = parameters;
    let answer: http.IncomingMessage;
    if (credentials?.identityToken !== undefined) {
      const form = new URLSearchParams({ grant_type: 'refresh_token', service, scope, client_id: 'drydock', refresh_token: credentials.identityToken });
      answer = await this.#request(realm, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, form.toString());
    } else {
      if (service !== '') realm.searchParams.set('service', service);
      for (const each of scope.split(' ')) realm.searchParams.append('scope', each);
      answer = await this.#request(realm, credentials ? { headers: { authorization: basic(credentials) } } : {});
    }
    if (answer.statusCode !== 200) {
      answer.resume();
      throw refusal(this.reference, answer.statusCode ?? 0, answer.headers['retry-after']);
    }
    const pieces: Buffer[] = [];
    for await (const piece of answer as AsyncIterable<Buffer>) if (pieces.push(piece) > 1000) throw badAnswer(this.reference, 'more than it should');
    try {
      const { token, access_token: accessToken } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Record<string, unknown>;
      const found = token ?? accessToken;
      // What stands in a header must not be able to make another one.
      if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found;
    } catch {
      // Said below.
    }
    throw badAnswer(this.reference, 'no token');
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** 'Bearer realm="…",service="…",scope="…"'; the first challenge counts. */
function readChallenge(text: string): { scheme: string; parameters: Record<string, string> } {
  const scheme = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? '';
  const parameters: Record<string, string> = {};
  for (const [, name, quoted, plain] of text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,"]*))/g)) parameters[name!.toLowerCase()] ??= quoted ?? plain ?? '';
  return { scheme, parameters };
}

function startsAt(answer: http.IncomingMessage, from: number): boolean {
  const range = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
  return range === null || Number(range[1]) === from;
}
