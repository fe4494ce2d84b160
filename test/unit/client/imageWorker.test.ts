/**
 * The image worker in a thread of its own, made from the sources as they are.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImageWorker } from '../../../client/src/image/imageWorker.ts';
import { openArchive } from '../../../client/src/image/openArchive.ts';
import type { FolderQuery, ImageContents } from '../../../client/src/model/imageContents.ts';
import { readImageArchive } from '../../../server/src/image/archive.ts';
import { buildBundle, removeBundle } from '../../support/bundles.ts';
import { dockerVersion, startFakeEngine, type FakeEngine } from '../../support/fakeEngine.ts';
import { file, folder, imageArchive, symlink, tar, type ImageSpec } from '../../support/tarBuilder.ts';

const spec: ImageSpec = {
  tags: ['app:1'],
  layers: [tar(folder('etc/'), file('etc/a', 'aaaa'), file('big', 'x'.repeat(5000)), symlink('link', 'etc')), tar(file('etc/a', 'AAAA'), file('etc/b', 'bb'), file('big2', 'x'.repeat(5000)))],
};
const other: ImageSpec = { tags: ['app:2'], layers: [spec.layers[0]!] };
const signal = new AbortController().signal;
const silent = (): void => undefined;
const root: FolderQuery = { layer: 1, mode: 'after', folder: undefined, order: 'name', from: 0, filter: '' };

let bundle: string;
let home: string;
let worker: ImageWorker;
let engine: FakeEngine | undefined;
beforeAll(async () => { bundle = await buildBundle('imageWorker.cjs'); });
afterAll(() => removeBundle(bundle));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drydock-worker-'));
  worker = makeWorker(bundle);
});
afterEach(async () => {
  await worker.dispose();
  await engine?.stop();
  engine = undefined;
  rmSync(home, { recursive: true, force: true });
});

function makeWorker(script: string, more: { idleTime?: number; heap?: number } = {}): ImageWorker {
  return new ImageWorker({ script, data: () => ({ storage: { folder: join(home, 'storage'), largestImage: 2e9 } }), ...more });
}

function archiveOf(one: ImageSpec, name: string): string {
  const path = join(home, name);
  writeFileSync(path, imageArchive('docker', one));
  return path;
}

async function openFile(path: string): Promise<ImageContents> {
  return (await worker.open({ kind: 'archive', path }, silent, signal)).images[0]!;
}

/** The worker's script with a way to die: at the first message after `fate` has been written to the file. */
function mortalScript(fate: 'exit' | 'throw' | 'memory'): { script: string; arm(): void } {
  const flag = join(home, 'flag');
  const deeds = { exit: 'process.exit(1)', throw: 'throw new Error("ouch")', memory: 'for (const all = []; ; ) all.push(Array(1000).fill({}).map(() => ({ x: 1 })))' };
  const script = join(home, 'mortal.cjs');
  writeFileSync(script, `const fs = require('node:fs');
    require('node:worker_threads').parentPort.on('message', () => { if (fs.existsSync(${JSON.stringify(flag)})) { fs.rmSync(${JSON.stringify(flag)}); ${deeds[fate]}; } });
    require(${JSON.stringify(bundle)});`);
  return { script, arm: () => writeFileSync(flag, '') };
}

describe('the worker', () => {
  it('answers as the image itself does', async () => {
    const path = archiveOf(spec, 'one.tar');
    const second = archiveOf(other, 'two.tar');
    const [there, there2] = [await openFile(path), await openFile(second)];
    const [here, here2] = await Promise.all([path, second].map(async (each) => openArchive(await readImageArchive(each)).images[0]!));
    for (const fact of ['id', 'name', 'platform', 'base', 'history', 'layers', 'totalBytes', 'visibleBytes', 'wastedBytes', 'waste', 'finalFiles'] as const) expect(there[fact], fact).toEqual(here![fact]);
    const asked = async (image: ImageContents, another: ImageContents): Promise<unknown[]> => Promise.all([
      image.folder(root), image.find('etc', 10), image.touching('etc/a'), image.hidden(10), image.hidden(10, { owner: 0, cause: 1 }), image.largest(10), image.duplicates(10),
      image.stat('final', 'link/a', true), image.stat('final', 'link', false), image.list(0, 'link'), image.list(0, 'no'), image.compare(another, 10),
      image.read(0, 'link/a', signal).then((bytes) => Buffer.from(bytes!).toString()), image.read('final', 'no', signal), image.folder({ ...root, layer: 7 }).catch((error: Error) => [error.name, error.message]),
    ]);
    expect(await asked(there, there2)).toEqual(await asked(here!, here2!));
  });

  it('says what is wrong with an archive', async () => {
    await expect(openFile(join(home, 'none.tar'))).rejects.toThrow(/none\.tar is not there any more\.$/);
    writeFileSync(join(home, 'bad.tar'), 'nothing');
    await expect(openFile(join(home, 'bad.tar'))).rejects.toThrow('no image archive');
  });

  it('is ended when nothing is open, and started again', async () => {
    worker = makeWorker(bundle, { idleTime: 20 });
    const image = await openFile(archiveOf(spec, 'one.tar'));
    await new Promise((resolve) => setTimeout(resolve, 80));
    const first = worker.thread;
    expect(first).toBeDefined();
    image.dispose();
    await expect.poll(() => worker.thread).toBeUndefined();
    await expect(image.largest(1)).rejects.toThrow('closed');
    expect((await (await openFile(join(home, 'one.tar'))).largest(1)).total).toBe(4);
    expect(worker.thread).not.toBe(first);
  });

  it.each([['exit', 'ended unexpectedly'], ['throw', 'ended unexpectedly'], ['memory', 'not enough memory']] as const)('that dies (%s) says so, and the images are opened anew', async (fate, words) => {
    const { script, arm } = mortalScript(fate);
    worker = makeWorker(script, { heap: 64 });
    const image = await openFile(archiveOf(spec, 'one.tar'));
    const second = await openFile(archiveOf(other, 'two.tar'));
    arm();
    await expect(image.largest(1)).rejects.toThrow(words);
    const [sizes, differences] = await Promise.all([image.largest(1), image.compare(second, 10)]);
    expect(sizes.total).toBe(4);
    expect(differences.total).toBe(3);
  });

  it('says when the image is another one after that', async () => {
    const { script, arm } = mortalScript('exit');
    worker = makeWorker(script);
    const image = await openFile(archiveOf(spec, 'one.tar'));
    archiveOf(other, 'one.tar');
    arm();
    await expect(image.largest(1)).rejects.toThrow('ended unexpectedly');
    await expect(image.largest(1)).rejects.toThrow('has changed meanwhile');
  });
});

