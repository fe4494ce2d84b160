/**
 * Variables as the builder sees them. Owns: what ARG, ENV, ONBUILD and the base give at each instruction, in the way BuildKit's convert.go
 * walks a file. Must not read nodes or offsets: it works on summaries only, so that it survives edits elsewhere.
 */
import { predefinedArgs } from '../data/predefinedArgs.ts';
import { processWord, type ShellWordResult } from '../syntax/shellWord.ts';
import type { EscapeCharacter } from '../syntax/nodes.ts';
import { mayDeclareMore, type BaseImage, type BaseImages } from './baseImage.ts';
import type { BuildContext } from './buildContext.ts';
import type { Declaration, InstructionFacts } from './summary.ts';

/** What can be said about a variable's value. */
export type VariableValue =
  | { readonly kind: 'known'; readonly text: string }
  /** Nothing gives it a value: an ARG without default, or no declaration where no base image could set it. */
  | { readonly kind: 'unset' }
  /**
   * The base image decides, or the platform or target that is built; or the expansion failed. `assumed` is what BuildKit's checks take:
   * a base image that sets only PATH, and linux/amd64. Undefined: no value.
   */
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly assumed: string | undefined };

export type UnknownReason = 'baseImage' | 'platform' | 'error';

/** The environment right before an instruction, or before one pair of it. */
export interface Env {
  /** The value as BuildKit's checks see it; undefined when the name has none. Fits `processWord`. */
  get(name: string): string | undefined;
  /** All names that have a value, in no promised order. */
  keys(): readonly string[];
  /** True when an ARG in scope names it, with a value or without: then BuildKit does not call it undefined. */
  declares(name: string): boolean;
  /** All names that an ARG in scope declares. */
  declaredArgs(): readonly string[];
  /** The same as `get`, but honest about what the base image or the platform decides. */
  value(name: string): VariableValue;
}

/** What a build is asked for. */
export interface BuildOptions {
  /** `--build-arg`. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** `--target`. */
  readonly target?: string;
  /** Of builder and target, normalised; linux/amd64 when absent. */
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant: string };
  /** Undefined when nothing is known of it, or it has no ignore file. */
  readonly context?: BuildContext | undefined;
  /** The base images that are known. */
  readonly baseImages?: BaseImages | undefined;
}

/** PATH where the base image sets none. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const unset: VariableValue = { kind: 'unset' };
/** Something stands there, so nothing that uses it is undefined. */
const failed: VariableValue = { kind: 'unknown', reason: 'error', assumed: '' };

/** ARGs of this name steer the build and are no variables of it (nonEnvArgs). */
const notInEnvironment = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** One line's effect on one name. */
export interface VariableEvent {
  /** Counts pairs within the scope; an environment sees what is smaller than its own time. */
  readonly time: number;
  /** Index into the scope's steps. */
  readonly step: number;
  readonly pair: number;
  readonly kind: 'arg' | 'env';
  readonly declaration: Declaration;
  /** Undefined when it is only declared. */
  readonly text: string | undefined;
  readonly value: VariableValue;
}

export function textOf(value: VariableValue): string | undefined {
  return value.kind === 'known' ? value.text : value.kind === 'unset' ? undefined : value.assumed;
}

/** No longer than this may a value get by taking in others: lines such as `ARG A=$A$A` would fill the memory. */
const longestExpansion = 16_384;

/** `processWord` for texts whose expansion may be too long for a string; then it is an error. */
export function expandWord(raw: string, escape: EscapeCharacter, env: Env): ShellWordResult {
  try {
    return processWord(raw, escape, env);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { result: '', words: [], wordRanges: [], matched: new Set(), unmatched: new Set(), expansions: [], error: 'the value is too long' };
  }
}

/** The value that a text has after expansion in `env`; unknown as soon as one of its variables is. */
export function expand(raw: string, escape: EscapeCharacter, env: Env): VariableValue {
  const { result, error, matched, unmatched } = expandWord(raw, escape, env);
  if (error !== undefined || (matched.size > 0 && result.length > longestExpansion)) return failed;
  for (const names of [matched, unmatched]) {
    for (const name of names) {
      const value = env.value(name);
      if (value.kind === 'unknown') return { kind: 'unknown', reason: value.reason, assumed: result };
    }
  }
  return { kind: 'known', text: result };
}

/** A scope: the global one, or a stage's. Events are added in order; environments are views on it at a time. */
export abstract class Scope {
  readonly events = new Map<string, VariableEvent[]>();
  /** The time before each step. */
  readonly stepTimes: number[] = [];
  time = 0;

  abstract inherited(name: string): VariableValue;
  abstract inheritedKeys(): Iterable<string>;
  abstract inheritsArg(name: string): boolean;
  abstract inheritedArgs(): Iterable<string>;

  at(time: number): Env {
    return new ScopeEnv(this, time);
  }

  add(name: string, event: VariableEvent): void {
    const list = this.events.get(name);
    if (list) list.push(event);
    else this.events.set(name, [event]);
  }

