/**
 * What each engine really said (test/data/engines, recorded by test/engine/matrix.test.ts), and what is made of it: one form for all.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../../../server/src/engine/apiClient.ts';
import type { ImageSummary } from '../../../server/src/engine/contract.ts';
import { prefix } from '../../support/engineScenario.ts';
import { startFakeEngine, type FakeEngine } from '../../support/fakeEngine.ts';
import { recordedEngines } from '../../support/recordedAnswers.ts';

const app = `${prefix}/app:1`;
/** Podman's names have a registry. */
const bare = (name: string): string => name.replace(/^(?:localhost|docker\.io)\//, '');
const sha = /^sha256:[0-9a-f]{64}$/;

/** What differs from engine to engine, as they are. */
const table: Readonly<Record<string, { version: RegExp; spoken: string; kind: string; store: string; listSize: ImageSummary['sizeKind']; detailsSize: ImageSummary['sizeKind']; manifests: number; layersSize: boolean; headTags: string[] }>> = {
  'docker-20': { version: /^20\.10\./, spoken: '1.41', kind: 'docker', store: 'graphdriver', listSize: 'unpacked', detailsSize: 'unpacked', manifests: 0, layersSize: true, headTags: [app] },
  'docker-26': { version: /^26\.1\./, spoken: '1.45', kind: 'docker', store: 'graphdriver', listSize: 'unpacked', detailsSize: 'unpacked', manifests: 0, layersSize: true, headTags: [app] },
  'docker-26-containerd': { version: /^26\.1\./, spoken: '1.45', kind: 'docker', store: 'containerd', listSize: 'packed and unpacked', detailsSize: 'packed', manifests: 0, layersSize: true, headTags: [app] },
  'docker-28-containerd': { version: /^28\.5\./, spoken: '1.51', kind: 'docker', store: 'containerd', listSize: 'packed and unpacked', detailsSize: 'packed', manifests: 1, layersSize: true, headTags: [app] },
  'docker-28-overlay2': { version: /^28\.5\./, spoken: '1.51', kind: 'docker', store: 'graphdriver', listSize: 'unpacked', detailsSize: 'unpacked', manifests: 0, layersSize: true, headTags: [app] },
  'podman-4': { version: /^4\.3\./, spoken: '1.41', kind: 'podman', store: 'podman', listSize: 'unpacked', detailsSize: 'unpacked', manifests: 0, layersSize: false, headTags: [] },
  'podman-5': { version: /^5\.8\./, spoken: '1.44', kind: 'podman', store: 'podman', listSize: 'unpacked', detailsSize: 'unpacked', manifests: 0, layersSize: true, headTags: [app] },
};

const engines = recordedEngines();
test('there are records of every engine of the table', () => expect(engines.map(({ name }) => name)).toEqual(Object.keys(table)));

describe.each(engines)('$name', ({ name, answers }) => {
  const expected = table[name]!;
  let fake: FakeEngine;
  let client: ApiClient;
  beforeAll(async () => {
    fake = await startFakeEngine(answers);
    client = new ApiClient({ transport: process.platform === 'win32' ? 'pipe' : 'socket', path: fake.path, origin: { kind: 'setting' } });
  });
  afterAll(async () => {
    client.dispose();
    await fake.stop();
  });

  test('who it is, and what is spoken with it', async () => {
    expect(await client.details()).toMatchObject({ kind: expected.kind, store: expected.store, version: expect.stringMatching(expected.version) as string, os: 'linux', arch: 'amd64' });
    await client.listImages();
    expect(fake.requests.at(-1)).toMatch(new RegExp(`^/v${expected.spoken.replace('.', '\\.')}/`));
  });

  test('images', async () => {
    const images = await client.listImages({ all: true, sharedSize: true });
    const one = images.find(({ tags }) => tags.map(bare).includes(app))!;
    expect(one).toMatchObject({ isDangling: false, sizeKind: expected.listSize });
    expect(one.sharedSize! + one.uniqueSize!).toBeLessThanOrEqual(one.size);
    expect(one.created).toBeGreaterThan(Date.UTC(2026, 0));
    for (const image of images) {
      expect(image.id).toMatch(sha);
      expect(image.parentId).toMatch(/^(?:sha256:[0-9a-f]{64})?$/);
      expect(JSON.stringify(image)).not.toContain('<none>');
      // What another was built on is no rubbish.
      if (images.some(({ parentId }) => parentId === image.id)) expect(image.isDangling).toBe(false);
    }
    expect(images.map(({ created }) => created)).toEqual(images.map(({ created }) => created).sort((a, b) => b - a));
    expect((await client.listImages()).every((image) => !('sharedSize' in image))).toBe(true);
  });

  test('history', async () => {
    const history = await client.history(app);
    expect(JSON.stringify(history)).not.toContain('<missing>');
    expect(history.map(({ createdBy }) => /(FROM|LABEL|ENV|ARG|COPY|RUN|USER|CMD|echo)\b/.exec(createdBy)?.[0] ?? '').filter(Boolean).slice(-3)).toEqual(['echo', 'USER', 'CMD']);
    expect(history.flatMap(({ tags }) => tags).map(bare).filter((tag) => tag.startsWith(`${prefix}/app`)).filter((tag, at, all) => all.indexOf(tag) === at && tag === app)).toEqual(expected.headTags);
    expect(history.every(({ id, created, size }) => (id === undefined || sha.test(id)) && created > 0 && size >= 0)).toBe(true);
    expect(history.every(({ id }) => expected.kind === 'docker' || id === undefined)).toBe(true);
  });

  test('details', async () => {
    const details = await client.inspect(app);
    expect(details).toMatchObject({ sizeKind: expected.detailsSize, os: 'linux', arch: 'amd64', config: { user: '1000', cmd: ['/bin/sh'] } });
    expect(details.manifests).toHaveLength(expected.manifests);
    if (name === 'docker-26-containerd') expect(details).not.toHaveProperty('unpackedSize');
    else expect(details.unpackedSize).toBeGreaterThan(1_900_000);
    expect(details.diffIds.every((id) => sha.test(id))).toBe(true);
    for (const { available, platform, packedSize, unpackedSize } of details.manifests) expect([available, platform, packedSize === details.size, unpackedSize === details.unpackedSize]).toEqual([true, 'linux/amd64', true, true]);
  });

  test('containers and their changes', async () => {
    const [container] = (await client.containers({ all: true })).filter(({ name: called }) => called === `${prefix}-1`);
    expect(container).toMatchObject({ state: 'exited', imageId: (await client.inspect(app)).id, command: expect.stringContaining('echo x') as string });
    expect((await client.containerChanges(`${prefix}-1`)).filter(({ path }) => path.startsWith('/tmp')).map(({ path, kind }) => `${kind} ${path}`)).toEqual(['modified /tmp', 'added /tmp/d', 'added /tmp/new', 'added /tmp/other']);
  });

  test('disk usage', async () => {
    const usage = await client.diskUsage();
    expect(usage.images.filter(({ tags }) => tags.map(bare).includes(app))).toHaveLength(1);
    expect(usage.layersSize !== undefined).toBe(expected.layersSize);
    expect(new Set(usage.images.map(({ id }) => id)).size).toBe(usage.images.length);
    expect(usage.buildCache.every(({ id, parents }) => id !== '' && parents.every((parent) => /^[a-z0-9]{25}$/.test(parent)))).toBe(true);
  });
});

test('the parents of build cache are read in spite of the space before their name', async () => {
  const answers = engines.find(({ name }) => name === 'docker-28-overlay2')!.answers;
  const fake = await startFakeEngine({ ...answers, '/system/df': { BuildCache: [{ ID: 'a', ' Parents': ['b', 'c'], Size: 1 }, { ID: 'b', Parents: ['c'], Size: 3 }, { ID: 'c', Parent: 'd', Size: 2, LastUsedAt: null }] } });
  const client = new ApiClient({ transport: process.platform === 'win32' ? 'pipe' : 'socket', path: fake.path, origin: { kind: 'setting' } });
  try {
    expect((await client.diskUsage()).buildCache.map(({ id, parents, lastUsed }) => [id, parents, lastUsed])).toEqual([['b', ['c'], 0], ['c', ['d'], 0], ['a', ['b', 'c'], 0]]);
  } finally {
    client.dispose();
    await fake.stop();
  }
});