describe.skipIf(process.platform === 'win32')('an engine', () => {
  const start = async (replies: Record<string, unknown>): Promise<Parameters<ImageWorker['open']>[0]> => {
    engine = await startFakeEngine({ '/version': dockerVersion, '/images/app:1/json': { Id: 'sha256:1', RootFS: { Layers: [] } }, ...replies });
    return { kind: 'engine', endpoint: { transport: 'socket', path: engine.path, origin: { kind: 'setting' } }, image: 'app:1' };
  };
  const leftFiles = (): string[] => (existsSync(join(home, 'storage')) ? readdirSync(join(home, 'storage'), { recursive: true }).map(String).filter((name) => name.includes('.')) : []);

  it('is asked by the worker', async () => {
    const place = await start({ '/images/app:1/get': (response: ServerResponse) => void response.end(imageArchive('docker', spec)) });
    const { images: [image] } = await worker.open(place, silent, signal);
    expect(image!.layers.map((layer) => layer.bodyBytes)).toEqual([5004, 5006]);
    expect(Buffer.from((await image!.read(0, 'etc/a', signal))!).toString()).toBe('aaaa');
  });

  it('that fails says so with a remedy', async () => {
    const place = await start({ '/images/app:1/get': (response: ServerResponse) => void response.writeHead(404).end('{"message":"No such image"}') });
    await expect(worker.open(place, silent, signal)).rejects.toMatchObject({ name: 'EngineError', kind: 'image-gone', remedy: expect.stringMatching(/\.$/) as string });
  });

  it('that dies in the middle says so and leaves nothing behind', async () => {
    const bytes = imageArchive('docker', spec);
    const place = await start({
      '/images/app:1/get': (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': String(bytes.length) });
        response.write(bytes.subarray(0, 3000));
        setTimeout(() => response.socket?.destroy(), 20);
      },
    });
    await expect(worker.open(place, silent, signal)).rejects.toMatchObject({ kind: 'lost', message: expect.stringMatching(/\.$/) as string });
    await expect.poll(leftFiles).toEqual([]);
  });

  it('that says nothing more is left at a cancel', async () => {
    const control = new AbortController();
    let isClosed = false;
    const reports: string[] = [];
    const place = await start({
      '/images/app:1/get': (response: ServerResponse) => {
        response.on('close', () => (isClosed = true));
        response.write(imageArchive('docker', spec).subarray(0, 3000));
      },
    });
    const opening = worker.open(place, (message) => { reports.push(message); if (message.includes('B')) control.abort(); }, control.signal);
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => isClosed).toBe(true);
    await expect.poll(leftFiles).toEqual([]);
    expect(reports[0]).toBe('The engine prepares the image');
    // The worker is as good as before.
    expect((await openFile(archiveOf(spec, 'one.tar'))).finalFiles).toBe(5);
  });

  it('is left when the worker ends', async () => {
    let isClosed = false;
    const place = await start({ '/images/app:1/get': (response: ServerResponse) => { response.on('close', () => (isClosed = true)); response.write(imageArchive('docker', spec).subarray(0, 3000)); } });
    const opening = worker.open(place, silent, signal);
    const failed = expect(opening).rejects.toThrow('closed');
    await expect.poll(() => engine!.requests.some((path) => path.includes('/get'))).toBe(true);
    await worker.dispose();
    await failed;
    await expect.poll(() => isClosed).toBe(true);
    expect(leftFiles()).toEqual([]);
  });
});
