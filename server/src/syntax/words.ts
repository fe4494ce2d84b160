/**
 * The readers of an instruction's parts. Owns: BuildKit's ways to cut a logical line into keyword, flags, words, pairs and JSON strings
 * (frontend/dockerfile/parser/{split_command,line_parsers}.go). Must not know single instructions nor the source: all offsets are logical.
 */
import { isByteSpace, isSpace, skipSpace, trimSpaceEnd } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { EscapeCharacter } from './nodes.ts';

/** A piece of a logical line: its text, and where it stands in the line. */
export interface LogicalWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface LogicalFlag extends LogicalWord {
  /** `text` without quotes and escapes. */
  readonly cooked: string;
}

/** The separators between words, narrower than Unicode's white space: a no-break space does not separate. */
function isSeparator(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13);
}

/** The keyword, and where the rest of the line starts after the white space. */
export function splitKeyword(line: string): { keyword: LogicalWord; rest: LogicalWord } {
  const start = skipSpace(line, 0);
  const lineEnd = trimSpaceEnd(line, start);
  let end = start;
  while (end < lineEnd && !isSeparator(line.charCodeAt(end))) end++;
  let restStart = end;
  while (restStart < lineEnd && isSeparator(line.charCodeAt(restStart))) restStart++;
  return { keyword: slice(line, start, end), rest: slice(line, restStart, lineEnd) };
}

function slice(line: string, start: number, end: number): LogicalWord {
  return { text: line.slice(start, end), start, end };
}

/** One unit of text for the flag reader: BuildKit walks bytes and takes each for a character. */
interface Units {
  readonly length: number;
  code(index: number): number;
  /** The logical offset of the unit's character. */
  offset(index: number): number;
}

const nonAscii = /[^\x00-\x7f]/;

function utf8Bytes(code: number): number[] {
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

function unitsOf(line: string, start: number, end: number): Units {
  const text = line.slice(start, end);
  if (!nonAscii.test(text)) return { length: text.length, code: (i) => text.charCodeAt(i), offset: (i) => start + i };
  const codes: number[] = [];
  const offsets: number[] = [];
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    for (const byte of utf8Bytes(code)) {
      codes.push(byte);
      offsets.push(start + at);
    }
    at += code > 0xffff ? 2 : 1;
  }
  return { length: codes.length, code: (i) => codes[i]!, offset: (i) => (i < offsets.length ? offsets[i]! : end) };
}

/** The flags directly after the keyword and the trimmed rest. `from`…`to` is the line after keyword and white space. */
export function readFlags(line: string, from: number, to: number, escape: EscapeCharacter): { flags: LogicalFlag[]; rest: LogicalWord } {
  let start = from;
  // Only white space of one byte is skipped before a flag: behind a no-break space BuildKit sees none.
  while (start < to && isByteSpace(line.charCodeAt(start))) start++;
  if (line.charCodeAt(start) !== 45 || line.charCodeAt(start + 1) !== 45 || start + 1 >= to) return { flags: [], rest: trimmed(line, start, to) };
  const units = unitsOf(line, start, to);
  const escapeCode = escape.charCodeAt(0);
  const flags: LogicalFlag[] = [];
  let at = 0;
  for (;;) {
    while (at < units.length && isSpace(units.code(at))) at++;
    if (at >= units.length) return { flags, rest: trimmed(line, to, to) };
    if (units.code(at) !== 45 || at + 1 >= units.length || units.code(at + 1) !== 45) return { flags, rest: trimmed(line, units.offset(at), to) };
    const flagStart = at;
    let cooked = '';
    let quoted = false;
    let quote = 0;
    while (at < units.length) {
      const code = units.code(at);
      if (quote === 0 && isSpace(code)) break;
      if (quote === 0 && (code === 39 || code === 34)) {
        quote = code;
        quoted = true;
      } else if (quote !== 0 && code === quote) quote = 0;
      else if (code === escapeCode) {
        if (at + 1 < units.length) cooked += String.fromCharCode(units.code(++at));
        else quote = 0;
      } else cooked += String.fromCharCode(code);
      at++;
    }
    const end = units.offset(at);
    // A lone `--` ends the flags, but only where something follows it.
    if (cooked === '--') return { flags, rest: trimmed(line, at < units.length ? end : to, to) };
    if (cooked !== '' || quoted) flags.push({ ...slice(line, units.offset(flagStart), end), cooked });
  }
}

