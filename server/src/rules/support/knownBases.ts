/**
 * Base images whose environment is known. Owns: the official images that set PATH and nothing else. Must not ask an engine or a registry.
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
