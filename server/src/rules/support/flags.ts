/**
 * Flags as BuildKit checks them. Owns: which instructions have their flags checked, and in which order. Must not hold the flags; data/instructions.ts does.
 */
import { instructionSpec, type FlagSpec } from '../../data/instructions.ts';
import type { FlagNode, InstructionNode } from '../../syntax/nodes.ts';
import { Step } from '../phase.ts';

/** Instructions whose flags BuildKit reads off the line and never looks at. */
const unchecked = new Set(['ARG', 'STOPSIGNAL']);

/** The flags to check: none for an unknown instruction, for ARG and STOPSIGNAL, and for HEALTHCHECK NONE. */
export function checkedFlags(node: InstructionNode): readonly FlagNode[] {
  if (node.flags.length === 0 || node.form === 'unknown' || unchecked.has(node.name)) return [];
  return node.healthcheckType?.text.toUpperCase() === 'NONE' ? [] : node.flags;
}

export function flagsOf(name: string): readonly FlagSpec[] {
  return instructionSpec(name)?.flags ?? [];
}

export function specOf(name: string, flag: FlagNode): FlagSpec | undefined {
  return flagsOf(name).find((spec) => spec.name === flag.name);
}

/** BuildKit goes through the flags from left to right. */
export function flagStep(index: number): number {
  return Step.flags + Math.min(index, 900) / 1000;
}

/** The flag's name with its dashes, as messages have it. */
export function dashed(flag: FlagNode): string {
  return `--${flag.name}`;
}
