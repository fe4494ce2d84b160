import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { extract, pack } from 'tar-stream';
import { EntryType } from '../../../server/src/image/tarHeader.ts';
import { defaultTarLimits, TarParser } from '../../../server/src/image/tarWalker.ts';
import { seededRng } from '../../support/rng.ts';
import { base256, endOfTar, file, folder, gnuLong, hardLink, padded, pax, symlink, tar, tarEntry } from '../../support/tarBuilder.ts';

interface Seen {
  readonly name: string;
  readonly link: string;
  readonly type: number;
  readonly size: number;
  readonly body: string;
  readonly [more: string]: unknown;
}

/** Walks an archive cut into chunks of `size`; bodies that are not wanted are skipped as a seeking reader would. */
function walk(bytes: Buffer, size = 700, wantsBody = true): { entries: Seen[]; problem: string | undefined } {
  const entries: { -readonly [K in keyof Seen]: Seen[K] }[] = [];
  const parser: TarParser = new TarParser({
    entry: (entry) => {
      const { mode, uid, gid, mtime, start, attributes, sparse } = entry;
      entries.push({
        name: Buffer.from(entry.name).toString(), link: Buffer.from(entry.linkName).toString(), type: entry.type, size: entry.size, body: '',
        mode, uid, gid, mtime, start, sparse, attributes: attributes?.map(([key, value]) => `${key}=${Buffer.from(value).toString('latin1')}`),
      });
      return wantsBody;
    },
    body: (piece) => void (entries.at(-1)!.body += Buffer.from(piece).toString('latin1')),
  });
  for (let at = 0; at < bytes.length && !parser.done; ) {
    const skip = Math.min(parser.skippable, bytes.length - at);
    if (skip > 0) parser.skip(skip);
    else parser.push(bytes.subarray(at, at + Math.min(size, bytes.length - at)));
    at = parser.offset;
  }
  parser.end();
  return { entries, problem: parser.problem && `${parser.problem.kind}: ${parser.problem.message}` };
}

function names(bytes: Buffer): string[] {
  return walk(bytes).entries.map((entry) => entry.name);
}

describe('kinds of entries', () => {
  test('all types with their fields', () => {
    const bytes = tar(folder('d/', { mode: 0o1777, uid: 3, gid: 4, mtime: 99 }), file('d/f', 'hello', { mode: 0o4755 }), symlink('s', 'd/f'), hardLink('h', 'd/f'), { name: 'fifo', type: '6' }, { name: 'v', type: '7', body: 'x' });
    const { entries, problem } = walk(bytes);
    expect(problem).toBeUndefined();
    expect(entries.map(({ name, type, size, link, body }) => [name, type, size, link, body])).toEqual([
      ['d/', EntryType.directory, 0, '', ''],
      ['d/f', EntryType.file, 5, '', 'hello'],
      ['s', EntryType.symlink, 0, 'd/f', ''],
      ['h', EntryType.hardLink, 0, 'd/f', ''],
      ['fifo', EntryType.fifo, 0, '', ''],
      ['v', EntryType.file, 1, '', 'x'],
    ]);
    expect(entries[0]).toMatchObject({ mode: 0o1777, uid: 3, gid: 4, mtime: 99, start: 0 });
    expect(entries[1]).toMatchObject({ mode: 0o4755, start: 512 });
    expect(entries[2]).toMatchObject({ start: 1536 });
  });

  test('a v7 header has no magic, and its folders only a slash', () => {
    const { entries } = walk(tar({ name: 'old/', type: '\0', magic: 'v7' }, { name: 'old/f', type: '\0', magic: 'v7', body: 'abc' }));
    expect(entries.map(({ type, size }) => [type, size])).toEqual([[EntryType.directory, 0], [EntryType.file, 3]]);
  });

  test('a size in the header of what has no body is not believed', () => {
    const { entries, problem } = walk(tar({ name: 'h', type: '1', link: 'f', size: 4096 }, { name: 'd/', type: '5', size: 4096 }, file('after', 'x')));
    expect(problem).toBeUndefined();
    expect(entries.map((entry) => entry.name)).toEqual(['h', 'd/', 'after']);
  });

  test('an unknown type has a body and is passed on', () => {
    expect(names(tar({ name: 'weird', type: 'Q', body: 'zzz' }, file('after')))).toEqual(['weird', 'after']);
  });

  test('a checksum summed over signed bytes counts', () => {
    const entry = tarEntry({ name: Buffer.from('h\u00e9', 'latin1') });
    const signed = entry.subarray(0, 512).reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte > 127 ? byte - 256 : byte), 0);
    expect(walk(tar(tarEntry({ name: Buffer.from('h\u00e9', 'latin1'), checksum: signed }))).entries).toHaveLength(1);
  });
});

