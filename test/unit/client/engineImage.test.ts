/**
 * Images of an engine: what is asked of it for layers and contents, what is kept, and what is left when something fails. The engine is a fake that counts.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileCache } from '../../../client/src/image/fileCache.ts';
import type { OpenedImage } from '../../../client/src/image/openedImage.ts';
import { placeOpener } from '../../../client/src/image/openPlace.ts';
import type { ImagePlace } from '../../../client/src/image/protocol.ts';
import { dockerVersion, startFakeEngine, type FakeEngine } from '../../support/fakeEngine.ts';
import { digestOf, file, folder, imageArchive, imageConfig, tar, type ArchiveForm, type ImageSpec } from '../../support/tarBuilder.ts';

const base = tar(folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'));
const app: ImageSpec = {
  tags: ['app:1'], layers: [base, tar(file('etc/a', 'AAAA'), file('app', Buffer.alloc(100_000, 'x')))],
  history: [{ created_by: 'COPY a # buildkit' }, { created_by: 'ENV A=1', empty_layer: true }, { created_by: 'RUN /bin/sh -c x # buildkit' }],
};
const baseOnly: ImageSpec = { tags: ['base:1'], layers: [base], history: [{ created_by: 'COPY a # buildkit' }, { created_by: 'CMD ["sh"]', empty_layer: true }] };
const signal = new AbortController().signal;

const idOf = (spec: ImageSpec): string => `sha256:${digestOf(imageConfig(spec))}`;

let home: string;
let engine: FakeEngine;
const exported: string[] = [];
const closed: string[] = [];
/** How the next export goes, when not well. */
let fate: ((response: ServerResponse, bytes: Buffer) => void) | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drydock-kept-'));
  exported.length = closed.length = 0;
  fate = undefined;
});
afterEach(async () => {
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(form: ArchiveForm = 'docker', store: 'overlay2' | 'io.containerd.snapshotter.v1' = 'overlay2'): Promise<void> {
  const replies = [['app:1', app], ['base:1', baseOnly]] as const;
  engine = await startFakeEngine({
    '/version': dockerVersion,
    '/info': { Driver: 'overlay2', DriverStatus: store === 'overlay2' ? [] : [['driver-type', store]] },
    ...Object.fromEntries(replies.flatMap(([name, spec]) => [
      [`/images/${name}/json`, { Id: idOf(spec), RepoTags: [name], Os: 'linux', Architecture: 'amd64', RootFS: { Layers: spec.layers.map((layer) => `sha256:${digestOf(layer)}`) } }],
      [`/images/${name}/history`, spec.history!.map((entry) => ({ CreatedBy: (entry as { created_by: string }).created_by, Size: 'empty_layer' in entry ? 0 : 5, Created: 0 })).reverse()],
      ...[name, idOf(spec)].map((each) => [`/images/${each}/get`, (response: ServerResponse) => {
        exported.push(each === name ? name : `the id of ${name}`);
        response.on('close', () => closed.push(name));
        const bytes = imageArchive(form, spec);
        if (fate) fate(response, bytes);
        else response.end(bytes);
      }]),
    ])),
  });
}

const place = (image: string): ImagePlace => ({ kind: 'engine', endpoint: { transport: 'socket', path: engine.path, origin: { kind: 'setting' } }, image });
/** As in a window that has just been opened. */
const opener = (largestImage = 1e9) => placeOpener({ folder: home, largestImage });
const open = async (image: string, by = opener()): Promise<OpenedImage> => (await by(place(image), () => undefined, signal)).images[0]!;
const text = async (image: OpenedImage, where: number | 'final', path: string): Promise<string> => Buffer.from((await image.read(where, path, signal))!).toString();
const files = (kind: string): string[] => (existsSync(join(home, kind)) ? readdirSync(join(home, kind)) : []);
const facts = ({ id, name, platform, history, layers, totalBytes, wastedBytes, waste, finalFiles }: OpenedImage): unknown => ({
  id, name, platform, rows: history.rows.map(({ instruction, text: words, isEmpty, layer, size }) => ({ instruction, words, isEmpty, layer, size })), layers, totalBytes, wastedBytes, waste, finalFiles,
});

describe.skipIf(process.platform === 'win32')('an image of an engine', () => {
  it('is exported once: then its layers and its files are there', async () => {
    await start();
    const first = await open('app:1');
    expect(await text(first, 0, 'etc/a')).toBe('aaaa');
    expect(files('images')).toHaveLength(1);
    const second = await open('app:1');
    expect(await text(second, 'final', 'etc/a')).toBe('AAAA');
    expect(facts(second)).toEqual(facts(first));
    expect(exported).toEqual(['app:1']);
  });

  it('needs no export when all of its layers are known, until a file is opened', async () => {
    await start();
    const first = await open('app:1', opener(0));
    await expect.poll(() => files('layers').filter((name) => name.endsWith('.layer'))).toHaveLength(2);
    const second = await open('app:1', opener(0));
    expect(exported).toEqual(['app:1']);
    expect(facts(second)).toEqual(facts(first));
    expect((await second.find('app', 5)).items).toHaveLength(1);
    expect(await text(second, 'final', 'etc/a')).toBe('AAAA');
    expect(exported.slice(1)).toEqual(['the id of app:1', 'the id of app:1']);
  });

  it('shares layers with others: a base alone needs no export', async () => {
    await start();
    const by = opener();
    await open('app:1', by);
    const image = await open('base:1', by);
    expect(exported).toEqual(['app:1']);
    expect(image.layers.map((layer) => layer.counts.added)).toEqual([3]);
    expect(image.history.rows.map((row) => [row.instruction, row.layer])).toEqual([['COPY', 0], ['CMD', undefined]]);
    // Only now its own archive is needed.
    const texts = await Promise.all([text(image, 'final', 'etc/a'), text(image, 'final', 'etc/b')]);
    expect([texts, exported]).toEqual([['aaaa', 'bb'], ['app:1', 'the id of base:1']]);
  });

  it('in the store of containerd is always exported, for what the engine tells is not enough there', async () => {
    await start('oci', 'io.containerd.snapshotter.v1');
    const by = opener(0);
    await open('app:1', by);
    await open('base:1', by);
    expect(exported).toEqual(['app:1', 'base:1']);
  });

  it('that is too large to be kept is asked for again, as far as the file', async () => {
    await start();
    const by = opener(50_000);
    const image = await open('app:1', by);
    expect([files('images'), exported.length]).toEqual([[], 1]);
    // The rest never comes; nobody may wait for it.
    fate = (response, bytes) => void response.write(bytes.subarray(0, -2048));
    expect(await text(image, 0, 'etc/b')).toBe('bb');
    await expect.poll(() => closed.length).toBe(2);
  });

  it('is read anew when what was kept is damaged or gone', async () => {
    await start();
    const first = await open('app:1');
    await expect.poll(() => files('layers')).toHaveLength(2);
    for (const name of files('layers')) writeFileSync(join(home, 'layers', name), 'garbage');
    truncateSync(join(home, 'images', files('images')[0]!), 5000);
    expect(facts(await open('app:1'))).toEqual(facts(first));
    expect(exported).toHaveLength(2);
    rmSync(join(home, 'images'), { recursive: true });
    expect(await text(first, 0, 'etc/a')).toBe('aaaa');
    expect(exported).toHaveLength(3);
  });

  it('is read all the same where nothing can be kept', async () => {
    await start();
    for (const name of ['layers', 'images']) writeFileSync(join(home, name), 'no folder');
    const image = await open('app:1');
    expect(await text(image, 0, 'etc/a')).toBe('aaaa');
  });

  it.each([
    ['dies', (response: ServerResponse, bytes: Buffer) => { response.write(bytes.subarray(0, 70_000)); setTimeout(() => response.socket?.destroy(), 20); }, { name: 'EngineError', kind: 'lost' }],
    ['refuses', (response: ServerResponse) => void response.writeHead(500).end('{"message":"no space left"}'), { name: 'EngineError' }],
  ] as const)('of an engine that %s says so, leaves nothing behind, and can be opened then', async (_, deed, error) => {
    await start();
    fate = deed;
    await expect(open('app:1')).rejects.toMatchObject({ ...error, message: expect.stringMatching(/\S/) as string });
    expect([files('images'), files('layers')]).toEqual([[], []]);
    fate = undefined;
    expect(await text(await open('app:1'), 'final', 'etc/a')).toBe('AAAA');
  });

  it('of an engine that falls silent says so until the cancel', async () => {
    await start();
    fate = (response, bytes) => void response.write(bytes.subarray(0, 3000));
    const control = new AbortController();
    const opening = placeOpener({ folder: home, largestImage: 1e9 }, 30)(place('app:1'), (message) => { if (/^3 kB; nothing has come for \d+ seconds$/.test(message)) control.abort(); }, control.signal);
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => closed.length).toBe(1);
    expect(files('images')).toEqual([]);
  });

  it('whose archive is cut is shown as far as it goes, and not kept', async () => {
    await start('podman');
    fate = (response, bytes) => void response.end(bytes.subarray(0, bytes.length - 3000));
    await expect(open('app:1')).rejects.toThrow(/\.$/);
    expect([files('images'), files('layers')]).toEqual([[], []]);
  });

  it('a reader who stops waiting does not end the export for others', async () => {
    await start();
    const by = opener();
    await open('app:1', by);
    const image = await open('base:1', by);
    let go = (): void => undefined;
    fate = (response, bytes) => { go = () => void response.end(bytes); };
    const control = new AbortController();
    const one = expect(image.read('final', 'etc/a', control.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const other = text(image, 'final', 'etc/b');
    await expect.poll(() => exported.length).toBe(2);
    control.abort();
    await one;
    go();
    expect(await other).toBe('bb');
  });
});

describe.skipIf(process.platform === 'win32')('a reader', () => {
  it('who is the last to stop waiting ends the export, and another starts a new one', async () => {
    await start();
    const by = opener();
    await open('app:1', by);
    const image = await open('base:1', by);
    fate = (response, bytes) => void response.write(bytes.subarray(0, 2000));
    const control = new AbortController();
    const reading = [0, 1].map(() => expect(image.read('final', 'etc/a', control.signal)).rejects.toMatchObject({ name: 'AbortError' }));
    await expect.poll(() => exported.length).toBe(2);
    control.abort();
    await Promise.all(reading);
    await expect.poll(() => closed.length).toBe(2);
    await expect.poll(() => files('images')).toHaveLength(1);
    fate = undefined;
    expect(await text(image, 'final', 'etc/a')).toBe('aaaa');
  });
});

describe('kept files', () => {
  beforeEach(async () => { await start(); });
  const bytes = (length: number): Uint8Array => new Uint8Array(length);
  it('are removed from the oldest on when there are too many bytes', async () => {
    const cache = new FileCache(join(home, 'cache'), '.x', 100);
    for (const [at, key] of ['a', 'b', 'c'].entries()) {
      await cache.write(key, bytes(40));
      const path = cache.find(key)!;
      utimesSync(path, 1000 + at, 1000 + at);
    }
    expect(['a', 'b', 'c'].map((key) => cache.find(key) !== undefined)).toEqual([false, true, true]);
    utimesSync(cache.find('c')!, 2000, 2000);
    // Read last, b outlives c.
    await cache.read('b');
    await cache.write('d', bytes(40));
    expect(['b', 'c', 'd'].map((key) => cache.find(key) !== undefined)).toEqual([true, false, true]);
    await cache.write('huge', bytes(500));
    expect(['b', 'd', 'huge'].map((key) => cache.find(key) !== undefined)).toEqual([false, false, false]);
  });

  it('that somebody began to write hours ago are removed, and those of others are let be', async () => {
    const cache = new FileCache(join(home, 'cache'), '.x', 100);
    const [stale, fresh] = [cache.begin(), cache.begin()];
    for (const path of [stale, fresh, join(home, 'cache', 'other')]) writeFileSync(path, 'x');
    utimesSync(stale, 1000, 1000);
    await cache.write('a', bytes(1));
    expect([stale, fresh, join(home, 'cache', 'other')].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});
