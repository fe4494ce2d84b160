// What the presets show of the same findings.
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import type { Config } from '../../../server/src/rules/config.ts';
import { snapshotOf } from '../../support/fixture.ts';

function codes(text: string, config: Partial<Config> = {}): string[] {
  return diagnose(snapshotOf(text), { preset: 'recommended', severity: {}, ...config }).map(({ code }) => code);
}

const errors = 'FROM alpine as base\nRUM x\nWORKDIR\nCOPY --form=a b c\n';

test('buildkit stops at the first error, the others go on', () => {
  expect(codes(errors, { preset: 'buildkit' })).toEqual(['FromAsCasing', 'UnknownInstruction']);
  expect(codes(errors)).toEqual(['FromAsCasing', 'UnknownInstruction', 'MissingArgument', 'UnknownFlag']);
});

test('buildkit keeps the warnings that come before the error in its run, not in the file', () => {
  // The line parser fails before anything is checked.
  expect(codes('FROM alpine as base\nENV A\n', { preset: 'buildkit' })).toEqual(['MissingPairValue']);
  // Instructions are read to the end before they are carried out.
  expect(codes('FROM alpine\nCMD x\nRUM y\n', { preset: 'buildkit' })).toEqual(['UnknownInstruction']);
  expect(codes('FROM alpine\nEXPOSE http\nMAINTAINER x\n', { preset: 'buildkit' })).toEqual(['InvalidPort', 'MaintainerDeprecated']);
});

test('recommended claims nothing that the base image decides', () => {
  const usesVariable = (image: string): string => `FROM ${image}\nENV A=$HOME_OF_IT\n`;
  expect(codes(usesVariable('python:3'))).toEqual([]);
  expect(codes(usesVariable('python:3'), { preset: 'buildkit' })).toEqual(['UndefinedVar']);
  expect(codes(usesVariable('scratch'))).toEqual(['UndefinedVar']);
  // Images that are known to set nothing but PATH.
  expect(codes(usesVariable('alpine:3.20'))).toEqual(['UndefinedVar']);
  expect(codes(usesVariable('someone/alpine'))).toEqual([]);
  expect(codes('FROM python:3\nEXPOSE $PORT_OF_IT/x\n')).toEqual([]);
  expect(codes('FROM python:3\nRUN --mount=type=cache true\n')).toEqual([]);
});

test('our own advice is not BuildKit\u2019s', () => {
  expect(codes('FROM alpine\nRUN cd /x\n')).toEqual(['RunWithoutEffect']);
  expect(codes('FROM alpine\nRUN cd /x\n', { preset: 'buildkit' })).toEqual([]);
});

describe('severities', () => {
  test('can be changed and switched off', () => {
    const text = 'FROM alpine as base\n';
    const [diagnostic] = diagnose(snapshotOf(text), { preset: 'recommended', severity: { FromAsCasing: 'hint' } });
    expect(diagnostic!.severity).toBe('hint');
    expect(codes(text, { severity: { FromAsCasing: 'off' } })).toEqual([]);
  });

  test('an error that is switched off does not stop anything', () => {
    expect(codes('FROM alpine\nRUM x\nWORKDIR\n', { preset: 'buildkit', severity: { UnknownInstruction: 'off' } })).toEqual(['MissingArgument']);
  });

  test('names of nothing are harmless', () => {
    expect(codes('FROM alpine\n', { severity: { constructor: 'error' as const, NoSuchRule: 'off' } })).toEqual([]);
  });
});

test('a finding says what it belongs to', () => {
  const text = 'FROM alpine\n\n  COPY --chown a \\\n    b # x\nRUN y\n';
  const [diagnostic] = diagnose(snapshotOf(text), { preset: 'recommended', severity: {} });
  expect(text.slice(diagnostic!.range.start, diagnostic!.range.end)).toBe('--chown');
  expect(text.slice(diagnostic!.instructionRange.start, diagnostic!.instructionRange.end)).toBe('COPY --chown a \\\n    b # x');
});