describe('long names', () => {
  const long = `${'directory/'.repeat(30)}file`;

  test("ustar's prefix", () => expect(names(tar({ name: 'c', prefix: 'a/b' }))).toEqual(['a/b/c']));
  test('no prefix where GNU keeps times', () => expect(names(tar({ name: 'c', prefix: '13371337', magic: 'gnu' }))).toEqual(['c']));
  test("star's prefix is shorter", () => expect(names(tar({ name: 'c', prefix: 'a', patch: [[476, Buffer.from('00000000000 00000000000 ')], [508, Buffer.from('tar\0')]] }))).toEqual(['a/c']));

  test("GNU's L and K", () => {
    const { entries } = walk(tar(gnuLong('K', `${long}.target`), gnuLong('L', long), symlink('cut', 'cut'), file('next')));
    expect(entries.map(({ name, link }) => [name, link])).toEqual([[long, `${long}.target`], ['next', '']]);
    expect(entries[0]).toMatchObject({ start: 0 });
  });

  test('pax path and linkpath', () => {
    const { entries } = walk(tar(pax({ path: `${long}ü`, linkpath: 'ä' }), symlink('cut', 'cut'), file('next')));
    expect(entries.map(({ name, link }) => [name, link])).toEqual([[`${long}ü`, 'ä'], ['next', '']]);
  });

  test('a global pax header changes nothing', () => {
    expect(names(tar(pax({ path: 'no', comment: 'x' }, 'g'), file('yes')))).toEqual(['yes']);
  });

  test.each([
    ['a length beyond the end', '999 path=x\n'],
    ['no length', 'path=x\n'],
    ['no equals sign', '7 path\n'],
    ['no line feed', '10 path=xy'],
    ['zeros behind the records', '9 path=x\n\0\0'],
  ])('a malformed pax header: %s', (_, body) => {
    const { entries, problem } = walk(tar(file('first'), tarEntry({ name: 'p', type: 'x', body }), file('kept', 'b')));
    expect(entries.map((entry) => entry.name)).toEqual(['first']);
    expect(problem).toBe('garbage: has a malformed pax header');
  });

  test.each(['-5', 'abc', '1.5', '0x10', '1e3', '99999999999999999999'])('a size of %s in a pax header', (size) => {
    for (const key of ['size', 'GNU.sparse.realsize']) expect(walk(tar(pax({ [key]: size }), file('f', 'abc'))).problem).toBe('garbage: has a header with an impossible size');
  });

  test.each(['x,y', '-1,5', '0,1e400'])('a sparse map of %s', (map) => {
    expect(walk(tar(pax({ 'GNU.sparse.size': '10', 'GNU.sparse.map': map }), file('f', 'abc'))).problem).toBe('garbage: has a sparse file with an impossible map');
  });

  test.each([['no number', '9'.repeat(3 << 20)], ['too few lines', `99999999\n${'1\n'.repeat(1 << 19)}`], ['no line at all', 'x'.repeat(600)]])('pax sparse 1.0 with %s for a map', (_, body) => {
    const bytes = tar(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'x', 'GNU.sparse.realsize': '10' }), file('f', body));
    expect(walk(bytes, 1 << 16).problem).toBe('garbage: has a sparse file without a map');
  });

  test('pax numbers and attributes', () => {
    const capability = Buffer.from([1, 0, 0, 2, 10, 61, 255]);
    const bytes = tar(pax({ size: '3', mtime: '-1.5', uid: '70000', 'SCHILY.xattr.security.capability': capability }), file('f', 'abc', { size: 0 }), file('next'));
    // The header says 0 bytes, pax says 3: the body that follows is 3 bytes.
    const { entries } = walk(bytes);
    expect(entries[0]).toMatchObject({ size: 3, mtime: -1.5, uid: 70000, body: 'abc', attributes: [`SCHILY.xattr.security.capability=${capability.toString('latin1')}`] });
    expect(entries[1]!.name).toBe('next');
  });
});

describe('sizes', () => {
  test('base-256', () => expect(walk(tar(file('f', 'abc', { size: base256(3) }), file('g'))).entries.map((entry) => entry.size)).toEqual([3, 0]));
  test('a size of 9 GB that is not there', () => {
    const { entries, problem } = walk(Buffer.concat([tarEntry({ name: 'big', size: base256(9e9) }), Buffer.alloc(2048)]), 700, false);
    expect(entries[0]!.size).toBe(9e9);
    expect(problem).toMatch(/^truncated/);
  });
  test('a negative size', () => expect(walk(tar({ name: 'f', size: Buffer.alloc(12, 0xff) })).problem).toMatch(/^garbage/));
  test('a size that is no number', () => expect(walk(tar({ name: 'f', size: Buffer.from('zzzzzzzzzzz\0') })).problem).toMatch(/^garbage/));
  test('a name without end', () => expect(walk(tar({ name: 'x', type: 'L', size: 0o7777777777 })).problem).toMatch(/^limit/));
});

