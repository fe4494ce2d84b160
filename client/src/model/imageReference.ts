/**
 * Names of images, taken apart. Owns: registry, repository, tag and digest of a reference, and its full form. Must not know VS Code or an engine.
 */
import { placeOf } from '../../../server/src/image/registryReference.ts';

export interface ImageReference {
  /** "docker.io" where the name has none. */
  readonly registry: string;
  /** Without the registry; "library/busybox" for "busybox". */
  readonly path: string;
  /** The repository as people write it, with its registry unless that is Docker Hub: "busybox", "registry.example/team/app". */
  readonly repository: string;
  /** '' when the reference has none. */
  readonly tag: string;
  /** "sha256:…", or '' when the reference has none. */
  readonly digest: string;
}

export { hub as dockerHub } from '../../../server/src/image/registryReference.ts';

/** Takes "name", "name:tag", "name@digest" and "name:tag@digest" apart. Does not check the parts: `imageNameError` does. */
export function parseReference(reference: string): ImageReference {
  const [name = '', digest = ''] = reference.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = colon < 0 ? name : name.slice(0, colon);
  const tag = colon < 0 ? '' : name.slice(colon + 1);
  const { registry, repository: path } = placeOf(repository);
  return { registry, path, repository, tag, digest };
}

/** Where the reference leads, with nothing left to be guessed: "docker.io/library/busybox:latest". */
export function fullName(reference: string): string {
  const { registry, path, tag, digest } = parseReference(reference);
  const shownTag = tag || (digest ? '' : 'latest');
  return `${registry}/${path}${shownTag ? `:${shownTag}` : ''}${digest ? `@${digest}` : ''}`;
}

/** The first twelve hexadecimal digits, as the engines' commands show an id. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
