import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { analyseImage } from '../../../server/src/image/layers.ts';
import { openRegistryImage, type RegistryImage, type RegistryOptions } from '../../../server/src/image/registry.ts';
import { storedCredentials } from '../../../server/src/image/registryCredentials.ts';
import { parseReference } from '../../../server/src/image/registryReference.ts';
import { FakeRegistry } from '../../support/fakeRegistry.ts';
import { described } from '../../support/imageArchive.ts';
import { endOfTar, file, folder, skippableFrame, symlink, tar, tarEntry, zstdFrame } from '../../support/tarBuilder.ts';
import type { TarItem } from '../../support/tarBuilder.ts';

/** Does not wait before it tries again. */
const open = (name: string, options: RegistryOptions = {}): Promise<RegistryImage> => openRegistryImage(name, { pause: 1, ...options });

const tarType = 'application/vnd.oci.image.layer.v1.tar';
const gzipType = `${tarType}+gzip`;
const zstdType = `${tarType}+zstd`;

const lower: TarItem[] = [folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'), symlink('l', 'etc/a')];
const upper: TarItem[] = [file('etc/a', 'aaaa'), file('etc/.wh.b'), file('c', 'ccc')];
const layers = [tar(...lower), tar(...upper)];
const history = [{ created_by: 'COPY a # buildkit' }, { created_by: 'RUN /bin/sh -c x # buildkit' }];
const spec = { layers, history };
const expected = {
  layers: [
    { added: ['etc', 'etc/a', 'etc/b', 'l'], modified: [], rewritten: [], deleted: [], bodyBytes: 6, cumulativeBytes: 6 },
    { added: ['c'], modified: [], rewritten: ['etc/a'], deleted: [{ path: 'etc/b', files: 1, bytes: 2 }], bodyBytes: 7, cumulativeBytes: 13 },
  ],
  totalBodyBytes: 13, visibleBytes: 7, wastedBytes: 6, efficiency: 7 / 13, wasteByCause: [{ causeLayer: 1, ownerLayer: 0, bytes: 6 }], finalFiles: 3,
};

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function tableOf(items: readonly TarItem[]): Buffer {
  const kinds: Record<string, string> = { 0: 'reg', 5: 'dir', 2: 'symlink' };
  const entries = items.map(({ name, type = '0', body = '', link }) => ({
    name: String(name), type: kinds[type], mode: type === '5' ? 0o755 : 0o644, size: body.length, linkName: link,
    ...(type === '0' && body.length > 0 ? { digest: sha256(body) } : {}),
  }));
  return Buffer.from(JSON.stringify({ version: 1, entries: [...entries, { name: 'etc/a', type: 'chunk', offset: 5 }] }));
}

/** Like the real ones: a gzip member for each entry, one with the table, one that is empty and names the table's place. */
function estargz(items: readonly TarItem[]): { bytes: Buffer; table: Buffer } {
  const table = tableOf(items);
  const members = Buffer.concat(items.map((item) => gzipSync(tarEntry(item))));
  const toc = gzipSync(Buffer.concat([tarEntry(file('stargz.index.json', table)), endOfTar]));
  const extra = Buffer.from(`SG\x16\0${members.length.toString(16).padStart(16, '0')}STARGZ`, 'latin1');
  const footer = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, extra.length, 0]), extra, Buffer.from([1, 0, 0, 255, 255]), Buffer.alloc(8)]);
  return { bytes: Buffer.concat([members, toc, footer]), table };
}

function chunked(items: readonly TarItem[]): { bytes: Buffer; position: string } {
  const body = zstdFrame(tar(...items));
  const table = zstdFrame(tableOf(items));
  const head = skippableFrame(table.length).subarray(0, 8);
  const position = `${body.length + 8}:${table.length}:0:1`;
  const footer = Buffer.alloc(64);
  footer.writeBigUInt64LE(BigInt(body.length + 8), 0);
  footer.writeBigUInt64LE(BigInt(table.length), 8);
  footer.write('GNUlInUx', 56, 'latin1');
  return { bytes: Buffer.concat([body, head, table, skippableFrame(64).subarray(0, 8), footer]), position };
}

const registry = new FakeRegistry();
beforeAll(() => registry.start());
afterAll(() => registry.stop());
afterEach(() => registry.clear());

const nameOf = (tag: string): string => `docker://${registry.host}/app:${tag}`;

