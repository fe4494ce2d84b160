/**
 * Where the engine is. Owns: turning the environment and Docker's own settings files into a list of places to try. Must not connect to any of them;
 * all it sees of the machine comes through `Surroundings`.
 */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';

export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False only when the user's own settings say not to check the engine's certificate. */
  readonly verify: boolean;
}

/** Why this place is in the list; shown to the user. */
export type EndpointOrigin =
  | { readonly kind: 'setting' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'usual place'; readonly product: string };

export type Endpoint =
  | { readonly transport: 'socket'; readonly path: string; readonly origin: EndpointOrigin }
  | { readonly transport: 'pipe'; readonly path: string; readonly origin: EndpointOrigin }
  | { readonly transport: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsFiles; readonly origin: EndpointOrigin }
  | { readonly transport: 'ssh'; readonly host: string; readonly port?: number; readonly user?: string; readonly origin: EndpointOrigin };

/** What there is to look at. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number | undefined;
  /** The file's text, or undefined when it cannot be read. */
  readFile(path: string): string | undefined;
  /** Also true for sockets. */
  exists(path: string): boolean;
  /** The names in a folder; empty when it cannot be read. */
  list(path: string): readonly string[];
}

/** A place that the user named and that makes no sense. */
export interface EndpointProblem {
  /** What names it, e.g. "DOCKER_HOST" or "the setting drydock.engine.host". */
  readonly source: string;
  readonly message: string;
}

export type EndpointSearch =
  | { readonly endpoints: readonly Endpoint[]; readonly problem?: undefined }
  | { readonly endpoints: readonly []; readonly problem: EndpointProblem };

/**
 * The places to try, best first. Whatever the user named is the only one; the order is the docker command's: `setting` (Drydock's own, '' for none),
 * DOCKER_HOST, DOCKER_CONTEXT, the current context of ~/.docker/config.json, CONTAINER_HOST, and then the usual places that exist.
 */
export function findEndpoints(surroundings: Surroundings, setting = ''): EndpointSearch {
  const { env } = surroundings;
  if (setting) return named(setting, 'the setting drydock.engine.host', { kind: 'setting' }, surroundings);
  if (env.DOCKER_HOST) return named(env.DOCKER_HOST, 'DOCKER_HOST', { kind: 'environment', variable: 'DOCKER_HOST' }, surroundings);
  const context = env.DOCKER_CONTEXT || currentContext(surroundings);
  if (context && context !== 'default') return contextEndpoint(context, surroundings);
  if (env.CONTAINER_HOST) return named(env.CONTAINER_HOST, 'CONTAINER_HOST', { kind: 'environment', variable: 'CONTAINER_HOST' }, surroundings);
  return { endpoints: usualPlaces(surroundings) };
}

/**
 * Everything that could be chosen, each place once: the setting's, the environment's, every docker context, and the usual places that exist.
 * What makes no sense is left out.
 */
export function allEndpoints(surroundings: Surroundings, setting = ''): Endpoint[] {
  const { env } = surroundings;
  const found = [
    ...(setting ? named(setting, '', { kind: 'setting' }, surroundings).endpoints : []),
    ...(['DOCKER_HOST', 'CONTAINER_HOST'] as const).flatMap((variable) => {
      const host = env[variable];
      return host ? named(host, variable, { kind: 'environment', variable }, surroundings).endpoints : [];
    }),
    ...contextNames(surroundings).flatMap((name) => contextEndpoint(name, surroundings).endpoints),
    ...usualPlaces(surroundings),
  ];
  // A context has a name to choose it by, even when it leads to the same place.
  const places = new Map<string, Endpoint>();
  for (const endpoint of found) {
    const key = endpoint.origin.kind === 'context' ? `context ${endpoint.origin.name}` : describeEndpoint(endpoint);
    if (endpoint.origin.kind === 'usual place' && found.some((other) => other !== endpoint && other.origin.kind !== 'usual place' && describeEndpoint(other) === key)) continue;
    if (!places.has(key)) places.set(key, endpoint);
  }
  return [...places.values()];
}

/** What to remember a choice by: a context or a variable by its name, so that it follows what that says later; other places as they are. */
export function choiceOf({ origin, ...place }: Endpoint): string {
  switch (origin.kind) {
    case 'setting': return 'setting';
    case 'environment': return `environment:${origin.variable}`;
    case 'context': return `context:${origin.name}`;
    default: return describeEndpoint({ ...place, origin });
  }
}

