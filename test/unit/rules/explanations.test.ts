// One mistake, one message: a rule that explains BuildKit's finding is shown in its place, except where BuildKit's own words are asked for.
import { expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { defaultConfig, type Config } from '../../../server/src/rules/config.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { analyse } from '../../../server/src/semantics/semantics.ts';
import { parse } from '../../../server/src/syntax/tree.ts';

function found(text: string, config: Config = defaultConfig): string[] {
  const tree = parse(text);
  return diagnose({ uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree) }, config).map(({ severity, code }) => `${severity} ${code}`);
}

const lost = 'FROM alpine\nRUN a\n && b\n';

test('shows the explanation, as loudly as what it explains', () => {
  expect(found(lost)).toEqual(['error LostContinuation']);
  expect(found("FROM alpine\nCMD ['a']\n")).toEqual(['warning SingleQuotedArray']);
});

test('leaves what it does not explain', () => {
  expect(found(`${lost}FOO\n`)).toEqual(['error LostContinuation', 'error UnknownInstruction']);
});

test('shows BuildKit’s finding where the explanation is skipped, switched off or not asked for', () => {
  expect(found(`# check=skip=LostContinuation\n${lost}`)).toEqual(['error UnknownInstruction']);
  expect(found(lost, { preset: 'recommended', severity: { LostContinuation: 'off' } })).toEqual(['error UnknownInstruction']);
  expect(found(lost, { preset: 'buildkit', severity: {} })).toEqual(['error UnknownInstruction']);
});

test('only advice explains, and only findings of others that exist', () => {
  for (const { family, explains, code } of rules) {
    if (!explains) continue;
    expect(family, code).toBe('practice');
    for (const other of explains) expect(rules.find((rule) => rule.code === other)?.family, other).toMatch(/^(?:buildkit|validity)$/);
  }
});
