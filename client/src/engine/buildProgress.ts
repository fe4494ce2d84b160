/**
 * The output of a build. Owns: reading what BuildKit (plain progress), the classic builder and Podman print, into steps, warnings and the failure.
 * Must not start builds or know VS Code. Text may come in any pieces; output of no known form is ignored.
 */

import { longestLog, placeOf, type BuildStep, type BuildWarning } from './rawProgress.ts';

export interface BuildFailure {
  /** What went wrong, in the builder's words without its usual preambles. */
  readonly message: string;
  /** 1-based lines of the Dockerfile, first and last; undefined when the output does not say. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
  /** The failing instruction's own text, '' when unknown. It finds the line where the output names none. */
  readonly instruction: string;
  /** Of the command that failed. */
  readonly exitCode: number | undefined;
  /** The last lines that the failing step printed. */
  readonly log: readonly string[];
}

/** Lines of the failing step's log that stand in the failure. */
export const failureLog = 40;
const escapeCodes = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007/g;

type Step = { -readonly [K in keyof BuildStep]: BuildStep[K] } & { log: string[] };

/** Reads one build's output. */
export class BuildProgress {
  readonly #steps = new Map<string, Step>();
  readonly #warnings = new Map<string, BuildWarning>();
  #rest = '';
  /** "Dockerfile:3" was printed and its excerpt follows. */
  #excerpt: { line: number; first: number; last: number; isOpen: boolean } | undefined;
  #error = '';
  /** The classic builder and Podman print a step's output without its number. */
  #current: Step | undefined;
  #inWarnings = false;
  /** Between two "------": the failing step's last output once more, which may look like anything. */
  #inSummary = false;