describe('ways to the layers', () => {
  test.each([
    ['gzip', layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: gzipType }))],
    ['zstd', layers.map((layer) => ({ bytes: zstdFrame(layer), mediaType: zstdType }))],
    ['unpacked', layers.map((bytes) => ({ bytes, mediaType: tarType }))],
    ['of a media type that says nothing', layers.map((bytes) => ({ bytes, mediaType: 'application/octet-stream' }))],
  ])('%s', async (_, list) => {
    registry.image('x', spec, list);
    const image = await open(nameOf('x'));
    expect(image.layerBytes).toBe(list.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const archive = await image.read();
    expect(archive).toMatchObject({ error: undefined, warnings: [], images: [{ tags: [`${registry.host}/app:x`], layers: [{ historyIndex: 0 }, { historyIndex: 1 }] }] });
    expect(described(archive)).toEqual(expected);
  });

  test('a table of contents is all that is read of a layer', async () => {
    const [one, two] = [estargz(lower), chunked(upper)];
    registry.image('toc', spec, [
      { bytes: one.bytes, mediaType: gzipType, annotations: { 'containerd.io/snapshot/stargz/toc.digest': sha256(one.table) } },
      { bytes: two.bytes, mediaType: zstdType, annotations: { 'io.github.containers.zstd-chunked.manifest-position': two.position } },
    ]);
    const archive = await (await open(nameOf('toc'))).read();
    expect(archive.error).toBeUndefined();
    const { layers: found, finalFiles } = analyseImage(archive.paths, archive.images[0]!);
    const texts = (ids: readonly number[]): string[] => ids.map((id) => archive.paths.path(id)).sort();
    // The table itself is a file of an eStargz layer.
    expect(texts(found[0]!.added)).toEqual(['etc', 'etc/a', 'etc/b', 'l', 'stargz.index.json']);
    expect([texts(found[1]!.added), texts(found[1]!.rewritten), found[1]!.deleted.length, finalFiles]).toEqual([['c'], ['etc/a'], 1, 4]);
    expect(registry.requests.filter(({ url, range }) => url.includes('/blobs/') && range === undefined)).toHaveLength(1); // the config
  });

  test('a layer with a table beside one without: contents are compared all the same', async () => {
    const one = chunked(lower);
    registry.image('mixed', spec, [
      { bytes: one.bytes, mediaType: zstdType, annotations: { 'io.github.containers.zstd-chunked.manifest-position': one.position } },
      { bytes: gzipSync(layers[1]!), mediaType: gzipType },
    ]);
    expect(described(await (await open(nameOf('mixed'))).read())).toEqual(expected);
  });

  test.each([
    ['whose digest is another one', { 'containerd.io/snapshot/stargz/toc.digest': sha256('other') }],
    ['that lies outside', { 'io.github.containers.zstd-chunked.manifest-position': '999999:5:5:1' }],
    ['that is none', { 'io.github.containers.zstd-chunked.manifest-position': '0:20:5:1' }],
  ])('a table %s is not believed', async (_, annotations) => {
    registry.image('liar', spec, [{ bytes: estargz(lower).bytes, mediaType: gzipType, annotations }, { bytes: gzipSync(layers[1]!), mediaType: gzipType }]);
    const archive = await (await open(nameOf('liar'))).read();
    expect(archive.error).toBeUndefined();
    expect(analyseImage(archive.paths, archive.images[0]!).layers[1]).toMatchObject({ rewritten: [expect.any(Number)] });
  });

  test('large files of an unpacked layer are jumped over, and fetched where they decide something', async () => {
    const big = Buffer.alloc(5_000_000, 'b');
    const other = Buffer.alloc(5_000_000, 'o');
    const all = [tar(file('same', big), file('changed', big), file('alone', big), file('end', 'e')), tar(file('same', big), file('changed', other))];
    registry.image('big', { layers: all }, all.map((bytes) => ({ bytes, mediaType: tarType })));
    const image = await open(nameOf('big'));
    registry.clear();
    const archive = await image.read();
    expect(described(archive)).toMatchObject({ layers: [{ added: ['alone', 'changed', 'end', 'same'], bodyBytes: 15_000_001 }, { modified: ['changed'], rewritten: ['same'] }] });
    expect(registry.requests.some(({ range }) => range !== undefined && !range.startsWith('bytes=0-'))).toBe(true);
  });

  test('a damaged layer leaves the other one', async () => {
    registry.image('bad', spec, [{ bytes: gzipSync(layers[0]!), mediaType: gzipType }, { bytes: gzipSync(layers[1]!).subarray(0, -20), mediaType: gzipType }]);
    const archive = await (await open(nameOf('bad'))).read();
    expect(archive.error?.class).toBe('layer');
    expect(archive.images[0]!.layers.map((layer) => layer.error === undefined)).toEqual([true, false]);
  });

  test('a layer with another content than its digest says is read with a warning', async () => {
    registry.image('fake', spec, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: gzipType })));
    // The byte that names the system on which it was packed.
    const other = gzipSync(layers[0]!);
    other[9] = 7;
    registry.blobs.set(sha256(gzipSync(layers[0]!)), other);
    const archive = await (await open(nameOf('fake'))).read();
    expect(described(archive)).toEqual(expected);
    expect(archive.warnings).toEqual([`The layer ${sha256(gzipSync(layers[0]!))} has another content than its digest says.`]);
  });
});

