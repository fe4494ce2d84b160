/**
 * Names of images in registries. Owns: taking "registry.example:5000/team/app:1.2" apart the way engines do. Must not use the network.
 */

export interface RegistryReference {
  /** As people write it, e.g. "docker.io" or "registry.example:5000". */
  readonly registry: string;
  /** Where the registry's API is. */
  readonly host: string;
  /** e.g. "library/busybox". */
  readonly repository: string;
  /** A tag, or a digest such as "sha256:…". */
  readonly reference: string;
  /** The whole name as engines show it. */
  readonly name: string;
}

export const hub = 'docker.io';
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** True for "docker://…", which always means a registry. */
export function namesRegistry(text: string): boolean {
  return text.startsWith('docker://');
}

/** Reads a name, with "docker://" in front or not; undefined when it is none. */
export function parseReference(text: string): RegistryReference | undefined {
  const name = text.replace(/^docker:\/\//, '');
  const [path = '', digest] = name.split('@', 2);
  const [, beforeTag = path, tag] = /^(.*):([^/:]*)$/.exec(path) ?? [];
  const { registry, repository } = placeOf(beforeTag);
  const reference = digest ?? tag ?? 'latest';
  if (!hostPattern.test(registry) || !repositoryPattern.test(repository) || repository.length > 255) return undefined;
  if ((tag !== undefined && !tagPattern.test(tag)) || (digest !== undefined && !digestPattern.test(digest)) || name.split('@').length > 2) return undefined;
  const host = registry === hub ? 'registry-1.docker.io' : registry;
  return { registry, host, repository, reference, name: `${registry}/${repository}${digest === undefined ? ':' : '@'}${reference}` };
}

/** Where a name without tag and digest leads: "busybox" to "library/busybox" of Docker Hub. Does not check the parts. */
export function placeOf(name: string): { readonly registry: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const hasHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = hasHost ? (first === 'index.docker.io' ? hub : first) : hub;
  const rest = hasHost ? name.slice(slash + 1) : name;
  return { registry, repository: registry === hub && !rest.includes('/') ? `library/${rest}` : rest };
}

/** True for a host of this machine, which may be spoken to without TLS. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}
