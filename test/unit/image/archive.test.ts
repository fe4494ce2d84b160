import { readFileSync, truncateSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImageArchive } from '../../../server/src/image/archive.ts';
import type { ImageArchive } from '../../../server/src/image/archive.ts';
import { readContent } from '../../../server/src/image/content.ts';
import { BlobReader } from '../../../server/src/image/layerReader.ts';
import type { ReadLayer } from '../../../server/src/image/layerReader.ts';
import { PathTable } from '../../../server/src/image/pathTable.ts';
import { described, fromFile, fromStream, withFile } from '../../support/imageArchive.ts';
import { archiveItems, digestOf, file, folder, hardLink, imageArchive, imageConfig, padded, pax, skippableFrame, symlink, tar, tarEntry, zstdFrame } from '../../support/tarBuilder.ts';
import type { ArchiveForm, ImageSpec } from '../../support/tarBuilder.ts';

const base = tar(folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'));
const top = tar(file('etc/a', 'AAAA'), file('etc/.wh.b'), file('c', Buffer.alloc(3000, 'c')));
const history = [{ created_by: 'COPY a # buildkit' }, { created_by: 'ENV A=1', empty_layer: true }, { created_by: 'RUN /bin/sh -c x # buildkit' }];
const spec: ImageSpec = { tags: ['app:1'], layers: [base, top], history };
const forms: ArchiveForm[] = ['old docker', 'docker', 'oci', 'podman', 'crane'];

const expected = {
  layers: [
    { added: ['etc', 'etc/a', 'etc/b'], modified: [], rewritten: [], deleted: [], bodyBytes: 6, cumulativeBytes: 6 },
    { added: ['c'], modified: ['etc/a'], rewritten: [], deleted: [{ path: 'etc/b', files: 1, bytes: 2 }], bodyBytes: 3004, cumulativeBytes: 3010 },
  ],
  totalBodyBytes: 3010,
  visibleBytes: 3004,
  wastedBytes: 6,
  efficiency: 3004 / 3010,
  wasteByCause: [{ causeLayer: 1, ownerLayer: 0, bytes: 6 }],
  finalFiles: 2,
};

function summary(archive: ImageArchive): unknown {
  return archive.images.map((image) => ({
    tags: image.tags, platform: image.config.platform,
    layers: image.layers.map(({ compression, historyIndex, error, index }) => ({ compression, historyIndex, error, entries: index.count })),
  }));
}

describe.each(forms)('an archive in the form of %s', (form) => {
  const bytes = imageArchive(form, spec);
  const compression = form === 'crane' ? 'gzip' : 'none';
  const image = {
    tags: ['app:1'], platform: { os: 'linux', architecture: 'amd64', variant: '' },
    layers: [{ compression, historyIndex: 0, error: undefined, entries: 3 }, { compression, historyIndex: 2, error: undefined, entries: 3 }],
  };

  test.each([
    ['from a file', fromFile],
    ['from a stream', fromStream],
    ['from a stream in odd pieces', (all: Buffer) => fromStream(all, 77)],
    ['packed, from a file', (all: Buffer) => fromFile(gzipSync(all))],
    ['metadata first', () => fromFile(tar(...archiveItems(form, spec).reverse()))],
    ['metadata first, from a stream', () => fromStream(tar(...archiveItems(form, spec).reverse()))],
    ['without an end mark', (all: Buffer) => fromFile(all.subarray(0, -1024))],
  ])('%s', async (_, read) => {
    const archive = await read(bytes);
    expect(archive.error).toBeUndefined();
    expect(archive.warnings).toEqual([]);
    expect(summary(archive)).toEqual([image]);
    expect(described(archive)).toEqual(expected);
    expect(archive.images[0]!.id).toBe(`sha256:${digestOf(imageConfig(spec))}`);
    expect(archive.images[0]!.layers.map((layer) => layer.diffId)).toEqual([base, top].map((layer) => `sha256:${digestOf(layer)}`));
  });
});

describe('packed layers', () => {
  const packs: [string, 'gzip' | 'zstd', (layer: Buffer) => Buffer][] = [
    ['gzip', 'gzip', (layer) => gzipSync(layer)],
    ['gzip of several members', 'gzip', (layer) => Buffer.concat([gzipSync(layer.subarray(0, 700)), gzipSync(layer.subarray(700))])],
    ['zstd', 'zstd', (layer) => zstdFrame(layer)],
    ['zstd in many blocks', 'zstd', (layer) => zstdFrame(layer, { blockSize: 13 })],
    ['zstd of several frames', 'zstd', (layer) => Buffer.concat([zstdFrame(layer.subarray(0, 5)), zstdFrame(layer.subarray(5, 900)), zstdFrame(layer.subarray(900))])],
    ['zstd with frames to skip', 'zstd', (layer) => Buffer.concat([skippableFrame(20), zstdFrame(layer.subarray(0, 600)), skippableFrame(0), zstdFrame(layer.subarray(600)), skippableFrame(3)])],
  ];

  test.each(packs)('%s', async (_, compression, pack) => {
    const bytes = imageArchive('oci', { ...spec, pack });
    for (const archive of [await fromFile(bytes), await fromStream(bytes), await fromStream(bytes, 3)]) {
      expect(archive.error).toBeUndefined();
      expect(archive.images[0]!.layers.map((layer) => layer.compression)).toEqual([compression, compression]);
      expect(described(archive)).toEqual(expected);
    }
  });

  test('zstd made by the real compressor', async () => {
    const packed = readFileSync(new URL('../../data/layer.tar.zst', import.meta.url));
    const archive = await fromFile(imageArchive('oci', { layers: [base], pack: () => packed }));
    expect(archive.error).toBeUndefined();
    const { index } = archive.images[0]!.layers[0]!;
    expect(Array.from(index.path, (path) => archive.paths.path(path))).toEqual(['numbers', 'zeros']);
    expect(Array.from(index.size)).toEqual([13893, 1000000]);
  });

  test.each([
    ['gzip', (layer: Buffer) => gzipSync(layer).subarray(0, -20)],
    ['zstd', (layer: Buffer) => zstdFrame(layer).subarray(0, -1500)],
  ])('damaged %s leaves the other layer whole', async (kind, pack) => {
    const bytes = imageArchive('oci', { ...spec, pack: (layer) => (layer === top ? pack(layer) : layer) });
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error).toMatchObject({ class: 'layer' });
      const [lower, upper] = archive.images[0]!.layers;
      expect(lower).toMatchObject({ error: undefined, compression: 'none' });
      expect(upper!.error).toContain(`The layer's ${kind} data is damaged`);
    }
  });

  test('a layer that unpacks without end is left at a bound', async () => {
    const packed = gzipSync(tar(file('first', 'x'), file('zeros', Buffer.alloc(5_000_000)), file('last', 'x')));
    const paths = new PathTable();
    const blob = new BlobReader(paths, packed.length, { ratio: 100, freeBytes: 1_000_000 });
    await blob.write(packed);
    const layer = (await blob.end()) as ReadLayer;
    expect(layer.error).toBe('The layer unpacks to more than 100 times its size; the rest of it is left out.');
    expect(Array.from(layer.index.path, (path) => paths.path(path))).toEqual(['first', 'zeros']);
  });

  test.each([['changed', (packed: Buffer) => Buffer.concat([packed.subarray(0, -4), Buffer.alloc(4)])], ['missing', (packed: Buffer) => packed.subarray(0, -2)]])('a checksum of zstd that is %s', async (_, change) => {
    const whole = readFileSync(new URL('../../data/layer.tar.zst', import.meta.url));
    // The last four bytes are the checksum, as the usual compressor writes it.
    expect(whole[4]! & 4).toBe(4);
    const archive = await fromFile(imageArchive('oci', { layers: [base], pack: () => change(Buffer.from(whole)) }));
    expect(archive.error).toMatchObject({ class: 'layer' });
  });

  test('gzip whose checksum is wrong behind the end of the tar', async () => {
    const packed = gzipSync(Buffer.concat([base, Buffer.alloc(3 << 20)]), { level: 0 });
    packed.fill(0, packed.length - 8, packed.length - 4);
    for (const archive of [await fromFile(imageArchive('oci', { layers: [base], pack: () => packed })), await fromStream(imageArchive('oci', { layers: [base], pack: () => packed }), 60_000)]) {
      expect(archive.images[0]!.layers[0]!.error).toContain('gzip data is damaged');
    }
  });

  test('an unknown packing', async () => {
    const archive = await fromFile(imageArchive('oci', { ...spec, pack: (layer) => (layer === top ? Buffer.from('BZh91AY&SY'.repeat(100)) : layer) }));
    expect(archive.error).toEqual({ class: 'layer', message: 'The layer is packed in a way that Drydock does not know.' });
    expect(archive.images[0]!.layers[0]!.index.count).toBe(3);
  });
});

