/**
 * Commands on the builds of the window: to a step's line, its log, Cancel. Owns: finding out which build and which step is meant. Must not import VS
 * Code at run time. From a menu the row is given; from the palette it is asked for where there is a choice.
 */
import type { BuildStep } from '../../engine/rawProgress.ts';
import { labelOfRun, labelOfStep, linesOfStep } from '../../model/buildRows.ts';
import type { BuildRun, StepLines } from '../../model/buildRuns.ts';
import { logText } from '../../model/buildText.ts';
import { withoutIcons } from '../../model/markup.ts';
import type { Deps } from '../deps.ts';

interface Row {
  readonly run: BuildRun;
  readonly step?: BuildStep;
  readonly go?: StepLines;
}

/** What a menu or a click hands over, or nothing. */
export function rowOf(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null && 'run' in value ? value as Row : undefined;
}

export async function openBuildStep(deps: Deps, row?: Row): Promise<void> {
  const chosen = row?.step || row?.go ? row : await chooseStep(deps, row?.run, ({ position }) => position > 0);
  if (!chosen) return;
  const { run, step, go } = chosen;
  const lines = go ?? (step && linesOfStep(run, step));
  if (!lines) await deps.prompts.inform('The builder did not say which line this step comes from, and its text does not tell.');
  await deps.dockerfiles.goTo(run.request.file, lines);
}

export async function showBuildLog(deps: Deps, row?: Row): Promise<void> {
  const chosen = row?.step ? row : await chooseStep(deps, row?.run, () => true);
  if (chosen?.step) await deps.builds.openLog(chosen.run, chosen.step);
}

export async function copyBuildLog(deps: Deps, row?: Row): Promise<void> {
  const chosen = row?.step ? row : await chooseStep(deps, row?.run, () => true);
  if (chosen?.step) await deps.prompts.copy(logText(chosen.step));
}

export async function cancelBuild(deps: Deps, row?: Row): Promise<void> {
  const running = row ? [row.run] : deps.builds.all.filter(({ outcome }) => outcome === 'running');
  if (running.length === 0) {
    await deps.prompts.inform('No build is running.');
    return;
  }
  const run = running.length === 1 ? running[0] : await chooseRun(deps, 'Cancel Build', running);
  run?.cancel();
}

async function chooseStep(deps: Deps, given: BuildRun | undefined, isMeant: (step: BuildStep) => boolean): Promise<Row | undefined> {
  const run = given ?? deps.builds.all[0];
  if (!run) {
    await deps.prompts.inform('Nothing has been built in this window yet.');
    return undefined;
  }
  const steps = run.steps.filter((step) => step.number > 0 && isMeant(step));
  if (steps.length === 0) {
    await deps.prompts.inform('This build has no steps: the terminal says what it printed.');
    return undefined;
  }
  const now = Date.now();
  const step = await deps.prompts.pick(labelOfRun(run, (path) => path, now).label, 'Which step?', steps.map((value) => {
    const { label, description } = labelOfStep(value, now);
    return { label: withoutIcons(label), description, value };
  }));
  return step && { run, step };
}

function chooseRun(deps: Deps, title: string, runs: readonly BuildRun[]): Promise<BuildRun | undefined> {
  const now = Date.now();
  return deps.prompts.pick(title, 'Which build?', runs.map((value) => {
    const { label, description } = labelOfRun(value, (path) => path, now);
    return { label, description, value };
  }));
}
