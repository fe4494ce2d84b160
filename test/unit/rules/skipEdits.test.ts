// Skipping a check: what is written where, and that BuildKit then reads it.
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../server/src/base/textEdit.ts';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { quickFixes } from '../../../server/src/features/codeAction/quickFix.ts';
import type { Config } from '../../../server/src/rules/config.ts';
import { snapshotOf } from '../../support/fixture.ts';

const config: Config = { preset: 'buildkit', severity: {} };

function skip(text: string, code: string, where: 'here' | 'file'): string | undefined {
  const snapshot = snapshotOf(text);
  const diagnostic = diagnose(snapshot, config).find((one) => one.code === code);
  expect(diagnostic, `${code} in the text`).toBeDefined();
  const title = where === 'here' ? `Skip ${code} for this instruction` : `Skip ${code} in this file`;
  const action = quickFixes(snapshot, diagnostic!.range, config).find((one) => one.title === title);
  return action && applyEdits(text, action.edits);
}

function codes(text: string): string[] {
  return diagnose(snapshotOf(text), config).map(({ code }) => code);
}

const cmd = 'JSONArgsRecommended';

describe('for an instruction', () => {
  const cases: [what: string, before: string, after: string][] = [
    ['a comment above it', 'FROM alpine\nCMD x\n', 'FROM alpine\n# check=skip=JSONArgsRecommended\nCMD x\n'],
    ['a comment that is not indented, since BuildKit reads no other', 'FROM alpine\n  CMD x\n', 'FROM alpine\n# check=skip=JSONArgsRecommended\n  CMD x\n'],
    ['line ends as the file has them', 'FROM alpine\r\nCMD x\r\n', 'FROM alpine\r\n# check=skip=JSONArgsRecommended\r\nCMD x\r\n'],
    ['one more name in the comment that is there', 'FROM alpine\n# check=skip=UndefinedVar why not\n\n# more\nCMD x\n', 'FROM alpine\n# check=skip=UndefinedVar,JSONArgsRecommended why not\n\n# more\nCMD x\n'],
    ['one more option', 'FROM alpine\n# check=error=true\nCMD x\n', 'FROM alpine\n# check=error=true;skip=JSONArgsRecommended\nCMD x\n'],
    ['a comment of its own below another block', 'FROM alpine\n# check=skip=UndefinedVar\n#\n# text\nCMD x\n', 'FROM alpine\n# check=skip=UndefinedVar\n#\n# text\n# check=skip=JSONArgsRecommended\nCMD x\n'],
  ];
  test.each(cases)('%s', (_what, before, after) => {
    expect(skip(before, cmd, 'here')).toBe(after);
    expect(codes(after)).not.toContain(cmd);
  });

  test('at the top of the file it stays a comment', () => {
    const after = skip('FROM alpine as base\n', 'FromAsCasing', 'here');
    expect(after).toBe('\n# check=skip=FromAsCasing\nFROM alpine as base\n');
    expect(codes(after!)).toEqual([]);
    const below = skip('# syntax=docker/dockerfile:1\nFROM alpine as base\n', 'FromAsCasing', 'here');
    expect(below).toBe('# syntax=docker/dockerfile:1\n\n# check=skip=FromAsCasing\nFROM alpine as base\n');
    expect(codes(below!)).toEqual([]);
  });

  test('the comment goes where BuildKit finds the problem', () => {
    const after = skip('FROM alpine\nCMD ["a"]\nRUN b\nCMD ["c"]\n', 'MultipleInstructionsDisallowed', 'here');
    expect(after).toBe('FROM alpine\nCMD ["a"]\nRUN b\n# check=skip=MultipleInstructionsDisallowed\nCMD ["c"]\n');
    expect(codes(after!)).toEqual([]);
  });

  test('is not offered where BuildKit does not read it', () => {
    expect(skip('FROM alpine\nRUN a \\\n\n b\n', 'NoEmptyContinuation', 'here')).toBeUndefined();
  });
});

describe('in the file', () => {
  const cases: [what: string, before: string, after: string][] = [
    ['a directive at the top', 'FROM alpine\nCMD x\n', '# check=skip=JSONArgsRecommended\nFROM alpine\nCMD x\n'],
    ['a directive below the others', '# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\nCMD x\n', '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=JSONArgsRecommended\nFROM alpine\nCMD x\n'],
    ['a directive before a comment', '# about\nFROM alpine\nCMD x\n', '# check=skip=JSONArgsRecommended\n# about\nFROM alpine\nCMD x\n'],
    ['a directive behind the byte order mark', '\ufeffFROM alpine\nCMD x\n', '\ufeff# check=skip=JSONArgsRecommended\nFROM alpine\nCMD x\n'],
    ['a directive below a first line for the shell', '#!/usr/bin/env x\nFROM alpine\nCMD x\n', '#!/usr/bin/env x\n# check=skip=JSONArgsRecommended\nFROM alpine\nCMD x\n'],
    ['one more name in the directive that is there', '# check=skip=UndefinedVar;error=false\nFROM alpine\nCMD x\n', '# check=skip=UndefinedVar,JSONArgsRecommended;error=false\nFROM alpine\nCMD x\n'],
    ['one more option', '# check=error=false\nFROM alpine\nCMD x\n', '# check=error=false;skip=JSONArgsRecommended\nFROM alpine\nCMD x\n'],
  ];
  test.each(cases)('%s', (_what, before, after) => {
    expect(skip(before, cmd, 'file')).toBe(after);
    expect(codes(after)).toEqual([]);
  });

  test('never makes a second directive', () => {
    // The linter does not read an indented directive, but a second one would fail the build.
    expect(skip(' # check=skip=UndefinedVar\nFROM alpine\nCMD x\n', cmd, 'file')).toBeUndefined();
  });

  test('errors cannot be skipped', () => {
    const snapshot = snapshotOf('FROM alpine\nRUM x\n');
    const [diagnostic] = diagnose(snapshot, config);
    expect(quickFixes(snapshot, diagnostic!.range, config).map(({ title }) => title)).toEqual(['Change to RUN']);
  });
});
