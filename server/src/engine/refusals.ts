/**
 * What an engine's refusal means. Owns: reading the sentences of Docker and Podman, and one sentence and remedy of ours for each. Must not know HTTP beyond
 * the status.
 */
import type { Endpoint } from './endpoint.ts';
import { containerGone, EngineError, imageGone, refused, tlsWanted, unsupported } from './errors.ts';
import type { EngineErrorKind } from './errors.ts';

/** What the request was about, for the sentence. */
export interface About {
  /** What was to be done, as it follows "can't": "push images". */
  readonly doing: string;
  readonly image?: string;
  readonly container?: string;
  /** The image's name, for a push or a pull: what the registry said counts then too. */
  readonly registryName?: string;
  /** Whether an archive is sent, which may be none. */
  readonly sendsArchive?: boolean;
  readonly endpoint: Endpoint;
}

/** The error for a refusal with this HTTP status; 500 for one inside a stream that does not say its own. */
export function refusal(about: About, status: number, message: string): EngineError {
  const { image = '', container = '', endpoint } = about;
  if (/HTTP request to an HTTPS server/i.test(message)) return tlsWanted(endpoint);
  const clash = general(message, about.sendsArchive ? [...rows, unreadable] : rows) ?? (about.registryName === undefined ? undefined : ofRegistry(about.registryName, message));
  if (clash) return clash;
  if (/is paused|manually paused|unpause/i.test(message) && /desktop/i.test(message)) return new EngineError('refused', 'Docker Desktop is paused.', 'Resume it from its menu.');
  if (image && (/no such image|image not known|no image with|reference does not exist/i.test(message) || (status === 404 && !isRouteMissing(message) && !container))) return imageGone(image);
  if (container && (/no such container|no container with|layer not known/i.test(message) || (status === 404 && !isRouteMissing(message) && !isPathMissing(message)))) return containerGone(container);
  if (status === 404 && isRouteMissing(message)) return unsupported(about.doing);
  return refused(message);
}

/** "page not found" is Docker's, "Not Found" Podman's. */
function isRouteMissing(message: string): boolean {
  return /page not found|^\s*not found\s*$/i.test(message) || message.trim() === '';
}

function isPathMissing(message: string): boolean {
  return /could not find the file|no such file or directory/i.test(message);
}

/** The last words of an engine's long chain of causes. */
function reasonOf(message: string): string {
  return message.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
}

type Row = readonly [pattern: RegExp, kind: EngineErrorKind, sentence: (found: RegExpExecArray) => string, remedy: string];

const rows: readonly Row[] = [
  [/no space left on device|disk quota exceeded|not enough (?:disk )?space/i, 'disk-full', () => "The engine's disk is full.",
    'Remove images or build cache that nobody needs (docker system df shows them), and try again.'],
  [/container name "?\/?([^"\s]+)"? is already in use/i, 'name-conflict', (found) => `There is a container ${found[1]} already.`, 'Choose another name, or remove that container.'],
  [/(?:does not match the specified platform|does not provide the specified platform|no matching manifest for|no suitable export target found|no image found in (?:image index|manifest list) for)/i,
    'wrong-platform', () => 'The image is not here for that platform.', 'Choose a platform that it has, or pull it for the one you want.'],
  [/invalid reference format|not a valid repository\/tag|invalid tag format|normaliz\w+ image|normalizing name|repository name must be lowercase/i, 'bad-name', () => 'That is no name for an image.',
    'It is lower-case letters, digits and ". _ - /", and after a colon a tag.'],
  [/cannot be forced\) - image has dependent child images|dependent child images|image has dependent children/i, 'in-use', () => 'Other images were built on this one.', 'Remove those first.'],
  [/image is being used by running container (\w+)/i, 'in-use', (found) => `The running container ${found[1]!.slice(0, 12)} uses this image.`, 'Stop and remove the container first.'],
  [/container (\w+) is using its referenced image|image is being used by stopped container (\w+)|image used by (\w+)|image is in use by a container/i, 'in-use',
    (found) => {
      const id = found[1] ?? found[2] ?? found[3];
      return id === undefined ? 'A container uses this image.' : `The container ${id.slice(0, 12)} uses this image.`;
    }, 'Remove the container first, or force the removal.'],
  [/image is referenced in multiple repositories|has multiple tags|with more than one tag|unable to delete.*must be forced\)/i, 'in-use', () => 'This image has several names.', 'Remove its names one by one, or force the removal.'],
  [/cannot remove (?:a )?running container|container is running|is running and cannot be removed/i, 'in-use', () => 'The container is running.', 'Stop it first, or force the removal.'],
];

