/**
 * Which steps of the next build will run again. Owns: the keys by which BuildKit's cache knows steps, and telling from those of earlier builds where the first
 * miss is and why. Must not read files or ask an engine; claims nothing where something is not known.
 */
import { createHash } from 'node:crypto';
import type { BuildStepInfo, BuildStepKey, StageStepsInfo } from '../../../server/src/lsp/protocol.ts';
import { commonOf } from './resultsMapping.ts';

/** An image that a build starts from or takes files from, as the engine has it. */
export interface KnownImage {
  readonly id: string;
  readonly diffIds: readonly string[];
}

/** A file of the context as the builder's cache sees it. */
export interface TakenFile {
  /** From the context on, with a slash at the end for a folder. */
  readonly path: string;
  readonly name: string;
  /** Kind, permissions and content; the time of its last change does not matter to the builder. */
  readonly mode: number;
  readonly content: string;
}

/** All that the keys of a build are made from. */
export interface BuildInputs {
  readonly stages: readonly StageStepsInfo[];
  readonly syntax: string;
  /** By name as FROM and --from have it. What is missing is not known. */
  readonly images: ReadonlyMap<string, KnownImage>;
  /** By "stage/step". Undefined as a whole when the context was too large to be looked at. */
  readonly files: ReadonlyMap<string, readonly TakenFile[]> | undefined;
}

/** One step's keys. Digests, so that nothing of the Dockerfile can be read from them. */
export interface StepKeys {
  /** Of the step by itself. */
  readonly own: string;
  /** With all that it builds on. */
  readonly whole: string;
}

/** By "stage/step"; without the steps about which something is not known, and all that build on such. */
export type KeysOfBuild = ReadonlyMap<string, StepKeys>;

export function placeOf(stage: number, step: number): string {
  return `${stage}/${step}`;
}

/** The keys of all steps that the target's build needs. */
export function keysOf(inputs: BuildInputs): KeysOfBuild {
  const keys = new Map<string, StepKeys>();
  const ends = new Map<number, string | undefined>();
  for (const stage of inputs.stages) {
    if (!stage.isBuilt) continue;
    let below = startOf(stage, inputs, ends);
    for (const [at, { key }] of stage.steps.entries()) {
      if (at === 0 && below !== undefined) keys.set(placeOf(stage.index, 0), { own: below, whole: below });
      if (!key) continue;
      const own = ownKey(key, placeOf(stage.index, at), inputs);
      const used = key.stages.map((each) => ends.get(each));
      const whole = own === undefined || below === undefined || used.includes(undefined) ? undefined : digest(['step', key.isLinked ? '' : below, own, ...used]);
      if (own !== undefined && whole !== undefined) keys.set(placeOf(stage.index, at), { own, whole });
      below = whole !== undefined && key.isLinked ? digest(['merge', below, whole]) : whole;
    }
    ends.set(stage.index, below);
  }
  return keys;
}

/** What the first step of a stage builds on; undefined when that is not known. */
function startOf({ base, platform }: StageStepsInfo, { images }: BuildInputs, ends: ReadonlyMap<number, string | undefined>): string | undefined {
  if (base.kind === 'stage') return ends.get(base.index);
  if (base.kind === 'scratch') return digest(['scratch', platform]);
  const image = base.kind === 'image' ? images.get(base.name) : undefined;
  return image && digest(['image', image.id, platform]);
}

/** Undefined when the files or images that it takes are not known. */
function ownKey(key: BuildStepKey, place: string, { images, files }: BuildInputs): string | undefined {
  const taken = key.hasContext ? files?.get(place) : [];
  const from = key.images.map((name) => images.get(name)?.id);
  if (!taken || from.includes(undefined)) return undefined;
  const content = [...taken].map(({ name, mode, content: of }) => `${name}\0${mode.toString(8)}\0${of}`).sort();
  return digest([key.command, JSON.stringify(key.env), key.workdir, key.user, ...from, ...content]);
}

