/**
 * What a build cost, instruction by instruction. Owns: the form in which builds are remembered, and joining what the builder, its record and the engine say.
 * Must not ask any of them and must not know VS Code.
 */
import type { SizeKind } from '../../../server/src/engine/contract.ts';
import type { StageStepsInfo } from '../../../server/src/lsp/protocol.ts';
import type { BuildStepResult, FinishedBuild } from './finishedBuild.ts';
import type { HistoryModel, HistoryRow } from './history.ts';
import type { Provenance, ProvenanceStep } from './provenance.ts';

/** The layer that an instruction made. */
export interface ResultLayer {
  /** 0 is the lowest layer of the image. */
  readonly index: number;
  /** Bytes as the engine's history says; undefined when it does not. */
  readonly size: number | undefined;
  /** Digest of the uncompressed layer. */
  readonly diffId: string | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** Bytes of all layers up to this one. */
  readonly total: number;
}

/** How it is known which instruction a layer belongs to. */
export type KnownBy = 'provenance' | 'alignment';

export interface InstructionResult {
  /** 0-based, both included, in the Dockerfile that was built. */
  readonly lines: readonly [first: number, last: number];
  readonly name: string;
  readonly text: string;
  /** Undefined for what is no step of its own. */
  readonly state: BuildStepResult['state'] | undefined;
  readonly milliseconds: number | undefined;
  readonly layer: ResultLayer | undefined;
  readonly knownBy: KnownBy;
  /** How sure it is that the layer is this instruction's, 0 to 1. */
  readonly confidence: number;
  /** FROM: bytes of the base image's layers, where the stage is part of the image and starts from one. */
  readonly baseSize?: number | undefined;
}

/** Bytes of one layer that the finished image does not reach, summed up over files. */
export interface HiddenSum {
  /** Numbers of the layers that store them and that hid them. */
  readonly owner: number;
  readonly cause: number;
  readonly bytes: number;
  readonly files: number;
}

export interface RememberedBuild {
  /** Absolute path. */
  readonly file: string;
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>> | undefined;
  readonly outcome: FinishedBuild['outcome'] | 'elsewhere';
  /** Milliseconds since 1970. For an image built elsewhere both are when it was made. */
  readonly started: number;
  readonly ended: number;
  readonly dockerfile: string;
  readonly imageId: string | undefined;
  /** The name that it was given, '' without one. */
  readonly imageName: string;
  readonly buildRef: string | undefined;
  /** Bytes of all layers as the engine's history says; undefined without an image. */
  readonly totalSize: number | undefined;
  /** What the engine's history counts; undefined when it is not known. */
  readonly sizes: SizeKind | undefined;
  readonly instructions: readonly InstructionResult[];
  /** Once the layers were read. */
  readonly hidden?: readonly HiddenSum[];
}

/** The image's history with the lines of each row, and the digests of its layers. */
export interface ImageOfBuild {
  readonly history: HistoryModel;
  readonly diffIds: readonly string[];
  /** For each row, oldest first. */
  readonly lines: readonly { readonly lines: readonly (readonly [number, number])[] | null; readonly confidence: number }[];
}

export interface ResultParts {
  readonly stages: readonly StageStepsInfo[];
  readonly steps: readonly BuildStepResult[];
  readonly provenance: Provenance | undefined;
  /** Undefined when no image came out, or the engine did not answer. */
  readonly image: ImageOfBuild | undefined;
}

/** The result of each instruction of the stages, in the file's order; those about which nothing is known are left out. */
export function instructionResults({ stages, steps, provenance, image }: ResultParts): InstructionResult[] {
  const times = timesByLine(stages, steps, provenance);
  const layers = image ? layersByLine(image, recordedLayers(provenance, image)) : new Map<number, Found>();
  const base = image ? baseOf(image) : undefined;
  const froms = new Set(stages.map((stage) => stage.steps[0]?.lines[0]));
  const root = image && rootLine(stages, layers, image);
  const results: InstructionResult[] = [];
  for (const { name, text, lines } of stages.flatMap((stage) => stage.steps)) {
    const time = times.get(lines[0]);
    const found = froms.has(lines[0]) ? undefined : layers.get(lines[0]);
    const baseSize = base !== undefined && lines[0] === root ? base : undefined;
    if (!time && !found && baseSize === undefined) continue;
    // A trigger of a base stage stands at the FROM that set it off, which has a result already.
    if (results.some((each) => each.lines[0] === lines[0])) continue;
    results.push({
      lines, name, text, state: time?.state, milliseconds: time?.milliseconds, layer: found?.layer, knownBy: found?.knownBy ?? 'provenance', confidence: found?.confidence ?? 1,
      ...(baseSize === undefined ? {} : { baseSize }),
    });
  }
  return results;
}

interface Time {
  readonly state: BuildStepResult['state'];
  readonly milliseconds: number | undefined;
}

/** By the first line of the instruction. An instruction that made several steps, for several platforms or with --link, took as long as all of them. */
function timesByLine(stages: readonly StageStepsInfo[], steps: readonly BuildStepResult[], provenance: Provenance | undefined): Map<number, Time> {
  const byLine = new Map<number, BuildStepResult[]>();
  for (const step of steps) {
    for (const line of linesOfStep(stages, step, provenance?.steps.get(step.digest))) byLine.set(line, [...(byLine.get(line) ?? []), step]);
  }
  return new Map([...byLine].map(([line, made]) => [line, timeOf(made)]));
}

function timeOf(steps: readonly BuildStepResult[]): Time {
  const state = (['failed', 'cancelled', 'done', 'cached'] as const).find((each) => steps.some((step) => step.state === each))!;
  const ran = steps.filter((step) => step.state !== 'cached' && step.started !== undefined && step.completed !== undefined);
  return { state, milliseconds: ran.length === 0 ? undefined : ran.reduce((sum, step) => sum + Math.max(0, step.completed! - step.started!), 0) };
}

