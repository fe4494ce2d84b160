/**
 * What rules about stages depend on. Owns: the part of an instruction's text that can change which stage uses which. Must not judge it.
 */
import type { InstructionNode } from '../../syntax/nodes.ts';

/** Equal for two versions of an instruction that take the same from other stages, at the same place in the instruction. */
export function graphSummary(node: InstructionNode): string {
  switch (node.name) {
    case 'FROM':
      return `FROM ${node.range.start} ${node.flags.map(({ text }) => text).join(' ')} ${node.words.map(({ text, range }) => `${range.start}:${text}`).join(' ')}`;
    case 'ARG':
      return `ARG ${node.args.text}`;
    case 'COPY': case 'RUN':
      return node.flags.length === 0 ? '' : `${node.name} ${node.flags.map(({ text, range }) => `${range.start}:${text}`).join(' ')}`;
    case 'ONBUILD':
      return node.trigger ? `ONBUILD ${graphSummary(node.trigger)}` : 'ONBUILD';
    default:
      return '';
  }
}
