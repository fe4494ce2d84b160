/**
 * Build Image… and Build Stage…. Owns: finding out which Dockerfile, which stage and which name. Must not run anything itself.
 */
import type { FileRef } from '../ui/ports.ts';
import type { Deps } from './deps.ts';
import { imageNameError, proposedName } from './imageName.ts';
import type { BuildRequest } from '../model/buildRequest.ts';

type Stage = Awaited<ReturnType<Deps['dockerfiles']['stages']>>[number];

/** Builds the last stage of `file`, or of the Dockerfile that is active or picked. */
export async function buildImage(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = file ?? await chooseDockerfile(deps);
  if (chosen) await build(deps, chosen, undefined);
}

/** Builds one stage. The lens above a FROM gives both arguments; from the palette the stage is picked. */
export async function buildStage(deps: Deps, file?: FileRef, target?: string): Promise<void> {
  const chosen = file ?? await chooseDockerfile(deps);
  if (!chosen) return;
  const stage = target ?? await chooseStage(deps, chosen);
  if (stage !== undefined) await build(deps, chosen, stage);
}

/** What `docker build --target` takes: a stage's name, or its number when it has none. */
export function targetOf(stage: Pick<Stage, 'name' | 'index'>): string {
  return stage.name ?? String(stage.index);
}

async function build(deps: Deps, file: FileRef, target: string | undefined): Promise<void> {
  if (!deps.isTrusted()) {
    await deps.prompts.warn("Builds run programs, so they need a trusted workspace.");
    return;
  }
  const saved = await deps.dockerfiles.saved(file);
  if (!saved) return;
  if (saved.scheme !== 'file') {
    await deps.prompts.warn('Only a Dockerfile on a disk can be built. Save it to a folder first.');
    return;
  }
  const memoryKey = `build.tag:${saved.toString()}${target === undefined ? '' : `#${target}`}`;
  const tag = await deps.prompts.input({
    title: target === undefined ? `Build ${deps.dockerfiles.label(saved)}` : `Build Stage ${target} of ${deps.dockerfiles.label(saved)}`,
    prompt: 'Name of the image, for example app:1.0. Empty: no name.',
    value: deps.memory.get(memoryKey) ?? proposedName(saved.fsPath, target),
    validate: (value) => imageNameError(value.trim()),
  });
  if (tag === undefined) return;
  await deps.memory.set(memoryKey, tag.trim());
  const request: BuildRequest = {
    file: saved.fsPath,
    context: deps.dockerfiles.context(saved),
    tags: tag.trim() ? [tag.trim()] : [],
    ...(target !== undefined ? { target } : {}),
  };
  await deps.build(request);
}

async function chooseDockerfile(deps: Deps): Promise<FileRef | undefined> {
  const active = deps.dockerfiles.active();
  if (active) return active;
  const all = await deps.dockerfiles.all();
  if (all.length === 0) {
    await deps.prompts.inform('There is no Dockerfile in this workspace. Open one to build it.');
    return undefined;
  }
  if (all.length === 1) return all[0];
  return deps.prompts.pick('Build Image', 'Which Dockerfile?', all.map((file) => ({ label: deps.dockerfiles.label(file), value: file })));
}

async function chooseStage(deps: Deps, file: FileRef): Promise<string | undefined> {
  const stages = await deps.dockerfiles.stages(file);
  if (stages.length === 0) {
    await deps.prompts.inform('This Dockerfile has no stage yet: it needs a FROM line.');
    return undefined;
  }
  return deps.prompts.pick('Build Stage', 'Up to which stage?', stages.map((stage) => ({
    label: stage.name ?? `stage ${stage.index}`, description: `line ${stage.line + 1}`, value: targetOf(stage),
  })));
}