function trimmed(line: string, start: number, end: number): LogicalWord {
  const from = skipSpace(line, start, end);
  return slice(line, from, trimSpaceEnd(line, from, end));
}

/** Words at the separators, quotes without meaning. Empty for an empty range. */
export function splitWords(line: string, from: number, to: number): LogicalWord[] {
  if (from >= to) return [];
  const words: LogicalWord[] = [];
  for (let at = from; ;) {
    let end = at;
    while (end < to && !isSeparator(line.charCodeAt(end))) end++;
    words.push(slice(line, at, end));
    if (end >= to) return words;
    at = end;
    while (at < to && isSeparator(line.charCodeAt(at))) at++;
  }
}

/** Words at Unicode white space outside quotes; quotes and escapes are kept, except for an escape character at the very end. */
export function splitQuotedWords(line: string, from: number, to: number, escape: EscapeCharacter): LogicalWord[] {
  const words: LogicalWord[] = [];
  let at = from;
  for (;;) {
    at = skipSpace(line, at, to);
    if (at >= to) return words;
    const start = at;
    let end = at;
    let dropLast = false;
    let quote = '';
    while (at < to) {
      const char = line[at]!;
      if (quote === '' && isSpace(line.charCodeAt(at))) break;
      if (char === escape && quote !== "'") {
        if (at + 1 >= to) dropLast = true;
        // The escaped character may be a surrogate pair; its second half is copied by the next round.
        at += 2;
      } else {
        if (quote === '' && (char === "'" || char === '"')) quote = char;
        else if (char === quote) quote = '';
        at++;
      }
      end = Math.min(at, to);
    }
    const text = line.slice(start, dropLast ? end - 1 : end);
    if (text !== '') words.push({ text, start, end });
  }
}

export type JsonRead =
  | { readonly kind: 'strings'; readonly items: readonly { readonly value: string; readonly range: TextRange }[] }
  /** Valid JSON, but not strings only: BuildKit refuses it. `range` is the first such element. */
  | { readonly kind: 'notStrings'; readonly range: TextRange }
  /** No JSON array: the text is taken in its other form. */
  | { readonly kind: 'none' };

const notJson: JsonRead = { kind: 'none' };
const loneSurrogate = /\p{Surrogate}/gu;

/** The JSON array that fills the range, if it is one. */
export function readJson(line: string, from: number, to: number): JsonRead {
  const start = skipSpace(line, from, to);
  if (line.charCodeAt(start) !== 91 || start >= to) return notJson;
  const text = line.slice(start, to);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return notJson;
  }
  if (!Array.isArray(parsed)) return notJson;
  const ranges = elementRanges(text, start);
  const items: { value: string; range: TextRange }[] = [];
  for (let i = 0; i < parsed.length; i++) {
    const range = ranges[i] ?? { start, end: to };
    const value: unknown = parsed[i];
    if (typeof value !== 'string') return { kind: 'notStrings', range };
    // Go decodes into UTF-8, where a lone surrogate cannot stand.
    items.push({ value: value.replace(loneSurrogate, '\ufffd'), range });
  }
  return { kind: 'strings', items };
}

/** Where the elements of a valid JSON array stand; `offset` is added to each. */
function elementRanges(text: string, offset: number): TextRange[] {
  const ranges: TextRange[] = [];
  let depth = 0;
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0) ranges.push({ start: offset + start, end: offset + trimSpaceEnd(text, start, end) });
    start = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (depth === 1 && (char === ',' || char === ']')) close(at);
    else if (depth >= 1 && start < 0 && !isSpace(text.charCodeAt(at))) start = at;
    if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
  }
  return ranges;
}