/** The place that a remembered choice leads to now. */
export function chosenEndpoint(choice: string, surroundings: Surroundings, setting = ''): EndpointSearch {
  const name = /^context:(.*)$/s.exec(choice)?.[1];
  if (name !== undefined) return contextEndpoint(name, surroundings);
  const endpoint = allEndpoints(surroundings, setting).find((each) => choiceOf(each) === choice) ?? (choice.includes('://') ? parseHost(choice, { kind: 'usual place', product: 'Engine' }) : undefined);
  if (endpoint) return { endpoints: [endpoint] };
  const variable = /^environment:(.*)$/s.exec(choice)?.[1];
  const source = variable ?? 'the setting drydock.engine.host';
  return { endpoints: [], problem: { source, message: `The engine that was chosen for this workspace came from ${source}, which no longer names one.` } };
}

/** A place as people write it: "unix:///path", "npipe:////./pipe/name", "tcp://host:port", "ssh://user@host". Undefined when it is none. */
export function parseHost(text: string, origin: EndpointOrigin, tls?: TlsFiles): Endpoint | undefined {
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  const rest = scheme === undefined ? text : text.slice(scheme.length + 3);
  switch (scheme) {
    case 'unix':
      return rest.startsWith('/') ? { transport: 'socket', path: rest, origin } : undefined;
    case 'npipe':
      return rest ? { transport: 'pipe', path: rest.replaceAll('\\', '/'), origin } : undefined;
    case 'ssh':
      return sshEndpoint(text, origin);
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(rest, origin, tls ?? (scheme === 'https' ? { verify: true } : undefined));
    case undefined:
      // The docker command takes a path and a bare "host:port" too.
      return text.startsWith('/') ? { transport: 'socket', path: text, origin } : tcpEndpoint(text, origin, tls);
    default:
      return undefined;
  }
}

/** The place as text, for messages. */
export function describeEndpoint(endpoint: Endpoint): string {
  switch (endpoint.transport) {
    case 'socket':
      return `unix://${endpoint.path}`;
    case 'pipe':
      return `npipe://${endpoint.path}`;
    case 'tcp':
      return `tcp://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.user ? `${endpoint.user}@` : ''}${endpoint.host}${endpoint.port ? `:${endpoint.port}` : ''}`;
  }
}

function named(text: string, source: string, origin: EndpointOrigin, surroundings: Surroundings): EndpointSearch {
  const endpoint = parseHost(text.trim(), origin, tlsOfEnvironment(surroundings));
  if (endpoint) return { endpoints: [endpoint] };
  return { endpoints: [], problem: { source, message: `"${text}" is no place of an engine.` } };
}

function tcpEndpoint(rest: string, origin: EndpointOrigin, tls: TlsFiles | undefined): Endpoint | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^/:\s]+))(?::(\d{1,5}))?\/?$/.exec(rest);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3] ?? (tls ? 2376 : 2375));
  if (!host || port > 65535) return undefined;
  return { transport: 'tcp', host, port, ...(tls ? { tls } : {}), origin };
}

function sshEndpoint(text: string, origin: EndpointOrigin): Endpoint | undefined {
  const found = /^ssh:\/\/(?:([^@/\s]+)@)?(?:\[([0-9a-fA-F:.]+)\]|([^/:\s]+))(?::(\d{1,5}))?(?:\/.*)?$/.exec(text);
  const host = found?.[2] ?? found?.[3];
  const user = found?.[1];
  // A name that begins with "-" would be an option for ssh.
  if (!found || !host || host.startsWith('-') || user?.startsWith('-')) return undefined;
  return { transport: 'ssh', host, ...(user ? { user } : {}), ...(found[4] ? { port: Number(found[4]) } : {}), origin };
}

function tlsOfEnvironment(surroundings: Surroundings): TlsFiles | undefined {
  const { DOCKER_TLS_VERIFY: verify, DOCKER_TLS: tls, DOCKER_CERT_PATH: certPath } = surroundings.env;
  if (!verify && !tls && !certPath) return undefined;
  return tlsIn(certPath || configFolder(surroundings), Boolean(verify), surroundings);
}