const unreadable: Row = [
  /EOF|invalid tar header|archive\/tar|unrecognized image format|payload does not match any of the supported image formats|invalid archive|no such file or directory|invalid compressed data|magic number mismatch|invalid argument/i,
  'upload', () => 'This is no archive that the engine can read.', 'Load takes what docker save makes; a file system made by docker export is imported.',
];

function general(message: string, table: readonly Row[]): EngineError | undefined {
  for (const [pattern, kind, sentence, remedy] of table) {
    const found = pattern.exec(message);
    if (found) return new EngineError(kind, sentence(found), remedy, message);
  }
  return undefined;
}

type RegistryRow = readonly [pattern: RegExp, kind: EngineErrorKind, sentence: (registry: string, name: string, message: string) => string, remedy: (registry: string) => string];

/** The first that fits counts: an unknown name of the public registry is refused with the words of both. */
const registryRows: readonly RegistryRow[] = [
  [/toomanyrequests|too many requests|rate limit/i, 'registry-limit', (registry) => `${registry} allows no more pulls for now.`, (registry) => `Sign in (docker login ${registry}), which allows more, or wait.`],
  [/server gave HTTP response to HTTPS client/i, 'registry-unreachable', (registry) => `${registry} speaks plain HTTP, which the engine does not trust.`,
    () => 'Give the registry a certificate, or name it in "insecure-registries" in the engine\'s daemon.json.'],
  [/x509|certificate/i, 'registry-unreachable', (registry, _name, message) => `The engine does not trust the certificate of ${registry}: ${message}.`, () => "Give the engine the registry's certificate (/etc/docker/certs.d)."],
  [/pull access denied|repository does not exist or may require|insufficient_scope/i, 'registry-auth', (registry, name) => `${registry} has no image ${name}, or does not show it to you.`,
    (registry) => `Check the name, and sign in if it is private: docker login ${registry}`],
  [/unauthorized|authentication required|no basic auth credentials|incorrect username or password|401/i, 'registry-auth', (registry) => `${registry} wants to know who you are.`, (registry) => `Sign in: docker login ${registry}`],
  [/denied|forbidden|403/i, 'registry-auth', (registry, name) => `${registry} does not let you do that with ${name}.`, (registry) => `Check the name, and sign in as somebody who may: docker login ${registry}`],
  [/manifest unknown|manifest for .* not found|not found: manifest|name unknown|repository name not known|\bnot found$|requested access to the resource/i, 'registry-missing',
    (registry, name) => `${registry} has no image ${name}.`, () => 'Check the name and the tag.'],
  [/dial tcp|lookup |no such host|connection refused|i\/o timeout|proxyconnect|EOF|connection reset|context deadline exceeded|TLS handshake timeout|network is unreachable|request canceled|Client\.Timeout/i,
    'registry-unreachable', (registry, _name, message) => `The engine cannot reach ${registry}: ${message}.`, () => "Check the name, the network, and the proxy in the engine's settings."],
];

function ofRegistry(name: string, message: string): EngineError | undefined {
  const registry = registryOf(name);
  if (/image does not exist locally|no such image|image not known|tag does not exist/i.test(message)) return imageGone(name);
  for (const [pattern, kind, sentence, remedy] of registryRows) {
    if (pattern.test(message)) return new EngineError(kind, sentence(registry, name, reasonOf(message)), remedy(registry === publicRegistry ? '' : registry).trimEnd(), message);
  }
  return undefined;
}

const publicRegistry = 'Docker Hub';

/** The first part of a name is a registry when it could be a host. */
export function registryOf(name: string): string {
  const first = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  if (first === 'docker.io' || !/[.:]|^localhost$/.test(first)) return publicRegistry;
  return first;
}
