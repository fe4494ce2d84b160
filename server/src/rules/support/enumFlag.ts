/**
 * Flags of RUN with a fixed set of values. Owns: finding and mending a value that is not among them. Must not hold the values; data/instructions.ts does.
 */
import { flagSpec } from '../../data/instructions.ts';
import type { Fix, FixContext, InstructionCheck } from '../rule.ts';
import { replaceIn, suggestion } from './edits.ts';

function valuesOf(flag: string): readonly string[] {
  const value = flagSpec('RUN', flag)?.value;
  return value?.kind === 'enum' ? value.values : [];
}

/** Reports each use of the flag with a value that BuildKit does not know. */
export function checkEnumFlag({ node, report }: InstructionCheck, name: string, message: (value: string) => string, step: number): void {
  for (const flag of node.flags) {
    if (flag.name !== name || flag.value === undefined || valuesOf(name).includes(flag.value)) continue;
    report(flag.valueRange ?? flag.range, message(flag.value), { step });
  }
}

/** One suggestion for each value that the flag can have. */
export function enumFlagFixes(context: FixContext, name: string): Fix[] {
  return valuesOf(name).map((value) => suggestion(`Change to ${value}`, [replaceIn(context, context.finding.range, value)]));
}
