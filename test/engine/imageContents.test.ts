/**
 * Images of the real engine opened in the worker, held against the container's own `find` and against the layers of `docker save` unpacked by GNU tar.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImageWorker } from '../../client/src/image/imageWorker.ts';
import type { ImageContents } from '../../client/src/model/imageContents.ts';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { build, docker, exportedFiles, removeBuilt } from '../support/builtImages.ts';
import { buildBundle, removeBundle } from '../support/bundles.ts';
import { hasEngine } from '../support/product.ts';

const dockerfile = `FROM busybox
COPY tree /tree
RUN head -c 300000 /dev/urandom > /big && cp /big /tree/copy && ln -s /tree/deep /short && ln /tree/copy /tree/twin
RUN rm -r /tree/deep/x && echo changed > /tree/a && chmod 600 /tree/b
RUN rm /big && mkdir -p /tree/deep/x && echo back > /tree/deep/x/back
`;
const files = { 'tree/a': 'aaaa', 'tree/b': 'bb', 'tree/deep/x/y': 'yyyyy', 'tree/deep/z': 'z' };
/** Paths that the engine puts into every container. */
const enginesOwn = /^(\.dockerenv|dev(\/.*)?|proc|sys|etc\/(hosts|hostname|resolv\.conf|mtab))$/;
const signal = new AbortController().signal;
const silent = (): void => undefined;

/** Path → "d", "f 12 sha256", "l target", of a folder on disk. */
function found(folder: string): Map<string, string> {
  const lines = execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P\\0%y\\0%l\\0'], { cwd: folder, maxBuffer: 1 << 28 }).toString().split('\0');
  const entries = new Map<string, string>();
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [path = '', type = '', link = ''] = lines.slice(at, at + 3);
    if (!enginesOwn.test(path)) entries.set(path, type === 'f' ? `f ${readFileSync(join(folder, path)).toString('base64')}` : type === 'l' ? `l ${link}` : type);
  }
  return entries;
}

/** The same of an opened image. */
async function contents(image: ImageContents, where: number | 'final', folder = ''): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  for (const { name, kind } of (await image.list(where, folder))!) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (enginesOwn.test(path)) continue;
    const stat = (await image.stat(where, path, false))!;
    expect(stat.kind).toBe(kind);
    const file = kind === 'file' ? Buffer.from((await image.read(where, path, signal))!) : undefined;
    expect(stat.bytes, path).toBe(file?.length ?? 0);
    entries.set(path, file ? `f ${file.toString('base64')}` : kind === 'symlink' ? `l ${stat.linkTarget}` : 'd');
    if (kind === 'folder') for (const [below, what] of await contents(image, where, path)) entries.set(below, what);
  }
  return entries;
}

