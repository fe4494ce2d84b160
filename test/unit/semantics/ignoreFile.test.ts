/** Ignore files, held to answers recorded from BuildKit's own reader and matcher. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isIgnored, isLeftOut, readIgnoreFile } from '../../../server/src/semantics/ignoreFile.ts';

interface Recorded {
  readonly ignore: string;
  readonly error?: string;
  /** By path; null where the matcher fails on a broken pattern. */
  readonly answers?: Readonly<Record<string, boolean | null>>;
}

const recorded = readFileSync(new URL('../../corpus/ignore-patterns.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);

test('the recorded answers are ours', () => {
  const ours = recorded.map(({ ignore, answers }): Recorded => {
    const file = readIgnoreFile(ignore);
    if (file.error !== undefined) return { ignore, error: file.error };
    return { ignore, answers: Object.fromEntries(Object.keys(answers ?? {}).map((path) => [path, isIgnored(file, path) ?? null])) };
  });
  expect(recorded.length).toBeGreaterThan(800);
  expect(ours).toEqual(recorded);
});

describe('reading', () => {
  const texts = (text: string): string[] => readIgnoreFile(text).patterns.map(({ text: pattern, isException }) => `${isException ? '!' : ''}${pattern}`);

  test.each([
    ['comments, blank lines and white space', '# one\n\n  a  \n #b\n\tc\t\n', ['a', '#b', 'c']],
    ['a byte order mark', '\ufeffa\n', ['a']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['leading slashes, and dots', '/a\n//b\n./c/\nd/../e\n/\n', ['a', 'b', 'c', 'e', '/']],
    ['exceptions', '! /a\n!./b/\n!!c\n', ['!a', '!b', '!!c']],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test.each([['!\n', 'illegal exclusion pattern: "!"'], ['!/\n', 'illegal exclusion pattern: "!"'], ['a\n[', 'syntax error in pattern']])('refuses %j', (text, error) => {
    expect(readIgnoreFile(text)).toEqual({ patterns: [], hasExceptions: false, error });
  });

  test('takes a line of 65,535 bytes and no longer one', () => {
    expect(readIgnoreFile('é'.repeat(32_767) + 'a\n').error).toBeUndefined();
    expect(readIgnoreFile('é'.repeat(32_768), 'web.dockerignore').error).toBe('failed parsing web.dockerignore: bufio.Scanner: token too long');
  });
});

test('many double stars take no more steps than a text has characters', () => {
  const file = readIgnoreFile(`${'**/a*'.repeat(20)}/b\n`);
  expect(isIgnored(file, 'a/'.repeat(100))).toBe(false);
});

test('counts multiply to nothing that takes the memory', () => {
  expect(isIgnored(readIgnoreFile(`${'(a){1000}'.repeat(2_000)}*\n`), 'a')).toBeUndefined();
});

describe('what the builder leaves out', () => {
  test.each([
    ['**/*.md\n!docs\n', 'docs/a.md', true, false],
    ['*\n!docs\n', 'docs/a.md', false, false],
    ['docs\n!docs/*.md\n', 'docs/a.md', false, false],
    ['docs\n!docs/*.md\n', 'docs/sub/a.md', true, true],
    ['a\\d\n', 'ad', false, false],
    ['a\\y\n', 'ay', undefined, undefined],
  ])('%j: %s', (ignore, path, left, ignored) => {
    const file = readIgnoreFile(ignore);
    expect(isLeftOut(file, path)).toBe(left);
    expect(isIgnored(file, path)).toBe(ignored);
  });
});
