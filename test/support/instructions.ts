/** Instructions of small texts, for tests of the syntax alone. */
import type { InstructionSegment } from '../../server/src/syntax/nodes.ts';
import { parse } from '../../server/src/syntax/tree.ts';

/** The only instruction of a text. */
export function instructionOf(text: string): InstructionSegment {
  const [instruction, ...more] = parse(text).instructions;
  if (!instruction || more.length > 0) throw new Error('expected exactly one instruction');
  return instruction;
}