function tlsIn(folder: string, verify: boolean, surroundings: Surroundings): TlsFiles {
  const files: { ca?: string; cert?: string; key?: string } = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = pathOf(surroundings).join(folder, `${name}.pem`);
    if (surroundings.exists(path)) files[name] = path;
  }
  return { ...files, verify };
}

function currentContext(surroundings: Surroundings): string | undefined {
  const config = jsonFile(pathOf(surroundings).join(configFolder(surroundings), 'config.json'), surroundings);
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined;
}

function contextNames(surroundings: Surroundings): string[] {
  const path = pathOf(surroundings);
  const meta = path.join(configFolder(surroundings), 'contexts', 'meta');
  const names = surroundings.list(meta).map((folder) => jsonFile(path.join(meta, folder, 'meta.json'), surroundings)?.Name);
  return names.filter((name): name is string => typeof name === 'string' && name !== '').sort();
}

function contextEndpoint(name: string, surroundings: Surroundings): EndpointSearch {
  const path = pathOf(surroundings);
  const source = `the docker context "${name}"`;
  // Docker names a context's folders by the hash of its name.
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = path.join(configFolder(surroundings), 'contexts');
  const meta = jsonFile(path.join(contexts, 'meta', id, 'meta.json'), surroundings);
  if (!meta) return { endpoints: [], problem: { source, message: `There is no docker context "${name}".` } };
  const docker = asObject(asObject(meta.Endpoints)?.docker);
  const host = typeof docker?.Host === 'string' ? docker.Host : '';
  const tlsFolder = path.join(contexts, 'tls', id, 'docker');
  const skipsVerify = docker?.SkipTLSVerify === true;
  const tls = surroundings.exists(tlsFolder) || skipsVerify ? tlsIn(tlsFolder, !skipsVerify, surroundings) : undefined;
  const endpoint = parseHost(host, { kind: 'context', name }, tls);
  if (endpoint) return { endpoints: [endpoint] };
  return { endpoints: [], problem: { source, message: host ? `"${host}" is no place of an engine.` : 'It names no engine.' } };
}

function usualPlaces(surroundings: Surroundings): Endpoint[] {
  const { platform, home, env, uid } = surroundings;
  if (platform === 'win32') {
    const pipes = [['docker_engine', 'Docker'], ['dockerDesktopLinuxEngine', 'Docker Desktop'], ['podman-machine-default', 'Podman']] as const;
    return pipes.map(([name, product]) => ({ transport: 'pipe', path: `//./pipe/${name}`, origin: { kind: 'usual place', product } }));
  }
  const runtime = env.XDG_RUNTIME_DIR || (uid === undefined ? '' : `/run/user/${uid}`);
  const places: (readonly [path: string, product: string])[] = [
    ['/var/run/docker.sock', 'Docker'],
    [runtime && `${runtime}/docker.sock`, 'rootless Docker'],
    [`${home}/.docker/run/docker.sock`, 'Docker Desktop'],
    [`${home}/.docker/desktop/docker.sock`, 'Docker Desktop'],
    [`${home}/.orbstack/run/docker.sock`, 'OrbStack'],
    [`${home}/.colima/default/docker.sock`, 'Colima'],
    [`${home}/.config/colima/default/docker.sock`, 'Colima'],
    [`${home}/.rd/docker.sock`, 'Rancher Desktop'],
    [runtime && `${runtime}/podman/podman.sock`, 'Podman'],
    ['/run/podman/podman.sock', 'Podman'],
    [`${home}/.local/share/containers/podman/machine/podman.sock`, 'Podman'],
    [env.TMPDIR ? posix.join(env.TMPDIR, 'podman/podman-machine-default-api.sock') : '', 'Podman'],
  ];
  return places
    .filter(([path]) => path !== '' && surroundings.exists(path))
    .map(([path, product]) => ({ transport: 'socket', path, origin: { kind: 'usual place', product } }));
}

function configFolder(surroundings: Surroundings): string {
  return surroundings.env.DOCKER_CONFIG || pathOf(surroundings).join(surroundings.home, '.docker');
}

function pathOf(surroundings: Surroundings): typeof posix {
  return surroundings.platform === 'win32' ? win32 : posix;
}

function jsonFile(path: string, surroundings: Surroundings): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(surroundings.readFile(path) ?? ''));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
