/**
 * The commands about what builds left in the editor. Owns: finding out which Dockerfile is meant, and lists for those who do not read the gutter.
 * Must not compute what the lists say.
 */
import { formatSize } from '../../model/format.ts';
import type { GrowthOfInstruction } from '../../model/growth.ts';
import { withoutIcons } from '../../model/markup.ts';
import { markLine, predictionMarks } from '../../model/predictionShown.ts';
import { formatMoment, signed } from '../../model/resultsShown.ts';
import type { Choice, FileRef } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { chooseImage, guarded } from '../imageChoice.ts';

/** How long a list may take that nobody can cancel, in milliseconds. */
const patience = 20_000;

/** Show Growth Since Last Build: by instruction, the greatest first. */
export async function showGrowth(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await chooseDockerfile(deps, 'Show Growth Since Last Build', file);
  if (!chosen) return;
  const [shown] = await deps.results.latest(chosen.fsPath, AbortSignal.timeout(patience));
  if (!shown?.growth) {
    await deps.prompts.inform(shown ? 'There is only one build of this Dockerfile to tell sizes from. Build it once more to see what grew.' : 'No build of this Dockerfile is remembered. Build it to see what each instruction costs.');
    return;
  }
  const { build, growth } = shown;
  const since = `since the build of ${formatMoment(growth.since, Date.now())}`;
  if (growth.instructions.length === 0 && growth.base === 0) {
    await deps.prompts.inform(`Nothing grew and nothing shrank ${since}: the image has ${formatSize(build.totalSize)} in its layers.`);
    return;
  }
  const choices = growth.instructions.map((each) => ({ label: `${signed(each.after - each.before)}  ${withoutIcons(oneLine(each.text))}`, description: placeOf(each), value: each as GrowthOfInstruction | undefined }));
  const base = growth.base === 0 ? [] : [{ label: `${signed(growth.base)}  base image`, description: '', value: undefined }];
  const picked = await deps.prompts.pick(`${signed(growth.total)} ${since}`, `${formatSize(build.totalSize)} in all layers. Choose a line to go there`, [...base, ...choices]);
  if (picked && picked.kind !== 'gone') await deps.dockerfiles.goTo(chosen.fsPath, { first: picked.line, last: picked.line });
}

function placeOf({ kind, line, before, after }: GrowthOfInstruction): string {
  const sizes = `${formatSize(before)} → ${formatSize(after)}`;
  switch (kind) {
    case 'gone': return `is gone, had ${formatSize(before)}`;
    case 'new': return `line ${line + 1}, new`;
    case 'changed': return `line ${line + 1}, changed, ${sizes}`;
    case 'same': return `line ${line + 1}, ${sizes}`;
  }
}

/** Show What the Next Build Runs Again: the marks of the gutter as a list. */
export async function showCachePrediction(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await chooseDockerfile(deps, 'Show What the Next Build Runs Again', file);
  if (!chosen || !await mayUseEngine(deps)) return;
  await guarded(deps, '', async () => {
    const predicted = await deps.progress.run('Comparing with the last build', async (_report, signal) => deps.results.predict(chosen.fsPath, await deps.dockerfiles.text(chosen), signal));
    if (!predicted) {
      await deps.prompts.inform('It is not known what the next build will find in the cache: no build of this Dockerfile by this engine is remembered, or its build context is too large to be compared.');
      return;
    }
    const marks = predictionMarks(predicted.steps);
    if (marks.length === 0) {
      await deps.prompts.inform(`Nothing has changed since the build of ${formatMoment(predicted.since, Date.now())}.`);
      return;
    }
    const picked = await deps.prompts.pick('What the Next Build Runs Again', 'Choose a line to go there', marks.map((mark): Choice<typeof mark> => ({ label: withoutIcons(markLine(mark)), value: mark })));
    if (picked) await deps.dockerfiles.goTo(chosen.fsPath, picked);
  });
}

/** Show Costs of Image in Dockerfile…: for an image that was built elsewhere. */
export async function showImageCosts(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await chooseDockerfile(deps, 'Show Costs of Image in Dockerfile', file);
  if (!chosen || !await mayUseEngine(deps)) return;
  const source = await chooseImage(deps, 'Show Costs of Image in Dockerfile');
  if (!source) return;
  if (source.kind !== 'engine') {
    await deps.prompts.warn('Only the sizes of an image that the engine has can be shown in the Dockerfile. Load or pull it into the engine first.');
    return;
  }
  const target = await chooseTarget(deps, chosen);
  if (target === 'dismissed') return;
  await guarded(deps, '', async () => {
    const build = await deps.progress.run(`Reading the history of ${source.name}`, async (_report, signal) => deps.results.enter(source.id, chosen.fsPath, await deps.dockerfiles.text(chosen), target?.name, signal));
    const found = build.instructions.filter(({ layer }) => layer).length;
    await deps.dockerfiles.goTo(chosen.fsPath);
    if (found === 0) await deps.prompts.warn(`No layer of ${source.name} fits an instruction of ${deps.dockerfiles.label(chosen)}: it was probably built from another Dockerfile or another stage.`);
  });
}

async function chooseTarget(deps: Deps, file: FileRef): Promise<{ readonly name: string | undefined } | undefined | 'dismissed'> {
  const all = await deps.dockerfiles.stages(file);
  const last = all.at(-1)!;
  // A stage without a name is built only as the last one.
  const stages = all.filter((stage) => stage === last || stage.name !== null);
  if (stages.length < 2) return undefined;
  const picked = await deps.prompts.pick<{ name: string | undefined }>('Show Costs of Image in Dockerfile', 'Which stage is the image?', [...stages].reverse().map((stage) => ({
    label: stage.name ?? `stage ${stage.index}`, description: stage === last ? `line ${stage.line + 1}, the last one` : `line ${stage.line + 1}`,
    value: { name: stage === last ? undefined : stage.name! },
  })));
  return picked ?? 'dismissed';
}

/** Forget Build Results of Dockerfile. */
export async function forgetResults(deps: Deps, file?: FileRef): Promise<void> {
  const chosen = await chooseDockerfile(deps, 'Forget Build Results', file);
  if (!chosen) return;
  const label = deps.dockerfiles.label(chosen);
  await deps.prompts.inform(await deps.results.forget(chosen.fsPath) ? `What the builds of ${label} left is forgotten.` : `No build of ${label} is remembered.`);
}

/** Toggle Build Results in the Editor. Where no Dockerfile is in sight to show it, it is said. */
export async function toggleResults(deps: Deps): Promise<void> {
  const now = await deps.results.toggleShown();
  if (!deps.dockerfiles.active()) await deps.prompts.inform(`The results of builds are ${now === 'shown' ? 'shown' : 'not shown any more'} in Dockerfiles.`);
}

async function chooseDockerfile(deps: Deps, title: string, file: FileRef | undefined): Promise<FileRef | undefined> {
  const chosen = file ?? deps.dockerfiles.active();
  if (chosen) return chosen;
  const all = await deps.dockerfiles.all();
  if (all.length === 0) await deps.prompts.inform('There is no Dockerfile in this workspace.');
  return all.length < 2 ? all[0] : deps.prompts.pick(title, 'Which Dockerfile?', all.map((each) => ({ label: deps.dockerfiles.label(each), value: each })));
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 99).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
