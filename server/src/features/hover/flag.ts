/**
 * Flags in words. Owns: which part of a flag the cursor is on. The texts are data, and stages' are in `stage.ts`. Must not judge values.
 */
import { touches } from '../../base/textRange.ts';
import { flagMarkdown, mountKeyMarkdown, mountTypeMarkdown } from '../../data/docs.ts';
import { instructionNames } from '../../data/instructions.ts';
import { defaultMountType, mountTypeOf } from '../../data/mountOptions.ts';
import { readMountFields } from '../../semantics/mount.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { FlagNode, InstructionNode } from '../../syntax/nodes.ts';
import type { LocalHover } from './place.ts';
import { referenceHover } from './stage.ts';

/** The flag of `node`, the instruction or its trigger, under the cursor. `at` is relative to the segment. */
export function flagHover(snapshot: Snapshot, ordinal: number, node: InstructionNode, at: number): LocalHover | undefined {
  const flag = node.flags.find(({ range }) => touches(range, at));
  if (!flag) return undefined;
  if (flag.valueRange && touches(flag.valueRange, at)) {
    const found = flag.name === 'mount' && node.name === 'RUN' ? mountHover(snapshot, ordinal, flag, at) : namedHover(snapshot, ordinal, flag);
    if (found) return found;
  }
  const name = instructionNames.find((known) => known === node.name);
  const markdown = name && flagMarkdown(name, flag.name);
  return markdown === undefined ? undefined : { markdown, range: flag.range };
}

/** The stage or image that the flag's value is known to name. */
function namedHover(snapshot: Snapshot, ordinal: number, { valueRange }: FlagNode): LocalHover | undefined {
  const reference = snapshot.semantics.references.find((candidate) => candidate.ordinal === ordinal && candidate.word.range.start === valueRange?.start);
  return reference && referenceHover(snapshot, reference.target, reference.word.range);
}

function mountHover(snapshot: Snapshot, ordinal: number, flag: FlagNode, at: number): LocalHover | undefined {
  const segment = snapshot.tree.instructions[ordinal]!;
  const { fields } = readMountFields(flag, segment.logical, segment.escape);
  const field = fields.find(({ range }) => touches(range, at));
  if (!field) return undefined;
  const onValue = field.valueRange !== undefined && at >= field.valueRange.start;
  const type = mountTypeOf(fields.findLast(({ key }) => key === 'type')?.value ?? defaultMountType);
  if (onValue && field.key === 'type' && type) return { markdown: mountTypeMarkdown(type), range: field.valueRange };
  if (onValue && field.key === 'from') {
    const reference = snapshot.semantics.references.find((candidate) => candidate.ordinal === ordinal && candidate.word.range.start === field.valueRange!.start);
    if (reference) return referenceHover(snapshot, reference.target, field.valueRange);
  }
  const markdown = mountKeyMarkdown(field.key, type);
  return markdown === undefined ? undefined : { markdown, range: onValue ? field.range : field.keyRange };
}
