import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ResultsStore, type StoredBuild } from '../../../client/src/model/resultsStore.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'drydock-store-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inputs = { engine: 'e', context: '/', syntax: '', images: {}, files: { '0/1': [] }, own: ['a'], whole: ['b'] };
const build = (ended: number, more: Partial<StoredBuild> = {}): StoredBuild => ({
  file: '/app/Dockerfile', target: undefined, buildArgs: undefined, outcome: 'succeeded', started: 0, ended, dockerfile: 'FROM a', imageId: `sha256:${ended}`, imageName: 'app:1', buildRef: undefined, totalSize: 1, sizes: 'unpacked',
  instructions: [], inputs, request: undefined, ...more,
});
const ended = (builds: readonly StoredBuild[]): number[] => builds.map((each) => each.ended);

describe('builds', () => {
  test('are there in another window', async () => {
    const store = new ResultsStore(join(folder, 'new'));
    await store.add(build(1));
    await store.add(build(2, { file: '/other' }));
    expect(ended(await new ResultsStore(join(folder, 'new')).of('/app/Dockerfile'))).toEqual([1]);
    expect(await new ResultsStore(join(folder, 'new')).of('/none')).toEqual([]);
  });
  test('are five of each target, and the last of them knows its files', async () => {
    const store = new ResultsStore(folder);
    for (let at = 1; at <= 7; at++) await store.add(build(at));
    await store.add(build(8, { target: 'x' }));
    await store.add(build(9, { outcome: 'failed' }));
    const kept = await new ResultsStore(folder).of('/app/Dockerfile');
    expect(ended(kept)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(kept.map((each) => each.inputs?.files !== undefined)).toEqual([true, true, true, false, false, false]);
    expect(kept.at(-1)?.inputs?.own).toEqual(['a']);
  });
  test('can be added to and forgotten', async () => {
    const store = new ResultsStore(folder);
    await store.add(build(1));
    await store.update('/app/Dockerfile', 'sha256:1', (each) => ({ ...each, hidden: [{ owner: 0, cause: 1, bytes: 5, files: 1 }] }));
    expect((await new ResultsStore(folder).of('/app/Dockerfile'))[0]?.hidden).toHaveLength(1);
    await store.forget('/app/Dockerfile');
    expect(await store.of('/app/Dockerfile')).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
  test('that were added at once are all there', async () => {
    const store = new ResultsStore(folder);
    await Promise.all([1, 2, 3].map((at) => store.add(build(at))));
    expect(ended(await new ResultsStore(folder).of('/app/Dockerfile')).sort()).toEqual([1, 2, 3]);
  });
});

test.each(['', '{', '[]', '{"version":1}', '{"version":0,"file":"/app/Dockerfile","builds":[]}', '{"version":1,"file":"/else","builds":[{}]}'])('a file that says %j counts as none', async (text) => {
  const store = new ResultsStore(folder);
  await store.add(build(1));
  writeFileSync(join(folder, readdirSync(folder)[0]!), text);
  expect(await new ResultsStore(folder).of('/app/Dockerfile')).toEqual([]);
});

test('without a folder, and where none can be made, builds last as long as the window', async () => {
  writeFileSync(join(folder, 'file'), '');
  for (const store of [new ResultsStore(undefined), new ResultsStore(join(folder, 'file'))]) {
    await store.add(build(1));
    expect(ended(await store.of('/app/Dockerfile'))).toEqual([1]);
  }
});
