/**
 * What a Dockerfile means, beyond the single instruction. Owns: stages, scopes, and the state in force at each instruction.
 * Must not hold nodes, document offsets or segment indexes: only ordinals, and ranges relative to an instruction's segment, so that the
 * same value serves every version of the document that means the same.
 */
import type { Env } from './environment.ts';
import type { FactWord, Stage, StageReference } from './stages.ts';
import type { InstructionFacts } from './summary.ts';

/** One instruction as the builder runs it: the stage's own ones, and before them the ONBUILD triggers of the base stage. */
export interface Step {
  /** Where the text is: the instruction, or the ONBUILD whose trigger this is. */
  readonly ordinal: number;
  readonly onbuild: boolean;
  readonly facts: InstructionFacts;
}

/** CMD and ENTRYPOINT at the end of a stage, or at an ordinal. */
export interface CommandInForce {
  /** The ordinal of the instruction that gives it. */
  readonly ordinal: number;
  /** The stage that it stands in, which may be an ancestor. */
  readonly stage: Stage;
  readonly onbuild: boolean;
}

export interface Semantics {
  readonly facts: readonly InstructionFacts[];
  readonly stages: readonly Stage[];
  /** References by COPY --from and mounts, in order. */
  readonly references: readonly StageReference[];
  /** The stage whose FROM or instructions have the ordinal; undefined before the first FROM. */
  stageAt(ordinal: number): Stage | undefined;
  /** The last stage of that name (case ignored), as COPY --from and --target find it; with `before`, the last of those with a smaller index. */
  stageNamed(name: string, before?: number): Stage | undefined;
  /** The stage and its ancestors, itself first. */
  chain(stage: Stage): readonly Stage[];
  /** All stages that building `stage` builds: itself, bases, and what is copied or mounted from. */
  reachable(stage: Stage): ReadonlySet<Stage>;
  /** The first stage from which COPY and mounts lead round in a circle, as BuildKit reports it; its references are those to mark. */
  circular(): { readonly stage: Stage; readonly references: readonly StageReference[] } | undefined;
  /** How the builder runs the stage. */
  steps(stage: Stage): readonly Step[];

  /** Environment at the end of the ARGs before the first FROM: what FROM's words are expanded with. */
  readonly globalEnv: Env;
  /** The environment right before the instruction, or before its `pair` (ARG's pairs see one another, ENV's do not). FROM: the global one. */
  envAt(ordinal: number, pair?: number): Env;
  /** The environment before `steps(stage)[step]`. */
  envBefore(stage: Stage, step: number, pair?: number): Env;
  /** The environment at the end of the stage. */
  envAtEnd(stage: Stage): Env;

  /** The SHELL words in force before the ordinal; undefined when neither the stage nor an ancestor sets SHELL. */
  shellAt(ordinal: number): readonly string[] | undefined;
  /** The ordinal's working directory; `relativeTo` says that it starts in a base image's unknown one. */
  workdirAt(ordinal: number): { readonly path: string; readonly known: boolean };
  /** The ordinal of the first WORKDIR of the stage or an ancestor before this one; undefined when there is none. */
  firstWorkdir(ordinal: number): number | undefined;
  /** USER in force, expanded; undefined when no line sets it. */
  userAt(ordinal: number): string | undefined;
  /** At the end of the stage; undefined when the base image decides or there is none. */
  cmd(stage: Stage): CommandInForce | undefined;
  entrypoint(stage: Stage): CommandInForce | undefined;
}

export type { Env, FactWord, InstructionFacts, Stage, StageReference };
