/**
 * The value of a variable at a point. Owns: every line that could set it, which one wins and why. Must not format text for display.
 */
import type { TextRange } from '../base/textRange.ts';
import { coverRanges } from '../base/textRange.ts';
import { predefinedArg } from '../data/predefinedArgs.ts';
import { scanExpansions } from '../syntax/shellWord.ts';
import type { Scope, StageScope, VariableEvent, VariableValue } from './environment.ts';
import type { Semantics, Stage } from './semantics.ts';

export type OriginKind =
  | 'arg'
  | 'env'
  /** ARG before the first FROM. */
  | 'globalArg'
  /** TARGETPLATFORM and its like. */
  | 'platform'
  /** HTTP_PROXY and its like. */
  | 'proxy'
  | 'baseImage';

/** Why an origin counts or not. */
export type OriginState =
  | 'wins'
  /** It gives its value to the ARG that wins and has none of its own. */
  | 'source'
  /** A later line sets the name again. */
  | 'overridden'
  /** ARG without a value, and nothing gives it one. */
  | 'noValue'
  /** A global or predefined ARG that the stage does not declare. */
  | 'notDeclaredInStage'
  /** A predefined proxy ARG that is not declared: RUN has it, when the build sets it. */
  | 'runOnly'
  /** It comes after the point asked about. */
  | 'later'
  /** An ARG, where a container is asked about. */
  | 'buildOnly';

export interface VariableOrigin {
  readonly kind: OriginKind;
  readonly state: OriginState;
  /** Undefined for what no line sets. */
  readonly ordinal: number | undefined;
  /** The pair's range, relative to the segment of the instruction at `ordinal`. */
  readonly range: TextRange | undefined;
  /** The stage that the line belongs to; undefined before the first FROM. */
  readonly stage: Stage | undefined;
  /** True when the line is an ONBUILD of the base stage, run in this one. */
  readonly onbuild: boolean;
  /** The default or value as written; undefined when there is none. */
  readonly raw: string | undefined;
  /** What the line sets, after expansion. */
  readonly value: VariableValue;
}

export interface Resolution {
  readonly name: string;
  readonly value: VariableValue;
  /** In the order in which the builder meets them; what no line sets comes first. */
  readonly origins: readonly VariableOrigin[];
  readonly winner: VariableOrigin | undefined;
  /** True when `--build-arg name=…` would change the value here; an ENV that uses the ARG lets it through. */
  readonly buildArgApplies: boolean;
  /** True when an ARG in scope declares it. */
  readonly declared: boolean;
}

export interface ResolvePoint {
  /** For ARG: which pair. */
  readonly pair?: number;
  /** The value after the pair instead of before the instruction. */
  readonly after?: boolean;
}

/** The value of `name` at the instruction. FROM and what stands before the first FROM see the global scope. */
export function resolveVariable(semantics: Semantics, ordinal: number, name: string, point: ResolvePoint = {}): Resolution {
  const stage = semantics.stageAt(ordinal);
  return stage && stage.ordinal !== ordinal ? resolveInStage(semantics, stage, ordinal, name, point) : resolveGlobally(semantics, stage ? undefined : ordinal, name, point);
}

/** The time of the point in its scope: how far the scope has come. */
function timeAt(scope: Scope, step: number | undefined, isPairwise: boolean, { pair = 0, after = false }: ResolvePoint): number {
  const start = step === undefined ? scope.time : (scope.stepTimes[step] ?? scope.time);
  return after ? start + pair + 1 : start + (isPairwise ? pair : 0);
}

function rangeOf({ declaration: { key, value } }: VariableEvent): TextRange {
  return value ? coverRanges(key.range, value.range) : key.range;
}

function resolveGlobally(semantics: Semantics, ordinal: number | undefined, name: string, point: ResolvePoint): Resolution {
  const scope = semantics.globalScope;
  const time = timeAt(scope, ordinal, true, point);
  const winning = scope.lastValued(name, time);
  const origins: VariableOrigin[] = [];
  const predefined = scope.inherited(name);
  if (predefined.kind !== 'unset') origins.push({ ...nowhere, kind: 'platform', state: winning ? 'overridden' : 'wins', value: predefined });
  for (const event of scope.events.get(name) ?? []) {
    origins.push({
      kind: 'globalArg', state: event.time >= time ? 'later' : event === winning ? 'wins' : event.value.kind === 'unset' ? 'noValue' : 'overridden',
      ordinal: event.step, range: rangeOf(event), stage: undefined, onbuild: false, raw: event.declaration.value?.text, value: event.value,
    });
  }
  const env = scope.at(time);
  const declared = env.declares(name);
  return { name, value: env.value(name), origins, winner: origins.find(({ state }) => state === 'wins'), buildArgApplies: declared || predefined.kind !== 'unset', declared };
}

const nowhere = { ordinal: undefined, range: undefined, stage: undefined, onbuild: false, raw: undefined } as const;

