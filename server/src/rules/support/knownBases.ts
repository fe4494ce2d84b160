/**
 * Base images that are known without asking. Owns: the official images that set PATH and nothing else, and those that set no SHELL. Must not ask an engine or a registry.
 */
import type { Semantics } from '../../semantics/semantics.ts';
import type { Stage } from '../../semantics/stages.ts';

const plainImages = new Set(['alpine', 'busybox', 'buildpack-deps', 'centos', 'debian', 'rockylinux', 'ubuntu'].map((name) => `library/${name}`));

/** True when nothing but PATH can come from the stage's base image. */
export function hasPlainBase(stage: Stage | undefined, semantics: Semantics): boolean {
  const root = stage && semantics.chain(stage).at(-1);
  if (!root?.baseIsCertain) return false;
  const { base } = root;
  return base.kind === 'scratch' || (base.kind === 'image' && base.reference.domain === 'docker.io' && plainImages.has(base.reference.path));
}

/**
 * True when it is known what SHELL comes from the stage's base image: none from scratch and from official images, which leave it alone except
 * for Windows variants; whatever the engine said for an image that it has.
 */
export function hasKnownShell(stage: Stage, semantics: Semantics): boolean {
  const { base } = semantics.chain(stage).at(-1)!;
  if (base.kind === 'scratch') return true;
  if (base.kind !== 'image') return false;
  const { domain, path, tag = '' } = base.reference;
  return (domain === 'docker.io' && path.startsWith('library/') && !/windows|nanoserver/.test(tag)) || (semantics.options.baseImages?.has(base.text) ?? false);
}
