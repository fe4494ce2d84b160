/**
 * Requests to the Engine API. Owns: agreeing on a version, paths and queries, and what is asked of the engine once. Must not know what the answers hold.
 */
import type { Readable } from 'node:stream';
import { Connection } from './connection.ts';
import type { ConnectionOptions, EngineRequest } from './connection.ts';
import type { EngineInfo, ImageStore } from './contract.ts';
import type { Endpoint } from './endpoint.ts';
import { apiTooNew, apiTooOld, badAnswer, EngineError } from './errors.ts';
import { asObject, asObjects, text } from './json.ts';
import type { Json } from './json.ts';
import { jsonObjects } from './jsonStream.ts';
import { refusal } from './refusals.ts';
import type { About } from './refusals.ts';

/** Docker 20.10 and Podman 4 speak this. */
const oldestApi = '1.41';
/** The newest that is known here; newer engines speak it too. */
const newestApi = '1.51';

/** The API version that brought something. */
export const since = {
  /** `shared-size` of the list of images. */
  sharedSize: '1.42',
  /** A platform can be chosen, and `manifests` asked for. */
  platforms: '1.48',
  /** An image's `Identity`: which build made it. */
  identity: '1.53',
} as const;

interface Agreement {
  readonly info: EngineInfo;
  /** The API version to speak, e.g. "1.51". */
  readonly version: string;
  store?: ImageStore;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below the version, with its parts encoded. */
  readonly route: string;
  /** Left out where undefined or false; lists repeat the name. */
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: EngineRequest['patience'];
  /** A version newer than the usual one, to speak where the engine knows it. */
  readonly upTo?: string;
  readonly about: Omit<About, 'endpoint'>;
}

export class Api {
  readonly endpoint: Endpoint;
  readonly #connection: Connection;
  #agreement: Agreement | undefined;

  constructor(endpoint: Endpoint, options: ConnectionOptions = {}) {
    this.endpoint = endpoint;
    this.#connection = new Connection(endpoint, options);
  }

  /** Asks anew: it is the question whether the engine is there. */
  async info(signal: AbortSignal | undefined): Promise<EngineInfo> {
    const before = this.#agreement;
    this.#agreement = undefined;
    const now = await this.agree(signal);
    // The same engine as before keeps its images as before.
    if (before?.store !== undefined && before.info.version === now.info.version) now.store ??= before.store;
    return now.info;
  }

  /** Agrees on a version once. Nobody waits for another's question, because that one may be cancelled. */
  async agree(signal: AbortSignal | undefined): Promise<Agreement> {
    this.#agreement ??= await this.#askVersion(signal);
    return this.#agreement;
  }

  /** Whether the version in use has what came with this one. */
  async has(version: string, signal: AbortSignal | undefined): Promise<boolean> {
    return !isOlder((await this.agree(signal)).version, version);
  }

  /** Which store keeps the images, as sizes mean something else in each. An engine that does not say counts as one with Docker's own. */
  async store(signal: AbortSignal | undefined): Promise<ImageStore> {
    const agreement = await this.agree(signal);
    agreement.store ??= agreement.info.kind === 'podman' ? 'podman' : await this.#askStore(signal);
    return agreement.store;
  }

  async json(call: Call): Promise<unknown> {
    return this.#repeated(call, async () => this.#connection.json(await this.#request(call)));
  }

  async list(call: Call): Promise<Json[]> {
    const answer = await this.json(call);
    // Engines write null for an empty list.
    if (answer !== null && !Array.isArray(answer)) throw badAnswer(this.endpoint);
    return asObjects(answer);
  }

  async stream(call: Call, mayPause = false): Promise<Readable> {
    return this.#repeated(call, async () => this.#connection.stream(await this.#request(call), mayPause));
  }

  /** The objects of an answer that reports as it goes. A report of an error ends it with that error. */
  async *objects(call: Call): AsyncGenerator<Json, void, undefined> {
    const stream = await this.stream({ patience: 'endless', ...call }, true);
    for await (const object of jsonObjects(stream)) {
      const detail = asObject(object.errorDetail);
      const message = text(detail.message) || text(object.error);
      if (message) throw refusal({ ...call.about, endpoint: this.endpoint }, typeof detail.code === 'number' ? detail.code : 500, message);
      yield object;
    }
  }

