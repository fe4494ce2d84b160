// The `check` directive and comments, as BuildKit reads them.
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import type { Config } from '../../../server/src/rules/config.ts';
import { checkDirective, noOptions, parseCheckOptions } from '../../../server/src/rules/suppression.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { snapshotOf } from '../../support/fixture.ts';

const config: Config = { preset: 'buildkit', severity: {} };

function codes(text: string): string[] {
  return diagnose(snapshotOf(text), config).map(({ code }) => code);
}

test('reads options', () => {
  expect(parseCheckOptions('skip=A,B;error=true;experimental=all')).toEqual({ ...noOptions, skip: ['A', 'B'], error: true, experimentalAll: true });
  expect(parseCheckOptions('skip=all')).toEqual({ ...noOptions, skipAll: true });
  expect(parseCheckOptions('')).toEqual(noOptions);
  expect(parseCheckOptions('foo=bar')).toBe('invalid check option "foo"');
  expect(parseCheckOptions('skip')).toBe('invalid check option "skip"');
  expect(parseCheckOptions('skip=A;')).toBe('invalid check option ""');
  expect(parseCheckOptions('error=maybe')).toBe('failed to parse check option "error=maybe": strconv.ParseBool: parsing "maybe": invalid syntax');
});

const base = 'FROM alpine as base\n';

describe('the directive', () => {
  const cases: [what: string, text: string, read: boolean][] = [
    ['at the top', `# check=skip=FromAsCasing\n${base}`, true],
    ['with spaces', `#   Check =   skip=FromAsCasing\n${base}`, true],
    ['after other directives', `# syntax=docker/dockerfile:1\n# check=skip=all\n${base}`, true],
    ['after a byte order mark', `\ufeff# check=skip=all\n${base}`, true],
    ['after a first line for the shell', `#!/usr/bin/env x\n# check=skip=all\n${base}`, true],
    ['with line ends of Windows', `# check=skip=all\r\n${base}`, true],
    ['in other letters', `# check=skip=fromascasing\n${base}`, false],
    ['indented', ` # check=skip=all\n${base}`, false],
    ['after a blank line', `\n\n# comment\n#\n# check=skip=all\n#\n${base}`, false],
    ['after an unknown directive', `# foo=bar\n# check=skip=all\n#\n${base}`, false],
  ];
  test.each(cases)('%s', (_what, text, read) => {
    expect(codes(text)).toEqual(read ? [] : ['FromAsCasing']);
  });

  test('has its place', () => {
    const text = '\ufeff# syntax=x\n# check = skip=A why\nFROM a\n';
    const { valueRange } = checkDirective(parse(text))!;
    expect(text.slice(valueRange.start, valueRange.end)).toBe('skip=A');
  });
});

describe('a comment', () => {
  const run = (comments: string): string[] => codes(`FROM alpine\n${comments}CMD x\n`);
  const cases: [what: string, comments: string, read: boolean][] = [
    ['above', '# check=skip=JSONArgsRecommended\n', true],
    ['with text behind it', '# check=skip=JSONArgsRecommended for a reason\n', true],
    ['among other comments', '# a\n# check=skip=all\n# b\n', true],
    ['with blank lines between', '# check=skip=all\n\n\n', true],
    ['of which the first counts', '# check=skip=UndefinedVar\n# check=skip=all\n', false],
    ['before an empty comment', '# check=skip=all\n#\n', false],
    ['indented', '  # check=skip=all\n', false],
    ['that is wrong', '# check=ignore=all\n', false],
    ['for another instruction', '# check=skip=all\nRUN x\n', false],
  ];
  test.each(cases)('%s', (_what, comments, read) => {
    expect(run(comments)).toEqual(read ? [] : ['JSONArgsRecommended']);
  });
});

test('error=true fails the build at the end, and only for what is left', () => {
  expect(codes(`# check=error=true\n${base}`)).toEqual(['CheckViolation', 'FromAsCasing']);
  expect(codes(`# check=error=true;skip=FromAsCasing\n${base}`)).toEqual([]);
});

test('experimental checks are asked for, and skip=all leaves them on', () => {
  const text = '\n# a build stage\nFROM alpine AS base\n';
  expect(codes(text)).toEqual([]);
  expect(codes(`# check=experimental=all${text}`)).toEqual(['InvalidDefinitionDescription']);
  expect(codes(`# check=skip=all;experimental=InvalidDefinitionDescription${text}`)).toEqual(['InvalidDefinitionDescription']);
});