  /** The last event before `time` that gives a value. */
  lastValued(name: string, time: number): VariableEvent | undefined {
    const list = this.events.get(name);
    if (!list) return undefined;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]!.time < time) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0; i--) if (list[i]!.value.kind !== 'unset') return list[i];
    return undefined;
  }
}

class ScopeEnv implements Env {
  constructor(
    readonly scope: Scope,
    readonly time: number,
  ) {}

  get(name: string): string | undefined {
    return textOf(this.value(name));
  }

  value(name: string): VariableValue {
    return this.scope.lastValued(name, this.time)?.value ?? this.scope.inherited(name);
  }

  keys(): readonly string[] {
    const keys = new Set(this.scope.inheritedKeys());
    for (const [name, events] of this.scope.events) {
      if (events[0]!.time < this.time && this.scope.lastValued(name, this.time)?.text !== undefined) keys.add(name);
    }
    return [...keys];
  }

  declares(name: string): boolean {
    return this.#declaredHere(this.scope.events.get(name)) || this.scope.inheritsArg(name);
  }

  declaredArgs(): readonly string[] {
    const names = new Set(this.scope.inheritedArgs());
    for (const [name, events] of this.scope.events) if (this.#declaredHere(events)) names.add(name);
    return [...names];
  }

  #declaredHere(events: readonly VariableEvent[] | undefined): boolean {
    return events?.some((event) => event.kind === 'arg' && event.time < this.time) ?? false;
  }
}

/** The scope before the first FROM: platform ARGs and the ARGs there (defaultArgs, buildMetaArgs). */
export class GlobalScope extends Scope {
  readonly #platformArgs: ReadonlyMap<string, VariableValue>;

  constructor(
    /** All instructions before the first FROM; what is no ARG is an error and has no effect. */
    readonly steps: readonly InstructionFacts[],
    readonly escape: EscapeCharacter,
    readonly options: BuildOptions,
    lastStageName: string | undefined,
  ) {
    super();
    this.#platformArgs = platformArgs(options, lastStageName);
    steps.forEach((facts, step) => {
      this.stepTimes.push(this.time);
      if (facts.name === 'ARG') facts.declares.forEach((declaration, pair) => this.#arg(declaration, step, pair));
    });
  }

  #arg(declaration: Declaration, step: number, pair: number): void {
    const name = declaration.key.text;
    const given = this.options.buildArgs?.[name];
    const value: VariableValue = given !== undefined
      ? { kind: 'known', text: given }
      : declaration.value ? expand(declaration.value.text, this.escape, this.at(this.time)) : unset;
    if (name !== '') this.add(name, { time: this.time, step, pair, kind: 'arg', declaration, value, text: textOf(value) });
    this.time++;
  }

  inherited(name: string): VariableValue {
    return this.#platformArgs.get(name) ?? unset;
  }

  inheritedKeys(): Iterable<string> {
    return this.#platformArgs.keys();
  }

  inheritsArg(): boolean {
    return false;
  }

  inheritedArgs(): Iterable<string> {
    return [];
  }
}

function platformArgs(options: BuildOptions, lastStageName: string | undefined): ReadonlyMap<string, VariableValue> {
  const { os, architecture, variant } = options.platform ?? { os: 'linux', architecture: 'amd64', variant: '' };
  const parts: Readonly<Record<string, string>> = {
    PLATFORM: [os, architecture, variant].filter((part) => part !== '').join('/'), OS: os, OSVERSION: '', ARCH: architecture, VARIANT: variant,
  };
  const values = new Map<string, VariableValue>();
  for (const { name, kind } of predefinedArgs) {
    if (kind !== 'platform') continue;
    const text = options.buildArgs?.[name] ?? (name === 'TARGETSTAGE' ? (options.target ?? lastStageName ?? 'default') : parts[name.replace(/^(?:TARGET|BUILD)/, '')]);
    values.set(name, { kind: 'unknown', reason: 'platform', assumed: text ?? '' });
  }
  return values;
}

/** Where a stage starts from. */
export type StageOrigin =
  | { readonly kind: 'stage'; readonly scope: StageScope }
  | { readonly kind: 'scratch' }
  /** `image` is undefined when nothing is known of it. */
  | { readonly kind: 'image'; readonly image: BaseImage | undefined };

