/**
 * Images of a registry as the worker opens them.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImageWorker } from '../../../client/src/image/imageWorker.ts';
import { placesWith } from '../../../client/src/image/openPlace.ts';
import type { RegistryPlace } from '../../../client/src/image/protocol.ts';
import type { ImageContents } from '../../../client/src/model/imageContents.ts';
import { buildBundle, removeBundle } from '../../support/bundles.ts';
import { FakeRegistry, type FakeLayer } from '../../support/fakeRegistry.ts';
import { chunkedLayer, estargzLayer } from '../../support/tableLayers.ts';
import { digestOf, file, folder, tar, zstdFrame, type TarItem } from '../../support/tarBuilder.ts';

const tarType = 'application/vnd.oci.image.layer.v1.tar';
const gzipped = (bytes: Buffer): FakeLayer => ({ bytes: gzipSync(bytes), mediaType: `${tarType}+gzip` });
const signal = new AbortController().signal;
const silent = (): void => undefined;
const noise = randomBytes(3_000_000);
const lower: TarItem[] = [folder('etc/'), file('etc/a', 'aaaa'), file('noise', noise), file('z', 'at the end')];
const upper: TarItem[] = [file('etc/a', 'AAAA'), file('etc/b', 'bb')];
const spec = { layers: [tar(...lower), tar(...upper)], history: [{ created_by: 'COPY a # buildkit' }, { created_by: 'ENV x=1', empty_layer: true }, { created_by: 'RUN /bin/sh -c x # buildkit' }] };

const registry = new FakeRegistry();
let home: string;
beforeAll(() => registry.start());
afterAll(() => registry.stop());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drydock-registry-'));
  registry.clear();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const placeOf = (tag: string, platform?: string): RegistryPlace => ({ kind: 'registry', name: `${registry.host}/app:${tag}`, platform });
const places = (): ReturnType<typeof placesWith> => placesWith({ folder: home, largestImage: 0 });
const asked = (): string[] => registry.requests.map(({ url }) => url.replace(/^\/v2\/app\//, ''));
const text = async (image: ImageContents, path: string, where: number | 'final' = 'final'): Promise<string> => Buffer.from((await image.read(where, path, signal))!).toString();

async function open(tag: string, from = places()): Promise<ImageContents> {
  const { images, problem } = await from.open(placeOf(tag), silent, signal);
  expect(problem).toBeUndefined();
  return images[0]!;
}

describe('what is said of an image', () => {
  it('comes from manifest and config alone', async () => {
    const layers = [gzipped(spec.layers[0]!), gzipped(spec.layers[1]!)];
    registry.image('x', spec, layers);
    const facts = await places().describe(placeOf('x'), signal);
    const sizes = layers.map(({ bytes }) => bytes.length);
    expect(facts).toMatchObject({ platforms: [], layers: 2, downloadBytes: sizes[0]! + sizes[1]! });
    expect(facts.history.rows.map(({ instruction, size, isEmpty, layer }) => [instruction, size, isEmpty, layer])).toEqual([['COPY', sizes[0], false, 0], ['ENV', 0, true, undefined], ['RUN', sizes[1], false, 1]]);
    expect(facts.history).toMatchObject({ totalSize: sizes[0]! + sizes[1]!, about: { sizes: 'packed' } });
    expect(asked()).toEqual(['manifests/x', expect.stringMatching(/^blobs\//)]);
  });

  it('counts no layer with a table, and none that is kept', async () => {
    const table = estargzLayer(upper);
    registry.image('x', { layers: [spec.layers[0]!, table.plain] }, [gzipped(spec.layers[0]!), table]);
    registry.image('base', { layers: [spec.layers[0]!] }, [gzipped(spec.layers[0]!)]);
    const one = places();
    expect((await one.describe(placeOf('x'), signal)).downloadBytes).toBe(gzipSync(spec.layers[0]!).length);
    await open('base', one);
    expect((await one.describe(placeOf('x'), signal)).downloadBytes).toBe(0);
  });

  it('is not asked for again to open it, but later it is', async () => {
    registry.image('x', spec, spec.layers.map(gzipped));
    const one = places();
    await one.describe(placeOf('x'), signal);
    await open('x', one);
    expect(asked().filter((url) => url.startsWith('manifests'))).toHaveLength(1);
    await open('x', one);
    expect(asked().filter((url) => url.startsWith('manifests'))).toHaveLength(2);
  });

  it('is of the platform that is asked for', async () => {
    const manifests = ['arm64', 'riscv64'].map((architecture) => ({ digest: registry.image(architecture, { layers: [tar(file(architecture, '1'))] }, [gzipped(tar(file(architecture, '1')))]), platform: { os: 'linux', architecture } }));
    registry.manifest('many', Buffer.from(JSON.stringify({ manifests })));
    const one = places();
    expect(await one.describe(placeOf('many', 'linux/riscv64'), signal)).toMatchObject({ platforms: ['linux/arm64', 'linux/riscv64'], history: { about: { platforms: ['linux/arm64', 'linux/riscv64'] } } });
    const { images } = await one.open(placeOf('many', 'linux/riscv64'), silent, signal);
    expect((await images[0]!.list('final', ''))?.map(({ name }) => name)).toEqual(['riscv64']);
    await expect(one.open(placeOf('many', 'linux/s390x'), silent, signal)).rejects.toMatchObject({ name: 'RegistryError', remedy: 'It is there for linux/arm64, linux/riscv64.' });
  });
});

describe('files', () => {
  it.each<[string, (bytes: Buffer) => FakeLayer]>([
    ['gzip', gzipped],
    ['zstd', (bytes) => ({ bytes: zstdFrame(bytes), mediaType: `${tarType}+zstd` })],
    ['unpacked', (bytes) => ({ bytes, mediaType: tarType })],
  ])('of a layer that is %s', async (kind, pack) => {
    registry.image('x', spec, spec.layers.map(pack));
    const image = await open('x');
    expect([await text(image, 'etc/a'), await text(image, 'etc/a', 0), await text(image, 'etc/b'), await text(image, 'z')]).toEqual(['AAAA', 'aaaa', 'bb', 'at the end']);
    expect(Buffer.from((await image.read('final', 'noise', signal))!).equals(noise)).toBe(true);
    if (kind !== 'unpacked') return;
    registry.clear();
    await text(image, 'z');
    expect(registry.sent).toBeLessThan(10_000);
  });

  it.each([['eStargz', estargzLayer], ['zstd:chunked', chunkedLayer]])('of a layer with a table are fetched by themselves: %s', async (_, make) => {
    const layers = [make(lower, 1_000_000), make(upper)];
    registry.image('x', { ...spec, layers: layers.map(({ plain }) => plain) }, layers);
    const image = await open('x');
    expect(registry.sent).toBeLessThan(20_000);
    expect([await text(image, 'etc/a'), await text(image, 'etc/a', 0)]).toEqual(['AAAA', 'aaaa']);
    expect(Buffer.from((await image.read('final', 'noise', signal))!).equals(noise)).toBe(true);
    registry.clear();
    expect(await text(image, 'z')).toBe('at the end');
    expect(registry.sent).toBeLessThan(20_000);
  });

  it('of a layer with a table that lies about its places are read from the layer itself', async () => {
    const good = chunkedLayer(upper);
    const json = JSON.stringify({ version: 1, entries: [{ name: 'etc/a', type: 'reg', size: 4, offset: 1, digest: `sha256:${digestOf(Buffer.from('AAAA'))}` }] });
    const table = zstdFrame(Buffer.from(json));
    const [start = 0] = good.annotations!['io.github.containers.zstd-chunked.manifest-position']!.split(':').map(Number);
    const bytes = Buffer.concat([good.bytes.subarray(0, start - 8), Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]), table]);
    bytes.writeUInt32LE(table.length, start - 4);
    registry.image('x', { layers: [good.plain] }, [{ ...good, bytes, annotations: { 'io.github.containers.zstd-chunked.manifest-position': `${start}:${table.length}:0:1` } }]);
    expect(await text(await open('x'), 'etc/a')).toBe('AAAA');
  });

  it('that are not what was indexed are not given, with a sentence', async () => {
    const bytes = spec.layers[1]!;
    registry.image('x', { layers: [bytes] }, [{ bytes, mediaType: tarType }]);
    const image = await open('x');
    registry.blobs.set(`sha256:${digestOf(bytes)}`, tar(file('etc/x', 'AAAA'), file('etc/b', 'bb')));
    await expect(image.read('final', 'etc/a', signal)).rejects.toMatchObject({ name: 'RegistryError', message: expect.stringContaining('/etc/a') as string, remedy: expect.stringMatching(/^Pull /) as string });
  });
});

describe('what is kept', () => {
  it('serves the next window: no layer is downloaded again, and files can be read', async () => {
    registry.image('x', spec, spec.layers.map(gzipped));
    await open('x');
    registry.image('again', spec, spec.layers.map((bytes) => ({ bytes: zstdFrame(bytes), mediaType: `${tarType}+zstd` })));
    await new Promise((resolve) => setTimeout(resolve, 50));
    registry.clear();
    const image = await open('again');
    expect(asked().filter((url) => url.startsWith('blobs'))).toHaveLength(1); // the config
    expect(image.layers.map(({ compression }) => compression)).toEqual(['zstd', 'zstd']);
    expect(await text(image, 'z')).toBe('at the end');
  });

  it('is nothing that only claims a digest', async () => {
    registry.image('liar', { layers: [spec.layers[1]!] }, [gzipped(tar(file('evil', 'e')))]);
    registry.image('honest', { layers: [spec.layers[1]!] }, [gzipped(spec.layers[1]!)]);
    const one = places();
    await open('liar', one);
    expect((await (await open('honest', one)).list('final', ''))?.map(({ name }) => name)).toEqual(['etc']);
  });
});

describe('ends', () => {
  it('with a cancel, which ends the requests too', async () => {
    registry.image('x', spec, [{ bytes: spec.layers[0]!, mediaType: 'application/octet-stream' }, gzipped(spec.layers[1]!)]);
    const control = new AbortController();
    await expect(places().open(placeOf('x'), () => control.abort(), control.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(asked().filter((url) => url.startsWith('blobs'))).toHaveLength(2); // the config and the first layer
  });

  it('where it is denied, and begins with what docker login stored', async () => {
    registry.image('x', spec, spec.layers.map(gzipped));
    registry.clear({ auth: 'basic', account: 'me:secret' });
    const before = process.env.DOCKER_CONFIG;
    process.env.DOCKER_CONFIG = join(home, 'docker');
    try {
      await expect(places().describe(placeOf('x'), signal)).rejects.toMatchObject({ kind: 'denied', remedy: expect.stringContaining('docker login') as string });
      mkdirSync(join(home, 'docker'));
      writeFileSync(join(home, 'docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from('me:secret').toString('base64') } } }));
      expect(await text(await open('x'), 'etc/b')).toBe('bb');
    } finally {
      if (before === undefined) delete process.env.DOCKER_CONFIG;
      else process.env.DOCKER_CONFIG = before;
    }
  });
});

it('the worker thread does the same, and its errors keep their remedy', async () => {
  registry.image('x', spec, spec.layers.map(gzipped));
  const script = await buildBundle('imageWorker.cjs');
  const worker = new ImageWorker({ script, data: () => ({ storage: { folder: home, largestImage: 0 } }) });
  try {
    expect(await worker.describe(placeOf('x'), signal)).toMatchObject({ layers: 2 });
    const { images } = await worker.open(placeOf('x'), silent, signal);
    expect([images[0]!.name, await text(images[0]!, 'etc/a')]).toEqual([`${registry.host}/app:x`, 'AAAA']);
    await expect(worker.describe(placeOf('none'), signal)).rejects.toMatchObject({ kind: 'not-found', remedy: 'Check the name and the tag.' });
    const control = new AbortController();
    const opening = worker.open(placeOf('x'), silent, control.signal);
    control.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  } finally {
    await worker.dispose();
    removeBundle(script);
  }
});
