/**
 * What can go wrong with an engine. Owns: one sentence and one remedy for each kind of failure. Must not know VS Code.
 */
import { describeEndpoint } from './endpoint.ts';
import type { Endpoint, EndpointProblem } from './endpoint.ts';
import { permissionRemedy, startRemedy } from './remedies.ts';

export type EngineErrorKind =
  | 'untrusted'
  /** No place to try. */
  | 'no-engine'
  /** The user named a place that makes no sense. */
  | 'bad-endpoint'
  | 'permission'
  /** Nobody listens there. */
  | 'not-running'
  /** The host is not known or not reached. */
  | 'unreachable'
  | 'tls'
  | 'ssh'
  | 'timeout'
  | 'api-too-old'
  /** The engine no longer speaks what Drydock speaks. */
  | 'api-too-new'
  /** The engine has no such thing as the one asked for. */
  | 'unsupported'
  | 'image-gone'
  | 'container-gone'
  /** A container or another image holds it. */
  | 'in-use'
  | 'name-conflict'
  | 'bad-name'
  | 'wrong-platform'
  | 'disk-full'
  | 'registry-auth'
  | 'registry-missing'
  | 'registry-unreachable'
  | 'registry-limit'
  /** What was to be sent could not be read here, or is not what it should be. */
  | 'upload'
  /** The engine answered that it failed. */
  | 'refused'
  /** The connection ended in the middle of an answer. */
  | 'lost'
  /** What answers is no engine. */
  | 'bad-answer'
  | 'cancelled';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  /** What the user can do about it, in a sentence; '' when there is nothing to do. */
  readonly remedy: string;

  constructor(kind: EngineErrorKind, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.remedy = remedy;
  }
}

export function noEngine(): EngineError {
  return new EngineError(
    'no-engine', 'No container engine was found on this machine.',
    noEngineRemedy(),
  );
}

function noEngineRemedy(): string {
  const podman = process.platform === 'linux' ? " (Podman's socket: systemctl --user enable --now podman.socket)" : '';
  return `Install or start Docker or Podman${podman}, or say where one is with DOCKER_HOST or the setting drydock.engine.host.`;
}

export function badEndpoint(problem: EndpointProblem): EngineError {
  const example = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  const remedy = problem.source.startsWith('the docker context')
    ? 'Choose another with "Switch Engine…" or "docker context use".'
    : /was chosen for this workspace/.test(problem.message) ? 'Choose another with "Switch Engine…".'
    : `Correct ${problem.source}: it looks like ${example} or tcp://host:2375.`;
  return new EngineError('bad-endpoint', problem.message, remedy);
}

export function apiTooOld(endpoint: Endpoint, version: string, needed: string): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} speaks API ${version}; Drydock needs ${needed}.`;
  return new EngineError('api-too-old', message, 'Update the engine: Docker 20.10 and Podman 4 are enough.');
}

export function apiTooNew(endpoint: Endpoint, spoken: string, needed: string): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} speaks API ${needed} and newer; Drydock speaks up to ${spoken}.`;
  return new EngineError('api-too-new', message, "Update Drydock, or allow the older API in the engine's environment with DOCKER_MIN_API_VERSION.");
}

export function unsupported(what: string): EngineError {
  return new EngineError('unsupported', `This engine can't ${what}.`, 'Use another engine for it, or a newer version of this one.');
}

export function imageGone(image: string): EngineError {
  return new EngineError('image-gone', `The engine has no image ${image}.`, 'It may have been removed meanwhile: choose it anew.');
}

/** Engines don't say which. */
export function oneImageGone(images: readonly string[]): EngineError {
  return new EngineError('image-gone', `The engine lacks at least one of the images ${images.join(', ')}.`, 'It may have been removed meanwhile: choose them anew.');
}

export function untrusted(): EngineError {
  return new EngineError('untrusted', 'Engines are not used in a workspace that is not trusted.', 'Trust the workspace first.');
}

export function containerGone(container: string): EngineError {
  return new EngineError('container-gone', `The engine has no container ${container}.`, 'It may have been removed meanwhile.');
}

export function refused(message: string): EngineError {
  return new EngineError('refused', `The engine reports: ${message.trim() || 'an error without words'}`, '');
}

export function badAnswer(endpoint: Endpoint): EngineError {
  const message = `What answers at ${describeEndpoint(endpoint)} is no container engine.`;
  return new EngineError('bad-answer', message, 'Check DOCKER_HOST, the docker context or the setting drydock.engine.host.');
}

export function certificateUnreadable(path: string, cause: unknown): EngineError {
  return new EngineError('tls', `The certificate ${path} could not be read: ${messageOf(cause)}.`, 'Check the file and who may read it.', cause);
}

export function uploadFailed(cause: unknown): EngineError {
  return new EngineError('upload', `What was to be sent could not be read: ${messageOf(cause)}.`, 'Check the file and try again.', cause);
}

export function timedOut(endpoint: Endpoint, seconds: number): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} did not answer within ${seconds} seconds.`;
  return new EngineError('timeout', message, 'Check whether it hangs, and restart it if need be.');
}

export function lost(endpoint: Endpoint, cause?: unknown): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} went away in the middle of its answer.`;
  return new EngineError('lost', message, 'Check whether it still runs and try again.', cause);
}

