/**
 * The order of BuildKit's run. Owns: the phases in which BuildKit finds things, so that preset `buildkit` can stop where BuildKit stops.
 * Must not hold rules.
 */

/** BuildKit goes through the whole file in one phase before it starts the next, and stops at its first error. */
export const Phase = {
  /** Before anything is read: the empty file, and the options of the `check` directive. */
  options: 0,
  /** Lines into nodes: directives, heredocs, JSON, key=value. */
  parse: 1,
  /** Warnings that the line parser kept until it was through. */
  continuation: 2,
  /** Nodes into instructions: flags, argument counts, names. */
  instructions: 3,
  /** Are there stages at all? */
  stages: 4,
  stageNames: 5,
  casing: 6,
  /** Base images with only default arguments. */
  defaultArguments: 7,
  /** Values of the ARGs before the first FROM, SOURCE_DATE_EPOCH among them. */
  globalArguments: 8,
  /** FROM after expansion. */
  bases: 9,
  /** What stages take from each other. */
  graph: 10,
  /** Image names. */
  resolve: 11,
  /** The ONBUILD triggers of the stages that others start from, read as instructions. */
  triggers: 12,
  /** Stage by stage, instruction by instruction, after expansion. */
  dispatch: 13,
  /** After everything: `error=true` of the `check` directive. */
  result: 14,
} as const;

export type Phase = (typeof Phase)[keyof typeof Phase];

/** Steps of one instruction in the phase `instructions`: what BuildKit looks at first. */
export const Step = {
  /** Warnings that come before any error of the instruction. */
  first: 0,
  /** Argument counts that are looked at before the flags. */
  arguments: 10,
  flags: 20,
  /** What is looked at when the flags are fine. */
  afterFlags: 30,
  device: 40,
  mount: 41,
  network: 42,
  security: 43,
  /** The instruction is fine in itself, but stands before the first FROM. */
  placement: 50,
  last: 60,
} as const;

/** Steps of one instruction in the phase `dispatch`. The word expanded n-th has the steps 2n (warnings) and 2n + 1 (errors). */
export const DispatchStep = { values: 10_000, mounts: 10_001, devices: 10_002 } as const;
