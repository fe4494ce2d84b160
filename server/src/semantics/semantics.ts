/**
 * What a Dockerfile means, beyond the single instruction. Owns: stages, scopes, and the state in force at each instruction, each computed
 * when first asked for. Must not hold nodes, document offsets or segment indexes: only ordinals, and ranges relative to an instruction's
 * segment, so that the same value serves every version of the document that means the same.
 */
import { Kept, type Keeper } from '../base/kept.ts';
import type { EscapeCharacter, Segment } from '../syntax/nodes.ts';
import { replacedBetween, type SyntaxTree } from '../syntax/tree.ts';
import type { BaseImage } from './baseImage.ts';
import { GlobalScope, StageScope, type BuildOptions, type Env, type StageOrigin, type VariableValue } from './environment.ts';
import { findCircle, reachableStages, readReferences, readStages, type FactWord, type Stage, type StageReference } from './stages.ts';
import { StageState, type CommandInForce, type Step, type WorkingDirectory } from './stageState.ts';
import { equalSummaries, summaryOf, type InstructionFacts } from './summary.ts';

export interface Semantics extends Keeper {
  readonly escape: EscapeCharacter;
  readonly options: BuildOptions;
  /** By ordinal. */
  readonly facts: readonly InstructionFacts[];
  readonly stages: readonly Stage[];
  /** References by COPY --from and mounts, in order. ONBUILD triggers' are not among them. */
  readonly references: readonly StageReference[];
  /** The stage whose FROM or instructions have the ordinal; undefined before the first FROM. */
  stageAt(ordinal: number): Stage | undefined;
  /** The last stage of that name (case ignored), as COPY --from and --target find it; with `before`, the last of those with a smaller index. */
  stageNamed(name: string, before?: number): Stage | undefined;
  /** The stage and its ancestors, itself first. */
  chain(stage: Stage): readonly Stage[];
  /** All stages that building `stage` builds: itself, bases, and what is copied or mounted from. */
  reachable(stage: Stage): ReadonlySet<Stage>;
  /** The stage that a build without --target makes; undefined without stages. */
  readonly target: Stage | undefined;
  /** The stage from which BuildKit first finds references that lead round in a circle, and the references on the way. */
  readonly circle: { readonly stage: Stage; readonly references: readonly StageReference[] } | undefined;
  /** How the builder runs the stage: triggers of its base stage first. */
  steps(stage: Stage): readonly Step[];

  /** The environment after the ARGs before the first FROM: what FROM's words are expanded with. */
  readonly globalEnv: Env;
  /** The same without any --build-arg. */
  readonly defaultGlobalEnv: Env;
  /** The environment before the instruction, or for ARG before its `pair` (an ARG's pairs see one another). FROM: the global one. */
  envAt(ordinal: number, pair?: number): Env;
  /** The environment before `steps(stage)[step]`. */
  envBefore(stage: Stage, step: number, pair?: number): Env;
  envAtEnd(stage: Stage): Env;
  /** The variables of a stage with all that happens to them. */
  scopeOf(stage: Stage): StageScope;
  readonly globalScope: GlobalScope;

  /** The SHELL words in force before the instruction; undefined when neither the stage nor an ancestor has set SHELL. */
  shellAt(ordinal: number): readonly string[] | undefined;
  shellBefore(stage: Stage, step: number): readonly string[] | undefined;
  /** The working directory before the instruction; after it with `after`. */
  workdirAt(ordinal: number, after?: boolean): WorkingDirectory;
  /** The first WORKDIR before the instruction in its stage or an ancestor; undefined when it would be the first itself. */
  firstWorkdirBefore(stage: Stage, step: number): { readonly stage: Stage; readonly ordinal: number } | undefined;
  /** USER before the instruction; after it with `after`. */
  userAt(ordinal: number, after?: boolean): VariableValue;
  /** At the end of the stage. */
  cmd(stage: Stage): CommandInForce;
  entrypoint(stage: Stage): CommandInForce;

  /** A key for what is kept with this meaning. */
  readonly identity: Keeper;
  /** Undefined when nothing can be taken over from the version before. */
  readonly difference: Difference | undefined;
}

/** How a meaning differs from that of the version before, when the stages and what they are made from are the same. */
export interface Difference {
  /** The `identity` of the semantics before. It does not hold that semantics, so versions do not hold one another in a chain. */
  readonly from: Keeper;
  /** False when an instruction of the stage or of an ancestor says something else; for all others, all that is asked about a stage is as it was. */
  isTouched(stage: Stage): boolean;
}

const noOptions: BuildOptions = {};

class Model implements Semantics {
  readonly kept: unknown[] = [];
  readonly identity: Keeper = { kept: [] };
  readonly globalScope: GlobalScope;
  readonly globalEnv: Env;
  readonly stages: readonly Stage[];
  readonly difference: Difference | undefined;
  readonly #states: StageState[] = [];
  #references: readonly StageReference[] | undefined;
  #circle: { found: Semantics['circle'] } | undefined;
  #steps: (readonly Step[])[] | undefined;

