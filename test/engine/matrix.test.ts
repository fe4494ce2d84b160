/**
 * The same story with every engine there is: Docker in both stores, an old one, Podman. What differs stands in the table, everything else must be the same.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineClient, ImageSummary } from '../../server/src/engine/contract.ts';
import { exportedFiles } from '../support/builtImages.ts';
import { build, cleanUp, dockerfile, label, prefix, runToEnd, socketOf } from '../support/engineScenario.ts';
import { matrixEngines } from '../support/matrixEngines.ts';
import { record } from '../support/recordedAnswers.ts';
import { tar } from '../support/tarBuilder.ts';

const engines = matrixEngines();
const app = (version: number | string): string => `${prefix}/app:${version}`;
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'it worked', (error: { name: string; kind: string; message: string }) => `${error.name} ${error.kind}: ${error.message}`);

if (engines.length === 0) test.skip('with every engine that DOCKER_HOST and DRYDOCK_ENGINES name', () => undefined);

describe.each(engines)('$name', ({ name, client }) => {
  const isPodman = name.startsWith('podman');
  const isContainerd = name.includes('containerd');
  const socket = socketOf(client);
  let container = '';
  /** Podman's names have a registry. */
  const bare = (tag: string): string => tag.replace(/^(?:localhost|docker\.io)\//, '');
  const find = async (tag: string, options?: Parameters<EngineClient['listImages']>[0]): Promise<ImageSummary | undefined> => (await client.listImages(options)).find((image) => image.tags.some((each) => bare(each) === tag));

  beforeAll(() => cleanUp(client), 60_000);
  afterAll(async () => {
    await cleanUp(client);
    client.dispose();
  }, 60_000);

  test('says who it is', async () => {
    const details = await client.details();
    expect(details).toMatchObject({ kind: isPodman ? 'podman' : 'docker', store: isPodman ? 'podman' : isContainerd ? 'containerd' : 'graphdriver', os: 'linux' });
    expect(details.rootDir).toMatch(/^\//);
    expect(details.storageDriver).not.toBe('');
    expect(await client.info()).toEqual({ kind: details.kind, version: details.version, apiVersion: details.apiVersion, os: details.os, arch: details.arch });
  });

  test('imports a file system', async () => {
    const id = await client.importImage(Readable.from([exportedFiles('busybox:latest')]), `${prefix}/base:1`, { message: 'the base', changes: ['CMD ["sh"]'] });
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    const details = await client.inspect(`${prefix}/base:1`);
    expect(details.id).toBe(id);
    expect(details.config.cmd).toEqual(['sh']);
    expect(details.diffIds).toHaveLength(1);
  }, 60_000);

  test('builds and tells the history', async () => {
    await build(socket, app(1), dockerfile);
    const history = await client.history(app(1));
    expect(JSON.stringify(history)).not.toContain('<missing>');
    const texts = history.map(({ createdBy }) => createdBy);
    for (const word of ['LABEL', 'ENV', 'USER', 'CMD']) expect(texts.some((text) => text.includes(`${word} `)), word).toBe(true);
    expect(texts.at(-1)).toContain('CMD');
    expect(history.at(-1)!.tags.map(bare)).toEqual(name === 'podman-4' ? [] : [app(1)]);
    expect(history.slice(0, -1).flatMap(({ tags }) => tags).map(bare).filter((tag) => tag !== `${prefix}/base:1`)).toEqual([]);
    expect(history.every(({ sizeKind }) => sizeKind === (isContainerd ? 'disk usage' : 'unpacked'))).toBe(true);
    // The oldest is the base's, and the largest.
    expect(history[0]!.size).toBe(Math.max(...history.map(({ size }) => size)));
    expect(history.find(({ createdBy }) => createdBy.includes('COPY'))!.size).toBeGreaterThan(0);
  }, 120_000);

  test('inspects', async () => {
    const details = await client.inspect(app(1));
    expect(details.config).toMatchObject({ user: '1000', cmd: ['/bin/sh'], labels: { [label]: 'matrix' } });
    expect(details.config.env).toContain('A=two words');
    expect(details.tags.map(bare)).toEqual([app(1)]);
    expect(details.diffIds.length).toBeGreaterThanOrEqual(3);
    expect(details.diffIds.every((id) => /^sha256:[0-9a-f]{64}$/.test(id))).toBe(true);
    expect([details.os, details.arch]).toEqual(['linux', (await client.info()).arch]);
    expect(Date.now() - details.created).toBeLessThan(600_000);
    expect(details.sizeKind).toBe(isContainerd ? 'packed' : 'unpacked');
    // Before 28 the containerd store does not say it.
    if (name === 'docker-26-containerd') expect(details).not.toHaveProperty('unpackedSize');
    else if (isContainerd) expect(details.unpackedSize).toBeGreaterThan(details.size);
    else expect(details.unpackedSize).toBe(details.size);
  });

  test('tags and lists with what is shared', async () => {
    await client.tag(app(1), app(2));
    const listed = await find(app(1), { sharedSize: true, filters: { reference: [`${prefix}/*`] } });
    expect(listed!.tags.map(bare).sort()).toEqual([app(1), app(2)]);
    expect(listed).toMatchObject({ id: (await client.inspect(app(1))).id, labels: { [label]: 'matrix' }, isDangling: false, sizeKind: isContainerd ? 'packed and unpacked' : 'unpacked' });
    expect(listed!.size).toBeGreaterThan(1_000_000);
    // The base is shared, and a few files are its own.
    expect(listed!.sharedSize!).toBeGreaterThan(1_000_000);
    expect(listed!.uniqueSize!).toBeLessThan(listed!.size / 2);
    expect(listed!.sharedSize! + listed!.uniqueSize!).toBeLessThanOrEqual(listed!.size);
    expect(await find(app(1))).not.toHaveProperty('sharedSize');
    expect(await failure(client.tag(app(1), 'Not A Name'))).toMatch(/^EngineError bad-name/);
  });

  test('knows dangling images from parents and the rest', async () => {
    await build(socket, app(3), dockerfile);
    const before = (await client.inspect(app(3))).id;
    await build(socket, app(3), dockerfile.replace('1.0', '2.0'));
    /** In the engine's own words. */
    const danglingOnes = async (): Promise<string[]> => (await client.listImages({ filters: { dangling: ['true'] } })).map(({ id }) => id).sort();
    const dangling = await danglingOnes();
    expect(dangling).toContain(before);
    const all = await client.listImages({ all: true });
    expect(all.find(({ id }) => id === before)).toMatchObject({ isDangling: true, tags: [] });
    // What the classic builder leaves between the steps is no rubbish.
    expect(all.filter(({ isDangling }) => isDangling).map(({ id }) => id).sort()).toEqual(dangling);
    expect((await client.removeImage(before)).deleted).toContain(before);
    expect(await danglingOnes()).not.toContain(before);
  }, 120_000);

  test('runs a container and compares it with its image', async () => {
    container = await client.createContainer({ image: app(1), name: `${prefix}-1`, entrypoint: ['/bin/sh', '-c'], command: ['echo x > /tmp/new; echo y >> /tmp/other; mkdir /tmp/d'], labels: { [label]: 'matrix' }, network: 'none' });
    expect(await failure(client.createContainer({ image: app(1), name: `${prefix}-1` }))).toBe(`EngineError name-conflict: There is a container ${prefix}-1 already.`);
    const created = (await client.containers({ all: true })).find(({ id }) => id === container)!;
    expect(created).toMatchObject({ name: `${prefix}-1`, state: 'created', imageId: (await client.inspect(app(1))).id, labels: { [label]: 'matrix' } });
    expect(bare(created.image)).toBe(app(1));
    // A file of a container that was never started.
    expect((await buffer(await client.containerArchive(container, '/app/v'))).subarray(512, 516).toString()).toBe('1.0\n');
    await runToEnd(socket, container);
    // Its end is told before the list knows it.
    await vi.waitFor(async () => expect((await client.containers({ all: true, size: true })).find(({ id }) => id === container)).toMatchObject({ state: 'exited', writtenSize: expect.any(Number) as number }), 10_000);
    const changes = await client.containerChanges(container);
    expect(changes.filter(({ path }) => path.startsWith('/tmp'))).toEqual([
      { path: '/tmp', kind: 'modified' }, { path: '/tmp/d', kind: 'added' }, { path: '/tmp/new', kind: 'added' }, { path: '/tmp/other', kind: 'added' },
    ]);
    const files = await buffer(await client.exportContainer(container));
    expect(files.includes('tmp/new')).toBe(true);
    expect(await failure(client.containerArchive(container, '/nowhere'))).toMatch(/^EngineError refused: /);
    if (process.env['DRYDOCK_RECORD']) await record(name, client, container);
  }, 120_000);

  test('commits it', async () => {
    const id = await client.commit(container, `${prefix}/committed:1`, { message: 'by hand', author: 'me', changes: ['ENV B=1'] });
    const details = await client.inspect(`${prefix}/committed:1`);
    expect(details).toMatchObject({ id, author: 'me' });
    expect(details.config.env).toContain('B=1');
    // Podman forgets the message.
    if (!isPodman) expect((await client.history(`${prefix}/committed:1`)).at(-1)!.comment).toBe('by hand');
  }, 60_000);

  test('says what holds an image', async () => {
    await client.removeImage(app(2));
    const said = await failure(client.removeImage(app(1)));
    expect(said).toBe(`EngineError in-use: The container ${prefix}-1 (exited) uses this image.`);
    await client.removeContainer(container);
    expect(await failure(client.removeContainer(container))).toBe(`EngineError container-gone: The engine has no container ${container}.`);
    expect(await failure(client.containerChanges(container))).toBe(`EngineError container-gone: The engine has no container ${container}.`);
  });

  test('saves, removes and loads', async () => {
    const { id } = await client.inspect(app(1));
    const archive = await buffer(await client.saveImage(app(1)));
    // It was made of this one.
    await client.removeImage(`${prefix}/committed:1`);
    const { untagged, deleted } = await client.removeImage(app(1));
    expect(untagged.filter((each) => !each.includes('@')).map(bare)).toEqual([app(1)]);
    expect(deleted).toContain(id);
    const loaded = await client.loadImages(Readable.from([archive]));
    expect(loaded.map(bare)).toEqual([app(1)]);
    expect((await client.inspect(app(1))).diffIds.length).toBeGreaterThanOrEqual(3);
  }, 120_000);

  test('tells its disk usage', async () => {
    const usage = await client.diskUsage();
    expect(usage.images.some(({ tags }) => tags.map(bare).includes(app(1)))).toBe(true);
    expect(usage.images.filter(({ tags }) => tags.map(bare).includes(app(1)))).toMatchObject([{ sharedSize: expect.any(Number) as number, uniqueSize: expect.any(Number) as number }]);
    if (name === 'podman-4') expect(usage.layersSize).toBeUndefined();
    else expect(usage.layersSize).toBeGreaterThan(1_000_000);
    expect(usage.buildCache.every(({ id, parents }) => id !== '' && !parents.includes(id))).toBe(true);
  }, 60_000);

  test('tells events while it is asked', async () => {
    const control = new AbortController();
    const seen: string[] = [];
    const listening = (async () => {
      for await (const { type, action } of client.events({ signal: control.signal })) {
        seen.push(`${type} ${action}`);
        if (action === 'tag') return;
      }
    })();
    const tagging = setInterval(() => void client.tag(app(1), app('event')).catch(() => undefined), 200);
    await listening.finally(() => clearInterval(tagging));
    control.abort();
    expect(seen).toContain('image tag');
  }, 10_000);

  test('refuses each in its own way', async () => {
    const none = `${prefix}/none:1`;
    const gone = [client.inspect(none), client.history(none), client.saveImage(none), client.tag(none, app(9)), client.removeImage(none), client.createContainer({ image: none })].map(failure);
    for (const said of await Promise.all(gone)) {
      expect(said).toBe(`EngineError image-gone: The engine has no image ${none}.`);
    }
    expect(await failure(client.loadImages(Readable.from([tar({ name: 'x', body: 'no image' })])))).toMatch(/^EngineError upload: This is no archive/);
  }, 120_000);

  test('sending what cannot be read ends with its reason', async () => {
    const broken = new Readable({ read() { this.destroy(new Error('the disk is gone')); } });
    expect(await failure(client.loadImages(broken))).toBe('EngineError upload: What was to be sent could not be read: the disk is gone.');
    expect(broken.destroyed).toBe(true);
  }, 60_000);
});
