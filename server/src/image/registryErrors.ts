/**
 * What can go wrong with a registry. Owns: one sentence and one remedy for each kind of failure. Must not know VS Code.
 */
import type { RegistryReference } from './registryReference.ts';

export type RegistryErrorKind = 'bad-name' | 'not-found' | 'denied' | 'rate-limit' | 'no-platform' | 'unreachable' | 'tls' | 'refused' | 'bad-answer' | 'lost' | 'cancelled';

export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly kind: RegistryErrorKind;
  /** What the user can do about it, in a sentence; '' when there is nothing to do. */
  readonly remedy: string;

  constructor(kind: RegistryErrorKind, message: string, remedy = '', cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** For a status that is neither success nor a redirect. `retryAfter` is the header of that name. */
export function refusal(reference: RegistryReference, status: number, retryAfter: string | undefined): RegistryError {
  const { registry, name } = reference;
  switch (status) {
    case 401:
    case 403:
      return denied(reference);
    case 404:
      return new RegistryError('not-found', `${registry} has no image ${name}.`, 'Check the name and the tag.');
    case 429: {
      const wait = retryAfter !== undefined && /^\d+$/.test(retryAfter) ? ` Try again in ${retryAfter} seconds.` : ' Try again later.';
      return new RegistryError('rate-limit', `${registry} allows no more downloads for now.`, `${wait.trim()} Signing in may raise the limit.`);
    }
    default:
      return new RegistryError('refused', `${registry} answered with status ${status}.`, 'Try again later.');
  }
}

export function denied({ registry, name }: RegistryReference): RegistryError {
  return new RegistryError('denied', `${registry} does not let you read ${name}, or has no such image.`, `Sign in with "docker login${registry === 'docker.io' ? '' : ` ${registry}`}".`);
}

export function badAnswer({ registry }: RegistryReference, what: string): RegistryError {
  return new RegistryError('bad-answer', `${registry} answers with ${what}.`, 'Check that it is a registry for images.');
}

/** For an error of a socket. */
export function fromSocket(reference: RegistryReference, host: string, error: unknown, signal: AbortSignal | undefined): RegistryError {
  if (error instanceof RegistryError) return error;
  if (signal?.aborted) return new RegistryError('cancelled', 'Reading the image was cancelled.', '', error);
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    return new RegistryError('tls', `The certificate of ${host} is not trusted: ${message}.`, 'Put the authority that issued it into a file and name that in NODE_EXTRA_CA_CERTS.', error);
  }
  const reason = code === 'ENOTFOUND' ? 'the host is not known' : code === 'ECONNREFUSED' ? 'nobody listens there' : code === 'ETIMEDOUT' ? 'it does not answer' : message || code;
  return new RegistryError('unreachable', `${host} cannot be reached: ${reason}.`, reference.registry === host ? 'Check the name and the network.' : 'Check the network.', error);
}
