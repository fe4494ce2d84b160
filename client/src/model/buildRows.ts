/**
 * Builds as rows of a tree. Owns: which rows there are and what they say. Must not know VS Code.
 */
import type { BuildStep, BuildWarning } from '../engine/rawProgress.ts';
import type { BuildRun, StepLines } from './buildRuns.ts';
import { transferText, warningText } from './buildText.ts';
import { formatDuration } from './format.ts';
import { linesOfInstruction } from './stepLines.ts';

/** Keys are unique in the view; they begin with the build's number and a slash. */
export type BuildRow =
  | { readonly kind: 'run'; readonly key: string; readonly run: BuildRun }
  | { readonly kind: 'step'; readonly key: string; readonly run: BuildRun; readonly step: BuildStep }
  | { readonly kind: 'warnings'; readonly key: string; readonly run: BuildRun }
  /** What the builder does besides instructions: it loads and exports. */
  | { readonly kind: 'builder'; readonly key: string; readonly run: BuildRun }
  | TextRow;

export interface TextRow {
  readonly kind: 'line';
  readonly key: string;
  readonly run: BuildRun;
  readonly text: string;
  readonly icon: string;
  readonly detail?: string;
  readonly tooltip?: string;
  /** Where it leads to; 0-based, both included. */
  readonly go?: StepLines;
}

export interface LabelledRow {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
}

/** What each icon means, for those who hear it. */
export const stateWords: Readonly<Record<BuildStep['state'], string>> = {
  waiting: 'waiting', running: 'running', done: 'done', cached: 'cached', failed: 'failed', cancelled: 'cancelled',
};

/** The last lines of a log that stand in the tree; the whole log is a document. */
const shownLines = 100;

export function childrenOf(row: BuildRow): readonly BuildRow[] {
  const { run } = row;
  switch (row.kind) {
    case 'run':
      return [
        ...run.steps.filter((step) => !isBuilders(step)).map((step) => stepRow(run, step)),
        ...(run.warnings.length > 0 ? [warningsRow(run)] : []),
        ...(run.failure && !run.failure.step ? [failureRow(run)] : []),
        ...(run.steps.some(isBuilders) ? [builderRow(run)] : []),
      ];
    case 'builder':
      return run.steps.filter(isBuilders).map((step) => stepRow(run, step));
    case 'step':
      return stepRows(row.key, run, row.step);
    case 'warnings':
      return run.warnings.map((warning, index) => warningRow(`${row.key}/${index}`, run, warning));
    case 'line':
      return [];
  }
}

/** The row that this one stands below; undefined for a build. */
export function parentOf(row: BuildRow): BuildRow | undefined {
  const { run } = row;
  switch (row.kind) {
    case 'run':
      return undefined;
    case 'step':
      return isBuilders(row.step) ? builderRow(run) : runRow(run);
    case 'line': {
      const step = run.steps.find(({ id }) => row.key.startsWith(`${run.id}/${id}/`));
      if (step) return stepRow(run, step);
      return row.key.startsWith(`${run.id}/warnings/`) ? warningsRow(run) : runRow(run);
    }
    default:
      return runRow(run);
  }
}

/**
 * What there is to see of a build now, the most important row last: the step that runs, or the one that failed with the end of its log. Of several
 * that run it is the first, so that it does not change with every word of the others. Empty when nothing runs and nothing has failed.
 */
export function rowsToSee(run: BuildRun): readonly BuildRow[] {
  if (run.outcome === 'failed') {
    const { step } = run.failure ?? {};
    if (!step) return run.failure ? [failureRow(run)] : [];
    const row = stepRow(run, step);
    return [...childrenOf(row).slice(-1), row];
  }
  if (run.outcome !== 'running') return [];
  const step = run.steps.find(({ state, position }) => state === 'running' && position > 0);
  if (step) return [stepRow(run, step)];
  return run.steps.some(({ state }) => state === 'running') ? [builderRow(run)] : [];
}

/** No instruction; one that failed stands with the instructions, in sight. */
function isBuilders({ position, state }: BuildStep): boolean {
  return position === 0 && state !== 'failed';
}

export function runRow(run: BuildRun): BuildRow {
  return { kind: 'run', key: `${run.id}`, run };
}

function warningsRow(run: BuildRun): BuildRow {
  return { kind: 'warnings', key: `${run.id}/warnings`, run };
}

function builderRow(run: BuildRun): BuildRow {
  return { kind: 'builder', key: `${run.id}/builder`, run };
}

function stepRow(run: BuildRun, step: BuildStep): BuildRow {
  return { kind: 'step', key: `${run.id}/${step.id}`, run, step };
}

/** What the builder does right now besides instructions, or for how long it did. */
export function labelOfBuilder({ steps }: BuildRun, now: number): LabelledRow {
  const own = steps.filter(isBuilders);
  const running = own.findLast(({ state }) => state === 'running');
  const time = own.reduce((sum, { started, completed }) => sum + (started === undefined || completed === undefined ? 0 : completed - started), 0);
  const working = running && labelOfStep(running, now);
  return { label: 'Loading and exporting', description: working ? [working.label, working.description].filter(Boolean).join(' · ') : formatDuration(time), tooltip: own.map((step) => labelOfStep(step, now).label).join('\n') };
}

