/**
 * Hover. Owns: which part of the document the cursor is on. The texts are made in `hover/`. Must not resolve anything itself.
 */
import { containsRange, shiftRange, touches } from '../base/textRange.ts';
import { directiveNames } from '../data/directives.ts';
import { directiveMarkdown, instructionMarkdown } from '../data/docs.ts';
import { instructionNames, type InstructionName } from '../data/instructions.ts';
import { variableAt } from '../semantics/references.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import type { Directive, InstructionNode } from '../syntax/nodes.ts';
import { flagHover } from './hover/flag.ts';
import { effectOf } from './hover/effect.ts';
import type { LocalHover } from './hover/place.ts';
import { fromHover } from './hover/stage.ts';
import { variableHover } from './hover/variable.ts';
import type { HoverResult } from './types.ts';

/** What to say about the document offset; undefined where there is nothing to say. */
export function hover(snapshot: Snapshot, offset: number): HoverResult | undefined {
  const { tree } = snapshot;
  const index = tree.segmentIndexAt(offset);
  const segment = tree.segments[index];
  if (!segment) return undefined;
  const start = tree.startOf(index);
  const at = offset - start;
  const found = segment.kind === 'header' ? directiveHover(segment.directives, at)
    : segment.kind === 'instruction' ? instructionHover(snapshot, tree.ordinalOf(index), at) : undefined;
  return found && { markdown: found.markdown, range: shiftRange(found.range, start) };
}

function directiveHover(directives: readonly Directive[], at: number): LocalHover | undefined {
  const directive = directives.find(({ range }) => touches(range, at));
  const name = directiveNames.find((known) => known === directive?.name);
  return directive && name && { markdown: directiveMarkdown(name), range: directive.range };
}

function instructionHover(snapshot: Snapshot, ordinal: number, at: number): LocalHover | undefined {
  const segment = snapshot.tree.instructions[ordinal]!;
  const { node } = segment;
  if (touches(node.keyword.range, at)) return keywordHover(snapshot, ordinal, node);
  if (node.trigger && touches(node.trigger.keyword.range, at)) return keywordHover(snapshot, ordinal, node.trigger);
  const mention = variableAt(segment, at);
  if (mention) return { markdown: variableHover(snapshot, ordinal, mention), range: mention.range };
  const target = node.trigger && containsRange(node.trigger.range, { start: at, end: at }) ? node.trigger : node;
  return flagHover(snapshot, ordinal, target, at) ?? fromHover(snapshot, ordinal, at) ?? argumentsHover(snapshot, ordinal, at);
}

/** The keyword: what this very line does, then what the instruction is. */
function keywordHover(snapshot: Snapshot, ordinal: number, node: InstructionNode): LocalHover | undefined {
  const name = instructionNames.find((known): known is InstructionName => known === node.name);
  if (!name) return undefined;
  // A trigger does nothing in its own stage.
  const isTrigger = snapshot.tree.instructions[ordinal]!.node.trigger === node;
  const effect = isTrigger ? undefined : effectOf(snapshot, ordinal);
  return { markdown: [...(effect ? [effect] : []), instructionMarkdown(name)].join('\n\n---\n\n'), range: node.keyword.range };
}

const explainedByArguments = new Set(['CMD', 'ENTRYPOINT', 'WORKDIR', 'USER', 'SHELL', 'HEALTHCHECK']);

/** The arguments of instructions whose effect is more than what is written. A RUN in exec form too: what it lacks is not seen. */
function argumentsHover(snapshot: Snapshot, ordinal: number, at: number): LocalHover | undefined {
  const { node } = snapshot.tree.instructions[ordinal]!;
  const parts = [node.args.range, ...(node.healthcheckType ? [node.healthcheckType.range] : [])];
  const range = parts.find((part) => part.start !== part.end && touches(part, at));
  if (!range) return undefined;
  if (!explainedByArguments.has(node.name) && !(node.name === 'RUN' && node.form === 'json')) return undefined;
  const markdown = effectOf(snapshot, ordinal);
  return markdown === undefined ? undefined : { markdown, range };
}