  get steps(): readonly BuildStep[] {
    return [...this.#steps.values()];
  }

  get warnings(): readonly BuildWarning[] {
    return [...this.#warnings.values()];
  }

  /** The step that was heard of last and is still running, for showing progress. */
  get running(): BuildStep | undefined {
    return [...this.#steps.values()].reverse().find((step) => step.state === 'running' && step.position > 0);
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line.replace(escapeCodes, ''));
  }

  /** Says that the output is complete. Gives the failure when the program's exit code is not 0. */
  end(exitCode: number): BuildFailure | undefined {
    if (this.#rest) this.push('\n');
    if (exitCode === 0) {
      for (const step of this.#steps.values()) if (step.state === 'running') this.#ended(step, 'done');
      return undefined;
    }
    const steps = [...this.#steps.values()];
    const failed = steps.find((step) => step.state === 'failed') ?? (this.#error ? this.#current : undefined);
    if (failed) this.#ended(failed, 'failed');
    for (const step of steps) if (step.state === 'running') this.#ended(step, 'cancelled');
    const message = plainMessage(this.#error) || failed?.log.at(-1) || 'The build failed.';
    return { message, lines: this.#lines(), instruction: instructionOf(failed), exitCode: exitCodeIn(this.#error), log: failed?.log.slice(-failureLog) ?? [] };
  }

  #lines(): BuildFailure['lines'] {
    const excerpt = this.#excerpt;
    if (excerpt) return excerpt.first > 0 ? { first: excerpt.first, last: excerpt.last } : { first: excerpt.line, last: excerpt.line };
    const named = /parse error (?:on|at) line (\d+)/.exec(this.#error);
    return named ? { first: Number(named[1]), last: Number(named[1]) } : undefined;
  }

  #line(line: string): void {
    if (line === '------') this.#inSummary = !this.#inSummary;
    if (this.#inSummary) return;
    if (this.#excerptLine(line)) return;
    const numbered = /^#(\d+) (.*)$/.exec(line);
    if (numbered) return this.#buildKit(numbered[1]!, numbered[2]!);
    const classic = /^(?:\[(\d+)\/(\d+)\] )?(?:STEP|Step) (\d+)\/(\d+) ?: (.*)$/.exec(line);
    if (classic) return this.#classicStep(classic[3]!, Number(classic[1] ?? 0), Number(classic[3]), Number(classic[4]), classic[5]!);
    // Podman writes the image, and then its id, which is no output of the last step.
    if (this.#current && /^(?:\[\d+\/\d+\] )?COMMIT\b/.test(line)) return this.#committed(this.#current);
    if (/^(?:ERROR|Error|error): |^Error response from daemon: |^The command '.*' returned a non-zero code: |^(?:COPY|ADD) failed: /.test(line)) {
      this.#error = line;
      return;
    }
    if (/^ ?\d+ warnings? found/.test(line)) this.#inWarnings = true;
    else if (this.#inWarnings && line.startsWith(' - ')) this.#warning(line.slice(3));
    else if (this.#current) this.#classicOutput(this.#current, line);
  }

  #buildKit(id: string, text: string): void {
    const step = this.#steps.get(id);
    if (!step) {
      this.#steps.set(id, newStep(id, text, this.#steps.size + 1));
      return;
    }
    const state = /^(DONE|CACHED|CANCELED|ERROR|WARN)\b:? ?(.*)$/.exec(text);
    switch (state?.[1]) {
      case 'DONE':
        if (step.state === 'running') this.#ended(step, 'done');
        return;
      case 'CACHED':
        return this.#ended(step, 'cached');
      case 'CANCELED':
        return this.#ended(step, 'cancelled');
      case 'ERROR':
        step.error = state[2]!;
        this.#ended(step, step.error === 'canceled' || /context canceled/.test(step.error) ? 'cancelled' : 'failed');
        if (step.state === 'failed' && !this.#error) this.#error = step.error;
        return;
      case 'WARN':
        return this.#warning(state[2]!);
    }
    // The name comes again when output of another step was in between.
    const output = /^\d+\.\d+ ?(.*)$/.exec(text);
    if (output) addToLog(step, output[1]!);
  }

  /** Lines of the excerpt that BuildKit prints below a failure: "Dockerfile:3", a rule, numbered lines with ">>>", a rule. */
  #excerptLine(line: string): boolean {
    const excerpt = this.#excerpt;
    if (excerpt?.isOpen) {
      const marked = /^ *(\d+) \| (>>>)?/.exec(line);
      if (marked?.[2]) {
        if (excerpt.first === 0) excerpt.first = Number(marked[1]);
        excerpt.last = Number(marked[1]);
      }
      if (marked || /^-{10,}$/.test(line)) return true;
      excerpt.isOpen = false;
      return false;
    }
    const place = /^\S.*:(\d+)$/.exec(line);
    if (!place || excerpt || this.#current || line.startsWith('#')) return false;
    this.#excerpt = { line: Number(place[1]), first: 0, last: 0, isOpen: true };
    return true;
  }

  #committed(step: Step): void {
    if (step.state === 'running') this.#ended(step, 'done');
    this.#current = undefined;
  }

  /** `stage` counts from 1; 0 for a builder that numbers the steps of all stages together. */
  #classicStep(id: string, stage: number, position: number, count: number, text: string): void {
    if (this.#current?.state === 'running') this.#ended(this.#current, 'done');
    // Podman counts anew in each stage.
    const key = this.#steps.has(id) ? `${id}.${this.#steps.size}` : id;
    this.#current = { ...newStep(key, text, this.#steps.size + 1), stage: stage > 0 ? `stage-${stage - 1}` : '', position, count };
    this.#steps.set(key, this.#current);
  }

  #classicOutput(step: Step, line: string): void {
    if (/^ ---> Using cache|^--> Using cache/.test(line)) this.#ended(step, 'cached');
    else if (!/^ ---> |^--> |^Removing intermediate container/.test(line) && line !== '') addToLog(step, line);
  }

  /** "RuleName: what is wrong (line 3)". */
  #warning(text: string): void {
    const parts = /^(?:(\w+): )?(.*?)(?: \(line (\d+)\))?$/.exec(text)!;
    const line = Number(parts[3] ?? 0) - 1;
    const ranges = line < 0 ? [] : [{ start: { line, character: 0 }, end: { line, character: 0 } }];
    // Printed where it arises and once more at the end.
    this.#warnings.set(text, { rule: parts[1] ?? '', message: parts[2]!, detail: '', url: '', file: '', ranges });
  }

  /** This output names no times, so those at which it came count. */
  #ended(step: Step, state: BuildStep['state']): void {
    step.state = state;
    step.completed = Date.now();
  }
}

function newStep(id: string, name: string, number: number): Step {
  return { id, number, name, ...placeOf(name), inputs: [], state: 'running', started: Date.now(), completed: undefined, error: '', log: [], dropped: 0, transfers: [] };
}

function addToLog(step: Step, line: string): void {
  step.log.push(line);
  if (step.log.length <= longestLog) return;
  step.log.shift();
  step.dropped++;
}

function instructionOf(step: Step | undefined): string {
  return step && step.position > 0 ? step.name.replace(/^\[[^\]]*\] /, '') : '';
}

/** What stands before the message that says something. */
const preambles = new RegExp([
  '(?:ERROR|Error|error)', 'Error response from daemon', 'failed to build', 'failed to solve', 'failed to compute cache key', 'failed to calculate checksum of ref \\S+',
  'building at STEP "[^]*?"', 'while running runtime',
].map((words) => `^${words}: `).join('|'));

function plainMessage(error: string): string {
  let message = error;
  while (preambles.test(message)) message = message.replace(preambles, '');
  return message;
}

function exitCodeIn(error: string): number | undefined {
  const found = /exit (?:code:|status) (\d+)|returned a non-zero code: (\d+)/.exec(error);
  return found ? Number(found[1] ?? found[2]) : undefined;
}