export function cancelled(cause?: unknown): EngineError {
  return new EngineError('cancelled', 'Cancelled.', '', cause);
}

/** The error for what Node says about a connection that did not come about or broke. */
export function fromNodeError(error: unknown, endpoint: Endpoint): EngineError {
  if (error instanceof EngineError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const name = error instanceof Error ? error.name : '';
  const place = describeEndpoint(endpoint);
  if (name === 'AbortError' || code === 'ABORT_ERR') return cancelled(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new EngineError('permission', `You may not use the engine at ${place}.`, permissionRemedy(endpoint), error);
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
      return new EngineError('not-running', `No engine is running at ${place}.`, startRemedy(endpoint), error);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new EngineError('unreachable', `The engine at ${place} cannot be reached.`, 'Check the address and the network.', error);
    case 'ECONNRESET':
    case 'EPIPE':
      return lost(endpoint, error);
  }
  if (code.startsWith('HPE_')) return badAnswer(endpoint);
  if (/^ERR_(TLS|SSL)|^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_)|^EPROTO$/.test(code)) return tlsFailed(endpoint, error);
  return new EngineError('lost', `The connection to the engine at ${place} failed: ${messageOf(error)}.`, 'Check whether it still runs and try again.', error);
}

function tlsFailed(endpoint: Endpoint, error: unknown): EngineError {
  const place = describeEndpoint(endpoint);
  const reason = messageOf(error);
  if (/wrong version number|packet length too long|unknown protocol/i.test(reason)) {
    return new EngineError('tls', `The engine at ${place} does not speak TLS.`, 'Take away DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use the port that speaks TLS, usually 2376.', error);
  }
  const message = `The engine at ${place} could not prove who it is, or does not accept you: ${reason}.`;
  return new EngineError('tls', message, 'Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the docker context.', error);
}

/** An HTTP request came to a port that speaks TLS. */
export function tlsWanted(endpoint: Endpoint): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} speaks TLS only.`;
  return new EngineError('tls', message, 'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of its certificates, or make a docker context with them.');
}

/** `said` is what ssh printed, line by line. */
export function sshFailed(endpoint: Endpoint, said: string): EngineError {
  const host = endpoint.transport === 'ssh' ? `${endpoint.user ? `${endpoint.user}@` : ''}${endpoint.host}` : '';
  const detail = said.split('\n').findLast((line) => line.trim() !== '')?.trim() ?? '';
  const found = sshRemedies.find(([pattern]) => pattern.test(said));
  const [kind, remedy] = found ? [found[1], found[2].replace('HOST', host)] as const : ['ssh', `Check that "ssh ${host}" works without asking for a password and that docker is installed there.`] as const;
  const message = `The engine at ${describeEndpoint(endpoint)} could not be reached through ssh${detail ? `: ${detail.replace(/\.?$/, '.')}` : '.'}`;
  return new EngineError(kind, message, remedy);
}

const sshRemedies: readonly (readonly [RegExp, EngineErrorKind, string])[] = [
  [/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i, 'ssh', 'Run "ssh HOST" in a terminal once, compare the key that it shows and accept it.'],
  [/Permission denied \((?:publickey|password|keyboard|gssapi|hostbased)/i, 'ssh', 'Give the machine your public key (ssh-copy-id HOST) and see that the key is in ssh-agent: nobody can type a password here.'],
  [/permission denied while trying to connect|dial unix.*permission denied/i, 'permission', 'Add that user to the group "docker" there: sudo usermod -aG docker USER'],
  [/Cannot connect to the Docker daemon|Is the docker daemon running|dial unix.*(?:no such file|refused)/i, 'not-running', 'Start Docker on that machine: sudo systemctl start docker'],
  [/command not found|docker: not found|No such file or directory.*docker|not recognized as/i, 'ssh', 'Install docker there, and see that it is in the PATH of commands that ssh runs.'],
  [/Could not resolve hostname|Name or service not known/i, 'unreachable', 'Check the name of the host, also in ~/.ssh/config.'],
  [/Connection refused|Connection timed out|No route to host|Network is unreachable|Operation timed out/i, 'unreachable', 'Check that the machine is up and that its ssh server can be reached.'],
  [/ENOENT/, 'ssh', 'Install ssh (OpenSSH) and see that it is in PATH.'],
];

/** Of several places tried in vain, the failure that tells the user most. */
export function mostTelling(errors: readonly EngineError[]): EngineError {
  const order: readonly EngineErrorKind[] = [
    'cancelled', 'permission', 'api-too-old', 'api-too-new', 'timeout', 'refused', 'tls', 'ssh', 'lost', 'bad-answer', 'unreachable', 'not-running',
  ];
  return order.flatMap((kind) => errors.filter((error) => error.kind === kind))[0] ?? errors[0] ?? noEngine();
}

/** OpenSSL's messages are long lines of codes; their reason is the part for people. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  return reason.trim().replace(/\.$/, '');
}