export class StageScope extends Scope {
  constructor(
    readonly steps: readonly InstructionFacts[],
    readonly origin: StageOrigin,
    readonly globalEnv: Env,
    readonly escape: EscapeCharacter,
    readonly options: BuildOptions,
  ) {
    super();
    steps.forEach((facts, step) => {
      this.stepTimes.push(this.time);
      if (facts.name === 'ENV') this.#env(facts.declares, step);
      else if (facts.name === 'ARG') facts.declares.forEach((declaration, pair) => this.#arg(declaration, step, pair));
    });
  }

  get end(): Env {
    return this.at(this.time);
  }

  /** The environment before a step; for ARG before one of its pairs, which see one another. */
  before(step: number, pair = 0): Env {
    const time = this.stepTimes[step] ?? this.time;
    return this.at(this.steps[step]?.name === 'ARG' ? time + pair : time);
  }

  /** All pairs of an ENV see the environment before it, keys are expanded too (EnvCommand.Expand, dispatchEnv). */
  #env(declares: readonly Declaration[], step: number): void {
    const env = this.at(this.time);
    declares.forEach((declaration, pair) => {
      const name = textOf(expand(declaration.key.text, this.escape, env)) ?? '';
      const value: VariableValue = declaration.value ? expand(declaration.value.text, this.escape, env) : failed;
      if (name !== '') this.add(name, { time: this.time, step, pair, kind: 'env', declaration, value, text: textOf(value) });
      this.time++;
    });
  }

  /**
   * dispatchArg: --build-arg wins over the default, the global value counts only without a default, and without any of them the name is
   * declared and nothing else. The name is taken as written. It replaces the value that an ENV before it set, for the rest of the stage.
   */
  #arg(declaration: Declaration, step: number, pair: number): void {
    const name = declaration.key.text;
    const given = this.options.buildArgs?.[name];
    let value: VariableValue;
    if (given !== undefined) value = { kind: 'known', text: given };
    else if (declaration.value) value = expand(declaration.value.text, this.escape, this.at(this.time));
    else value = this.globalEnv.value(name);
    if (notInEnvironment.has(name)) value = unset;
    if (name !== '') this.add(name, { time: this.time, step, pair, kind: 'arg', declaration, value, text: textOf(value) });
    this.time++;
  }

  /** The stages that this one goes back to, nearest first. */
  *#ancestors(): Iterable<StageScope> {
    for (let { origin }: { origin: StageOrigin } = this; origin.kind === 'stage'; origin = origin.scope.origin) yield origin.scope;
  }

  /**
   * A stage starts with all that its base stage ended with, ARGs too (dispatchState.init). Then the base's ENVs are set once more
   * (dispatchStages), so that there an ENV wins over an ARG that came after it.
   */
  inherited(name: string): VariableValue {
    return this.inheritedEvent(name)?.event.value ?? this.rootValue(name);
  }

  /** The ancestor's line that gives the inherited value; undefined when the base image gives it, or nothing does. */
  inheritedEvent(name: string): { scope: StageScope; event: VariableEvent } | undefined {
    let argument: { scope: StageScope; event: VariableEvent } | undefined;
    for (const scope of this.#ancestors()) {
      const event = scope.events.get(name)?.findLast(({ kind }) => kind === 'env');
      if (event) return { scope, event };
      const last = argument ? undefined : scope.lastValued(name, scope.time);
      if (last) argument = { scope, event: last };
    }
    // The base image's variables are set again like an ENV, and every base has a PATH.
    return (name === 'PATH' && this.rootValue(name).kind !== 'unset') || this.#isSetByImage(name) ? undefined : argument;
  }

  /** The image at the end of the chain of stages, as far as it is known. */
  get baseImage(): BaseImage | undefined {
    const origin = this.#root();
    return origin.kind === 'image' ? origin.image : undefined;
  }

  #root(): Exclude<StageOrigin, { kind: 'stage' }> {
    let { origin } = this;
    while (origin.kind === 'stage') origin = origin.scope.origin;
    return origin;
  }

  #isSetByImage(name: string): boolean {
    const image = this.baseImage;
    return image !== undefined && Object.hasOwn(image.env, name);
  }

  /** What the base image gives, before any line of this file. */
  rootValue(name: string): VariableValue {
    const origin = this.#root();
    // Windows leaves PATH to the operating system.
    const assumed = name === 'PATH' && this.options.platform?.os !== 'windows' ? defaultPath : undefined;
    if (origin.kind === 'image') {
      const { image } = origin;
      if (image && Object.hasOwn(image.env, name)) return { kind: 'known', text: image.env[name]! };
      if (!image || (assumed === undefined && mayDeclareMore(image))) return { kind: 'unknown', reason: 'baseImage', assumed };
    }
    return assumed === undefined ? unset : { kind: 'known', text: assumed };
  }

  inheritedKeys(): Iterable<string> {
    const keys = new Set<string>(Object.keys(this.baseImage?.env ?? {}));
    if (this.rootValue('PATH').kind !== 'unset') keys.add('PATH');
    for (const scope of this.#ancestors()) {
      for (const [name, events] of scope.events) if (events.some((event) => event.text !== undefined)) keys.add(name);
    }
    return keys;
  }

  inheritsArg(name: string): boolean {
    for (const scope of this.#ancestors()) {
      if (scope.events.get(name)?.some((event) => event.kind === 'arg')) return true;
    }
    return false;
  }

  inheritedArgs(): Iterable<string> {
    const names = new Set<string>();
    for (const scope of this.#ancestors()) {
      for (const [name, events] of scope.events) if (events.some((event) => event.kind === 'arg')) names.add(name);
    }
    return names;
  }
}
