/**
 * Build Image…, Build Stage…, Build with Options… and Build Again. Owns: finding out which Dockerfile, which stage and which name. Must not run anything itself.
 */
import type { FileRef } from '../ui/ports.ts';
import type { Deps } from './deps.ts';
import { forgetProfile, lastRequest, profilesOf, rememberLast, rememberProfile, requestOf } from './build/profiles.ts';
import { chooseOptions, describe } from './build/withOptions.ts';
import { imageNameError, proposedName } from './imageName.ts';
import { targetOf } from './build/target.ts';
import type { BuildRequest } from '../model/buildRequest.ts';

/** Builds the last stage of `file`, or of the Dockerfile that is active or picked. */
export async function buildImage(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await ready(deps, file, 'Build Image');
  if (!chosen) return;
  const profiles = profilesOf(deps.memory, chosen);
  if (profiles.length === 0) return buildNamed(deps, chosen, undefined);
  const picked = await deps.prompts.pick<string>(`Build ${deps.dockerfiles.label(chosen)}`, 'Enter builds as last time.', [
    ...profiles.map(({ name, definition }) => ({ label: name, description: describe(requestOf(definition) ?? freshRequest(deps, chosen)), value: `=${name}` })),
    { label: 'Without Profile…', description: 'asks for the name only', value: 'named' }, { label: 'With Options…', value: 'options' },
  ]);
  if (picked === 'named') return buildNamed(deps, chosen, undefined);
  if (picked === 'options') return chooseOptions(deps, chosen, freshRequest(deps, chosen), (request, environment) => start(deps, request, environment));
  const profile = profiles.find(({ name }) => `=${name}` === picked);
  const request = profile && requestOf(profile.definition);
  if (!profile || !request) return;
  await rememberProfile(deps.memory, chosen, profile.name, request);
  await start(deps, request);
}

/** Builds one stage. The lens above a FROM gives both arguments; from the palette the stage is picked. */
export async function buildStage(deps: Deps, file?: FileRef, target?: string): Promise<void> {
  const chosen = await ready(deps, file, 'Build Stage');
  if (!chosen) return;
  const stage = target ?? await chooseStage(deps, chosen);
  if (stage !== undefined) await buildNamed(deps, chosen, stage || undefined);
}

/** Goes through all options of a build. */
export async function buildWithOptions(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await ready(deps, file, 'Build with Options');
  if (chosen) await chooseOptions(deps, chosen, freshRequest(deps, chosen), (request, environment) => start(deps, request, environment));
}

/** Builds `given` or what was built last, whatever file is open now. */
export async function buildAgain(deps: Deps, given?: BuildRequest): Promise<void> {
  if (!await isTrusted(deps)) return;
  const request = given ?? deps.builds.all[0]?.request ?? lastRequest(deps.memory);
  if (request) await start(deps, request);
  else await deps.prompts.inform('Nothing has been built in this workspace yet: Build Image… does it.');
}

export async function deleteProfile(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = file ?? await chooseDockerfile(deps, 'Delete Build Profile');
  if (!chosen) return;
  const profiles = profilesOf(deps.memory, chosen);
  if (profiles.length === 0) {
    await deps.prompts.inform(`No profile is remembered for ${deps.dockerfiles.label(chosen)}.`);
    return;
  }
  const name = await deps.prompts.pick('Delete Build Profile', 'Which one?', profiles.map((profile) => ({ label: profile.name, description: describe(requestOf(profile.definition) ?? freshRequest(deps, chosen)), value: profile.name })));
  if (name !== undefined) await forgetProfile(deps.memory, chosen, name);
}

/** The Dockerfile, saved and on a disk; undefined when there is none to be built, which has been said. */
async function ready(deps: Deps, file: FileRef | undefined, title: string): Promise<FileRef | undefined> {
  if (!await isTrusted(deps)) return undefined;
  const chosen = file ?? await chooseDockerfile(deps, title);
  const saved = chosen && await deps.dockerfiles.saved(chosen);
  if (!saved || saved.scheme === 'file') return saved;
  await deps.prompts.warn('Only a Dockerfile on a disk can be built. Save it to a folder first.');
  return undefined;
}

async function isTrusted(deps: Deps): Promise<boolean> {
  if (deps.isTrusted()) return true;
  await deps.prompts.warn('Builds run programs, so they need a trusted workspace.');
  return false;
}

async function start(deps: Deps, request: BuildRequest, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  await rememberLast(deps.memory, request);
  await deps.build(request, environment);
}

function tagKey(file: FileRef, target: string | undefined): string {
  return `build.tag:${file.toString()}${target === undefined ? '' : `#${target}`}`;
}

function freshRequest(deps: Deps, file: FileRef): BuildRequest {
  const tag = deps.memory.get(tagKey(file, undefined)) ?? proposal(deps, file, undefined);
  return { file: file.fsPath, context: deps.dockerfiles.context(file), tags: tag === '' ? [] : [tag] };
}

function proposal(deps: Deps, file: FileRef, target: string | undefined): string {
  return proposedName(file.fsPath, target, deps.dockerfiles.workspaceFolders());
}

async function buildNamed(deps: Deps, file: FileRef, target: string | undefined): Promise<void> {
  const memoryKey = tagKey(file, target);
  const typed = await deps.prompts.input({
    title: target === undefined ? `Build ${deps.dockerfiles.label(file)}` : `Build Stage ${target} of ${deps.dockerfiles.label(file)}`,
    prompt: 'Name of the image, for example app:1.0. Empty: no name.',
    value: deps.memory.get(memoryKey) ?? proposal(deps, file, target),
    validate: (value) => imageNameError(value.trim()),
  });
  if (typed === undefined) return;
  const tag = typed.trim();
  await deps.memory.set(memoryKey, tag);
  await start(deps, { file: file.fsPath, context: deps.dockerfiles.context(file), tags: tag ? [tag] : [], ...(target !== undefined ? { target } : {}) });
}

async function chooseDockerfile(deps: Deps, title: string): Promise<FileRef | undefined> {
  const active = deps.dockerfiles.active();
  if (active) return active;
  const all = await deps.dockerfiles.all();
  if (all.length === 0) {
    await deps.prompts.inform('There is no Dockerfile in this workspace. Open one to build it.');
    return undefined;
  }
  if (all.length === 1) return all[0];
  return deps.prompts.pick(title, 'Which Dockerfile?', all.map((file) => ({ label: deps.dockerfiles.label(file), value: file })));
}

async function chooseStage(deps: Deps, file: FileRef): Promise<string | undefined> {
  const stages = await deps.dockerfiles.stages(file);
  if (stages.length === 0) {
    await deps.prompts.inform('This Dockerfile has no stage yet: it needs a FROM line.');
    return undefined;
  }
  return deps.prompts.pick('Build Stage', 'Up to which stage?', stages.map((stage) => ({
    label: stage.name ?? `stage ${stage.index}`, description: `line ${stage.line + 1}`, value: targetOf(stage, stages),
  })));
}
