import { expect, test } from 'vitest';
import { configFrom } from '../../../server/src/lsp/config.ts';
import { defaultConfig } from '../../../server/src/rules/config.ts';

test.each([undefined, null, 7, 'all', [], {}, { preset: 'none' }, { severity: 'off' }, { severity: { A: 'loud', B: 1 } }])('%j is the default', (section) => {
  expect(configFrom(section)).toEqual(defaultConfig);
});

test('what makes sense is taken, key by key', () => {
  expect(configFrom({ preset: 'all', severity: { A: 'off', B: 'loud', C: 'hint' }, build: {} })).toEqual({ preset: 'all', severity: { A: 'off', C: 'hint' } });
});

test('no name of a rule is special', () => {
  const { severity } = configFrom(JSON.parse('{"severity":{"__proto__":"off","constructor":"hint"}}'));
  expect(Object.entries(severity)).toEqual([['__proto__', 'off'], ['constructor', 'hint']]);
});
