/**
 * Expected texts with gaps. Owns: texts in which a character stands for "anything", and matching them. Must not know instructions.
 */
import type { Env } from '../../semantics/environment.ts';
import { expandWord } from '../../semantics/environment.ts';
import type { EscapeCharacter } from '../../syntax/nodes.ts';

/** Stands for a part that the Dockerfile alone does not tell: what the base image or the platform decides. No real text has it. */
export const anything = '\ufffc';

/** The word as the builder expands it; `anything` for variables whose value is not known. */
export function expectedWord(raw: string, escape: EscapeCharacter, env: Env): string {
  const { result, error } = expandWord(raw, escape, {
    get: (name) => (env.value(name).kind === 'unknown' ? anything : env.get(name)),
    keys: () => env.keys(),
    declares: (name) => env.declares(name),
    declaredArgs: () => env.declaredArgs(),
    value: (name) => env.value(name),
  });
  return error === undefined ? result : raw;
}

/** True when `text` is the pattern with any text in place of each gap. Takes time in proportion to the text, however many gaps there are. */
export function matches(pattern: string, text: string): boolean {
  if (!pattern.includes(anything)) return pattern === text;
  const pieces = pattern.split(anything);
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/** True when the pattern says so little that it would fit nearly everything. */
export function isVague(pattern: string): boolean {
  return pattern.includes(anything) && pattern.replace(/[^\p{L}\p{N}]/gu, '').length < 3;
}