/** "app:1", and how far it is or how it went. `label` makes the path of a file short; `now` in milliseconds since 1970. */
export function labelOfRun(run: BuildRun, label: (path: string) => string, now: number): LabelledRow {
  const { request, outcome, steps, failure } = run;
  const file = label(request.file);
  const time = formatDuration((run.ended ?? now) - run.started);
  const instructions = steps.filter(({ position }) => position > 0);
  const ended = instructions.filter(({ state }) => state === 'done' || state === 'cached').length;
  const cached = instructions.filter(({ state }) => state === 'cached').length;
  const description = {
    running: instructions.length > 0 ? `${ended} of ${instructions.length} steps, ${time}` : `starting, ${time}`,
    succeeded: `built in ${time}${cached > 0 ? `, ${cached} of ${instructions.length} steps cached` : ''}`,
    failed: `failed${failure?.lines ? ` at line ${failure.lines.first + 1}` : ''} after ${time}`,
    cancelled: `cancelled after ${time}`,
  }[outcome];
  const target = request.target === undefined ? '' : `, stage ${request.target}`;
  return { label: request.tags[0] ?? `${file}${target}`, description, tooltip: [`${file}${target}`, `Context: ${request.context}`, ...request.tags, failure?.message ?? ''].filter(Boolean).join('\n') };
}

/**
 * "3.2 s · build 2/5 RUN make": the step as the builder counts it, without brackets. What there is to know comes first: a side bar shows some forty characters
 * of a row, and what stands behind a long command would be out of sight.
 */
export function labelOfStep(step: BuildStep, now: number): LabelledRow {
  const { state, started, completed } = step;
  const name = step.position > 0 ? `${step.stage ? `${step.stage} ` : ''}${step.position}/${step.count} ${withoutPlace(step.name)}` : step.name.replace(/^\[internal\] /, '');
  const time = started === undefined ? '' : formatDuration(Math.max(0, (completed ?? now) - started));
  const first = { waiting: '', running: time, done: time, cached: 'cached', failed: 'failed', cancelled: 'cancelled' }[state];
  const moving = step.transfers.findLast(({ isComplete }) => !isComplete);
  const description = { waiting: 'waiting', running: moving ? transferText(moving) : step.log.at(-1) ?? '', done: '', cached: '', failed: `after ${time}`, cancelled: '' }[state];
  const facts = [stateWords[state], state === 'done' || state === 'failed' ? time : '', step.error];
  return { label: [first, name.replace(/\s+/g, ' ').slice(0, 200)].filter(Boolean).join(' · '), description: description.slice(0, 120), tooltip: facts.filter(Boolean).join('\n') };
}

/** "[build 2/5] RUN make" → "RUN make". */
export function withoutPlace(name: string): string {
  return name.replace(/^\[[^\]]*\] /, '');
}

/** The step that runs, for the notification of a build: its number and the beginning of its command, as a notification has little room. */
export function stepMessage({ name, position, count }: BuildStep): string {
  const text = position > 0 ? `${position}/${count} ${withoutPlace(name)}` : name;
  return text.replaceAll(/\s+/g, ' ').replace(/^(.{60}).+$/u, '$1…');
}

/** The lines of a step: by the builder's record once it has ended, by its text before. Undefined when neither says. */
export function linesOfStep(run: BuildRun, step: BuildStep): StepLines | undefined {
  if (step.position === 0) return undefined;
  if (run.failure?.step?.id === step.id && run.failure.lines) return run.failure.lines;
  return run.lines.get(step.id) ?? linesOfInstruction(run.dockerfile, withoutPlace(step.name), step.stage);
}

function stepRows(key: string, run: BuildRun, step: BuildStep): BuildRow[] {
  const transfers = step.transfers.map((transfer): BuildRow => ({
    kind: 'line', key: `${key}/t${transfer.id}`, run, text: transferText(transfer), icon: transfer.isComplete ? 'check' : 'sync~spin', detail: transfer.isComplete ? 'done' : share(transfer.current, transfer.total),
  }));
  const first = Math.max(0, step.log.length - shownLines);
  const earlier = step.dropped + first;
  const left: BuildRow[] = earlier > 0 ? [{ kind: 'line', key: `${key}/earlier`, run, text: `${earlier} earlier lines: see Show Log`, icon: 'ellipsis' }] : [];
  // A key for each line ever printed, so that rows keep their place while others come.
  const lines = step.log.slice(first).map((text, index): BuildRow => ({ kind: 'line', key: `${key}/l${earlier + index}`, run, text: text === '' ? ' ' : text, icon: 'blank' }));
  return [...transfers, ...left, ...lines];
}

function share(current: number, total: number): string {
  return total > 0 ? `${Math.floor((Math.min(current, total) * 100) / total)} %` : '';
}

function warningRow(key: string, run: BuildRun, warning: BuildWarning): BuildRow {
  const [range] = warning.ranges;
  return {
    kind: 'line', key, run, text: warningText(warning), icon: 'warning', tooltip: [warning.message, warning.detail, warning.url].filter(Boolean).join('\n'),
    ...(range ? { go: { first: range.start.line, last: range.end.line } } : {}),
  };
}

function failureRow(run: BuildRun): BuildRow {
  const { message, lines } = run.failure!;
  return { kind: 'line', key: `${run.id}/failure`, run, text: message, icon: 'error', ...(lines ? { go: lines } : {}) };
}
