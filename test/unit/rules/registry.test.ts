// The list of rules, their folders, their tests and their pages belong together.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { buildChecks } from '../../../server/src/data/buildChecks.ts';
import { ruleCodes, rules } from '../../../server/src/rules/registry.ts';
import { practiceCodes } from '../../../server/src/rules/support/practiceCodes.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const families = ['buildkit', 'practice', 'validity'];

function names(folder: string, extension: string): string[] {
  return fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length)).sort();
}

/** A code as the name of a variable and file: the first word in lower case. */
function camel(code: string): string {
  return code.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase());
}

test('lists every rule of the folders once, in the order of the codes', () => {
  const files = families.flatMap((family) => names(`server/src/rules/${family}`, '.ts').map((name) => `${family}/${name}`)).sort();
  expect(rules.map(({ family, code }) => `${family}/${camel(code)}`).sort()).toEqual(files);
  expect(ruleCodes).toEqual([...ruleCodes].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
});

test('every rule has a test and a page', () => {
  const codes = [...ruleCodes].sort();
  expect(names('test/unit/rules', '.test.ts').filter((name) => /^[A-Z]/.test(name))).toEqual(codes);
  expect(names('docs/rules', '.md').filter((name) => /^[A-Z]/.test(name))).toEqual(codes);
});

test('knows BuildKit\u2019s checks as the table has them', () => {
  const own = rules.filter(({ family }) => family === 'buildkit')
    .map((rule) => ({ name: rule.code, experimental: 'experimental' in rule.status, skippableByComment: rule.skippableByComment !== false }));
  const table = buildChecks.map(({ name, experimental, skippableByComment }) => ({ name, experimental, skippableByComment }));
  expect(own).toEqual(table.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)));
});

test('the codes of our own advice are those that check comments may name', () => {
  expect(rules.filter(({ family }) => family === 'practice').map(({ code }) => code)).toEqual(practiceCodes);
});

test('links BuildKit\u2019s checks to their pages', () => {
  expect(rules.find(({ code }) => code === 'JSONArgsRecommended')!.url).toBe('https://docs.docker.com/go/dockerfile/rule/json-args-recommended/');
  for (const rule of rules) if (rule.family === 'buildkit' && rule.url) expect(rule.url).toMatch(/^https:\/\/docs\.docker\.com\/go\/dockerfile\/rule\/[a-z-]+\/$/);
});

test('says of every rule what it needs to say', () => {
  for (const rule of rules) {
    expect(rule.summary.length, rule.code).toBeGreaterThan(10);
    expect(rule.fixable === 'never', `${rule.code}: fixable and fixes agree`).toBe(rule.fixes === undefined);
    expect(rule.family === 'validity' ? rule.severity === 'error' : rule.severity !== 'error', rule.code).toBe(true);
  }
});
