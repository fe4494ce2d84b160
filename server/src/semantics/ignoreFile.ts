/**
 * Ignore files. Owns: reading `.dockerignore` and its like, and which paths they exclude, exactly as BuildKit does (moby/patternmatcher).
 * Must not touch a file system.
 */
import { cleanPath, directoryOf, matchGlob } from '../base/goPath.ts';
import { compileRegexp } from '../base/goRegexp.ts';
import { trimSpace, utf8Length } from '../base/goText.ts';

export interface IgnorePattern {
  /** Cleaned, without the `!`. */
  readonly text: string;
  /** Written with `!`: it takes in again what patterns before it excluded. */
  readonly isException: boolean;
  /** Undefined when the pattern makes no regular expression that Go takes: BuildKit notices only when it uses it. */
  readonly matches: ((path: string) => boolean) | undefined;
}

export interface IgnoreFile {
  readonly patterns: readonly IgnorePattern[];
  readonly hasExceptions: boolean;
  /** BuildKit's message when it refuses the file, which ends the build; there are no patterns then. */
  readonly error: string | undefined;
}

/** A line of so many bytes is too long for the reader. */
const longestLine = 65_536;

/** Reads the text of an ignore file called `name`. Never throws. */
export function readIgnoreFile(text: string, name = '.dockerignore'): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const refuse = (error: string): IgnoreFile => ({ patterns: [], hasExceptions: false, error });
  const lines = text.replace(/^\ufeff/, '').split('\n');
  if (lines.some((line) => line.length * 3 >= longestLine && utf8Length(line) >= longestLine)) return refuse(`failed parsing ${name}: bufio.Scanner: token too long`);
  for (const line of lines) {
    if (line.startsWith('#')) continue;
    const trimmed = trimSpace(line);
    if (trimmed === '') continue;
    // Cleaned twice, as BuildKit does: once without the `!` and once with it, so that `!/` ends as a bare `!`.
    const written = cleanPath(trimSpace(trimmed.startsWith('!') ? `!${relative(trimSpace(trimmed.slice(1)))}` : relative(trimmed)));
    const isException = written.startsWith('!');
    if (written === '!') return refuse('illegal exclusion pattern: "!"');
    const pattern = isException ? written.slice(1) : written;
    if (matchGlob(pattern, '.') === undefined) return refuse('syntax error in pattern');
    patterns.push({ text: pattern, isException, matches: compilePattern(pattern) });
  }
  return { patterns, hasExceptions: patterns.some(({ isException }) => isException), error: undefined };
}

function relative(pattern: string): string {
  const clean = pattern === '' ? '' : cleanPath(pattern);
  return clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
}

/**
 * Whether the file excludes the path, itself or with one of its folders (MatchesOrParentMatches). The path is slash-separated and cleaned;
 * undefined when BuildKit comes upon a broken pattern on the way.
 */
export function isIgnored(file: IgnoreFile, path: string): boolean | undefined {
  const parents = parentsOf(path);
  let ignored = false;
  for (const { matches, isException } of file.patterns) {
    // A pattern that could change nothing is not tried, and so not found to be broken.
    if (isException !== ignored) continue;
    if (!matches) return undefined;
    if (matches(path) || parents.some(matches)) ignored = !isException;
  }
  return ignored;
}

/**
 * Whether the builder leaves the path out when it sends the context (MatchesUsingParentResults). It goes down from folder to folder, and does not
 * try an exception on a folder that is not excluded: after a pattern for all Markdown, `!docs` does not take in `docs/a.md`, though `isIgnored`
 * says that it does. Undefined for a broken pattern, which ends the build.
 */
export function isLeftOut(file: IgnoreFile, path: string): boolean | undefined {
  let above: readonly boolean[] = file.patterns.map(() => false);
  let left = false;
  for (const part of [...parentsOf(path), path]) {
    left = false;
    const here: boolean[] = [];
    for (const [index, { matches, isException }] of file.patterns.entries()) {
      let isMatch = above[index]!;
      if (!isMatch && isException === left) {
        if (!matches) return undefined;
        isMatch = matches(part);
      }
      here.push(isMatch);
      if (isMatch) left = !isException;
    }
    above = here;
  }
  return left;
}

function parentsOf(path: string): string[] {
  const parent = directoryOf(path);
  if (parent === '.') return [];
  const parts = parent.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** How a pattern matches: as a text where that is enough, as a regular expression otherwise. */
function compilePattern(pattern: string): IgnorePattern['matches'] {
  const { kind, regexp } = translate(pattern);
  switch (kind) {
    case 'exact':
      return (path) => path === pattern;
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      // Behind a byte order mark BuildKit cuts off two of its bytes, and what is left matches nothing.
      if (pattern.startsWith('\ufeff')) return () => false;
      const suffix = pattern.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
    }
    case 'regexp':
      return compileRegexp(regexp);
  }
}

type Kind = 'exact' | 'prefix' | 'suffix' | 'regexp';

/**
 * The pattern as a regular expression in Go's syntax, and whether that is needed. It is put together as text without regard to classes, so that
 * `[a*]`, `\d`, `{2}` and `|` come to mean what the expression makes of them; BuildKit does so, and the builder excludes files by it.
 */
function translate(pattern: string): { kind: Kind; regexp: string } {
  // Go's scanner drops a byte order mark in front.
  const chars = [...pattern.replace(/^\ufeff/, '')];
  let kind: Kind = 'exact';
  let regexp = '^';
  for (let at = 0, count = 0; at < chars.length; at++, count++) {
    const char = chars[at]!;
    if (char === '*' && chars[at + 1] === '*') {
      at++;
      if (chars[at + 1] === '/') at++;
      if (at + 1 < chars.length) {
        regexp += '(.*/)?';
        kind = 'regexp';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        regexp += '.*';
        kind = 'regexp';
      }
      if (count === 0) kind = 'suffix';
    } else if (char === '*' || char === '?') {
      regexp += char === '*' ? '[^/]*' : '[^/]';
      kind = 'regexp';
    } else if ('.+()$'.includes(char)) {
      regexp += `\\${char}`;
    } else if (char === '\\') {
      at++;
      regexp += `\\${chars[at] ?? ''}`;
      if (at < chars.length) kind = 'regexp';
    } else {
      regexp += char;
      if (char === '[' || char === ']') kind = 'regexp';
    }
  }
  return { kind, regexp: `${regexp}$` };
}
