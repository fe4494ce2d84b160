/**
 * Archives that are damaged at random: bytes changed, cut, put in twice or left out. Whatever comes, reading ends, throws nothing, keeps its memory, and never says
 * that all is well of layers that are not what they were.
 */
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readImageArchive, type ImageArchive } from '../../server/src/image/archive.ts';
import { analyseImage } from '../../server/src/image/layers.ts';
import { fromFile } from '../support/imageArchive.ts';
import { seededRng, type Rng } from '../support/rng.ts';
import { base256, file, folder, gnuLong, hardLink, imageArchive, pax, skippableFrame, symlink, tar, zstdFrame, type ArchiveForm } from '../support/tarBuilder.ts';

const long = 'l'.repeat(150);
const layers = [
  tar(folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', Buffer.alloc(3000, 'b')), symlink('s', 'etc/a'), hardLink('h', 'etc/a')),
  tar(pax({ path: long, size: '5', 'SCHILY.xattr.user.x': 'y' }), file('short', 'pppp\n'), gnuLong('L', `${long}2`), file('short', 'g'), file('etc/.wh.b'), file('big', 'x', { size: base256(1) })),
  tar(file('d/.wh..wh..opq'), file('etc/a', 'AAAA'), file('z', Buffer.alloc(600, 'z'))),
];
const packs: ((layer: Buffer) => Buffer)[] = [
  (layer) => layer,
  (layer) => gzipSync(layer),
  (layer) => zstdFrame(layer),
  (layer) => Buffer.concat([skippableFrame(5), zstdFrame(layer.subarray(0, 700)), zstdFrame(layer.subarray(700))]),
];
const forms: ArchiveForm[] = ['old docker', 'docker', 'oci', 'podman', 'crane'];

function damaged(bytes: Buffer, rng: Rng): Buffer {
  const copy = Buffer.from(bytes);
  const at = (): number => rng.int(copy.length);
  switch (rng.int(6)) {
    case 0:
      return copy.subarray(0, at());
    case 1: {
      const [from, to] = [at(), at()].sort((a, b) => a - b);
      return Buffer.concat([copy.subarray(0, from), copy.subarray(to)]);
    }
    case 2: {
      const from = at();
      return Buffer.concat([copy.subarray(0, from), copy.subarray(from, from + 1 + rng.int(2000)), copy.subarray(from)]);
    }
    case 3:
      copy.fill(rng.int(256), at(), at());
      return copy;
    default:
      for (let count = 1 + rng.int(8); count > 0; count--) copy[at()] = rng.int(256);
      return copy;
  }
}

function fromChunks(bytes: Buffer, rng: Rng): Promise<ImageArchive> {
  const size = 1 + rng.int(4000);
  return readImageArchive(Readable.from((function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })()));
}

function isSame(packed: Buffer, layer: Buffer): boolean {
  try {
    return gunzipSync(packed).equals(layer);
  } catch {
    return false;
  }
}

function checkSane(archive: ImageArchive): void {
  if (archive.error) expect(archive.error.message).toMatch(/^[A-Z][^\n]*\.$/);
  for (const image of archive.images) {
    const analysis = analyseImage(archive.paths, image);
    expect(analysis.visibleBytes).toBeGreaterThanOrEqual(0);
    expect(analysis.wastedBytes).toBe(analysis.wasteByCause.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(analysis.visibleBytes + analysis.wastedBytes).toBe(analysis.totalBodyBytes);
    if (image.layers.some((layer) => layer.error !== undefined)) expect(archive.error).toBeDefined();
  }
  if (archive.images.length === 0) expect(archive.error).toBeDefined();
}

test('a damaged archive is read as far as it goes', async () => {
  const rng = seededRng('images');
  for (let round = 0; round < 400; round++) {
    const whole = imageArchive(rng.pick(forms), { layers, tags: ['app:1'], history: layers.map((_, at) => ({ created_by: `step ${at}` })), pack: rng.pick(packs) });
    const packed = rng.chance(0.2) ? gzipSync(whole) : whole;
    const bytes = damaged(packed, rng);
    checkSane(await fromFile(bytes));
    checkSane(await fromChunks(bytes, rng));
  }
  // What was read is let go again.
  expect(process.memoryUsage().rss).toBeLessThan(900 * 2 ** 20);
}, 120_000);

test('a packed layer whose bytes changed says so', async () => {
  const rng = seededRng('packed layers');
  for (let round = 0; round < 100; round++) {
    const at = rng.int(layers.length);
    const packed = gzipSync(layers[at]!);
    // Behind the header all is covered by checksum and length, but for some bits that fill a byte.
    const position = 10 + rng.int(packed.length - 10);
    const other = Buffer.from(packed);
    other[position] = other[position]! ^ (1 + rng.int(255));
    if (isSame(other, layers[at]!)) continue;
    const archive = await fromFile(imageArchive('oci', { layers, pack: (layer) => (layer === layers[at] ? other : layer) }));
    expect(archive.images[0]!.layers.map((layer) => layer.error === undefined), `byte ${position} of layer ${at}`).toEqual(layers.map((_, index) => index !== at));
  }
}, 60_000);
