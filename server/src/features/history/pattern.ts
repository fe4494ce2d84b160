/**
 * Expected texts with gaps. Owns: texts in which a character stands for "anything", and matching them. Must not know instructions.
 */
import type { Env } from '../../semantics/environment.ts';
import { expandWord } from '../../semantics/environment.ts';
import type { EscapeCharacter } from '../../syntax/nodes.ts';

/** Stands for a part that the Dockerfile alone does not tell: what the base image or the platform decides. No real text has it. */
export const anything = '\ufffc';
/** The same for a variable's value, which is taken to have no white space, so that it does not swallow what follows it. */
const anyValue = '\ufffb';
const gap = /[\ufffb\ufffc]/;

/** The word as the builder expands it, with gaps for variables whose value is not known. */
export function expectedWord(raw: string, escape: EscapeCharacter, env: Env): string {
  const withGaps: Env = {
    get: (name) => (env.value(name).kind === 'unknown' ? anyValue : env.get(name)),
    keys: () => env.keys(),
    declares: (name) => env.declares(name),
    declaredArgs: () => env.declaredArgs(),
    value: (name) => env.value(name),
  };
  const { result, error, expansions } = expandWord(raw, escape, withGaps);
  if (error !== undefined) return raw;
  // What "${NAME:+word}" and the like come to may be either of two texts.
  const open = expansions.filter(({ name, operator }) => operator !== '' && env.value(name).kind === 'unknown');
  if (open.length === 0) return result;
  let plain = raw;
  for (const { range } of open.reverse()) plain = plain.slice(0, range.start) + anything + plain.slice(range.end);
  return expectedWord(plain, escape, env);
}

/** True when `text` is the pattern with some text in place of each gap. Takes time in proportion to the text, however many gaps there are. */
export function matches(pattern: string, text: string): boolean {
  if (!hasGap(pattern)) return pattern === text;
  const pieces = pattern.split(gap);
  const gaps = pattern.match(new RegExp(gap, 'g'))!;
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const [index, kind] of gaps.entries()) {
    const isLast = index === gaps.length - 1;
    const found = isLast ? end : text.indexOf(pieces[index + 1]!, at);
    if (found < at || found > end) return false;
    if (kind === anyValue && /\s/.test(text.slice(at, found))) return false;
    at = found + (isLast ? 0 : pieces[index + 1]!.length);
  }
  return true;
}

/** The same pattern, where the values of variables may have white space. */
export function withWideGaps(pattern: string): string {
  return pattern.replaceAll(anyValue, anything);
}

export function hasGap(text: string): boolean {
  return gap.test(text);
}

/** True when the pattern says so little that it would fit nearly everything. */
export function isVague(pattern: string): boolean {
  return hasGap(pattern) && pattern.replace(/[^\p{L}\p{N}]/gu, '').length < 3;
}

const mostWords = 400;

/** The words by which texts are compared when they are not the same; what joins commands is none, and a directory's words are the folders on its way. */
export function wordsOf(text: string, instruction: string): string[] {
  return (instruction === 'WORKDIR' ? text.replaceAll('/', ' ') : text).split(/[\s"'=,;:[\]{}\ufffb\ufffc]+/, mostWords).filter((word) => word !== '' && word !== '&&' && word !== '\\' && word !== '-y');
}
