/**
 * The ports of an EXPOSE. Owns: reading them in BuildKit's order, up to the first that it refuses. Must not report.
 */
import type { TextRange } from '../../base/textRange.ts';
import { DispatchStep } from '../phase.ts';
import type { StageCheck } from '../rule.ts';
import { readPort, type PortSpec } from './port.ts';

export interface ExposedPort {
  /** After expansion. */
  readonly text: string;
  readonly spec: PortSpec;
  readonly range: TextRange;
  /** True when the text stands in the file as it is, without quotes or variables. */
  readonly isLiteral: boolean;
  readonly isAssumed: boolean;
  /** For the finding: ports are looked at when all words are expanded. */
  readonly step: number;
}

/** All ports; those behind the first error too, with later steps. */
export function exposedPorts({ evaluation }: StageCheck): readonly ExposedPort[] {
  if (evaluation.hasFailed) return [];
  const ports: ExposedPort[] = [];
  for (const word of evaluation.words) {
    for (const text of word.words) {
      ports.push({
        text, spec: readPort(text), range: word.range, isLiteral: text === word.raw, isAssumed: word.isAssumed, step: DispatchStep.values + 2 * ports.length,
      });
    }
  }
  return ports;
}
