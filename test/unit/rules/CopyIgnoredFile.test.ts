import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foldersToList } from '../../../server/src/features/contextFolders.ts';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import type { BuildContext } from '../../../server/src/semantics/buildContext.ts';
import { analyse } from '../../../server/src/semantics/semantics.ts';
import type { Snapshot } from '../../../server/src/semantics/snapshot.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { contextOf } from '../../support/buildContext.ts';
import { testRule, type RuleCase } from '../../support/ruleTester.ts';

function ignoring(ignore: string, text: string, more: Partial<RuleCase> & { files?: readonly string[] } = {}): RuleCase {
  const { files, ...rest } = more;
  return { name: `${JSON.stringify(text)} with ${JSON.stringify(ignore)}`, text, build: { context: contextOf(ignore, files) }, ...rest };
}

const label = (mark: string, command: string, name: string): string => `#~${mark.slice(2)} warning CopyIgnoredFile: Attempting to ${command} file "${name}" that is excluded by .dockerignore\n`;

testRule('CopyIgnoredFile', {
  invalid: [
    ignoring('*.log\n', `FROM alpine\nCOPY a.log b /x/\n${label('     ^^^^^', 'Copy', 'a.log')}`),
    ignoring('docs\n', `FROM alpine\nADD ["docs/a", "/x/"]\n${label('     ^^^^^^^^', 'Add', 'docs/a')}`),
    ignoring('src\n', `FROM alpine\nARG DIR=src\nCOPY ./$DIR/../src/x /x\n${label('     ^^^^^^^^^^^^^^^', 'Copy', 'src/x')}`),
    ignoring('*\n', `FROM alpine\nCOPY . /x\n${label('     ^', 'Copy', '.')}`),
    ignoring('*.log\n', `FROM alpine\nCOPY \\\n  a.log \\\n${label('  ^^^^^', 'Copy', 'a.log')}  /x/\n`),
    { ...ignoring('a\n', `FROM alpine AS base\nONBUILD COPY a /a\nFROM base\n${label('     ^^^^', 'Copy', 'a')}`), name: 'at the FROM that runs a trigger' },
    ...['recommended', 'all'].map((preset) => ({
      ...ignoring('*\n!src\n', `FROM alpine\nCOPY src package.json /x/\n${label('         ^^^^^^^^^^^^', 'Copy', 'package.json')}`), preset: preset as 'all', name: `beside an exception, ${preset}`,
    })),
    ignoring('*.log\n', `FROM alpine\nCOPY *.l?g /x/\n${label('     ^^^^^', 'Copy', '*.l?g')}`, { files: ['a.log', 'b.log', 'c.txt'], preset: 'recommended' }),
    ignoring('docs\n', `FROM alpine\nCOPY docs/*.md /x/\n${label('     ^^^^^^^^^', 'Copy', 'docs/*.md')}`, { preset: 'recommended' }),
    ignoring('docs\n', `FROM alpine\nCOPY --parents docs/**/a.md /x/\n${label('               ^^^^^^^^^^^^', 'Copy', 'docs/**/a.md')}`, { preset: 'recommended' }),
    ignoring('docs\n', `FROM alpine\nCOPY /docs /x/\n${label('     ^^^^^', 'Copy', '/docs')}`, { preset: 'recommended' }),
    ignoring('docs\n!docs/a/*.md\n', `FROM alpine\nCOPY docs /x/\n${label('     ^^^^', 'Copy', 'docs')}`, { files: ['docs/a/b.txt', 'docs/c'], preset: 'recommended' }),
    ignoring('src?*\n', `FROM alpine\nCOPY src? /x/\n${label('     ^^^^', 'Copy', 'src?')}`, { preset: 'buildkit', files: ['src'] }),
  ],
  valid: [
    ignoring('a\n', 'FROM alpine\nCOPY b c /x/\nCOPY --from=0 a /\nADD https://example.com/a /\nCOPY <<a /a\na\na\n'),
    ignoring('a/*\n', 'FROM alpine\nCOPY a /a\n'),
    ignoring('src\n!src/a\n', 'FROM alpine\nCOPY src /x\n', { files: ['src/a', 'src/b'] }),
    ignoring('src\n!src/a\n', 'FROM alpine\nCOPY src /x\n'),
    ignoring('*\n!src\n', 'FROM alpine\nCOPY . /x\nCOPY src/a /x\n'),
    ignoring('*\n!src\n', 'FROM alpine\nCOPY package.json /x\n', { preset: 'buildkit' }),
    ignoring('*.log\n', 'FROM alpine\nCOPY *.l* /x/\n', { files: ['a.log', 'b.lst'], preset: 'recommended' }),
    ignoring('[*].log\n', 'FROM alpine\nCOPY *.log /x/\n', { files: ['a.log'], preset: 'recommended' }),
    ignoring('docs\n', 'FROM alpine\nCOPY /docs /x/\n', { preset: 'buildkit' }),
    ignoring('a\\d\n', 'FROM alpine\nCOPY ad /x/\n'),
    ignoring('a\n', 'FROM unknown\nCOPY $MAYBE/a /x/\n', { preset: 'recommended' }),
    { text: 'FROM alpine\nCOPY a /a\n', name: 'without a context' },
  ],
});

interface Recorded {
  readonly ignore: string;
  readonly text: string;
  readonly error: string | null;
  readonly warnings: readonly (readonly [line: number, message: string])[];
}

function snapshotIn(text: string, context: BuildContext): Snapshot {
  const tree = parse(text);
  return { uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, { context }) };
}

test('says what BuildKit said', () => {
  const recorded = readFileSync(new URL('../../corpus/copy-ignored-file.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);
  expect(recorded.length).toBeGreaterThan(200);
  for (const { ignore, text, error, warnings } of recorded) {
    const snapshot = snapshotIn(text, contextOf(ignore));
    const found = diagnose(snapshot, { preset: 'buildkit', severity: {} });
    const own = found.filter(({ code }) => code === 'CopyIgnoredFile').map(({ range, message }) => [snapshot.tree.lines.positionAt(range.start).line + 1, message]);
    expect(own, `${ignore}--\n${text}`).toEqual([...warnings].sort(([a], [b]) => a - b));
    if (error?.includes('pattern')) expect(found.find(({ severity }) => severity === 'error')?.message).toBe(error);
  }
});

describe('asks for', () => {
  const asks = (ignore: string, text: string, files?: readonly string[]): readonly string[] => foldersToList(snapshotIn(text, contextOf(ignore)), contextOf(ignore, files));

  test.each([
    ['nothing when the patterns alone tell', 'a\n', 'FROM x\nCOPY a b/c /x/\n', undefined, []],
    ['where a wildcard looks', 'a\n', 'FROM x\nCOPY src/*.c /x/\n', undefined, ['src']],
    ['the folders that it goes through', '*.c\n', 'FROM x\nCOPY */*.c /x/\n', ['src/', 'lib/', 'a'], []],
    ['what an exception may take in', 'src\n!src/a\n', 'FROM x\nCOPY src /x/\n', undefined, ['']],
    ['nothing without patterns', '# none\n', 'FROM x\nCOPY src/*.c /x/\n', undefined, []],
  ])('%s', (_, ignore, text, files, expected) => {
    expect(asks(ignore, text, files)).toEqual(expected);
  });
});