describe.skipIf(!hasEngine)('an image of the engine', () => {
  let engine: EngineClient;
  let bundle: string;
  let home: string;
  let worker: ImageWorker;
  beforeAll(async () => {
    [engine, bundle] = await Promise.all([findEngine(), buildBundle('imageWorker.cjs')]);
  });
  afterAll(() => {
    engine.dispose();
    removeBundle(bundle);
    removeBuilt('contents');
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drydock-contents-'));
    worker = new ImageWorker({ script: bundle, data: () => ({ storage: { folder: join(home, 'storage'), largestImage: 2e9 } }) });
  });
  afterEach(async () => {
    await worker.dispose();
    rmSync(home, { recursive: true, force: true });
  });
  const open = async (image: string, at = signal, report: (message: string) => void = silent): Promise<ImageContents> =>
    (await worker.open({ kind: 'engine', endpoint: engine.endpoint, image }, report, at)).images[0]!;

  it('has the files that a container of it has', async () => {
    const id = build('contents', dockerfile, files);
    const image = await open(id);
    mkdirSync(join(home, 'export'));
    execFileSync('tar', ['-x', '-C', join(home, 'export')], { input: exportedFiles(id) });
    expect(Object.fromEntries(await contents(image, 'final'))).toEqual(Object.fromEntries(found(join(home, 'export'))));
    // Links in folders are followed as the container follows them.
    const said = (path: string): string => docker(['run', '--rm', '--network', 'none', id, 'cat', path]).toString();
    for (const path of ['/short/x/back', '/short/../a', '/tree/twin']) expect(Buffer.from((await image.read('final', path, signal))!).equals(docker(['run', '--rm', '--network', 'none', id, 'cat', path])), path).toBe(true);
    expect(said('/short/x/back')).toBe('back\n');
    expect(image.history.rows.filter((row) => !row.isEmpty)).toHaveLength(image.layers.length);
    expect(await image.duplicates(10)).toMatchObject({ total: 0 });
    const hidden = await image.hidden(10);
    expect(hidden.items.slice(0, 1)).toMatchObject([{ path: 'big', bytes: 300_000 }]);
  });

  it('has after each layer what the layers of docker save, unpacked one on another, have', async () => {
    const id = build('contents', dockerfile, files);
    docker(['save', '-o', join(home, 'saved.tar'), id]);
    const saved = join(home, 'saved');
    mkdirSync(saved);
    execFileSync('tar', ['-xf', join(home, 'saved.tar'), '-C', saved]);
    const [{ Layers }] = JSON.parse(readFileSync(join(saved, 'manifest.json'), 'utf8')) as [{ Layers: string[] }];
    const [image, archive] = [await open(id), (await worker.open({ kind: 'archive', path: join(home, 'saved.tar') }, silent, signal)).images[0]!];
    const layout = (await worker.open({ kind: 'archive', path: saved }, silent, signal)).images[0]!;
    const root = join(home, 'root');
    mkdirSync(root);
    for (const [at, layer] of Layers.entries()) {
      const names = execFileSync('tar', ['-tf', join(saved, layer)], { maxBuffer: 1 << 28 }).toString().split('\n');
      // Whiteouts take away what lower layers have, before the layer's own entries come.
      for (const name of names) {
        const [, folder = '', hidden] = /^(.*\/)?\.wh\.([^/]+)$/.exec(name) ?? [];
        if (hidden === '.wh..opq') for (const each of existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []) rmSync(join(root, folder, each), { recursive: true, force: true });
        else if (hidden !== undefined) rmSync(join(root, folder, hidden), { recursive: true, force: true });
      }
      execFileSync('tar', ['-xf', join(saved, layer), '-C', root, '--exclude=.wh.*']);
      const expected = Object.fromEntries(found(root));
      for (const [name, one] of Object.entries({ image, archive, layout })) expect(Object.fromEntries(await contents(one, at)), `${name}, layer ${at}`).toEqual(expected);
    }
    expect(await image.compare(archive, 10)).toEqual({ items: [], total: 0 });
  });

  it('is not exported again for its layers, nor for those of its base', async () => {
    const id = build('contents', dockerfile, files);
    const first = await open(id);
    const [again, base] = [await open(id), await open('busybox')];
    expect(again.layers).toEqual(first.layers);
    expect(again.history.rows).toEqual(first.history.rows);
    expect(await base.stat('final', 'bin/busybox', true)).toMatchObject({ kind: 'file' });
    expect(await first.compare(again, 10)).toEqual({ items: [], total: 0 });
    const { items } = await base.compare(first, 1000);
    expect(items.filter(({ kind }) => kind !== 'added').map(({ path }) => path).filter((path) => !enginesOwn.test(path))).toEqual([]);
    // Only the first one was written: the base came out of what was known of its layers. In containerd's store, what the engine tells is not enough for that.
    expect(readdirSync(join(home, 'storage/images'))).toHaveLength((await engine.details()).store === 'containerd' ? 2 : 1);
  });

  it('that is not kept gives its files out of another export, in each store', async () => {
    const id = build('contents', dockerfile, files);
    const keepsNothing = new ImageWorker({ script: bundle, data: () => ({ storage: { folder: join(home, 'storage'), largestImage: 0 } }) });
    try {
      const place = { kind: 'engine', endpoint: engine.endpoint, image: id } as const;
      const { images: [first] } = await keepsNothing.open(place, silent, signal);
      const { images: [again] } = await keepsNothing.open(place, silent, signal);
      for (const image of [first!, again!]) expect(Buffer.from((await image.read('final', 'tree/deep/x/back', signal))!).toString()).toBe('back\n');
      expect(Buffer.from((await first!.read(1, 'tree/deep/x/y', signal))!).toString()).toBe('yyyyy');
      expect(existsSync(join(home, 'storage/images'))).toBe(false);
    } finally {
      await keepsNothing.dispose();
    }
  });

  it('whose export is cancelled leaves nothing, and opens then', async () => {
    const id = build('contents', `${dockerfile}RUN head -c 200000000 /dev/zero > /zero\n`, files);
    const control = new AbortController();
    await expect(open(id, control.signal, (message) => { if (message.endsWith('B')) control.abort(); })).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => readdirSync(join(home, 'storage/images'))).toEqual([]);
    expect((await open(id)).layers.at(-1)).toMatchObject({ bodyBytes: 200_000_000, error: undefined });
  });
});
