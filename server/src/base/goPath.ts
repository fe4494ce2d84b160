/**
 * Slash-separated paths as Go's packages treat them. Owns: cleaning, and matching a name with a shell pattern. Must not touch a file system.
 */

/** Go's path.Clean. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (part !== '..' || !isRooted) kept.push(part);
  }
  const joined = kept.join('/');
  return isRooted ? `/${joined}` : joined === '' ? '.' : joined;
}

/** Go's path.Dir. */
export function directoryOf(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/**
 * Go's filepath.Match: `*` and `?` stop at a slash, `[a-z]` and `[^a-z]` are classes, a backslash takes the next character literally.
 * Undefined for a malformed pattern, which shows only as far as the pattern is read.
 */
export function matchGlob(pattern: string, name: string): boolean | undefined {
  let chunks = [...pattern];
  let rest = [...name];
  next: while (chunks.length > 0) {
    const { star, chunk, behind } = nextChunk(chunks);
    chunks = behind;
    if (star && chunk.length === 0) return !rest.includes('/');
    const isLast = chunks.length === 0;
    const slash = rest.indexOf('/');
    const most = !star ? 0 : slash < 0 ? rest.length : slash;
    for (let skip = 0; skip <= most; skip++) {
      const left = matchChunk(chunk, rest.slice(skip));
      if (left === undefined) return undefined;
      if (left === false || (isLast && left.length > 0)) continue;
      rest = left;
      continue next;
    }
    return false;
  }
  return rest.length === 0;
}

/** What stands before the next star, and whether stars stand before it. */
function nextChunk(pattern: readonly string[]): { star: boolean; chunk: string[]; behind: string[] } {
  let start = 0;
  while (pattern[start] === '*') start++;
  let end = start;
  for (let inClass = false; end < pattern.length && (pattern[end] !== '*' || inClass); end++) {
    if (pattern[end] === '\\' && end + 1 < pattern.length) end++;
    else if (pattern[end] === '[') inClass = true;
    else if (pattern[end] === ']') inClass = false;
  }
  return { star: start > 0, chunk: pattern.slice(start, end), behind: pattern.slice(end) };
}

/** What is left of the text behind the chunk; false when it does not match, undefined when the chunk is malformed, which is looked for to its end. */
function matchChunk(chunk: readonly string[], text: string[]): string[] | false | undefined {
  let failed = false;
  let used = 0;
  for (let at = 0; at < chunk.length; at++) {
    failed ||= used >= text.length;
    const char = text[used] ?? '';
    used++;
    if (chunk[at] === '[') {
      const read = readClass(chunk, at + 1);
      if (!read) return undefined;
      at = read.end - 1;
      failed ||= !read.matches(char.codePointAt(0) ?? 0);
    } else if (chunk[at] === '?') {
      failed ||= char === '/';
    } else {
      if (chunk[at] === '\\' && ++at >= chunk.length) return undefined;
      failed ||= chunk[at] !== char;
    }
  }
  return failed ? false : text.slice(used);
}

/** The class whose text starts at `start`, behind the bracket. */
function readClass(chunk: readonly string[], start: number): { end: number; matches(code: number): boolean } | undefined {
  const isNegated = chunk[start] === '^';
  const ranges: (readonly [low: number, high: number])[] = [];
  let at = isNegated ? start + 1 : start;
  const read = (): number | undefined => {
    if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') return undefined;
    if (chunk[at] === '\\') at++;
    const code = chunk[at++]?.codePointAt(0);
    // A class always ends in a bracket, so there must be something behind.
    return at >= chunk.length ? undefined : code;
  };
  while (chunk[at] !== ']' || ranges.length === 0) {
    const low = read();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (chunk[at] === '-') {
      at++;
      high = read();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
  return { end: at + 1, matches: (code) => ranges.some(([low, high]) => low <= code && code <= high) !== isNegated };
}
