/**
 * Layers that are kept: what comes back is what was kept, damage is refused, and nothing is read twice.
 */
import * as fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImageArchive } from '../../../server/src/image/archive.ts';
import { readContent } from '../../../server/src/image/content.ts';
import { decodeLayer, encodeLayer } from '../../../server/src/image/indexCodec.ts';
import { LayerIndexer } from '../../../server/src/image/layerReader.ts';
import type { KeptLayer } from '../../../server/src/image/indexCodec.ts';
import type { LayerStore } from '../../../server/src/image/layerStore.ts';
import { trim, type LayerIndex } from '../../../server/src/image/layerIndex.ts';
import { PathTable } from '../../../server/src/image/pathTable.ts';
import { TarParser } from '../../../server/src/image/tarWalker.ts';
import { chunks, described, withFile } from '../../support/imageArchive.ts';
import { archiveItems, digestOf, file, folder, hardLink, imageArchive, pax, symlink, tar, type ImageSpec, type TarItem } from '../../support/tarBuilder.ts';

const odd = tar(
  folder('etc/', { mode: 0o700, uid: 4_000_000, gid: 12 }), file('etc/a', 'aaaa', { mtime: 1_234_567_890 }), file('b/.wh.c'), file('d/.wh..wh..opq'), symlink('l', '../../etc/a'), hardLink('h', 'etc/a'),
  { name: 'dev/x', type: '3' }, pax({ 'SCHILY.xattr.user.a': 'b', 'path': `${'n'.repeat(300)}/ünï` }), file('x', 'y'), { name: Buffer.from([0xff, 0x2f, 0xfe]), body: 'z' },
);

function layerOf(bytes: Buffer, paths: PathTable): KeptLayer {
  const indexer = new LayerIndexer(paths, 'crc');
  const parser = new TarParser(indexer);
  parser.push(bytes);
  trim(indexer.index);
  return { compression: 'gzip', index: indexer.index, error: undefined, storedSize: 5_000_000_123 };
}

function rows(index: LayerIndex, paths: PathTable): unknown[] {
  return Array.from({ length: index.count }, (_, row) => {
    const values = Object.entries(index).filter(([key]) => key !== 'count' && key !== 'path' && key !== 'link').map(([key, column]) => [key, (column as Uint8Array)[row]]);
    return [Buffer.from(paths.nameBytes(index.path[row]!)).toString('hex'), paths.path(index.path[row]!), index.kind[row]! >= 1 && index.kind[row]! <= 2 ? paths.path(index.link[row]!) : 0, ...values];
  });
}

class MemoryStore implements LayerStore {
  readonly kept = new Map<string, Uint8Array>();
  readonly #work: Promise<void>[] = [];
  get(key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.kept.get(key));
  }
  put(key: string, make: () => Promise<Uint8Array>): void {
    this.#work.push(make().then((bytes) => void this.kept.set(key, bytes)));
  }
  async settled(): Promise<this> {
    await Promise.all(this.#work);
    return this;
  }
}

describe('a kept layer', () => {
  test('comes back as it was, in a table that has other paths', async () => {
    const paths = new PathTable();
    paths.intern(Buffer.from('before/all'));
    const layer = layerOf(odd, paths);
    expect(layer.index.count).toBe(9);
    const others = new PathTable();
    for (const name of ['x', 'etc', 'n']) others.intern(Buffer.from(name));
    const back = await decodeLayer(await encodeLayer(layer, paths), others);
    expect(back).toMatchObject({ compression: 'gzip', error: undefined, storedSize: 5_000_000_123 });
    expect(rows(back!.index, others)).toEqual(rows(layer.index, paths));
  });

  test('without entries', async () => {
    const back = await decodeLayer(await encodeLayer(layerOf(tar(), new PathTable()), new PathTable()), new PathTable());
    expect(back!.index.count).toBe(0);
  });

  test('is refused when it is damaged', async () => {
    const paths = new PathTable();
    const bytes = await encodeLayer(layerOf(odd, paths), paths);
    for (const length of [0, 5, 20, 40, bytes.length - 1]) expect(await decodeLayer(bytes.subarray(0, length), new PathTable()), `${length} bytes`).toBeUndefined();
    for (let at = 0; at < bytes.length; at++) {
      const copy = Uint8Array.from(bytes);
      copy[at]! ^= 0x41;
      const back = await decodeLayer(copy, new PathTable());
      // Only the stored size stands outside what the checksum covers.
      if (back) expect(at, `byte ${at}`).toBeGreaterThanOrEqual(20);
      if (back) expect(at, `byte ${at}`).toBeLessThan(36);
    }
  });
});

const base = tar(folder('etc/'), file('etc/a', 'aaaa'), file('big', Buffer.alloc(3_000_000, 'x')), ...Array.from({ length: 2000 }, (_, at) => file(`many/${at}`, 'x'.repeat(900))));
const image = (...top: TarItem[]): ImageSpec => ({ layers: [base, tar(...top)] });
const app = image(file('etc/a', 'AAAA'), file('app', '1'));
const tool = image(file('etc/a', 'aaaa'), file('tool', '22'));

/** Calls `work` and gives the bytes that were read from files meanwhile. */
async function bytesRead(work: () => Promise<unknown>): Promise<number> {
  const real = createRequire(import.meta.url)('node:fs') as { readSync: typeof fs.readSync };
  const { readSync } = real;
  let bytes = 0;
  real.readSync = ((...args: Parameters<typeof readSync>) => {
    const count = readSync(...args);
    bytes += count;
    return count;
  }) as typeof readSync;
  syncBuiltinESMExports();
  try {
    await work();
    return bytes;
  } finally {
    real.readSync = readSync;
    syncBuiltinESMExports();
  }
}

