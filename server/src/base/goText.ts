/**
 * Text as Go sees it. Owns: the few notions of Go's standard library that BuildKit's verdicts depend on and that differ from JavaScript's.
 * Must not know Dockerfiles.
 */

/** Go's unicode.IsSpace for a code point or UTF-16 unit: unlike JavaScript's \s it holds U+0085 and leaves U+FEFF out. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (code >= 0x2000 && code <= 0x200a) || code === 0x1680 || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** White space of one byte: what Go code that walks bytes takes for it, since the first byte of a longer character never is. */
export function isByteSpace(code: number): boolean {
  return code < 0x80 && isSpace(code);
}

/** The first offset at or after `from` that is no white space, at most `end`. */
export function skipSpace(text: string, from: number, end: number = text.length): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the text before trailing white space, at least `start`. */
export function trimSpaceEnd(text: string, start: number, end: number = text.length): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  const start = skipSpace(text, 0);
  return text.slice(start, trimSpaceEnd(text, start));
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
};
// Letters, marks, numbers, punctuation, symbols and the ASCII space are what Go's strconv.IsPrint lets through.
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|["\\]/gu;

/** Go's %q of a string. */
export function goQuote(text: string): string {
  const inner = text.replace(unprintable, (char) => {
    const short = shortEscapes[char];
    if (short !== undefined) return short;
    const code = char.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `"${inner}"`;
}

const shortMeanings: Readonly<Record<string, string>> = { ...Object.fromEntries(Object.entries(shortEscapes).map(([char, escape]) => [escape[1], char])), "'": "'" };
const escapes = /\\(?:([abfnrtv\\"'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/g;

/** What stands between the quotes of Go's %q; U+FFFD for bytes that are no UTF-8. */
export function goUnquote(inner: string): string {
  return inner.replace(escapes, (_, short?: string, byte?: string, four?: string, eight?: string, octal?: string) => {
    if (short !== undefined) return shortMeanings[short]!;
    const code = octal === undefined ? Number.parseInt(byte ?? four ?? eight!, 16) : Number.parseInt(octal, 8);
    return code > 0x10ffff || (code >= 0x80 && four === undefined && eight === undefined) ? '\ufffd' : String.fromCodePoint(code);
  });
}

/** The words of Go's %q of a list, '["a" "b c"]'; undefined when it is none. */
export function goList(text: string): string[] | undefined {
  if (!/^\[(?:"(?:[^"\\]|\\.)*"(?: (?=")|(?=\])))*\]$/s.test(text)) return undefined;
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((word) => goUnquote(word[1]!));
}

/** The length of the text in UTF-8 bytes. A lone surrogate counts three, as its replacement character does. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      length += 2;
      i++;
    } else length += 2;
  }
  return length;
}
