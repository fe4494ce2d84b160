/**
 * Image references. Owns: the grammar of registry/repository:tag@digest (that of github.com/distribution/reference) with ranges, and its
 * messages. Must not know stages, nor what registries hold.
 */
import type { TextRange } from '../base/textRange.ts';

/** A reference in its parts. Ranges are relative to the parsed text; a part that is only implied has none. */
export interface ImageReference {
  /** Normalised: `docker.io` when none is written. */
  readonly domain: string;
  readonly domainRange: TextRange | undefined;
  /** Normalised repository path, e.g. `library/alpine`. */
  readonly path: string;
  readonly pathRange: TextRange;
  readonly tag: string | undefined;
  readonly tagRange: TextRange | undefined;
  readonly digest: string | undefined;
  readonly digestRange: TextRange | undefined;
}

export type ImageReferenceResult =
  | { readonly reference: ImageReference; readonly error?: undefined }
  /** BuildKit's message, without `failed to parse stage name "…": `. */
  | { readonly reference?: undefined; readonly error: string };

const defaultDomain = 'docker.io';
const officialPrefix = 'library/';
const longestPath = 255;

const identifier = /^[a-f0-9]{64}$/;
const domainComponent = /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])$/;
const ipv6Domain = /^\[[a-fA-F0-9:]+\](?::[0-9]+)?$/;
const pathComponent = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

function isDomain(text: string): boolean {
  if (text.startsWith('[')) return ipv6Domain.test(text);
  const colon = text.indexOf(':');
  if (colon >= 0 && !/^[0-9]+$/.test(text.slice(colon + 1))) return false;
  return (colon < 0 ? text : text.slice(0, colon)).split('.').every((component) => domainComponent.test(component));
}

interface Split {
  readonly domain: string;
  readonly remainder: string;
  /** How long the written domain with its slash is; 0 when it is implied. */
  readonly written: number;
}

/** Which part is the registry: only what looks like a host name, as in distribution's splitDockerDomain. */
function splitDomain(text: string): Split {
  const slash = text.indexOf('/');
  if (slash < 0) return { domain: defaultDomain, remainder: officialPrefix + text, written: 0 };
  const first = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  const domain = !isHost || first === 'index.docker.io' ? defaultDomain : first;
  const remainder = isHost ? rest : text;
  return {
    domain,
    remainder: domain === defaultDomain && !remainder.includes('/') ? officialPrefix + remainder : remainder,
    written: isHost ? slash + 1 : 0,
  };
}

interface Parts {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

function splitParts(text: string): Parts {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return { name: colon < 0 ? named : named.slice(0, colon), tag: colon < 0 ? undefined : named.slice(colon + 1), digest: at < 0 ? undefined : text.slice(at + 1) };
}

function isValid({ name, tag, digest }: Parts): boolean {
  const [first, ...rest] = name.split('/');
  if (tag !== undefined && !tagPattern.test(tag)) return false;
  if (digest !== undefined && !digestPattern.test(digest)) return false;
  return (pathComponent.test(first!) || (rest.length > 0 && isDomain(first!))) && rest.every((component) => pathComponent.test(component));
}

const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** go-digest's verdict on a digest: its message, or undefined for a good one. Any text is taken. */
export function digestError(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const invalid = 'invalid checksum digest format';
  if (colon <= 0 || colon + 1 === digest.length) return invalid;
  const length = Object.hasOwn(digestLengths, digest.slice(0, colon)) ? digestLengths[digest.slice(0, colon)] : undefined;
  const encoded = digest.slice(colon + 1);
  if (length === undefined) return /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(digest) ? 'unsupported digest algorithm' : invalid;
  if (encoded.length !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]+$/.test(encoded) ? undefined : invalid;
}

/** Reads an image name as BuildKit does (reference.ParseNormalizedNamed). Any text is taken. */
export function parseImageReference(text: string): ImageReferenceResult {
  if (identifier.test(text)) return { error: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` };
  const { domain, remainder, written } = splitDomain(text);
  const colon = remainder.indexOf(':');
  const remote = colon < 0 ? remainder : remainder.slice(0, colon);
  if (remote.toLowerCase() !== remote) return { error: `invalid reference format: repository name (${remote}) must be lowercase` };
  const whole = `${domain}/${remainder}`;
  const parts = splitParts(whole);
  if (!isValid(parts)) {
    return { error: isValid(splitParts(whole.toLowerCase())) ? 'repository name must be lowercase' : 'invalid reference format' };
  }
  const path = parts.name.slice(domain.length + 1);
  if (path.length > longestPath) return { error: `repository name must not be more than ${longestPath} characters` };
  const problem = parts.digest === undefined ? undefined : digestError(parts.digest);
  if (problem !== undefined) return { error: problem };
  // `library/` may be implied: what is written of the path ends where tag and digest start.
  const digestLength = parts.digest === undefined ? 0 : parts.digest.length + 1;
  const tagLength = parts.tag === undefined ? 0 : parts.tag.length + 1;
  const pathEnd = text.length - digestLength - tagLength;
  const tagEnd = pathEnd + tagLength;
  return {
    reference: {
      domain,
      domainRange: written === 0 ? undefined : { start: 0, end: written - 1 },
      path,
      pathRange: { start: written, end: pathEnd },
      tag: parts.tag,
      tagRange: parts.tag === undefined ? undefined : { start: pathEnd + 1, end: tagEnd },
      digest: parts.digest,
      digestRange: parts.digest === undefined ? undefined : { start: tagEnd + 1, end: text.length },
    },
  };
}

/** The reference as Docker shows it: without the default registry and `library/`. */
export function familiarName(reference: ImageReference): string {
  if (reference.domain !== defaultDomain) return `${reference.domain}/${reference.path}`;
  const short = reference.path.slice(officialPrefix.length);
  return reference.path.startsWith(officialPrefix) && !short.includes('/') ? short : reference.path;
}