function digest(parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part?.length ?? 0}:${part ?? ''}\n`);
  return hash.digest('base64url').slice(0, 22);
}

export type Prediction =
  /** It is as it was when it last ran. */
  | { readonly kind: 'same' }
  /** It runs again, by itself (`reason`) or because of a step that it builds on. */
  | { readonly kind: 'miss'; readonly reason: string | undefined; readonly because: number | undefined }
  /** It builds on what runs again, and may be found again by its content. */
  | { readonly kind: 'may'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason?: string };

export interface PredictedStep {
  readonly stage: number;
  readonly name: string;
  readonly lines: readonly [first: number, last: number];
  readonly prediction: Prediction;
}

export interface Earlier {
  /** Keys of steps that are known to have run, of all builds that are remembered. */
  readonly own: ReadonlySet<string>;
  readonly whole: ReadonlySet<string>;
  /** The last build that succeeded: what reasons are found by. */
  readonly inputs: BuildInputs;
}

/** What will become of each step and FROM of the stages that are built, in the file's order. Steps that only set something are left out. */
export function predict(now: BuildInputs, earlier: Earlier): PredictedStep[] {
  const keys = keysOf(now);
  const counterparts = counterpartsOf(now.stages, earlier.inputs.stages);
  const predicted: PredictedStep[] = [];
  const ends = new Map<number, Below>();
  for (const stage of now.stages) {
    if (!stage.isBuilt) continue;
    let below: Below = { kind: 'same', line: undefined };
    for (const [at, step] of stage.steps.entries()) {
      if (at > 0 && !step.key) continue;
      const prediction: Prediction = at === 0
        ? predictBase(stage, keys.get(placeOf(stage.index, 0)), now, earlier, ends)
        : predictStep({ step, keys: keys.get(placeOf(stage.index, at)), place: placeOf(stage.index, at), old: counterparts.get(placeOf(stage.index, at)), below, ends, now, earlier });
      predicted.push({ stage: stage.index, name: step.name, lines: step.lines, prediction });
      below = belowAfter(prediction, step, below);
    }
    ends.set(stage.index, below);
  }
  return predicted;
}

/** What a step builds on, and the line of the first miss. */
interface Below {
  readonly kind: Prediction['kind'];
  readonly line: number | undefined;
}

function belowAfter(prediction: Prediction, step: BuildStepInfo, below: Below): Below {
  switch (prediction.kind) {
    case 'miss': return { kind: 'miss', line: prediction.because ?? step.lines[0] };
    case 'same': return step.key?.isLinked ? below : { kind: 'same', line: undefined };
    default: return { kind: below.kind === 'miss' ? 'miss' : prediction.kind, line: below.line };
  }
}

function predictBase({ base }: StageStepsInfo, keys: StepKeys | undefined, now: BuildInputs, { inputs, whole }: Earlier, ends: ReadonlyMap<number, Below>): Prediction {
  if (base.kind === 'stage') return fromBelow(ends.get(base.index) ?? { kind: 'unknown', line: undefined });
  if (base.kind === 'scratch' || (keys && whole.has(keys.whole))) return { kind: 'same' };
  const image = now.images.get(base.name);
  if (base.kind !== 'image' || !image) return { kind: 'unknown' };
  const then = inputs.images.get(base.name);
  if (!then) return { kind: 'miss', reason: `No earlier build started from ${base.name}.`, because: undefined };
  if (then.diffIds.join() !== image.diffIds.join()) return { kind: 'miss', reason: `${base.name} is another image than in the last build.`, because: undefined };
  return { kind: 'may', reason: `${base.name} has the same files as in the last build, but other settings.` };
}

function fromBelow({ kind, line }: Below): Prediction {
  switch (kind) {
    case 'miss': return { kind: 'miss', reason: undefined, because: line };
    case 'may': return { kind: 'may', reason: 'The stage that it starts from may have to run again.' };
    case 'same': case 'unknown': return { kind };
  }
}

interface StepQuestion {
  readonly step: BuildStepInfo;
  readonly keys: StepKeys | undefined;
  readonly place: string;
  readonly old: string | undefined;
  readonly below: Below;
  readonly ends: ReadonlyMap<number, Below>;
  readonly now: BuildInputs;
  readonly earlier: Earlier;
}

function predictStep({ step, keys, place, old, below, ends, now, earlier }: StepQuestion): Prediction {
  const key = step.key!;
  if (keys && earlier.whole.has(keys.whole)) {
    if (key.unknown.length > 0) return { kind: 'unknown', reason: unknownReason(key) };
    return key.isLinked && below.kind !== 'same' ? { kind: 'may', reason: 'With --link its files come from the cache, and are only put upon the steps above anew.' } : { kind: 'same' };
  }
  if (below.kind === 'miss' && !key.isLinked) return fromBelow(below);
  const own = ownKey(key, place, now);
  if (own === undefined) return { kind: 'unknown' };
  if (!earlier.own.has(own)) return { kind: 'miss', reason: reasonOf(step, place, old, now, earlier), because: undefined };
  if (below.kind === 'unknown') return { kind: 'unknown' };
  // From here on it is what it was, but for what it builds on.
  const used = key.stages.map((stage) => ends.get(stage)?.kind ?? 'unknown');
  if (used.includes('unknown')) return { kind: 'unknown' };
  if (used.includes('miss') || used.includes('may')) return { kind: 'may', reason: 'A stage that it copies from runs again; with the same content there, this step is found in the cache.' };
  if (below.kind === 'may') return { kind: 'may', reason: 'A step above may have to run again.' };
  return { kind: 'miss', reason: 'The steps above are others, or in another order, than in the last build.', because: undefined };
}

function unknownReason({ unknown }: BuildStepKey): string {
  if (unknown.includes('url')) return 'What the URL gives by now is not known.';
  return unknown.includes('repository') ? 'What the repository holds by now is not known.' : 'What the base image makes of it is not known.';
}

/** The same step in the last build: by its text, or else the one in its place. As "stage/step". */
function counterpartsOf(now: readonly StageStepsInfo[], then: readonly StageStepsInfo[]): Map<string, string> {
  const flat = (stages: readonly StageStepsInfo[]): { place: string; text: string; name: string }[] =>
    stages.flatMap((stage) => stage.steps.map(({ text, name }, at) => ({ place: placeOf(stage.index, at), text, name })));
  const before = flat(then);
  const after = flat(now);
  const found = new Map<string, string>();
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of [...commonOf(before.map(({ text }) => text), after.map(({ text }) => text)), [before.length, after.length] as const]) {
    const left = before.slice(i, nextI);
    for (const { place, name } of after.slice(j, nextJ)) {
      const at = left.findIndex((each) => each.name === name);
      if (at >= 0) found.set(place, left.splice(0, at + 1).at(-1)!.place);
    }
    if (nextJ < after.length) found.set(after[nextJ]!.place, before[nextI]!.place);
    i = nextI + 1;
    j = nextJ + 1;
  }
  return found;
}

function stepAt(stages: readonly StageStepsInfo[], place: string | undefined): BuildStepInfo | undefined {
  const [stage, step] = place?.split('/').map(Number) ?? [];
  return stage === undefined ? undefined : stages.find(({ index }) => index === stage)?.steps[step!];
}

/** What is other about a step than in the last build, as a sentence. */
function reasonOf({ text, key }: BuildStepInfo, place: string, old: string | undefined, now: BuildInputs, { inputs }: Earlier): string {
  const before = stepAt(inputs.stages, old);
  if (!before?.key) return 'The last build did not have this instruction.';
  const files = key!.hasContext && before.key.hasContext ? fileReason(now.files?.get(place) ?? [], inputs.files?.get(old!) ?? []) : undefined;
  if (before.text !== text) return 'The instruction has changed since the last build.';
  if (files) return files;
  const variable = changedVariable(before.key.env, key!.env);
  if (variable !== undefined) return `${variable} has changed since the last build.`;
  if (before.key.workdir !== key!.workdir) return 'The working directory has changed since the last build.';
  if (before.key.user !== key!.user) return 'The user has changed since the last build.';
  if (before.key.command !== key!.command) return 'A variable or the shell that it uses has changed since the last build.';
  return key!.images.length > 0 ? 'The image that it copies from has changed since the last build.' : 'It is not the same as in the last build.';
}

/** Values may be nobody's business, so only names are told. */
function changedVariable(before: readonly string[], after: readonly string[]): string | undefined {
  const values = (env: readonly string[]): Map<string, string> => new Map(env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  const [a, b] = [values(before), values(after)];
  for (const [name, pair] of b) if (a.get(name) !== pair) return `The value of ${name}`;
  for (const name of a.keys()) if (!b.has(name)) return `${name} is gone, so the environment`;
  return before.join('\n') === after.join('\n') ? undefined : 'The order of the variables';
}

function fileReason(now: readonly TakenFile[], then: readonly TakenFile[]): string | undefined {
  const before = new Map(then.map((file) => [file.name, file]));
  const names = new Set(now.map(({ name }) => name));
  const changes = [
    ...now.flatMap((file) => {
      const old = before.get(file.name);
      if (!old) return [`${file.path} is new`];
      if (old.content !== file.content) return [`${file.path} has changed`];
      return old.mode !== file.mode ? [`${file.path} has other permissions`] : [];
    }),
    ...then.filter(({ name }) => !names.has(name)).map(({ path }) => `${path} is gone`),
  ];
  if (changes.length === 0) return undefined;
  // A folder is new or gone together with its files, which say more.
  const told = changes.find((change) => !/\/ (?:is|has)/.test(change)) ?? changes[0]!;
  return `${told}${changes.length > 1 ? `, and ${changes.length - 1} more` : ''} since the last build.`;
}
