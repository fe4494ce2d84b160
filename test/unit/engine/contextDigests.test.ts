import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContextDigests, type ContentOfFile } from '../../../client/src/engine/contextDigests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-digests-'));
  mkdirSync(join(folder, 'd'));
  writeFileSync(join(folder, 'd/a'), 'hello');
  writeFileSync(join(folder, 'b'), 'hello');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const of = (digests: ContextDigests, paths: readonly string[], mostBytes = 1_000, texts?: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, ContentOfFile> | undefined> =>
  digests.of(folder, paths, { mostBytes, signal, ...(texts ? { texts } : {}) });

test('content and permissions count, times and places do not', async () => {
  const digests = new ContextDigests();
  const first = (await of(digests, ['d/a', 'b', 'd/']))!;
  expect(first.get('d/a')).toEqual(first.get('b'));
  expect(first.get('d/')).toEqual({ mode: 0, content: '/' });
  utimesSync(join(folder, 'b'), 1, 1);
  expect((await of(digests, ['b']))!.get('b')).toEqual(first.get('b'));
  chmodSync(join(folder, 'b'), 0o700);
  const changed = (await of(digests, ['b']))!.get('b')!;
  expect(changed.content).toBe(first.get('b')!.content);
  if (process.platform !== 'win32') expect(changed.mode).not.toBe(first.get('b')!.mode);
  writeFileSync(join(folder, 'b'), 'hallo');
  expect((await of(digests, ['b']))!.get('b')!.content).not.toBe(first.get('b')!.content);
});

test('a text in the place of what is on disk', async () => {
  const digests = new ContextDigests();
  const saved = (await of(digests, ['b']))!.get('b');
  expect((await of(digests, ['b'], 0, new Map([[join(folder, 'b'), 'hello']])))!.get('b')).toEqual(saved);
  expect((await of(digests, ['b'], 0, new Map([[join(folder, 'b'), 'other']])))!.get('b')).not.toEqual(saved);
});

test('links count by where they lead, and what is gone by nothing', async () => {
  symlinkSync('b', join(folder, 'link'));
  const found = (await of(new ContextDigests(), ['link', 'none']))!;
  expect(found.get('link')!.content).toBe('-> b');
  expect(found.get('none')).toEqual({ mode: 0, content: '' });
});

test('too much is not read, and what was read counts no more', async () => {
  const digests = new ContextDigests();
  expect(await of(digests, ['b', 'd/a'], 9)).toBeUndefined();
  expect(await of(digests, ['b', 'd/a'], 10)).toBeDefined();
  expect(await of(digests, ['b', 'd/a'], 0)).toBeDefined();
});

test('a cancel ends it', async () => {
  await expect(new ContextDigests().of(folder, ['b'], { mostBytes: 10, signal: AbortSignal.abort() })).rejects.toThrow();
});
