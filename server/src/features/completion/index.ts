/**
 * Completion. Owns: deciding what the cursor stands in and asking the provider for it. Must not do I/O and must not throw on bad input.
 */
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { CompletionItem, CompletionResult } from '../types.ts';
import { argumentItems } from './argument.ts';
import { lineContext, splitInstruction } from './context.ts';
import { cursorAt, placeAt, type Cursor, type Place } from './cursor.ts';
import { commentItems, directiveItems } from './directive.ts';
import { flagItems, flagNameItems } from './flag.ts';
import { instructionItems } from './instruction.ts';
import { variableItems } from './variable.ts';

/** What can be written at a document offset (0-based, UTF-16). Empty where nothing is to be offered. */
export function completion(snapshot: Snapshot, offset: number): CompletionResult {
  const cursor = cursorAt(snapshot.tree, offset);
  return { items: itemsAt(snapshot, cursor, placeAt(snapshot.tree, cursor)), isIncomplete: false };
}

function itemsAt(snapshot: Snapshot, cursor: Cursor, place: Place): CompletionItem[] {
  switch (place.kind) {
    case 'top': {
      const newInstruction = place.isBlank ? instructionItems(lineContext(snapshot, cursor, 0, false), nothingTyped) : [];
      return [...directiveItems(snapshot.tree, cursor), ...newInstruction];
    }
    case 'comment': return commentItems(cursor);
    case 'blank': return instructionItems(lineContext(snapshot, cursor, place.ordinal, false), nothingTyped);
    case 'heredoc': return heredocItems(snapshot, cursor, place);
    case 'instruction': return inInstruction(snapshot, cursor, place);
    case 'nowhere': return [];
  }
}

const nothingTyped = { typed: '', isTrigger: false, isFollowed: false };

/** In a heredoc's body only variables are offered: a shell's in RUN, the builder's in COPY and ADD unless the name is quoted. */
function heredocItems(snapshot: Snapshot, cursor: Cursor, { ordinal, segment, heredoc }: Extract<Place, { kind: 'heredoc' }>): CompletionItem[] {
  const context = lineContext(snapshot, cursor, ordinal, true);
  const name = segment.node.trigger?.name ?? segment.node.name;
  if (name === 'RUN') return variableItems(context, cursor.before, 'runShell') ?? [];
  return (heredoc.expand && variableItems(context, cursor.before, 'builderHeredoc')) || [];
}

function inInstruction(snapshot: Snapshot, cursor: Cursor, place: Extract<Place, { kind: 'instruction' }>): CompletionItem[] {
  const line = lineContext(snapshot, cursor, place.ordinal, true);
  const split = splitInstruction(line, place);
  if (split.kind === 'keyword') return /^[A-Za-z]*$/.test(split.typed) ? instructionItems(line, split) : [];
  const { context } = split;
  if (context.flag !== undefined) return flagItems(context, context.flag);
  return [...argumentItems(context), ...(context.mayBeFlag ? flagNameItems(context, '') : [])];
}
