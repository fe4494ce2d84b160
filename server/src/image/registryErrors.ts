/**
 * What can go wrong with a registry. Owns: one sentence and one remedy for each kind of failure. Must not know VS Code.
 */
import type { Proxy } from './registryProxy.ts';
import type { RegistryReference } from './registryReference.ts';

export type RegistryErrorKind = 'bad-name' | 'not-found' | 'denied' | 'rate-limit' | 'no-platform' | 'unreachable' | 'tls' | 'proxy' | 'refused' | 'bad-answer' | 'lost' | 'cancelled';

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

/** For an error of a socket to `host`, through the proxy if there is one. */
export function fromSocket(reference: RegistryReference, host: string, error: unknown, signal: AbortSignal | undefined, proxy?: Proxy): RegistryError {
  if (error instanceof RegistryError) return error;
  if (signal?.aborted) return new RegistryError('cancelled', 'Reading the image was cancelled.', '', error);
  if (isCertificateError(error)) return new RegistryError('tls', `The certificate of ${host} is not trusted: ${(error as Error).message}.`, certificateRemedy, error);
  if (proxy) return new RegistryError('unreachable', `${host} cannot be reached through ${nameOf(proxy)}: ${reasonOf(error)}.`, withoutProxy(proxy, host), error);
  return new RegistryError('unreachable', `${host} cannot be reached: ${reasonOf(error)}.`, reference.registry === host ? 'Check the name and the network.' : 'Check the network.', error);
}

/** For a download that broke, and could not be taken up again. */
export function brokenDownload({ registry }: RegistryReference, error: unknown, proxy: Proxy | undefined): RegistryError {
  return new RegistryError('lost', `The download from ${registry}${proxy ? ` through ${nameOf(proxy)}` : ''} broke off: ${(error as Error).message}.`, 'Check the network and try again.', error);
}

/** For an error before the proxy has answered. */
export function proxyUnreachable(proxy: Proxy, host: string, error: unknown): RegistryError {
  if (isCertificateError(error)) return new RegistryError('tls', `The certificate of ${nameOf(proxy)} is not trusted: ${(error as Error).message}.`, certificateRemedy, error);
  return new RegistryError('unreachable', `${sentenceOf(nameOf(proxy))} cannot be used: ${reasonOf(error)}.`, `Check ${proxy.source}. ${withoutProxy(proxy, host)}`, error);
}

/** For what a proxy answers when it gives no way to `host`. `challenge` is its header Proxy-Authenticate. */
export function proxyRefusal(proxy: Proxy, host: string, status: number, challenge: string): RegistryError {
  const name = sentenceOf(nameOf(proxy));
  if (status === 407) return notSignedIn(proxy, host, challenge);
  if (status >= 500) return new RegistryError('unreachable', `${name} cannot reach ${host}: it answers with status ${status}.`, `Check the name and try again later. ${withoutProxy(proxy, host)}`);
  return new RegistryError('proxy', `${name} does not let you reach ${host}: it answers with status ${status}.`, `Ask those who run it to allow that. ${withoutProxy(proxy, host)}`);
}

function notSignedIn(proxy: Proxy, host: string, challenge: string): RegistryError {
  const name = sentenceOf(nameOf(proxy));
  const schemes = ['Negotiate', 'NTLM', 'Kerberos', 'Digest'].filter((scheme) => new RegExp(`\\b${scheme}\\b`, 'i').test(challenge));
  if (schemes.length > 0 && !/\bbasic\b/i.test(challenge)) {
    return new RegistryError('proxy', `${name} wants you to sign in with ${schemes.join(' or ')}, which Drydock cannot.`, `Name a proxy that takes a name and a password, or none. ${withoutProxy(proxy, host)}`);
  }
  if (proxy.authorization) return new RegistryError('proxy', `${name} does not accept the name and password that it was given.`, `Correct them in ${proxy.authorization.source}.`);
  return new RegistryError('proxy', `${name} asks for a name and a password.`, `Write them into ${proxy.source}: ${proxy.url.protocol}//name:password@${proxy.url.host}.`);
}

/** e.g. "the proxy proxy.example:3128 (from HTTPS_PROXY)". */
function nameOf({ url, source }: Proxy): string {
  return `the proxy ${url.host} (from ${source})`;
}

function withoutProxy({ exceptions }: Proxy, host: string): string {
  return `If ${host} can be reached without it, add that to ${exceptions}.`;
}

function sentenceOf(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const certificateRemedy = 'Put the authority that issued it into a file and name that in NODE_EXTRA_CA_CERTS.';

function isCertificateError(error: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test((error as NodeJS.ErrnoException).code ?? '');
}

/** What a request ends with that has had no answer for too long. */
export function silence(): Error {
  return Object.assign(new Error('it does not answer'), { code: 'ETIMEDOUT' });
}

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOTFOUND: 'the host is not known', ECONNREFUSED: 'nobody listens there', ETIMEDOUT: 'it does not answer', ECONNRESET: 'it closed the connection',
  };
  if (/wrong version number|packet length/.test(message)) return 'it does not speak TLS';
  return reasons[code] ?? (code.startsWith('HPE_') ? 'it does not speak HTTP' : message.trim() || code);
}
