/**
 * Facts of one instruction that matter to others. Owns: the summary of a segment, cached on it, and its comparison.
 * Must not hold what only the instruction itself needs (a RUN's text, comments), so that typing there changes no summary.
 */
import { Kept } from '../base/kept.ts';
import { instructionSpec } from '../data/instructions.ts';
import type { LogicalLine } from '../syntax/logicalLine.ts';
import type { EscapeCharacter, FlagNode, InstructionNode, InstructionSegment, Word } from '../syntax/nodes.ts';
import { mountFlags, readMountFields } from './mount.ts';
import type { FactWord } from './stages.ts';

/** A variable that ARG or ENV sets. Texts are raw; ranges are relative to the segment. */
export interface Declaration {
  readonly key: FactWord;
  /** Undefined for an ARG without default, and for an ENV that lacks its value. */
  readonly value: FactWord | undefined;
}

export interface InstructionFacts {
  /** Upper case; empty for an unknown instruction, so that typing its keyword changes no summary. */
  readonly name: string;
  /** As written; empty for an unknown instruction. */
  readonly keyword: string;
  /** ARG and ENV. */
  readonly declares: readonly Declaration[];
  /** FROM: its words and platform flag. */
  readonly from: { readonly words: readonly FactWord[]; readonly platform: FactWord | undefined } | undefined;
  /** COPY --from and `from=` of mounts. */
  readonly references: readonly { readonly via: 'copy' | 'mount'; readonly word: FactWord }[];
  /** RUN: how many mounts have no `from`. Each takes a number among the stages, which `COPY --from=7` could meet. */
  readonly plainMounts: number;
  /** WORKDIR and USER: the raw argument. */
  readonly argument: FactWord | undefined;
  /** SHELL: its words; undefined when it is not a JSON array with at least one. */
  readonly shell: readonly string[] | undefined;
  /** ONBUILD: the instruction kept for later. */
  readonly trigger: InstructionFacts | undefined;
}

const nothing: readonly never[] = [];

function factWord(word: Word): FactWord {
  return { text: word.text, range: word.range };
}

function flagValue(flag: FlagNode | undefined): FactWord | undefined {
  return flag?.value === undefined ? undefined : { text: flag.value, range: flag.valueRange ?? flag.range };
}

function flagNamed(node: InstructionNode, name: string): FactWord | undefined {
  return flagValue(node.flags.find((flag) => flag.name === name));
}

function mountFacts(node: InstructionNode, line: LogicalLine, escape: EscapeCharacter): Pick<InstructionFacts, 'references' | 'plainMounts'> {
  const flags = mountFlags(node);
  if (flags.length === 0) return { references: nothing, plainMounts: 0 };
  const references: { via: 'mount'; word: FactWord }[] = [];
  for (const flag of flags) {
    const { fields } = readMountFields(flag, line, escape);
    // The last `from` of a mount counts; an empty one is none.
    const from = fields.findLast((field) => field.key === 'from' && field.value !== undefined);
    if (from?.value) references.push({ via: 'mount', word: { text: from.value, range: from.valueRange! } });
  }
  return { references, plainMounts: flags.length - references.length };
}

function factsOf(node: InstructionNode, line: LogicalLine, escape: EscapeCharacter): InstructionFacts {
  const name = instructionSpec(node.name) ? node.name : '';
  const copied = name === 'COPY' ? flagNamed(node, 'from') : undefined;
  const mounts = mountFacts(node, line, escape);
  return {
    name,
    keyword: name && node.keyword.text,
    declares: name === 'ARG' || name === 'ENV'
      ? node.pairs.map((pair) => ({ key: factWord(pair.key), value: pair.value && factWord(pair.value) }))
      : nothing,
    from: name === 'FROM' ? { words: node.words.map(factWord), platform: flagNamed(node, 'platform') } : undefined,
    references: copied?.text ? [{ via: 'copy', word: copied }] : mounts.references,
    plainMounts: mounts.plainMounts,
    argument: name === 'WORKDIR' || name === 'USER' ? node.words[0] && factWord(node.words[0]) : undefined,
    shell: name === 'SHELL' && node.form === 'json' && node.words.length > 0 ? node.words.map((word) => word.text) : undefined,
    trigger: node.trigger && factsOf(node.trigger, line, escape),
  };
}

const summaries = new Kept<InstructionFacts>();

/** The facts of an instruction, read once per segment. */
export function summaryOf(segment: InstructionSegment): InstructionFacts {
  let facts = summaries.get(segment);
  if (!facts) summaries.set(segment, (facts = factsOf(segment.node, segment.logical, segment.escape)));
  return facts;
}

/** True when both say the same, in the same places of their segments. */
export function equalSummaries(a: InstructionFacts, b: InstructionFacts): boolean {
  return equalData(a, b);
}

/** Structural equality of plain data. */
function equalData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalData(item, b[index]));
  const keys = Object.keys(a) as (keyof typeof a)[];
  return keys.length === Object.keys(b).length && keys.every((key) => equalData(a[key], b[key]));
}