describe('a layer that is no tar', () => {
  const broken = Buffer.from(base);
  broken.write('9', 148);
  test.each<[string, Buffer, string]>([
    ['a first header with a wrong checksum', broken, 'The layer holds something that is no tar header (at byte 512).'],
    ['text', Buffer.from('text '.repeat(300)), 'The layer holds something that is no tar header (at byte 512).'],
    ['a short text', Buffer.from('text'), 'The layer ends in the middle of a header (at byte 4).'],
  ])('%s', async (_, stored, error) => {
    const bytes = imageArchive('oci', { ...spec, pack: (layer) => (layer === top ? stored : layer) });
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error).toEqual({ class: 'layer', message: error });
      expect(archive.images[0]!.layers.map((layer) => [layer.compression, layer.index.count, layer.error])).toEqual([['none', 3, undefined], ['none', 0, error]]);
    }
  });
});

describe('errors', () => {
  const whole = imageArchive('docker', spec);
  const items = archiveItems('docker', spec);
  const without = (name: RegExp): Buffer => tar(...items.filter((item) => !name.test(String(item.name))));
  const replacing = (name: RegExp, body: string): Buffer => tar(...items.map((item) => (name.test(String(item.name)) ? { ...item, body } : item)));

  test.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'not-an-image'],
    ['text', Buffer.from('hello '.repeat(500)), 'not-an-image'],
    ['a short file', Buffer.from('x'), 'not-an-image'],
    ['zeros', Buffer.alloc(4096), 'not-an-image'],
    ['another tar', tar(file('a', 'b')), 'not-an-image'],
    ['a packed text', gzipSync(Buffer.from('hello '.repeat(500))), 'not-an-image'],
    ['a broken manifest', replacing(/^(manifest|index)\.json/, '[{'), 'bad-json'],
    ['a manifest of another shape', replacing(/^(manifest|index)\.json/, '{"a":1}'), 'bad-json'],
    ['no config', without(new RegExp(digestOf(imageConfig(spec)))), 'missing-blob'],
    ['a layer less', without(new RegExp(digestOf(top))), 'missing-blob'],
    ['cut in a layer', whole.subarray(0, 3 * 512), 'truncated'],
    ['a packed archive that is cut', gzipSync(whole).subarray(0, -30), 'truncated'],
    ['a packed archive without its checksum', gzipSync(whole).subarray(0, -4), 'truncated'],
    ['a packed archive with a wrong checksum', Buffer.concat([gzipSync(whole).subarray(0, -8), Buffer.alloc(8)]), 'truncated'],
    ['a packed archive that is cut before its first file', gzipSync(whole).subarray(0, 60), 'truncated'],
    ['the same with zstd', Buffer.concat([zstdFrame(whole)]).subarray(0, 60), 'truncated'],
    ['a damaged layer', imageArchive('docker', { ...spec, layers: [base, Buffer.concat([tarEntry({ name: 'x' }), Buffer.alloc(512, 'y')])] }), 'layer'],
  ])('%s', async (_, bytes, kind) => {
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error?.class).toBe(kind);
      expect(archive.error?.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  test.each(['', 'null', 'text', '7', `${' '.repeat(80)}{}`])('%j instead of a manifest', async (body) => {
    for (const archive of [await fromFile(replacing(/^(manifest|index)\.json/, body)), await fromStream(replacing(/^(manifest|index)\.json/, body))]) expect(archive.error?.class).toBe('bad-json');
  });

  test('a missing layer leaves the others', async () => {
    const archive = await fromFile(without(new RegExp(digestOf(top))));
    expect(archive.images[0]!.layers.map((layer) => [layer.index.count, layer.error])).toEqual([[3, undefined], [0, 'The archive does not hold this layer.']]);
  });

  test('an archive cut inside its last layer still shows the rest', async () => {
    const bytes = tar(...archiveItems('podman', spec).reverse());
    const cut = bytes.subarray(0, bytes.indexOf('aaaa') - 100);
    for (const archive of [await fromFile(cut), await fromStream(cut)]) {
      expect(archive.error?.class).toBe('truncated');
      expect(archive.images[0]!.layers.map((layer) => layer.error)).toEqual(['The archive ends inside this layer.', undefined]);
    }
  });

  test('a circle of links is a missing layer', async () => {
    const bytes = tar(file('manifest.json', '[{"Config":"c","Layers":["a"]}]'), file('c', '{}'), symlink('a', 'b'), symlink('b', 'a'));
    expect((await fromFile(bytes)).error?.class).toBe('missing-blob');
  });

  test('an aborted signal and a failing stream reject', async () => {
    await expect(withFile(whole, (path) => readImageArchive(path, { signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow('stop');
    const control = new AbortController();
    const endless = new Readable({ read: () => undefined });
    const reading = readImageArchive(endless, { signal: control.signal });
    control.abort(new Error('stop'));
    await expect(reading).rejects.toThrow('stop');
    expect(endless.destroyed).toBe(true);
    const failing = Readable.from((async function* () { yield whole.subarray(0, 600); throw new Error('engine gone'); })());
    await expect(readImageArchive(failing)).rejects.toThrow('engine gone');
    await expect(readImageArchive('/no/such/file')).rejects.toThrow('ENOENT');
  });
});

describe('names in the archive', () => {
  test('layers behind symbolic and hard links', async () => {
    const config = imageConfig({ layers: [base, base, base] });
    const manifest = file('manifest.json', JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: ['one/layer.tar', 'two/layer.tar', 'three'] }]));
    const bytes = tar(folder('one/'), file('./one/layer.tar', base), symlink('two/layer.tar', '../one/layer.tar'), hardLink('three', './one/layer.tar'), file('c.json', config), manifest);
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error).toBeUndefined();
      expect(archive.images[0]!.tags).toEqual([]);
      expect(archive.images[0]!.layers.map((layer) => layer.member)).toEqual(['one/layer.tar', 'one/layer.tar', 'one/layer.tar']);
      expect(described(archive)).toMatchObject({ totalBodyBytes: 18, visibleBytes: 6, finalFiles: 2, layers: [{ added: ['etc', 'etc/a', 'etc/b'] }, { added: [], rewritten: ['etc/a', 'etc/b'] }, { rewritten: ['etc/a', 'etc/b'] }] });
    }
  });

  test('an index inside an index, an attestation, a platform that was not pulled', async () => {
    const blobs: Buffer[] = [];
    const blob = (value: unknown): { digest: string } => {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
      blobs.push(bytes);
      return { digest: `sha256:${digestOf(bytes)}` };
    };
    const manifestOf = (architecture: string): { digest: string } => blob({ config: blob(imageConfig({ layers: [base], architecture })), layers: [blob(base)] });
    const attestation = blob({ config: blob({}), layers: [{ ...blob({ provenance: 1 }), mediaType: 'application/vnd.in-toto+json' }] });
    const inner = blob({ manifests: [
      { ...manifestOf('amd64'), platform: { os: 'linux', architecture: 'amd64' } },
      { ...manifestOf('arm64'), platform: { os: 'linux', architecture: 'arm64' } },
      { digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'linux', architecture: 's390x' } },
      { ...attestation, platform: { os: 'unknown', architecture: 'unknown' }, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    ] });
    const index = { manifests: [{ ...inner, annotations: { 'io.containerd.image.name': 'docker.io/library/app:2', 'org.opencontainers.image.ref.name': '2' } }] };
    const bytes = tar(...blobs.map((each) => file(`blobs/sha256/${digestOf(each)}`, each)), file('index.json', JSON.stringify(index)));
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error).toBeUndefined();
      expect(archive.images.map((image) => [image.tags, image.config.platform.architecture])).toEqual([[['app:2'], 'amd64'], [['app:2'], 'arm64']]);
      expect(archive.warnings).toEqual(['The archive lists the image for linux/s390x but does not hold it.']);
    }
  });

  /** An OCI archive of blobs, made as they are named. */
  function ociArchive(describe: (blob: (value: unknown) => { digest: string }) => object[]): Buffer {
    const blobs = new Map<string, Buffer>();
    const manifests = describe((value) => {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
      blobs.set(digestOf(bytes), bytes);
      return { digest: `sha256:${digestOf(bytes)}` };
    });
    return tar(...[...blobs].map(([digest, bytes]) => file(`blobs/sha256/${digest}`, bytes)), file('index.json', JSON.stringify({ manifests })));
  }
  const named = (name: string): object => ({ annotations: { 'org.opencontainers.image.ref.name': name } });

  test('one image under several names, by its manifest and by indexes that differ in the rest', async () => {
    const bytes = ociArchive((blob) => {
      const manifest = blob({ config: blob(imageConfig({ layers: [base] })), layers: [blob(base)] });
      const indexWith = (provenance: number): { digest: string } => blob({ manifests: [
        manifest,
        { ...blob({ config: blob({}), layers: [{ ...blob({ provenance }), mediaType: 'application/vnd.in-toto+json' }] }), platform: { os: 'unknown', architecture: 'unknown' } },
      ] });
      return [{ ...manifest, ...named('app:1') }, { ...manifest, ...named('app:2') }, { ...indexWith(1), ...named('app:3') }, { ...indexWith(2), ...named('app:4') }, { ...indexWith(2), ...named('app:5') }];
    });
    for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
      expect(archive.error).toBeUndefined();
      expect(archive.images.map((image) => image.tags)).toEqual([['app:1', 'app:2', 'app:3', 'app:4', 'app:5']]);
    }
  });

  test('an index that leads to itself, and many that lead to all others', async () => {
    const self = { digest: `sha256:${'1'.repeat(64)}` };
    const circle = JSON.stringify({ manifests: [self] });
    expect((await fromFile(tar(file('index.json', circle), file(`blobs/sha256/${'1'.repeat(64)}`, circle)))).error?.class).toBe('missing-blob');
    const bytes = ociArchive((blob) => {
      let items: object[] = [blob({ config: blob(imageConfig({ layers: [base] })), layers: [blob(base)] })];
      for (let level = 0; level < 4; level++) items = Array.from({ length: 100 }, (_, at) => ({ ...blob({ manifests: items, at }), ...named(`app:${at}`) }));
      return items;
    });
    const archive = await fromFile(bytes);
    expect(archive.error).toBeUndefined();
    expect(archive.images.map((image) => image.tags.length)).toEqual([100]);
  });

  test('an image named many times, and one of more layers than there can be', async () => {
    const config = file('c', imageConfig({ layers: [base] }));
    const items = (layers: number, count: number): string => JSON.stringify(Array.from({ length: count }, (_, at) => ({ Config: 'c', RepoTags: [`app:${at}`], Layers: Array.from({ length: layers }, () => 'l') })));
    const often = await fromFile(tar(config, file('l', base), file('manifest.json', items(1, 50_000))));
    expect(often.error).toBeUndefined();
    expect(often.images.map((image) => image.tags.length)).toEqual([50_000]);
    const deep = await fromFile(tar(config, file('l', base), file('manifest.json', items(70_000, 1))));
    expect(deep).toMatchObject({ images: [], error: { class: 'bad-json', message: 'The archive lists an image of 70000 layers, which is more than any has.' } });
  });

  test('what is stored like an image and is none', async () => {
    const items = archiveItems('oci', spec);
    const index = items.find((item) => item.name === 'index.json')!;
    const sbom = Buffer.from(JSON.stringify({ artifactType: 'application/vnd.example.sbom', config: { digest: `sha256:${digestOf(Buffer.from('{}'))}`, mediaType: 'application/vnd.oci.empty.v1+json' }, layers: [{ digest: `sha256:${digestOf(Buffer.from('{"a":1}'))}` }] }));
    const { manifests } = JSON.parse(String(index.body)) as { manifests: object[] };
    const body = JSON.stringify({ manifests: [{ digest: `sha256:${digestOf(sbom)}` }, ...manifests] });
    const more = [sbom, Buffer.from('{}'), Buffer.from('{"a":1}')].map((bytes) => file(`blobs/sha256/${digestOf(bytes)}`, bytes));
    const archive = await fromFile(tar(...items.map((item) => (item === index ? { ...item, body } : item)), ...more));
    expect(archive.error).toBeUndefined();
    expect(archive.images.map((image) => image.tags)).toEqual([['app:1']]);
  });

  test('several images in one archive share what they have in common', async () => {
    const one = { ...spec, tags: ['one:1'] };
    const two = { layers: [base], tags: ['two:1'] };
    const items = [...archiveItems('podman', one), ...archiveItems('podman', two)].filter((item) => item.name !== 'manifest.json');
    const manifest = [one, two].map((each) => ({ Config: `${digestOf(imageConfig(each))}.json`, RepoTags: each.tags, Layers: each.layers.map((layer) => `${digestOf(layer)}.tar`) }));
    const archive = await fromFile(tar(...items, file('manifest.json', JSON.stringify(manifest))));
    expect(archive.images.map((image) => image.tags)).toEqual([['one:1'], ['two:1']]);
    expect(archive.images[0]!.layers[0]!.index).toBe(archive.images[1]!.layers[0]!.index);
  });
});

