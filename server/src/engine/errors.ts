/**
 * What can go wrong with an engine. Owns: one sentence and one remedy for each kind of failure. Must not know VS Code.
 */
import { describeEndpoint } from './endpoint.ts';
import type { Endpoint, EndpointProblem } from './endpoint.ts';

export type EngineErrorKind =
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
  | 'image-gone'
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

const startIt = 'Start Docker or Podman and try again.';

export function noEngine(): EngineError {
  return new EngineError(
    'no-engine', 'No container engine was found on this machine.',
    'Install or start Docker or Podman, or say where one is with DOCKER_HOST or the setting drydock.engine.host.',
  );
}

export function badEndpoint(problem: EndpointProblem): EngineError {
  const example = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  const remedy = problem.source.startsWith('the docker context')
    ? 'Choose another with "docker context use".'
    : `Correct ${problem.source}: it looks like ${example} or tcp://host:2375.`;
  return new EngineError('bad-endpoint', problem.message, remedy);
}

export function apiTooOld(endpoint: Endpoint, version: string, needed: string): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} speaks API ${version}; Drydock needs ${needed}.`;
  return new EngineError('api-too-old', message, 'Update the engine: Docker 20.10 and Podman 4 are enough.');
}

export function imageGone(image: string): EngineError {
  return new EngineError('image-gone', `The engine has no image ${image}.`, 'It may have been removed meanwhile: choose it anew.');
}

export function refused(message: string): EngineError {
  return new EngineError('refused', `The engine reports: ${message.trim() || 'an error without words'}`, '');
}

export function badAnswer(endpoint: Endpoint): EngineError {
  const message = `What answers at ${describeEndpoint(endpoint)} is no container engine.`;
  return new EngineError('bad-answer', message, 'Check DOCKER_HOST, the docker context or the setting drydock.engine.host.');
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
      return new EngineError('not-running', `No engine is running at ${place}.`, startIt, error);
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
  if (/^ERR_(TLS|SSL)|^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_)|^EPROTO$/.test(code)) {
    const message = `The engine at ${place} could not prove who it is, or does not accept you: ${messageOf(error)}.`;
    return new EngineError('tls', message, 'Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the docker context.', error);
  }
  return new EngineError('lost', `The connection to the engine at ${place} failed: ${messageOf(error)}.`, 'Check whether it still runs and try again.', error);
}

export function sshFailed(endpoint: Endpoint, detail: string): EngineError {
  const message = `The engine at ${describeEndpoint(endpoint)} could not be reached through ssh${detail ? `: ${detail}` : '.'}`;
  return new EngineError('ssh', message, 'Check that "ssh" to the host works without asking for a password and that docker is installed there.');
}

/** Of several places tried in vain, the failure that tells the user most. */
export function mostTelling(errors: readonly EngineError[]): EngineError {
  const order: readonly EngineErrorKind[] = [
    'cancelled', 'permission', 'api-too-old', 'timeout', 'refused', 'tls', 'ssh', 'lost', 'bad-answer', 'unreachable', 'not-running',
  ];
  return order.flatMap((kind) => errors.filter((error) => error.kind === kind))[0] ?? errors[0] ?? noEngine();
}

function permissionRemedy(endpoint: Endpoint): string {
  if (endpoint.transport === 'pipe') return 'Add yourself to the group docker-users and sign in again.';
  return 'Add yourself to the group "docker" (sudo usermod -aG docker $USER) and sign in again, or use rootless Docker or Podman.';
}

/** OpenSSL's messages are long lines of codes; their reason is the part for people. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  return reason.trim().replace(/\.$/, '');
}
