/**
 * Tag Image…. Owns: asking for the name, and for leave when another image has it. Must not know where names lead.
 */
import { fullName, shortId } from '../../model/imageReference.ts';
import type { Deps } from '../deps.ts';
import { imageNameError } from '../imageName.ts';
import { engineWork } from './engineWork.ts';
import { imageTarget, type ImageTarget } from './targets.ts';

export async function tagImage(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const target = await imageTarget(deps, args, { title: 'Tag Image', placeholder: 'Which image gets another name?' });
  if (target) await giveName(deps, target);
}

/** Gives the new name once the image has it. */
export async function giveName(deps: Deps, target: ImageTarget): Promise<string | undefined> {
  const name = await askForName(deps, 'Tag Image', `Another name for ${target.shown}: repository:tag, with a registry in front where it will be pushed to`, target.name);
  if (name === undefined || !await mayTake(deps, name, target)) return undefined;
  const done = await engineWork(deps, `Tagging ${target.shown}`, (engine, _report, signal) => engine.tag(target.id || target.reference, name, { signal }));
  deps.imageLists.refresh();
  if (!done) return undefined;
  await deps.prompts.inform(`${target.shown} is now also ${nameWithTag(name)}.`);
  return nameWithTag(name);
}

/** `value` is proposed. */
export async function askForName(deps: Deps, title: string, prompt: string, value: string): Promise<string | undefined> {
  const name = await deps.prompts.input({ title, prompt, value, validate: (typed) => (typed.trim() === '' ? 'An image name, for example app:1.0.' : imageNameError(typed.trim())) });
  return name?.trim();
}

/** True when the name is free, the image's own, or may be taken from the image that has it. */
export async function mayTake(deps: Deps, name: string, target: { readonly id: string } | undefined): Promise<boolean> {
  const images = (await engineWork(deps, 'Looking whether the name is free', (engine, _report, signal) => engine.listImages({ signal })))?.value;
  if (!images) return false;
  const owner = images.find(({ tags }) => tags.some((tag) => fullName(tag) === fullName(name)));
  if (!owner || owner.id === target?.id) return true;
  const rest = owner.tags.length > 1 ? 'It keeps its other names.' : 'It is left without a name: a dangling image.';
  const action = 'Move the Name';
  return await deps.prompts.confirm(`${nameWithTag(name)} is the name of another image.`, `Untagged: ${nameWithTag(name)} of ${shortId(owner.id)}. ${rest}`, action) === action;
}

/** A name without a tag means "latest". */
export function nameWithTag(name: string): string {
  return name.includes(':', name.lastIndexOf('/') + 1) || name.includes('@') ? name : `${name}:latest`;
}