function resolveInStage(semantics: Semantics, stage: Stage, ordinal: number, name: string, point: ResolvePoint): Resolution {
  const scope = semantics.scopeOf(stage);
  const steps = semantics.steps(stage);
  const step = steps.length - (stage.end - ordinal);
  const time = timeAt(scope, step, steps[step]?.facts.name === 'ARG', point);
  const env = scope.at(time);
  const value = env.value(name);
  const winning = scope.lastValued(name, time) ?? scope.inheritedEvent(name)?.event;
  const origins = [
    ...outerOrigins(semantics, scope, name, winning, env.declares(name), value),
    ...[...semantics.chain(stage)].reverse().flatMap((owner) => lineOrigins(semantics, owner, name, winning, owner === stage ? time : Infinity)),
  ];
  return {
    name, value, origins, winner: origins.find(({ state }) => state === 'wins'),
    buildArgApplies: isOpenToBuildArg(semantics, scope, name, time, 0), declared: env.declares(name),
  };
}

/** The lines of one stage of the chain. */
function lineOrigins(semantics: Semantics, stage: Stage, name: string, winning: VariableEvent | undefined, time: number): VariableOrigin[] {
  const steps = semantics.steps(stage);
  return (semantics.scopeOf(stage).events.get(name) ?? []).map((event): VariableOrigin => ({
    kind: event.kind,
    state: event.time >= time ? 'later' : event === winning ? 'wins' : event.value.kind === 'unset' ? 'noValue' : 'overridden',
    ordinal: steps[event.step]!.ordinal, range: rangeOf(event), stage, onbuild: steps[event.step]!.onbuild, raw: event.declaration.value?.text, value: event.value,
  }));
}

/** What stands outside the stages: the base image, global and predefined ARGs. */
function outerOrigins(semantics: Semantics, scope: StageScope, name: string, winning: VariableEvent | undefined, declared: boolean, value: VariableValue): VariableOrigin[] {
  const origins: VariableOrigin[] = [];
  const given = semantics.globalEnv.value(name);
  const source = semantics.globalScope.lastValued(name, semantics.globalScope.time);
  const takesGlobal = winning?.kind === 'arg' && !winning.declaration.value;
  const state = (isSource: boolean): OriginState => (!declared ? 'notDeclaredInStage' : takesGlobal && isSource ? 'source' : 'overridden');
  const isFromImage = value.kind === 'known' ? scope.baseImage !== undefined : value.kind === 'unknown' && value.reason === 'baseImage';
  if (!winning && isFromImage) origins.push({ ...nowhere, kind: 'baseImage', state: 'wins', value });
  const predefined = predefinedArg(name);
  if (predefined?.kind === 'platform') origins.push({ ...nowhere, kind: 'platform', state: state(!source), value: semantics.globalScope.inherited(name) });
  if (predefined?.kind === 'proxy') origins.push({ ...nowhere, kind: 'proxy', state: declared || winning ? 'overridden' : 'runOnly', value: given });
  for (const event of semantics.globalScope.events.get(name) ?? []) {
    origins.push({
      kind: 'globalArg', state: event.value.kind === 'unset' ? 'noValue' : state(event === source), ordinal: event.step, range: rangeOf(event), stage: undefined, onbuild: false,
      raw: event.declaration.value?.text, value: event.value,
    });
  }
  return origins;
}

const deepest = 20;

/** An ARG takes --build-arg, and so does an ENV whose value uses one. */
function isOpenToBuildArg(semantics: Semantics, scope: StageScope, name: string, time: number, depth: number): boolean {
  const own = scope.lastValued(name, time);
  const found = own ? { scope, event: own } : scope.inheritedEvent(name);
  return found?.event.kind === 'env' ? isEnvOpen(semantics, found.scope, found.event, depth) : scope.at(time).declares(name);
}

function isEnvOpen(semantics: Semantics, scope: StageScope, { declaration, step }: VariableEvent, depth: number): boolean {
  // All pairs of an ENV see what was before its first.
  const before = scope.stepTimes[step]!;
  return depth < deepest && scanExpansions(declaration.value?.text ?? '', semantics.escape).some((use) => isOpenToBuildArg(semantics, scope, use.name, before, depth + 1));
}

/** The value in a container of the stage: the last ENV of the stage or its ancestors counts, an ARG does not. */
export function resolveInContainer(semantics: Semantics, stage: Stage, name: string): Resolution {
  const chain = semantics.chain(stage);
  const scopes = chain.map((owner) => semantics.scopeOf(owner));
  const owner = scopes.find((scope) => scope.events.get(name)?.some(({ kind }) => kind === 'env'));
  const winning = owner?.events.get(name)?.findLast(({ kind }) => kind === 'env');
  const origins = [...chain].reverse().flatMap((ancestor) => lineOrigins(semantics, ancestor, name, winning, Infinity))
    .map((origin): VariableOrigin => (origin.kind === 'arg' ? { ...origin, state: 'buildOnly' } : origin));
  return {
    name, value: winning?.value ?? scopes[0]!.rootValue(name), origins, winner: origins.find(({ state }) => state === 'wins'),
    buildArgApplies: owner !== undefined && winning !== undefined && isEnvOpen(semantics, owner, winning, 0),
    declared: origins.some(({ kind }) => kind === 'arg'),
  };
}