  constructor(
    readonly facts: readonly InstructionFacts[],
    readonly escape: EscapeCharacter,
    readonly options: BuildOptions,
    /** From which ordinal on the semantics before has other instructions, none of which is a FROM: they belong to the stage of the one above. */
    change?: { readonly from: Keeper; readonly ordinal: number },
  ) {
    this.globalScope = this.#globalScope(options);
    this.globalEnv = this.globalScope.at(this.globalScope.time);
    this.stages = readStages(facts, escape, this.globalEnv);
    this.difference = change && this.#differenceIn(change.from, this.stageAt(change.ordinal - 1));
  }

  /** A change before the first FROM is everybody's. */
  #differenceIn(from: Keeper, changed: Stage | undefined): Difference | undefined {
    if (!changed) return undefined;
    const touched = new Set([changed]);
    for (const stage of this.stages) if (stage.base.kind === 'stage' && touched.has(stage.base.stage)) touched.add(stage);
    return { from, isTouched: (stage) => touched.has(stage) };
  }

  #globalScope(options: BuildOptions): GlobalScope {
    const first = this.facts.findIndex((facts) => facts.from);
    const last = this.facts.findLast((facts) => facts.from)?.from?.words;
    const lastName = last?.[1]?.text.toLowerCase() === 'as' ? last[2]?.text.toLowerCase() : undefined;
    return new GlobalScope(this.facts.slice(0, first < 0 ? this.facts.length : first), this.escape, options, lastName);
  }

  get defaultGlobalEnv(): Env {
    if (!this.options.buildArgs) return this.globalEnv;
    const { buildArgs: _, ...rest } = this.options;
    const scope = this.#globalScope(rest);
    return scope.at(scope.time);
  }

  get references(): readonly StageReference[] {
    return (this.#references ??= readReferences(this.stages, this.facts, this.escape));
  }

  get circle(): Semantics['circle'] {
    return (this.#circle ??= { found: findCircle(this.stages, this.references) }).found;
  }

  get target(): Stage | undefined {
    const { target } = this.options;
    if (target === undefined) return this.stages.at(-1);
    // Buildah takes a number too.
    return this.stageNamed(target) ?? (/^\d{1,4}$/.test(target) ? this.stages[Number(target)] : undefined);
  }

  stageAt(ordinal: number): Stage | undefined {
    let low = 0;
    let high = this.stages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.stages[middle]!.ordinal <= ordinal) low = middle + 1;
      else high = middle;
    }
    return this.stages[low - 1];
  }

  stageNamed(name: string, before = Infinity): Stage | undefined {
    const lower = name.toLowerCase();
    return this.stages.findLast((stage) => stage.name === lower && stage.index < before);
  }

  chain(stage: Stage): readonly Stage[] {
    const chain = [stage];
    for (let at = stage; at.base.kind === 'stage'; chain.push(at)) at = at.base.stage;
    return chain;
  }

  reachable(stage: Stage): ReadonlySet<Stage> {
    return reachableStages(stage, this.references);
  }

  steps(stage: Stage): readonly Step[] {
    return (this.#steps ??= this.#allSteps())[stage.index]!;
  }

  /** Only stages that the target needs run the triggers of their base stage (resolveStages). */
  #allSteps(): (readonly Step[])[] {
    const { target } = this;
    const triggersOf = this.stages.map((stage) => this.#own(stage).filter(({ facts }) => facts.trigger));
    const reached = target && triggersOf.some((triggers) => triggers.length > 0) ? this.reachable(target) : undefined;
    return this.stages.map((stage) => {
      const own = this.#own(stage);
      if (stage.base.kind !== 'stage' || !reached?.has(stage)) return own;
      const triggers = triggersOf[stage.base.stage.index]!;
      return [...triggers.map(({ ordinal, facts }): Step => ({ ordinal, onbuild: true, facts: facts.trigger! })), ...own];
    });
  }

  #own(stage: Stage): Step[] {
    const steps: Step[] = [];
    for (let ordinal = stage.ordinal + 1; ordinal < stage.end; ordinal++) steps.push({ ordinal, onbuild: false, facts: this.facts[ordinal]! });
    return steps;
  }

  /** Bases come before the stages that start from them, so going up to the stage in order needs no recursion. */
  #state(stage: Stage): StageState {
    for (let index = this.#states.length; index <= stage.index; index++) {
      const next = this.stages[index]!;
      const { base } = next;
      const parent = base.kind === 'stage' ? this.#states[base.stage.index] : undefined;
      const origin: StageOrigin = parent ? { kind: 'stage', scope: parent.scope } : base.kind === 'scratch' ? { kind: 'scratch' } : { kind: 'image', image: this.#imageOf(next) };
      const steps = this.steps(next);
      const scope = new StageScope(steps.map(({ facts }) => facts), origin, this.globalEnv, this.escape, this.options);
      this.#states.push(new StageState(next, steps, scope, parent, this.options));
    }
    return this.#states[stage.index]!;
  }

  /** An image whose name depends on the platform or target is another one elsewhere. */
  #imageOf({ base, baseIsCertain }: Stage): BaseImage | undefined {
    return base.kind === 'image' && baseIsCertain ? this.options.baseImages?.get(base.text) : undefined;
  }

  /** The step of an ordinal that is not a FROM. */
  #stepOf(stage: Stage, ordinal: number): number {
    return this.steps(stage).length - (stage.end - ordinal);
  }

  envAt(ordinal: number, pair = 0): Env {
    const stage = this.stageAt(ordinal);
    if (!stage) return this.globalScope.at((this.globalScope.stepTimes[ordinal] ?? this.globalScope.time) + pair);
    if (ordinal === stage.ordinal) return this.globalEnv;
    return this.envBefore(stage, this.#stepOf(stage, ordinal), pair);
  }

  envBefore(stage: Stage, step: number, pair = 0): Env {
    return this.#state(stage).scope.before(step, pair);
  }

  envAtEnd(stage: Stage): Env {
    return this.#state(stage).scope.end;
  }

  scopeOf(stage: Stage): StageScope {
    return this.#state(stage).scope;
  }

  shellAt(ordinal: number): readonly string[] | undefined {
    const stage = this.stageAt(ordinal);
    return stage && this.shellBefore(stage, this.#stepOf(stage, ordinal));
  }

  shellBefore(stage: Stage, step: number): readonly string[] | undefined {
    return this.#state(stage).shell.before(step);
  }

  workdirAt(ordinal: number, after = false): WorkingDirectory {
    const stage = this.stageAt(ordinal);
    if (!stage) return { path: '/', known: false, belowBase: false };
    return this.#state(stage).workdir.before(this.#stepOf(stage, ordinal) + (after ? 1 : 0));
  }

  firstWorkdirBefore(stage: Stage, step: number): { readonly stage: Stage; readonly ordinal: number } | undefined {
    return this.#state(stage).firstWorkdir.before(step);
  }

  userAt(ordinal: number, after = false): VariableValue {
    const stage = this.stageAt(ordinal);
    return stage ? this.#state(stage).user.before(this.#stepOf(stage, ordinal) + (after ? 1 : 0)) : { kind: 'unset' };
  }

  cmd(stage: Stage): CommandInForce {
    return this.#state(stage).cmd;
  }

  entrypoint(stage: Stage): CommandInForce {
    return this.#state(stage).entrypoint;
  }
}

/** The segments of the latest tree that is known to mean what the key says: where the next comparison starts from. */
const latest = new Kept<readonly Segment[]>();

/**
 * The meaning of a tree. Gives back `previous` itself when no summary changed, so that typing in a RUN leaves everything that was derived
 * from it in place; costs one summary for each instruction that was read again.
 */
export function analyse(tree: SyntaxTree, previous?: Semantics, options: BuildOptions = previous?.options ?? noOptions): Semantics {
  const { instructions } = tree;
  const old = previous && latest.get(previous);
  if (!previous || !old || previous.escape !== tree.escape || previous.options !== options) {
    return remember(new Model(instructions.map(summaryOf), tree.escape, options), tree);
  }
  const { first, newEnd } = replacedBetween(old, tree);
  const start = tree.instructionsBefore(first);
  const end = tree.instructionsBefore(newEnd);
  const oldEnd = previous.facts.length - (instructions.length - end);
  const changed = instructions.slice(start, end).map(summaryOf);
  const before = previous.facts.slice(start, oldEnd);
  if (changed.length === before.length && changed.every((facts, index) => equalSummaries(facts, before[index]!))) return remember(previous, tree);
  const facts = [...previous.facts.slice(0, start), ...changed, ...previous.facts.slice(oldEnd)];
  const change = shapesNothing(before) && shapesNothing(changed) ? { from: previous.identity, ordinal: start } : undefined;
  return remember(new Model(facts, tree.escape, options, change), tree);
}

/** True for instructions that make no stage, use none, and leave nothing for others. */
function shapesNothing(facts: readonly InstructionFacts[]): boolean {
  return facts.every(({ from, references, plainMounts, trigger }) => !from && references.length === 0 && plainMounts === 0 && !trigger);
}

function remember(semantics: Semantics, tree: SyntaxTree): Semantics {
  latest.set(semantics, tree.segments);
  return semantics;
}

export type { BuildOptions, CommandInForce, Env, FactWord, InstructionFacts, Stage, StageReference, Step, VariableValue, WorkingDirectory };