/** First lines of the instructions that a step carries out. */
function linesOfStep(stages: readonly StageStepsInfo[], step: BuildStepResult, recorded: ProvenanceStep | undefined): number[] {
  const told = recorded?.lines.length ? recorded.lines : step.lines ? [step.lines] : undefined;
  if (!told) {
    const named = instructionNamed(stages, step.name);
    return named === undefined ? [] : [named];
  }
  const all = stages.flatMap((stage) => stage.steps);
  return [...new Set(told.flatMap(({ first }) => all.find(({ lines }) => lines[0] <= first && first <= lines[1])?.lines[0] ?? []))];
}

const stepInstructions = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** The first line of the instruction that BuildKit calls "[build 2/5] RUN make"; undefined when none is called so. */
export function instructionNamed(stages: readonly StageStepsInfo[], name: string): number | undefined {
  const match = /^\[(?:\S+\/\S+ )?(?:(.+) )?(\d+)\/\d+\] (?:ONBUILD )?(\w+)/.exec(name);
  if (!match) return undefined;
  const [, stageName, position, keyword] = match;
  const stage = stageName === undefined ? stages[0]
    : stages.findLast((each) => each.name?.toLowerCase() === stageName.toLowerCase()) ?? stages.find((each) => each.name === null && stageName === `stage-${each.index}`);
  if (!stage || (stageName === undefined && stages.length > 1)) return undefined;
  // A base image is a step of its own, a base stage and scratch are none.
  const counted = stage.steps.filter((step, at) => (at === 0 ? stage.base.kind === 'image' : stepInstructions.has(step.name)));
  const found = counted[Number(position) - 1];
  return found?.name === keyword!.toUpperCase() ? found.lines[0] : undefined;
}

interface Found {
  readonly layer: ResultLayer;
  readonly knownBy: KnownBy;
  readonly confidence: number;
}

/** From the build's own record: for each layer of the image the first line of the instruction that made it. */
function recordedLayers(provenance: Provenance | undefined, { diffIds }: ImageOfBuild): Map<number, number> {
  const found = new Map<number, number>();
  const steps = [...provenance?.steps.values() ?? []];
  const whole = wholeChain(steps.flatMap(({ layers }) => (layers ? [layers] : [])), diffIds);
  for (const { lines, layers } of steps) {
    if (lines.length === 1 && layers && whole && layers.every((each, at) => each === whole[at])) found.set(layers.length - 1, lines[0]!.first);
  }
  return found;
}

/** The layers of the image as the record names them: as the image does, or by the digests of the packed layers. Undefined when it cannot be told which are meant. */
function wholeChain(chains: readonly (readonly string[])[], diffIds: readonly string[]): readonly string[] | undefined {
  const long = new Map(chains.filter(({ length }) => length === diffIds.length).map((chain) => [chain.join(), chain]));
  if (chains.some((chain) => chain.length > 0 && chain.every((each, at) => each === diffIds[at]))) return diffIds;
  return long.size === 1 ? [...long.values()][0] : undefined;
}

/** By the first line of the instruction. */
function layersByLine({ history, diffIds, lines }: ImageOfBuild, recorded: ReadonlyMap<number, number>): Map<number, Found> {
  const found = new Map<number, Found>();
  let total = 0;
  for (const [at, row] of history.rows.entries()) {
    total += row.size ?? 0;
    const layer = row.isEmpty ? undefined : layerOf(row, diffIds, total);
    if (!layer) continue;
    const known = recorded.get(layer.index);
    const line = known ?? lines[at]?.lines?.[0]?.[0];
    if (line !== undefined) found.set(line, { layer, knownBy: known === undefined ? 'alignment' : 'provenance', confidence: known === undefined ? lines[at]!.confidence : 1 });
  }
  return found;
}

function layerOf(row: HistoryRow, diffIds: readonly string[], total: number): ResultLayer | undefined {
  return row.layer === undefined ? undefined : { index: row.layer, size: row.size, diffId: diffIds[row.layer], created: row.created, total };
}

/** Bytes below the first row that a line made. */
function baseOf({ history, lines }: ImageOfBuild): number | undefined {
  const first = lines.findIndex((each) => each.lines !== null);
  if (first < 0) return undefined;
  return history.rows.slice(0, first).reduce((sum, row) => sum + (row.size ?? 0), 0);
}

/** The FROM of the stage at the bottom of the image; undefined when no line of the image is known. */
function rootLine(stages: readonly StageStepsInfo[], layers: ReadonlyMap<number, Found>, { lines }: ImageOfBuild): number | undefined {
  const first = lines.find((each) => each.lines !== null)?.lines?.[0]?.[0];
  if (first === undefined && layers.size === 0) return undefined;
  let stage = stages.find((each) => each.steps.some((step) => step.lines[0] === first));
  while (stage?.base.kind === 'stage') stage = stages[stage.base.index];
  return stage?.base.kind === 'image' ? stage.steps[0]?.lines[0] : undefined;
}

/** Adds up hidden files by the layers that store and hide them. */
export function sumHidden(files: readonly { readonly owner: number; readonly cause: number; readonly bytes: number }[]): HiddenSum[] {
  const sums = new Map<string, { owner: number; cause: number; bytes: number; files: number }>();
  for (const { owner, cause, bytes } of files) {
    const key = `${owner} ${cause}`;
    const sum = sums.get(key) ?? { owner, cause, bytes: 0, files: 0 };
    sums.set(key, { ...sum, bytes: sum.bytes + bytes, files: sum.files + 1 });
  }
  return [...sums.values()];
}
