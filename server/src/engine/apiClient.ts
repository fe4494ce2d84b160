/**
 * The Engine API as an EngineClient. Owns: versions, paths and every oddity of Docker 20.10 to 29 and Podman, so that nobody else needs to know them.
 * Must not know sockets (connection.ts does) or VS Code.
 */
import type { Readable } from 'node:stream';
import { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';
import type {
  EngineClient, EngineHistoryEntry, EngineInfo, ImageDetails, ImageRunConfig, ImageSummary, ListOptions, RequestOptions, SaveOptions,
} from './contract.ts';
import type { Endpoint } from './endpoint.ts';
import { apiTooOld, badAnswer, imageGone, refused } from './errors.ts';
import type { EngineError } from './errors.ts';

/** Docker 20.10 and Podman 4 speak this. */
const oldestApi = '1.41';
/** The newest that this was tested with; newer engines speak it too. */
const newestApi = '1.51';
/** From here on `docker save` can choose a platform. */
const platformApi = '1.48';

type Json = Readonly<Record<string, unknown>>;

interface Agreement {
  readonly info: EngineInfo;
  /** The API version to speak, e.g. "1.51". */
  readonly version: string;
}

export class ApiClient implements EngineClient {
  readonly endpoint: Endpoint;
  readonly #connection: Connection;
  #agreement: Agreement | undefined;

  constructor(endpoint: Endpoint, options: ConnectionOptions = {}) {
    this.endpoint = endpoint;
    this.#connection = new Connection(endpoint, options);
  }

  async info(options: RequestOptions = {}): Promise<EngineInfo> {
    // Asked anew each time: it is the question whether the engine is there.
    this.#agreement = undefined;
    return (await this.#agree(options.signal)).info;
  }

  async listImages(options: ListOptions = {}): Promise<readonly ImageSummary[]> {
    const list = await this.#get(`/images/json${options.all ? '?all=1' : ''}`, options.signal, refusedWith);
    if (!Array.isArray(list)) throw badAnswer(this.endpoint);
    return (list as unknown[]).map(asObject).map(toSummary).sort((a, b) => b.created - a.created);
  }

  async history(image: string, options: RequestOptions = {}): Promise<readonly EngineHistoryEntry[]> {
    const { info } = await this.#agree(options.signal);
    const list = await this.#get(`/images/${pathOf(image)}/history`, options.signal, goneOr(image));
    if (!Array.isArray(list)) throw badAnswer(this.endpoint);
    return (list as unknown[]).map(asObject).map((entry, at) => toHistoryEntry(entry, at, info)).reverse();
  }

  async inspect(image: string, options: RequestOptions = {}): Promise<ImageDetails> {
    return toDetails(asObject(await this.#get(`/images/${pathOf(image)}/json`, options.signal, goneOr(image))));
  }

  async saveImage(image: string, options: SaveOptions = {}): Promise<Readable> {
    const { version } = await this.#agree(options.signal);
    const platform = options.platform && !isOlder(version, platformApi) ? `?platform=${encodeURIComponent(platformJson(options.platform))}` : '';
    return this.#connection.stream(`/v${version}/images/${pathOf(image)}/get${platform}`, options.signal, goneOr(image));
  }

  dispose(): void {
    this.#connection.dispose();
    this.#agreement = undefined;
  }

  async #get(path: string, signal: AbortSignal | undefined, onError: (status: number, message: string) => EngineError): Promise<unknown> {
    const { version } = await this.#agree(signal);
    return this.#connection.json(`/v${version}${path}`, signal, onError);
  }

  /** Agrees on a version once. Nobody waits for another's question, because that one may be cancelled. */
  async #agree(signal: AbortSignal | undefined): Promise<Agreement> {
    this.#agreement ??= await this.#askVersion(signal);
    return this.#agreement;
  }

  async #askVersion(signal: AbortSignal | undefined): Promise<Agreement> {
    const answer = asObject(await this.#connection.json('/version', signal, (status, message) => (status === 404 ? badAnswer(this.endpoint) : refused(message))));
    const apiVersion = text(answer.ApiVersion);
    if (!/^\d+\.\d+$/.test(apiVersion)) throw badAnswer(this.endpoint);
    if (isOlder(apiVersion, oldestApi)) throw apiTooOld(this.endpoint, apiVersion, oldestApi);
    const components = Array.isArray(answer.Components) ? (answer.Components as unknown[]).map(asObject) : [];
    const isPodman = components.some((component) => /podman/i.test(text(component.Name)));
    const info: EngineInfo = { kind: isPodman ? 'podman' : 'docker', version: text(answer.Version), apiVersion, os: text(answer.Os), arch: text(answer.Arch) };
    return { info, version: isOlder(apiVersion, newestApi) ? apiVersion : newestApi };
  }
}

/** "1.9" is older than "1.41". Both of the form major.minor. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major !== thanMajor ? major < thanMajor : minor < thanMinor;
}

/** Names keep their slashes: the API's routes want them so. */
function pathOf(image: string): string {
  return image.split('/').map((part) => encodeURIComponent(part).replaceAll('%3A', ':').replaceAll('%40', '@')).join('/');
}

function platformJson(platform: string): string {
  const [os = '', architecture = '', variant] = platform.split('/');
  return JSON.stringify({ os, architecture, ...(variant ? { variant } : {}) });
}

function refusedWith(_status: number, message: string): EngineError {
  return refused(message);
}

function goneOr(image: string): (status: number, message: string) => EngineError {
  // Podman answers 500 for some names that it does not know.
  return (status, message) => (status === 404 || /no such image|image not known/i.test(message) ? imageGone(image) : refused(message));
}

function toSummary(image: Json): ImageSummary {
  return {
    id: text(image.Id), tags: names(image.RepoTags), digests: names(image.RepoDigests), created: fromSeconds(image.Created), size: number(image.Size),
    labels: textRecord(image.Labels),
  };
}

/** `at` counts from the newest entry. */
function toHistoryEntry(entry: Json, at: number, engine: EngineInfo): EngineHistoryEntry {
  const id = text(entry.Id);
  const isPodman = engine.kind === 'podman';
  return {
    // Podman writes "sha256:<missing>", and for the newest an id that is not the image's.
    id: isPodman || id === '' || id.includes('<missing>') ? undefined : id,
    created: fromSeconds(entry.Created),
    createdBy: text(entry.CreatedBy),
    comment: text(entry.Comment),
    // Podman repeats the image's tags at every entry.
    tags: isPodman && at > 0 ? [] : names(entry.Tags),
    size: number(entry.Size),
  };
}

function toDetails(image: Json): ImageDetails {
  const config = asObject(image.Config);
  const runConfig: ImageRunConfig = {
    env: texts(config.Env),
    cmd: texts(config.Cmd),
    entrypoint: texts(config.Entrypoint),
    user: text(config.User),
    workingDir: text(config.WorkingDir),
    exposedPorts: Object.keys(asObject(config.ExposedPorts)),
    volumes: Object.keys(asObject(config.Volumes)),
    labels: textRecord(config.Labels),
    shell: texts(config.Shell),
    onbuild: texts(config.OnBuild),
  };
  return {
    id: text(image.Id), tags: names(image.RepoTags), digests: names(image.RepoDigests), created: fromDate(image.Created), size: number(image.Size),
    os: text(image.Os), arch: text(image.Architecture), variant: text(image.Variant), author: text(image.Author),
    diffIds: texts(asObject(image.RootFS).Layers), config: runConfig,
  };
}

/** Tags or digests without the placeholders that older engines give to images without a name. */
function names(value: unknown): string[] {
  return texts(value).filter((name) => !name.includes('<none>'));
}

/** An image without a time carries the year 1. */
function fromSeconds(value: unknown): number {
  return Math.max(0, number(value) * 1000);
}

function fromDate(value: unknown): number {
  const time = Date.parse(text(value));
  return Number.isNaN(time) ? 0 : Math.max(0, time);
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((item): item is string => typeof item === 'string') : [];
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function textRecord(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
