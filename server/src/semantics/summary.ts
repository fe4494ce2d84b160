/**
 * Facts of one instruction that matter to others. Owns: the summary of a segment, cached on it, and its comparison.
 * Must not hold what only the instruction itself needs (a RUN's text, comments), so that typing there changes no summary.
 */
import type { FactWord } from './stages.ts';

/** A variable that ARG or ENV sets. Texts are raw; ranges are relative to the segment. */
export interface Declaration {
  readonly key: FactWord;
  readonly value: FactWord | undefined;
}

export interface InstructionFacts {
  /** Upper case. */
  readonly name: string;
  /** As written. */
  readonly keyword: string;
  /** ARG and ENV. */
  readonly declares: readonly Declaration[];
  /** FROM: its words and platform flag. */
  readonly from: { readonly words: readonly FactWord[]; readonly platform: FactWord | undefined } | undefined;
  /** COPY --from and `from=` of mounts. `mounts` counts all mounts of a RUN. */
  readonly references: readonly { readonly via: 'copy' | 'mount'; readonly word: FactWord }[];
  /** WORKDIR and USER: the raw argument. */
  readonly argument: FactWord | undefined;
  /** SHELL: its words; undefined when it is not valid JSON. */
  readonly shell: readonly string[] | undefined;
  /** ONBUILD: the instruction kept for later. */
  readonly trigger: InstructionFacts | undefined;
}