  dispose(): void {
    this.#connection.dispose();
    this.#agreement = undefined;
  }

  async #request(call: Call): Promise<EngineRequest> {
    const { version: usual, info } = await this.agree(call.signal);
    const { route, query = {}, about, upTo, ...rest } = call;
    const version = upTo !== undefined && !isOlder(info.apiVersion, upTo) ? upTo : usual;
    return { ...rest, path: `/v${version}${route}${queryText(query)}`, refusal: (status, message) => refusal({ ...about, endpoint: this.endpoint }, status, message) };
  }

  /** An engine that was replaced by an older one since the agreement says so; then a new agreement helps, once. */
  async #repeated<T>(call: Call, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isOutdated = error instanceof EngineError && /client version [\d.]+ is too (?:new|old)/i.test(error.message);
      if (!isOutdated || typeof call.body === 'object') throw error;
      this.#agreement = undefined;
      return work();
    }
  }

  async #askVersion(signal: AbortSignal | undefined): Promise<Agreement> {
    const { endpoint } = this;
    const answer = asObject(await this.#connection.json({
      path: '/version', signal, refusal: (status, message) => (status === 404 ? badAnswer(endpoint) : refusal({ doing: 'say its version', endpoint }, status, message)),
    }));
    const apiVersion = text(answer.ApiVersion);
    if (!/^\d+\.\d+$/.test(apiVersion)) throw badAnswer(endpoint);
    if (isOlder(apiVersion, oldestApi)) throw apiTooOld(endpoint, apiVersion, oldestApi);
    const oldestSpoken = text(answer.MinAPIVersion);
    if (/^\d+\.\d+$/.test(oldestSpoken) && isOlder(newestApi, oldestSpoken)) throw apiTooNew(endpoint, newestApi, oldestSpoken);
    const isPodman = asObjects(answer.Components).some((component) => /podman/i.test(text(component.Name)));
    const info: EngineInfo = { kind: isPodman ? 'podman' : 'docker', version: text(answer.Version), apiVersion, os: text(answer.Os), arch: text(answer.Arch) };
    return { info, version: isOlder(apiVersion, newestApi) ? apiVersion : newestApi };
  }

  async #askStore(signal: AbortSignal | undefined): Promise<ImageStore> {
    try {
      return storeOf(asObject(await this.json({ route: '/info', signal, about: { doing: 'describe itself' } })));
    } catch (error) {
      if (error instanceof EngineError && (error.kind === 'unsupported' || error.kind === 'refused' || error.kind === 'bad-answer')) return 'graphdriver';
      throw error;
    }
  }
}

/** From what Docker says about itself. */
export function storeOf(info: Json): ImageStore {
  const status = Array.isArray(info.DriverStatus) ? (info.DriverStatus as unknown[]) : [];
  const isContainerd = status.some((pair) => Array.isArray(pair) && pair[0] === 'driver-type' && /containerd/.test(text(pair[1])));
  return isContainerd ? 'containerd' : 'graphdriver';
}

/** "1.9" is older than "1.41". Both of the form major.minor. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major !== thanMajor ? major < thanMajor : minor < thanMinor;
}

/** Names keep their slashes: the API's routes want them so. */
export function pathOf(name: string): string {
  return name.split('/').map((part) => encodeURIComponent(part).replaceAll('%3A', ':').replaceAll('%40', '@')).join('/');
}

/** "linux/arm64/v8" as the API wants it. */
export function platformJson(platform: string): string {
  const [os = '', architecture = '', variant] = platform.split('/');
  return JSON.stringify({ os, architecture, ...(variant ? { variant } : {}) });
}

function queryText(query: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === false) continue;
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value]) parts.append(name, each === true ? '1' : String(each));
  }
  const joined = parts.toString();
  return joined ? `?${joined}` : '';
}