test('more entries than are allowed', () => {
  let entries = 0;
  const parser = new TarParser({ entry: () => (entries++, false) }, { ...defaultTarLimits, entries: 2, metadataBytes: 1000 });
  parser.push(tar(file('a'), file('b'), file('c'), file('d')));
  expect([entries, parser.problem]).toMatchObject([2, { kind: 'limit', message: 'has more than 2 entries' }]);
});

test('more names than are allowed, long or many', () => {
  for (const items of [[pax({ path: 'x'.repeat(60) }), file('cut'), pax({ path: 'y'.repeat(60) }), file('cut')], Array.from({ length: 30 }, () => file('four'))]) {
    const parser = new TarParser({ entry: () => false }, { ...defaultTarLimits, allNameBytes: 100 });
    parser.push(tar(...items));
    expect(parser.problem).toMatchObject({ kind: 'limit', message: 'has more names than any image' });
  }
});

test('a name of more than 64 kB, and a reader that is full', () => {
  const parser = new TarParser({ entry: () => false });
  parser.push(tar(pax({ path: 'x'.repeat(70_000) }), file('a')));
  expect(parser.problem).toMatchObject({ kind: 'limit', message: 'has a name of more than 64 kB' });
  let entries = 0;
  const full = new TarParser({ entry: () => (entries++, false), get isFull() { return entries === 2; } });
  full.push(tar(file('a'), file('b'), file('c')));
  expect([entries, full.problem?.kind]).toEqual([2, 'limit']);
});

describe('sparse files', () => {
  const number = (value: number): Buffer => Buffer.from(`${value.toString(8).padStart(11, '0')}\0`);

  test('old GNU, with its map going on in more blocks', () => {
    const pairs = Array.from({ length: 6 }, (_, at) => [at * 1000, 1]);
    const map = Buffer.concat(pairs.slice(0, 4).flat().map(number));
    const more = Buffer.alloc(512);
    Buffer.concat(pairs.slice(4).flat().map(number)).copy(more);
    const header = tarEntry({ name: 's', type: 'S', magic: 'gnu', size: 6, patch: [[386, map], [482, Buffer.from([1])], [483, number(6000)]] });
    const { entries, problem } = walk(Buffer.concat([header, more, padded(Buffer.from('abcdef')), tarEntry({ name: 'next' }), endOfTar]));
    expect(problem).toBeUndefined();
    expect(entries[0]).toMatchObject({ name: 's', size: 6000, body: 'abcdef', sparse: pairs.flat() });
    expect(entries[1]!.name).toBe('next');
  });

  test('pax 0.0 and 0.1', () => {
    const old = walk(tar(pax({ 'GNU.sparse.size': '5000', 'GNU.sparse.offset': '100', 'GNU.sparse.numbytes': '2' }), file('s', 'ab'), file('next')));
    expect(old.entries[0]).toMatchObject({ name: 's', size: 5000, sparse: [100, 2], body: 'ab' });
    const newer = walk(tar(pax({ 'GNU.sparse.name': 'real', 'GNU.sparse.size': '5000', 'GNU.sparse.map': '0,1,100,1' }), file('GNUSparseFile.1/real', 'ab'), file('next')));
    expect(newer.entries[0]).toMatchObject({ name: 'real', size: 5000, sparse: [0, 1, 100, 1], body: 'ab' });
  });

  test('pax 1.0 with a map of two blocks', () => {
    const pairs = Array.from({ length: 90 }, (_, at) => [at * 1000, 1]).flat();
    const map = padded(Buffer.from(`${pairs.length / 2}\n${pairs.join('\n')}\n`));
    expect(map.length).toBe(1024);
    const header = pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'real', 'GNU.sparse.realsize': '90000' });
    const { entries, problem } = walk(tar(header, file('GNUSparseFile.1/real', Buffer.concat([map, Buffer.alloc(90, 'x')])), file('next')));
    expect(problem).toBeUndefined();
    expect(entries[0]).toMatchObject({ name: 'real', size: 90000, sparse: pairs, body: 'x'.repeat(90) });
    expect(entries[1]!.name).toBe('next');
  });
});

