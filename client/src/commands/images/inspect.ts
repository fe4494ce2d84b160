/**
 * Inspect Image, Copy Image Name, Id or Digest, and Show Disk Usage. Owns: asking the engine and showing its answer. Must not change anything.
 */
import { describeEndpoint } from '../../../../server/src/engine/endpoint.ts';
import { diskUsageText } from '../../model/diskUsage.ts';
import type { Deps } from '../deps.ts';
import { engineWork } from './engineWork.ts';
import { imageTarget, imageTargets, type ImageTarget } from './targets.ts';

export async function inspectImage(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const target = await imageTarget(deps, args, { title: 'Inspect Image', placeholder: 'Which image?' });
  const answer = target && await engineWork(deps, `Inspecting ${target.shown}`, (engine, _report, signal) => engine.inspectRaw(target.reference, { signal }));
  if (answer) await deps.documents.show(`${target.shown}.json`, `${JSON.stringify(answer.value, undefined, 2)}\n`);
}

export async function copyImageName(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  await copy(deps, args, 'Copy Image Name', async (target) => (target.name ? [target.name] : []), 'has no name');
}

export async function copyImageId(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  await copy(deps, args, 'Copy Image ID', async (target) => (target.id ? [target.id] : [(await details(deps, target))?.id ?? '']), 'has no id');
}

/** "name@sha256:…", by which exactly this image can be pulled. */
export async function copyImageDigest(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  await copy(deps, args, 'Copy Image Digest', async (target) => (await details(deps, target))?.digests.slice(0, 1) ?? [''],
    'has no digest: it was neither pushed nor pulled, and only a registry gives one');
}

/** `textsOf` gives nothing when an image has no such text, and '' when that was said already. */
async function copy(deps: Deps, args: readonly unknown[], title: string, textsOf: (target: ImageTarget) => Promise<readonly string[]>, without: string): Promise<void> {
  const targets = await imageTargets(deps, args, { title, placeholder: 'Which image?' });
  if (!targets) return;
  const texts: string[] = [];
  for (const target of targets) {
    const found = await textsOf(target);
    if (found.length === 0) await deps.prompts.warn(`${target.shown} ${without}.`);
    texts.push(...found.filter(Boolean));
  }
  if (texts.length > 0) await deps.prompts.copy([...new Set(texts)].join('\n'));
}

async function details(deps: Deps, target: ImageTarget): Promise<{ readonly id: string; readonly digests: readonly string[] } | undefined> {
  return (await engineWork(deps, `Inspecting ${target.shown}`, (engine, _report, signal) => engine.inspect(target.reference, { signal })))?.value;
}

export async function showDiskUsage(deps: Deps): Promise<void> {
  const done = await engineWork(deps, 'Measuring what the engine keeps on disk', async (engine, _report, signal) => {
    const usage = await engine.diskUsage({ signal });
    return diskUsageText(usage, describeEndpoint(engine.endpoint), Date.now());
  });
  if (done) await deps.documents.show('Disk usage.txt', done.value);
}

