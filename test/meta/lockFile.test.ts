// The lock file has to work for `npm ci` on a fresh machine, whatever machine it was written on.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
interface Entry { version: string; resolved?: string; dependencies?: Record<string, string>; devDependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }
const read = <T>(file: string): T => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as T;
const { packages } = read<{ packages: Record<string, Entry> }>('package-lock.json');

test('it has the binaries of every platform: npm leaves out those that its registry does not serve, and npm ci refuses the file then', () => {
  const missing = Object.entries(packages).flatMap(([owner, entry]) => Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !packages[`${owner}/node_modules/${name}`] && !packages[`node_modules/${name}`]));
  expect(missing).toEqual([]);
});

test('it has exactly the versions that package.json pins', () => {
  const pinned = read<Entry>('package.json').devDependencies ?? {};
  expect(Object.keys(pinned).length).toBeGreaterThan(10);
  expect(Object.fromEntries(Object.keys(pinned).map((name) => [name, packages[`node_modules/${name}`]?.version]))).toEqual(pinned);
});

test('it names no registry, so that everybody\'s own is used', () => {
  expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
});