describe('a history that does not fit', () => {
  test.each([
    ['none', undefined, [undefined, undefined]],
    ['too short', [{ created_by: 'x' }], [0, undefined]],
    ['too long', [{ created_by: 'a' }, { created_by: 'b', empty_layer: true }, { created_by: 'c' }, { created_by: 'd' }], [0, 2]],
    ['no list', 'nonsense', [undefined, undefined]],
  ])('%s', async (_, value, indexes) => {
    const archive = await fromFile(imageArchive('oci', { ...spec, config: { history: value } }));
    expect(archive.error).toBeUndefined();
    expect(archive.images[0]!.layers.map((layer) => layer.historyIndex)).toEqual(indexes);
  });
});

describe('content of a file', () => {
  const body = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) & 0xff));
  const layer = tar(file('first', 'x'), file('dir/big', body), hardLink('link', 'first'), file('last', 'z'));
  const layered: ImageSpec = { layers: [base, layer] };

  test.each<[string, (all: Buffer) => Buffer, ImageSpec]>([
    ['plain', (all) => all, layered],
    ['in a gzip layer', (all) => all, { ...layered, pack: (each) => gzipSync(each) }],
    ['in a zstd layer', (all) => all, { ...layered, pack: (each) => Buffer.concat([zstdFrame(each.subarray(0, 1000)), zstdFrame(each.subarray(1000))]) }],
    ['in a packed archive', (all) => gzipSync(all), layered],
    ['packed twice', (all) => gzipSync(all), { ...layered, pack: (each) => gzipSync(each) }],
  ])('%s', async (_, wrap, image) => {
    await withFile(wrap(imageArchive('podman', image)), async (path) => {
      const archive = await readImageArchive(path);
      const upper = archive.images[0]!.layers[1]!;
      const read = async (row: number): Promise<string | undefined> => {
        const bytes = await readContent(archive, upper, row);
        return bytes && digestOf(Buffer.from(bytes));
      };
      expect(await read(0)).toBe(digestOf(Buffer.from('x')));
      expect(await read(1)).toBe(digestOf(body));
      expect(await read(2)).toBeUndefined();
      expect(await read(3)).toBe(digestOf(Buffer.from('z')));
      await expect(readContent(archive, upper, 1, { mostBytes: 1000 })).rejects.toThrow(RangeError);
    });
  });

  test('a sparse file has its holes', async () => {
    const map = padded(Buffer.from('2\n10\n3\n100\n2\n'));
    const sparse = [pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'holes', 'GNU.sparse.realsize': '110' }), file('GNUSparseFile.0/holes', Buffer.concat([map, Buffer.from('abcde')]))];
    const expectedBody = Buffer.alloc(110);
    expectedBody.write('abc', 10);
    expectedBody.write('de', 100);
    for (const pack of [(each: Buffer) => each, (each: Buffer) => gzipSync(each)]) {
      await withFile(imageArchive('oci', { layers: [tar(...sparse)], pack }), async (path) => {
        const archive = await readImageArchive(path);
        expect(described(archive)).toMatchObject({ layers: [{ added: ['holes'], bodyBytes: 110 }] });
        expect(Buffer.from((await readContent(archive, archive.images[0]!.layers[0]!, 0))!).equals(expectedBody)).toBe(true);
      });
    }
  });

  test('an archive that has changed meanwhile gives nothing rather than something else', async () => {
    await withFile(imageArchive('podman', layered), async (path) => {
      const archive = await readImageArchive(path);
      truncateSync(path, 2000);
      expect(await readContent(archive, archive.images[0]!.layers[1]!, 1)).toBeUndefined();
    });
  });
});