describe('platforms', () => {
  const build = (): void => {
    const of = (architecture: string, variant?: string) => {
      const digest = registry.image(architecture, { ...spec, architecture, config: variant === undefined ? {} : { variant } }, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: gzipType })));
      return { digest, platform: { os: 'linux', architecture, variant } };
    };
    const attestation = { digest: sha256('none'), platform: { os: 'unknown', architecture: 'unknown' } };
    registry.manifest('many', Buffer.from(JSON.stringify({ manifests: [attestation, of('s390x'), of('arm', 'v7')] })));
  };

  test.each([['linux/arm', 'arm'], ['linux/arm/v7', 'arm'], ['LINUX/s390x', 's390x'], [undefined, 's390x']])('%s', async (platform, architecture) => {
    build();
    const image = await open(nameOf('many'), { platform });
    expect(image.platforms).toEqual(['linux/s390x', 'linux/arm/v7']);
    expect(image.description.config.platform.architecture).toBe(architecture);
  });

  test('one that is not there', async () => {
    build();
    await expect(open(nameOf('many'), { platform: 'linux/riscv64' })).rejects.toMatchObject({ kind: 'no-platform', remedy: 'It is there for linux/s390x, linux/arm/v7.' });
  });
});

describe('what registries ask and do', () => {
  const put = (): void => void registry.image('x', spec, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: gzipType })));
  const credentials = () => Promise.resolve({ username: 'me', password: 'secret' });

  test('a token for anybody', async () => {
    put();
    registry.clear({ auth: 'bearer' });
    expect(described(await (await open(nameOf('x'))).read())).toEqual(expected);
    expect(registry.requests.filter(({ url }) => url.startsWith('/token'))).toEqual([expect.objectContaining({ url: '/token?service=s&scope=repository%3Aapp%3Apull', authorization: undefined })]);
  });

  test.each(['bearer', 'basic'] as const)('name and password (%s), and nobody else', async (auth) => {
    put();
    registry.clear({ auth, account: 'me:secret' });
    expect((await open(nameOf('x'), { credentials })).digest).toMatch(/^sha256:/);
    await expect(open(nameOf('x'))).rejects.toMatchObject({ kind: 'denied', remedy: `Sign in with "docker login ${registry.host}".` });
    await expect(open(nameOf('x'), { credentials: () => Promise.resolve({ username: 'me', password: 'wrong' }) })).rejects.toMatchObject({ kind: 'denied' });
  });

  test('a redirect to storage takes no credentials along', async () => {
    put();
    registry.clear({ auth: 'bearer', redirect: true });
    expect(described(await (await open(nameOf('x'))).read())).toEqual(expected);
    const storage = registry.requests.filter(({ isStorage }) => isStorage);
    expect(storage.length).toBeGreaterThan(2);
    expect(storage.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(registry.requests.some(({ authorization }) => authorization === 'Bearer good')).toBe(true);
  });

  test('a download that breaks goes on where it broke', async () => {
    const noise = Buffer.from(Array.from({ length: 30_000 }, (_, at) => (at * at * 31) & 0xff));
    const layer = tar(file('noise', noise));
    registry.image('noise', { layers: [layer] }, [{ bytes: gzipSync(layer), mediaType: gzipType }]);
    const image = await open(nameOf('noise'));
    registry.clear({ breakAfter: Math.ceil(image.layerBytes / 5) });
    expect(described(await image.read())).toMatchObject({ layers: [{ added: ['noise'] }] });
    expect(registry.requests).toHaveLength(5);
  });

  test('a registry that knows no ranges', async () => {
    const layer = tar(file('big', Buffer.alloc(5_000_000)), file('after', 'x'));
    registry.image('whole', { layers: [layer] }, [{ bytes: layer, mediaType: tarType }]);
    registry.clear({ noRanges: true });
    expect(described(await (await open(nameOf('whole'))).read())).toMatchObject({ layers: [{ added: ['after', 'big'] }] });
  });

  test('a download that never gets further fails', async () => {
    put();
    const image = await open(nameOf('x'));
    registry.clear({ breakAfter: 0 });
    await expect(image.read()).rejects.toMatchObject({ name: 'RegistryError' });
  });

  test.each([[404, 'not-found'], [403, 'denied'], [429, 'rate-limit'], [500, 'refused'], [418, 'refused']])('status %i', async (status, kind) => {
    registry.clear({ status });
    await expect(open(nameOf('x'))).rejects.toMatchObject({ kind, message: expect.stringMatching(/^[^ ].*\.$/) as string, remedy: expect.stringMatching(/\.$/) as string });
  });

  test('a server that fails for a moment', async () => {
    put();
    registry.clear({ failures: 2 });
    expect((await open(nameOf('x'))).name).toBe(`${registry.host}/app:x`);
  });

  test.each([['text', 'hello'], ['a list', '[]'], ['an old manifest', '{"schemaVersion":1,"fsLayers":[]}'], ['an empty index', '{"manifests":[]}']])('%s instead of a manifest', async (_, text) => {
    registry.manifest('odd', Buffer.from(text));
    await expect(open(nameOf('odd'))).rejects.toMatchObject({ kind: 'bad-answer' });
  });

  test('cancelling', async () => {
    put();
    const control = new AbortController();
    const image = await open(nameOf('x'), { signal: control.signal });
    control.abort();
    await expect(image.read()).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('nobody there, and a name that is none', async () => {
    await expect(open('docker://127.0.0.1:9/app')).rejects.toMatchObject({ kind: 'unreachable', message: '127.0.0.1:9 cannot be reached: nobody listens there.' });
    await expect(open('docker://A B')).rejects.toMatchObject({ kind: 'bad-name' });
  });
});

test.each([
  ['busybox', 'docker.io', 'library/busybox', 'latest'],
  ['docker://team/app:1', 'docker.io', 'team/app', '1'],
  ['docker.io/library/x', 'docker.io', 'library/x', 'latest'],
  ['registry.example/a/b/c:t', 'registry.example', 'a/b/c', 't'],
  ['localhost:5000/a', 'localhost:5000', 'a', 'latest'],
  [`localhost/a@sha256:${'0'.repeat(64)}`, 'localhost', 'a', `sha256:${'0'.repeat(64)}`],
  [`registry.example:1/a:t@sha256:${'0'.repeat(64)}`, 'registry.example:1', 'a', `sha256:${'0'.repeat(64)}`],
])('the name %s', (text, registryName, repository, reference) => {
  expect(parseReference(text)).toMatchObject({ registry: registryName, repository, reference });
});

test.each(['', 'A', 'a b', 'a/../b', 'registry.example/', 'a:', 'a@sha256:1', 'a?x', 'registry.example/a#b', 'user@registry.example/a', 'a:b:c'])('no name: %j', (text) => {
  expect(parseReference(text)).toBeUndefined();
});

describe('stored credentials', () => {
  const folderOf = (config: object): string => {
    const path = mkdtempSync(join(tmpdir(), 'drydock-test-'));
    writeFileSync(join(path, 'config.json'), JSON.stringify(config));
    return path;
  };
  const auth = Buffer.from('me:pass:word').toString('base64');

  test.each([
    ['of a registry', { auths: { 'registry.example': { auth } } }, 'registry.example/a', { username: 'me', password: 'pass:word' }],
    ['with the scheme', { auths: { 'https://registry.example': { auth } } }, 'registry.example/a', { username: 'me', password: 'pass:word' }],
    ['of the hub', { auths: { 'https://index.docker.io/v1/': { auth } } }, 'busybox', { username: 'me', password: 'pass:word' }],
    ['a token', { auths: { 'registry.example': { auth, identitytoken: 't' } } }, 'registry.example/a', { identityToken: 't' }],
    ['of another', { auths: { 'other.example': { auth } } }, 'registry.example/a', undefined],
    ['nonsense', { auths: 7, credsStore: '../evil' }, 'registry.example/a', undefined],
  ])('%s', async (_, config, image, found) => {
    const path = folderOf(config);
    try {
      const stored = await storedCredentials(image, { env: { DOCKER_CONFIG: path, HOME: path }, mayRunHelpers: false });
      if (found) expect(stored).toMatchObject(found);
      else expect(stored).toBeUndefined();
    } finally {
      rmSync(path, { recursive: true });
    }
  });

  test.skipIf(process.platform === 'win32')('a helper is asked only when it may be', async () => {
    const path = folderOf({ credHelpers: { 'registry.example': 'test' } });
    try {
      const helper = join(path, 'docker-credential-test');
      writeFileSync(helper, '#!/bin/sh\nread server\n[ "$1 $server" = "get registry.example" ] && echo \'{"Username":"me","Secret":"s"}\'\n');
      chmodSync(helper, 0o755);
      const env = { DOCKER_CONFIG: path, HOME: path, PATH: `${path}${delimiter}${process.env.PATH}` };
      expect(await storedCredentials('registry.example/a', { env, mayRunHelpers: true })).toEqual({ username: 'me', password: 's' });
      expect(await storedCredentials('registry.example/a', { env, mayRunHelpers: false })).toBeUndefined();
      expect(await storedCredentials('other.example/a', { env, mayRunHelpers: true })).toBeUndefined();
    } finally {
      rmSync(path, { recursive: true });
    }
  });
});
