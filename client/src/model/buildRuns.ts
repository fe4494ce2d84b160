/**
 * The builds of this window. Owns: what is known of each while it runs and after, and telling listeners. Must not run builds or know VS Code.
 */
import type { BuildStep, BuildWarning } from '../engine/rawProgress.ts';
import type { BuildRequest } from './buildRequest.ts';
import type { BuildStepResult, FinishedBuild } from './finishedBuild.ts';

/** 0-based, both included. */
export interface StepLines {
  readonly first: number;
  readonly last: number;
}

export interface BuildFailureShown {
  readonly message: string;
  /** The step that failed, when it is known. */
  readonly step: BuildStep | undefined;
  /** The last lines that the failing step printed. */
  readonly log: readonly string[];
  /** Undefined when the failure belongs to no line. */
  readonly lines: StepLines | undefined;
}

export interface BuildRun {
  /** Counts the builds of the window from 1. */
  readonly id: number;
  readonly request: BuildRequest;
  /** The Dockerfile as it was when the build began. */
  readonly dockerfile: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number | undefined;
  readonly outcome: 'running' | FinishedBuild['outcome'];
  readonly steps: readonly BuildStep[];
  readonly warnings: readonly BuildWarning[];
  readonly failure: BuildFailureShown | undefined;
  /** Undefined until the build has ended, and when the engine has no image of it. */
  readonly imageId: string | undefined;
  /** Lines of the steps as far as they are known, by the steps' ids. */
  readonly lines: ReadonlyMap<string, StepLines>;
  cancel(): void;
}

/** What a builder's command said in the end. */
export interface BuildOutcome {
  readonly outcome: FinishedBuild['outcome'];
  readonly failure: BuildFailureShown | undefined;
  readonly imageId: string | undefined;
  readonly buildRef: string | undefined;
  readonly lines: ReadonlyMap<string, StepLines>;
}

/** Steps as the builder's progress gives them; both lists may be the same objects at every call. */
export interface LiveProgress {
  readonly steps: readonly BuildStep[];
  readonly warnings: readonly BuildWarning[];
}

export interface Listening {
  dispose(): void;
}

/** Builds that the window remembers; older ones go first. */
const mostRuns = 20;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class BuildRuns {
  readonly #runs: BuildRun[] = [];
  readonly #starts = new Set<(run: BuildRun) => void>();
  readonly #changes = new Set<(run: BuildRun) => void>();
  readonly #ends = new Set<(build: FinishedBuild, run: BuildRun) => void>();
  readonly #forgets = new Set<() => void>();
  #count = 0;

  /** Newest first. */
  get all(): readonly BuildRun[] {
    return this.#runs;
  }

  onDidStart(listener: (run: BuildRun) => void): Listening {
    return listen(this.#starts, listener);
  }

  /** Told often while steps run; `run` is the same object until it ends. */
  onDidChange(listener: (run: BuildRun) => void): Listening {
    return listen(this.#changes, listener);
  }

  onDidFinish(listener: (build: FinishedBuild, run: BuildRun) => void): Listening {
    return listen(this.#ends, listener);
  }

  /** Told when builds have been taken out of the list. */
  onDidForget(listener: () => void): Listening {
    return listen(this.#forgets, listener);
  }

  /** Takes the builds that have ended out of the list. */
  forgetEnded(): void {
    this.#runs.splice(0, this.#runs.length, ...this.#runs.filter(({ outcome }) => outcome === 'running'));
    for (const listener of this.#forgets) listener();
  }

  /** Enters a build that begins now. What it gives back tells of its progress and ends it, once. */
  begin(request: BuildRequest, dockerfile: string, progress: () => LiveProgress, cancel: () => void): { readonly run: BuildRun; changed(): void; end(result: BuildOutcome): void } {
    const run: Mutable<BuildRun> = {
      id: ++this.#count, request, dockerfile, started: Date.now(), ended: undefined, outcome: 'running', failure: undefined, imageId: undefined, lines: new Map(), cancel,
      get steps() { return progress().steps; },
      get warnings() { return progress().warnings; },
    };
    this.#runs.unshift(run);
    const old = this.#runs.findIndex(({ outcome }, index) => index >= mostRuns && outcome !== 'running');
    if (old >= 0) this.#runs.splice(old, 1);
    tell(this.#starts, run);
    return {
      run,
      changed: () => tell(this.#changes, run),
      end: ({ outcome, failure, imageId, buildRef, lines }) => {
        if (run.outcome !== 'running') return;
        const ended = Date.now();
        Object.assign(run, { outcome, failure, imageId, lines, ended });
        tell(this.#changes, run);
        const finished: FinishedBuild = { request, outcome, started: run.started, ended, dockerfile, imageId, buildRef, steps: run.steps.map((step) => resultOf(step, lines.get(step.id))) };
        for (const listener of this.#ends) listener(finished, run);
      },
    };
  }
}

function resultOf({ id, name, inputs, state, started, completed, error }: BuildStep, lines: StepLines | undefined): BuildStepResult {
  return {
    name, digest: id, inputs, lines, started, completed, error: error || undefined,
    // What had not begun when the build ended, and what ended with it.
    state: state === 'waiting' || state === 'running' ? 'cancelled' : state,
  };
}

function listen<T>(listeners: Set<T>, listener: T): Listening {
  listeners.add(listener);
  return { dispose: () => void listeners.delete(listener) };
}

function tell(listeners: ReadonlySet<(run: BuildRun) => void>, run: BuildRun): void {
  for (const listener of listeners) listener(run);
}