describe('ends', () => {
  const whole = tar(file('a', 'x'.repeat(600)), file('b', 'yy'));

  test('no end mark', () => expect(walk(whole.subarray(0, -1024))).toMatchObject({ problem: undefined, entries: [{ name: 'a' }, { name: 'b' }] }));
  test('no padding', () => expect(walk(whole.subarray(0, -1024 - 500)).problem).toBeUndefined());
  test('cut in a body', () => expect(walk(whole.subarray(0, 700)).problem).toBe("truncated: ends in the middle of a file's content"));
  test('cut in a header', () => expect(walk(whole.subarray(0, 1600)).problem).toBe('truncated: ends in the middle of a header'));
  test('cut after a pax header', () => expect(walk(pax({ path: 'x' })).problem).toMatch(/^truncated/));
  test('what follows the end mark does not count', () => expect(names(Buffer.concat([whole, tar(file('c'))]))).toEqual(['a', 'b']));
  test('garbage after an entry', () => {
    const { entries, problem } = walk(Buffer.concat([tarEntry({ name: 'a' }), Buffer.alloc(512, 'z')]));
    expect(entries).toHaveLength(1);
    expect(problem).toMatch(/^garbage/);
  });
  test('nothing at all', () => expect(walk(Buffer.alloc(0))).toEqual({ entries: [], problem: undefined }));
});

test('the cut into chunks makes no difference', () => {
  const bytes = tar(gnuLong('L', 'n'.repeat(1000)), file('x', 'a'.repeat(1500)), pax({ path: 'p/q', size: '3' }), file('y', 'abc'), folder('d/'), file('z', Buffer.alloc(70_000, 'q')));
  const whole = walk(bytes, bytes.length);
  expect(whole.entries).toHaveLength(4);
  for (const size of [1, 7, 511, 512, 513, 4096]) expect(walk(bytes, size)).toEqual(whole);
  const skipped = walk(bytes, 600, false);
  expect(skipped.entries.map(({ name, start }) => [name, start])).toEqual(whole.entries.map(({ name, start }) => [name, start]));
});

test('agrees with tar-stream on archives that it writes and reads right', async () => {
  const rng = seededRng('archives of tar-stream');
  const segment = (): string => rng.pick(['a', 'bin', 'ünï', 'with space', 'x'.repeat(90), '.hidden', '…']);
  for (let round = 0; round < 30; round++) {
    const writer = pack();
    for (let count = rng.int(12); count > 0; count--) {
      const name = Array.from({ length: 1 + rng.int(6) }, segment).join('/');
      const common = { name, mode: rng.int(0o10000), uid: rng.int(3_000_000), gid: rng.int(70_000), mtime: new Date(rng.int(2 ** 31) * 1000) };
      const kind = rng.pick(['file', 'directory', 'symlink', 'link'] as const);
      if (kind === 'file') writer.entry(common, 'y'.repeat(rng.int(1500)));
      else if (kind === 'directory') writer.entry({ ...common, type: kind });
      else writer.entry({ ...common, type: kind, linkname: segment() });
    }
    writer.finalize();
    const parts: Buffer[] = [];
    for await (const part of writer) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const expected: unknown[] = [];
    for await (const entry of Readable.from([bytes]).pipe(extract())) {
      const { name, linkname, mode, uid, gid, mtime, type } = entry.header;
      const body: Buffer[] = [];
      for await (const part of entry) body.push(part as Buffer);
      expected.push([name, linkname ?? '', EntryType[type === 'link' ? 'hardLink' : (type as 'file')], mode, uid, gid, mtime.getTime() / 1000, Buffer.concat(body).toString()]);
    }
    const found = walk(bytes, 1 + rng.int(3000)).entries.map((entry) => [entry.name.replace(/\/$/, ''), entry.link, entry.type, entry.mode, entry.uid, entry.gid, entry.mtime, entry.body]);
    expect(found, `seed ${rng.seed}, round ${round}`).toEqual(expected.map((row) => [(row as string[])[0]!.replace(/\/$/, ''), ...(row as unknown[]).slice(1)]));
  }
});

test('no damaged archive throws or hangs', () => {
  const rng = seededRng('damaged archives');
  const base = tar(gnuLong('L', 'long'.repeat(60)), file('a', 'body'), pax({ 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '9', path: 'p' }), file('s', Buffer.alloc(600, '1\n')), symlink('l', 'a'), tarEntry({ name: 'g', type: 'S', magic: 'gnu', body: 'x', patch: [[482, Buffer.from([1])]] }));
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(base);
    for (let change = rng.int(6); change >= 0; change--) bytes[rng.int(bytes.length)] = rng.int(256);
    const cut = bytes.subarray(0, rng.int(bytes.length + 1));
    expect(() => walk(cut, 1 + rng.int(2000), rng.chance(0.5)), `seed ${rng.seed}, round ${round}`).not.toThrow();
  }
});
