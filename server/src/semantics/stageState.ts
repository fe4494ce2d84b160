/**
 * What a stage's instructions leave in force: SHELL, WORKDIR, USER, CMD and ENTRYPOINT. Owns: the rules of BuildKit's dispatch functions for
 * them, bases included. Must not hold nodes or offsets.
 */
import type { BaseImage } from './baseImage.ts';
import { expand, textOf, type BuildOptions, type StageScope, type VariableValue } from './environment.ts';
import type { InstructionFacts } from './summary.ts';
import type { Stage } from './stages.ts';

/** One instruction as the builder runs it: the stage's own ones, and before them the ONBUILD triggers of the base stage. */
export interface Step {
  /** Where the text is: the instruction, or the ONBUILD of the base stage whose trigger this is. */
  readonly ordinal: number;
  readonly onbuild: boolean;
  readonly facts: InstructionFacts;
}

/** Which line gives CMD or ENTRYPOINT. */
export type CommandInForce =
  | { readonly kind: 'line'; readonly ordinal: number; readonly stage: Stage; readonly onbuild: boolean }
  /** The base image's, whatever it is. */
  | { readonly kind: 'baseImage' }
  | { readonly kind: 'none' };

export interface WorkingDirectory {
  readonly path: string;
  /** False when it starts in the base image's unknown directory, or has an unknown variable; then `path` is what BuildKit's checks assume. */
  readonly known: boolean;
  /** True while no absolute path has been set, so that it starts in the base image's directory. */
  readonly belowBase: boolean;
}

/** Values that hold from a step on. */
class Timeline<T> {
  readonly #steps: number[] = [];
  readonly #values: T[] = [];

  constructor(readonly initial: T) {}

  set(step: number, value: T): void {
    this.#steps.push(step);
    this.#values.push(value);
  }

  /** The value before `step`. */
  before(step: number): T {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#steps[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? this.initial : this.#values[low - 1]!;
  }

  get last(): T {
    return this.#values.at(-1) ?? this.initial;
  }
}

export class StageState {
  readonly shell: Timeline<readonly string[] | undefined>;
  readonly workdir: Timeline<WorkingDirectory>;
  /** The first WORKDIR of the chain, wherever it stands. */
  readonly firstWorkdir: Timeline<{ readonly stage: Stage; readonly ordinal: number } | undefined>;
  readonly user: Timeline<VariableValue>;
  cmd: CommandInForce;
  entrypoint: CommandInForce;

  constructor(
    readonly stage: Stage,
    readonly steps: readonly Step[],
    readonly scope: StageScope,
    parent: StageState | undefined,
    readonly options: BuildOptions,
  ) {
    const scratch = stage.base.kind === 'scratch';
    const nothing: CommandInForce = { kind: scratch ? 'none' : 'baseImage' };
    const image = parent ? undefined : scope.baseImage;
    this.shell = new Timeline(parent ? parent.shell.last : image?.shell.length ? image.shell : undefined);
    this.workdir = new Timeline(parent?.workdir.last ?? (image ? imageWorkdir(image) : { path: '/', known: scratch, belowBase: !scratch }));
    this.firstWorkdir = new Timeline(parent?.firstWorkdir.last);
    this.user = new Timeline(parent?.user.last ?? (scratch || image?.user === '' ? { kind: 'unset' } : image ? { kind: 'known', text: image.user } : { kind: 'unknown', reason: 'baseImage', assumed: undefined }));
    this.cmd = parent?.cmd ?? nothing;
    this.entrypoint = parent?.entrypoint ?? nothing;
    this.#run();
  }

  #run(): void {
    let ownCmd = false;
    this.steps.forEach((step, index) => {
      switch (step.facts.name) {
        case 'SHELL':
          if (step.facts.shell) this.shell.set(index, step.facts.shell);
          break;
        case 'WORKDIR':
          this.#workdir(step, index);
          break;
        case 'USER':
          if (step.facts.argument) this.user.set(index, expand(step.facts.argument.text, this.scope.escape, this.scope.before(index)));
          break;
        case 'CMD':
          ownCmd = true;
          this.cmd = this.#line(step);
          break;
        case 'ENTRYPOINT':
          this.entrypoint = this.#line(step);
          // An inherited CMD is not for this ENTRYPOINT; one of this stage is, even from before it (dispatchEntrypoint).
          if (!ownCmd) this.cmd = { kind: 'none' };
          break;
      }
    });
  }

  #line(step: Step): CommandInForce {
    return { kind: 'line', ordinal: step.ordinal, stage: this.stage, onbuild: step.onbuild };
  }

  #workdir(step: Step, index: number): void {
    if (!this.firstWorkdir.last) this.firstWorkdir.set(index, { stage: this.stage, ordinal: step.ordinal });
    if (!step.facts.argument) return;
    const value = expand(step.facts.argument.text, this.scope.escape, this.scope.before(index));
    const current = this.workdir.last;
    const wanted = textOf(value) ?? '';
    if (this.options.platform?.os === 'windows' || /^[A-Za-z]:|\\/.test(wanted)) {
      this.workdir.set(index, windowsWorkdir(current, wanted, value.kind === 'known'));
      return;
    }
    const absolute = wanted.startsWith('/');
    // An absolute path is taken as it is, and an empty one changes nothing (system.NormalizeWorkdir).
    const path = absolute ? wanted : wanted === '' ? current.path : joinPath(current.path, wanted);
    this.workdir.set(index, { path, known: value.kind === 'known' && (absolute || current.known), belowBase: !absolute && current.belowBase });
  }
}

/** Of an image that is known. A path of Windows is left to what is said about unknown ones. */
function imageWorkdir({ workingDir }: BaseImage): WorkingDirectory {
  const isWindows = /^[A-Za-z]:|\\/.test(workingDir);
  return isWindows ? { path: '/', known: false, belowBase: true } : { path: joinPath('/', workingDir), known: true, belowBase: false };
}

/** Windows paths, well enough to show them. */
function windowsWorkdir(current: WorkingDirectory, wanted: string, known: boolean): WorkingDirectory {
  const slashes = wanted.replace(/\\/g, '/').replace(/^[A-Za-z]:/, '');
  const absolute = slashes.startsWith('/');
  const path = joinPath(absolute ? '/' : current.path.replace(/\\/g, '/'), slashes);
  return { path: path.replace(/\//g, '\\'), known: known && (absolute || current.known), belowBase: !absolute && current.belowBase };
}

/** Go's path.Join of two paths, the first absolute. */
function joinPath(base: string, relative: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${relative}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
