/**
 * What a completion provider is told. Owns: the context of an instruction under the cursor, cut into keyword, flags and arguments.
 * Must not know what is offered.
 */
import type { KeywordCase } from '../../data/instructions.ts';
import type { Semantics, Stage } from '../../semantics/semantics.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { EscapeCharacter } from '../../syntax/nodes.ts';
import { readFlags, splitKeyword, type LogicalFlag } from '../../syntax/words.ts';
import type { Cursor, Place } from './cursor.ts';

/** Where an instruction is written or could be. */
export interface LineContext {
  readonly cursor: Cursor;
  readonly semantics: Semantics;
  readonly escape: EscapeCharacter;
  /** The instruction's number, or the one it would have. */
  readonly ordinal: number;
  /** The stage that it belongs to; a FROM belongs to the one that it starts. Undefined before the first FROM. */
  readonly stage: Stage | undefined;
  readonly keywordCase: KeywordCase;
}

/** All texts are logical: continuations are joined. */
export interface InstructionContext extends LineContext {
  /** Upper case. */
  readonly name: string;
  /** True for the instruction that ONBUILD keeps. */
  readonly isTrigger: boolean;
  /** The flags of the instruction, the one under the cursor left out. */
  readonly flags: readonly LogicalFlag[];
  /** True when only flags stand before the cursor's word, so that it may be a flag too. */
  readonly mayBeFlag: boolean;
  /** The flag under the cursor as far as it is written; undefined when there is none. */
  readonly flag: string | undefined;
  /** What stands between the flags and the cursor. */
  readonly args: string;
  /** What stands behind the cursor. */
  readonly after: string;
}

export type Split =
  | { readonly kind: 'keyword'; readonly typed: string; readonly isTrigger: boolean; readonly isFollowed: boolean }
  | { readonly kind: 'instruction'; readonly context: InstructionContext };

export function lineContext(snapshot: Snapshot, cursor: Cursor, ordinal: number, isWritten: boolean): LineContext {
  const { semantics, tree } = snapshot;
  return {
    cursor, semantics, escape: tree.escape, ordinal,
    stage: semantics.stageAt(isWritten ? ordinal : ordinal - 1),
    keywordCase: keywordCase(semantics, isWritten ? ordinal : -1),
  };
}

/** As most instructions are written; upper case when it is undecided. The instruction under the cursor has no vote. */
function keywordCase({ facts }: Semantics, current: number): KeywordCase {
  let lower = 0;
  let upper = 0;
  facts.forEach(({ keyword }, ordinal) => {
    if (ordinal === current) return;
    if (keyword === keyword.toLowerCase()) lower++;
    else if (keyword === keyword.toUpperCase()) upper++;
  });
  return lower > upper ? 'lower' : 'upper';
}

/** Cuts the logical line at the cursor. */
export function splitInstruction(line: LineContext, place: Extract<Place, { kind: 'instruction' }>): Split {
  return splitFrom(line, place.before, place.after, false);
}

function splitFrom(line: LineContext, before: string, after: string, isTrigger: boolean): Split {
  const { keyword, rest } = splitKeyword(`${before}\0`);
  // The mark stands for the cursor's word, so that white space before the cursor is not trimmed.
  if (rest.text === '') return { kind: 'keyword', typed: keyword.text.slice(0, -1), isTrigger, isFollowed: /^\S*\s+\S/.test(after) };
  const name = keyword.text.toUpperCase();
  if (name === 'ONBUILD' && !isTrigger) return splitFrom(line, before.slice(rest.start), after, true);
  const read = readFlags(before, rest.start, before.length, line.escape);
  const flag = flagAtEnd(before.slice(rest.start - 1), read.flags.at(-1), before.length, read.rest.text);
  const isInFlags = read.rest.text === '' || flag !== undefined;
  const behind = isInFlags ? after.replace(/^\S*/, '') : '';
  return {
    kind: 'instruction',
    context: {
      ...line, name, isTrigger, flag, after,
      flags: [...read.flags.filter(({ end }) => end < before.length), ...readFlags(behind, 0, behind.length, line.escape).flags],
      mayBeFlag: read.rest.text === '' && flag === undefined && !/\s--\s/.test(before.slice(rest.start - 1)),
      args: flag === undefined ? before.slice(read.rest.start) : '',
    },
  };
}

/** The flag that ends at the cursor; its value may hold quoted white space. One or two dashes are the beginning of one. */
function flagAtEnd(text: string, last: LogicalFlag | undefined, end: number, rest: string): string | undefined {
  if (last?.end === end) return last.text;
  return rest === '' || rest === '-' ? /\s(--?)$/.exec(text)?.[1] : undefined;
}