describe('a base that two archives share', () => {
  test('is read once', () => withFile(imageArchive('docker', app), (first) => withFile(imageArchive('podman', tool), async (second) => {
    const store = new MemoryStore();
    const alone = described(await readImageArchive(second));
    const whole = await bytesRead(() => readImageArchive(second));
    await readImageArchive(first, { store });
    await store.settled();
    expect(store.kept.size).toBe(2);
    let archive: Awaited<ReturnType<typeof readImageArchive>> | undefined;
    const some = await bytesRead(async () => { archive = await readImageArchive(second, { store }); });
    expect(described(archive!)).toEqual(alone);
    // Every header of the base, 2,000 with a body of two blocks each, against samples of it.
    expect(whole).toBeGreaterThan(2000 * 1536);
    expect(some).toBeLessThan(400_000);
    const { layers: [lowest] } = archive!.images[0]!;
    const row = lowest!.index.path.indexOf(archive!.paths.find('etc/a'));
    expect(Buffer.from((await readContent(archive!, lowest!, row))!).toString()).toBe('aaaa');
  })));

  test('is unpacked once', () => withFile(imageArchive('crane', app), (first) => withFile(imageArchive('crane', tool), async (second) => {
    const store = new MemoryStore();
    await readImageArchive(first, { store });
    await store.settled();
    const archive = await readImageArchive(second, { store });
    expect(described(archive)).toEqual(described(await readImageArchive(second)));
    expect(archive.images[0]!.layers.map((layer) => layer.compression)).toEqual(['gzip', 'gzip']);
    await store.settled();
    expect(store.kept.size).toBe(3);
  })));

  test('is not believed by its name alone', () => withFile(imageArchive('docker', app), async (first) => {
    const store = new MemoryStore();
    await readImageArchive(first, { store });
    await store.settled();
    // The same digest for other contents.
    const other = tar(file('evil', 'e'));
    const lie: ImageSpec = { ...app, layers: [other, app.layers[1]!], config: { rootfs: { type: 'layers', diff_ids: diffIds(app) } } };
    await withFile(imageArchive('docker', lie), async (second) => {
      const archive = await readImageArchive(second, { store });
      expect(Array.from(archive.images[0]!.layers[0]!.index.path, (path) => archive.paths.path(path))).toEqual(['evil']);
    });
  }));

  test('is read anew when what was kept is damaged', () => withFile(imageArchive('docker', app), async (path) => {
    const store = new MemoryStore();
    const first = described(await readImageArchive(path, { store }));
    await store.settled();
    for (const [key, bytes] of store.kept) store.kept.set(key, bytes.subarray(0, 50));
    expect(described(await readImageArchive(path, { store }))).toEqual(first);
    await store.settled();
    expect([...store.kept.values()].every((bytes) => bytes.length > 50)).toBe(true);
  }));
});

describe('a layer of an engine', () => {
  const stream = (spec: ImageSpec): Readable => Readable.from(chunks(imageArchive('docker', spec), 65_536));
  test('that is known is passed over, and those of another image are compared with it', async () => {
    const store = new MemoryStore();
    await readImageArchive(stream(app), { store, trusted: diffIds(app) });
    await store.settled();
    const archive = await readImageArchive(stream(tool), { store, trusted: diffIds(tool) });
    expect(described(archive)).toEqual(described(await readImageArchive(stream(tool))));
    expect(described(archive)).toMatchObject({ layers: [{}, { rewritten: ['etc/a'], added: ['tool'] }] });
  });

  test('is kept only with all checksums', () => withFile(imageArchive('docker', app), async (path) => {
    const store = new MemoryStore();
    await readImageArchive(path, { store, trusted: diffIds(app) });
    expect([...(await store.settled()).kept.keys()]).toEqual([]);
  }));

  test('is not kept when the stream is cut', async () => {
    const store = new MemoryStore();
    const bytes = imageArchive('podman', app);
    await readImageArchive(Readable.from(chunks(bytes.subarray(0, bytes.length / 2), 65_536)), { store, trusted: diffIds(app) });
    expect((await store.settled()).kept.size).toBe(0);
  });
});

test('the folder of an OCI layout keeps its layers too, and gives their contents', async () => {
  const store = new MemoryStore();
  const home = fs.mkdtempSync(join(tmpdir(), 'drydock-layout-'));
  try {
    for (const { name, body, type } of archiveItems('oci', { ...app, pack: (layer) => (layer === base ? gzipSync(layer) : layer) })) {
      if (type !== undefined) continue;
      fs.mkdirSync(dirname(join(home, String(name))), { recursive: true });
      fs.writeFileSync(join(home, String(name)), body ?? '');
    }
    const first = await readImageArchive(home, { store });
    await store.settled();
    expect(store.kept.size).toBe(2);
    const second = await readImageArchive(home, { store });
    expect(described(second)).toEqual(described(first));
    for (const archive of [first, second]) {
      const layer = archive.images[0]!.layers[1]!;
      const row = layer.index.path.indexOf(archive.paths.find('etc/a'));
      expect(Buffer.from((await readContent(archive, layer, row))!).toString()).toBe('AAAA');
    }
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
});

function diffIds(spec: ImageSpec): string[] {
  return spec.layers.map((layer) => `sha256:${digestOf(layer)}`);
}
