import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../client/src/image/openArchive.ts';
import type { OpenedImage } from '../../../client/src/image/openedImage.ts';
import type { FolderQuery } from '../../../client/src/model/imageContents.ts';
import { readImageArchive } from '../../../server/src/image/archive.ts';
import { fromStream, withFile } from '../../support/imageArchive.ts';
import { file, folder, hardLink, imageArchive, symlink, tar, type ImageSpec } from '../../support/tarBuilder.ts';

const base = tar(
  folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'), folder('opt/'), folder('opt/x/'), file('opt/x/y', '12345'), file('opt/z', '1'),
  folder('usr/'), folder('usr/bin/'), file('usr/bin/tool', 'tool', { mode: 0o755, mtime: 1000, uid: 7, gid: 8 }), symlink('bin', 'usr/bin'), symlink('loop', 'loop'),
);
const top = tar(
  folder('etc/'), file('etc/a', 'AAAA'), file('etc/b', 'bb'), file('.wh.opt'), symlink('usr/bin/sh', '/bin/tool'), hardLink('usr/bin/twin', 'usr/bin/tool'),
  file('usr/bin/tool', 'tool', { mode: 0o700, uid: 7, gid: 8 }),
);
const spec: ImageSpec = { tags: ['app:1'], layers: [base, top], history: [{ created_by: 'COPY . / # buildkit' }, { created_by: 'RUN /bin/sh -c make # buildkit' }] };
const signal = new AbortController().signal;

/** Opens an archive of one image in a file that is there until `use` is done. */
async function opened<T>(which: ImageSpec, use: (image: OpenedImage) => Promise<T>): Promise<T> {
  return withFile(imageArchive('docker', which), async (path) => use(openArchive(await readImageArchive(path)).images[0]!));
}

/** All that a layer shows in a mode, one line a node. */
async function lines(image: OpenedImage, query: Partial<FolderQuery>, indent = ''): Promise<string[]> {
  const { nodes, left } = await image.folder({ layer: 0, mode: 'changes', folder: undefined, order: 'name', from: 0, filter: '', ...query });
  expect(left).toBe(0);
  const texts = await Promise.all(nodes.map(async (node) => {
    const by = node.hiddenBy === undefined ? '' : ` hidden by ${node.hiddenBy}`;
    const link = node.linkTarget === undefined ? '' : ` → ${node.linkTarget}`;
    const line = `${indent}${node.kind} ${node.name} ${node.mark ?? '-'}${node.isAttributesOnly ? ' (attributes)' : ''} ${node.size} of ${node.owner ?? '-'}${by}${link}`;
    return [line, ...(node.kind === 'folder' ? await lines(image, { ...query, folder: node.id }, `${indent}  `) : [])];
  }));
  return texts.flat();
}

describe('an opened image', () => {
  it('says what it is', () => opened(spec, async (image) => {
    expect(image).toMatchObject({ name: 'app:1', platform: 'linux/amd64', totalBytes: 26, visibleBytes: 14, wastedBytes: 12, finalFiles: 7 });
    expect(image.layers.map(({ storedBytes, compression, hidesBytes }) => [storedBytes, compression, hidesBytes])).toEqual([[base.length, 'none', 0], [top.length, 'none', 12]]);
    expect(image.waste).toEqual([{ owner: 0, cause: 1, bytes: 12 }]);
  }));

  it('names its base as its labels do', () => opened({ ...spec, config: { config: { Labels: { 'org.opencontainers.image.base.name': 'registry.example/base:1', 'org.opencontainers.image.base.digest': 'sha256:1' } } } }, async (image) => {
    expect(image.base).toEqual({ name: 'registry.example/base:1', digest: 'sha256:1' });
  }));

  it('shows what a layer changes', () => opened(spec, async (image) => {
    expect(await lines(image, { layer: 1 })).toEqual([
      'folder etc - 6 of 1', '  file a modified 4 of 1', '  file b rewritten 2 of 1', 'folder opt deleted 6 of -', '  folder x deleted 5 of -', '    file y deleted 5 of -', '  file z deleted 1 of -',
      'folder usr - 4 of -', '  folder bin - 4 of -', '    symlink sh added 0 of 1 → /bin/tool', '    file tool modified (attributes) 4 of 1', '    file twin added 0 of 1 → /usr/bin/tool',
    ]);
  }));

  it('shows the files after a layer', () => opened(spec, async (image) => {
    expect(await lines(image, { layer: 1, mode: 'after' })).toEqual([
      'folder etc - 6 of 1', '  file a modified 4 of 1', '  file b rewritten 2 of 1',
      'folder usr - 8 of 0', '  folder bin - 8 of 0', '    symlink sh added 0 of 1 → /bin/tool', '    file tool modified (attributes) 4 of 1', '    file twin added 4 of 1 → /usr/bin/tool',
      'symlink bin - 0 of 0 → usr/bin', 'symlink loop - 0 of 0 → loop',
    ]);
    expect((await lines(image, { layer: 0, mode: 'after' })).filter((line) => line.startsWith('folder'))).toEqual(['folder etc added 6 of 0', 'folder opt added 6 of 0', 'folder usr added 4 of 0']);
  }));

  it('counts content with two names once', () => opened({ layers: [tar(file('d/a', '12345'), hardLink('d/b', 'd/a'), file('d/c', '1'))] }, async (image) => {
    expect(await lines(image, { mode: 'after' })).toEqual(['folder d - 6 of -', '  file a added 5 of 0', '  file b added 5 of 0 → /d/a', '  file c added 1 of 0']);
  }));

  it('shows the bytes that are hidden', () => opened(spec, async (image) => {
    expect(await lines(image, { layer: 0, mode: 'hidden' })).toEqual([
      'folder etc - 6 of -', '  file a - 4 of 0 hidden by 1', '  file b - 2 of 0 hidden by 1', 'folder opt - 6 of -', '  folder x - 5 of -', '    file y - 5 of 0 hidden by 1', '  file z - 1 of 0 hidden by 1',
    ]);
    expect(await lines(image, { layer: 1, mode: 'hidden' })).toEqual([]);
  }));

  it('puts the largest first, and leaves only what a filter finds', () => opened(spec, async (image) => {
    const names = async (query: Partial<FolderQuery>): Promise<string[]> => (await lines(image, query)).map((line) => line.trim().split(' ')[1]!);
    expect(await names({ order: 'size' })).toEqual(['etc', 'a', 'b', 'opt', 'x', 'y', 'z', 'usr', 'bin', 'tool', 'bin', 'loop']);
    expect(await names({ filter: 'opt/' })).toEqual(['opt', 'x', 'y', 'z']);
    expect(await names({ filter: '*oo?' })).toEqual(['usr', 'bin', 'tool', 'loop']);
    expect(await names({ filter: 'nothing' })).toEqual([]);
  }));

  it('gives pages of a thousand', () => opened({ layers: [tar(...Array.from({ length: 2500 }, (_, at) => file(`d/${String(at * 7919 % 2500).padStart(5, '0')}`, 'x'.repeat(at % 3))))] }, async (image) => {
    const query: FolderQuery = { layer: 0, mode: 'changes', folder: undefined, order: 'name', from: 0, filter: '' };
    const { nodes: [d] } = await image.folder(query);
    const pages = await Promise.all([0, 1000, 2000, 3000].map((from) => image.folder({ ...query, folder: d!.id, from })));
    expect(pages.map(({ nodes, left }) => [nodes.length, left])).toEqual([[1000, 1500], [1000, 500], [500, 0], [0, 0]]);
    expect(pages.flatMap(({ nodes }) => nodes.map((node) => node.name))).toEqual(Array.from({ length: 2500 }, (_, at) => String(at).padStart(5, '0')));
  }));

  it('tells hidden files, the largest, and which layers touch a path', () => opened(spec, async (image) => {
    expect(await image.hidden(2)).toEqual({ total: 4, items: [{ path: 'opt/x/y', bytes: 5, owner: 0, cause: 1 }, { path: 'etc/a', bytes: 4, owner: 0, cause: 1 }] });
    expect((await image.hidden(9, { owner: 1, cause: 1 })).items).toEqual([]);
    expect(await image.largest(1)).toMatchObject({ total: 4, items: [{ bytes: 4 }] });
    expect(await image.touching('etc/a')).toEqual([{ layer: 0, mark: 'added', bytes: 4 }, { layer: 1, mark: 'modified', bytes: 4 }]);
    expect(await image.touching('/opt/z')).toEqual([{ layer: 0, mark: 'added', bytes: 1 }, { layer: 1, mark: 'deleted', bytes: 1 }]);
    expect(await image.touching('no/such')).toEqual([]);
  }));

  it('reads files through links, after each layer', () => opened(spec, async (image) => {
    const text = async (where: number | 'final', path: string): Promise<string | undefined> => {
      const bytes = await image.read(where, path, signal);
      return bytes && Buffer.from(bytes).toString();
    };
    expect(await text(0, 'etc/a')).toBe('aaaa');
    expect(await text('final', 'etc/a')).toBe('AAAA');
    expect(await text('final', '/bin/sh')).toBe('tool');
    expect(await text('final', 'bin/../bin/twin')).toBe('tool');
    expect(await text(0, 'opt/x/y')).toBe('12345');
    for (const path of ['opt/x/y', 'loop', 'loop/x', 'bin', 'etc/a/b', '']) expect(await text('final', path), path).toBeUndefined();
    await expect(image.read(2, 'etc/a', signal)).rejects.toThrow('no layer 3');
    await expect(image.read('final', 'etc/a', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  }));

  it('does not give another file for one of an archive that was written anew', () => withFile(imageArchive('podman', spec), async (path) => {
    const image = openArchive(await readImageArchive(path)).images[0]!;
    writeFileSync(path, imageArchive('podman', { ...spec, layers: [tar(folder('etc/'), file('etc/c', 'cccc'), file('etc/b', 'bb'), ...Array.from({ length: 9 }, (_, at) => file(`${at}`))), top] }));
    await expect(image.read(0, 'etc/a', signal)).rejects.toThrow('has changed');
  }));

  it('tells about files and folders', () => opened(spec, async (image) => {
    expect(await image.stat(0, 'bin/tool', false)).toEqual({ kind: 'file', bytes: 4, modified: 1_000_000, mode: 0o755, uid: 7, gid: 8, linkTarget: undefined, layer: 0 });
    expect(await image.stat('final', 'bin/sh', false)).toMatchObject({ kind: 'symlink', linkTarget: '/bin/tool', layer: 1 });
    expect(await image.stat('final', 'bin/sh', true)).toMatchObject({ kind: 'file', bytes: 4, mode: 0o700 });
    expect(await image.stat('final', 'bin/twin', false)).toMatchObject({ kind: 'file', bytes: 4, mode: 0o755, linkTarget: '/usr/bin/tool', layer: 0 });
    expect(await image.stat('final', '', true)).toMatchObject({ kind: 'folder' });
    expect(await image.stat('final', 'opt', true)).toBeUndefined();
    expect(await image.stat('final', 'loop', true)).toBeUndefined();
    expect(await image.list('final', '/bin')).toEqual([{ name: 'sh', kind: 'symlink' }, { name: 'tool', kind: 'file' }, { name: 'twin', kind: 'file' }]);
    expect(await image.list('final', 'etc/a')).toBeUndefined();
  }));

  it('of a stream has no contents, and says so', async () => {
    const { images: [image] } = openArchive(await fromStream(imageArchive('docker', spec)));
    await expect(image!.read('final', 'etc/a', signal)).rejects.toThrow('cannot be read');
  });
});

describe('finding paths', () => {
  const many: ImageSpec = { layers: [tar(file('usr/lib/libssl.so.3', 'x'), file('usr/lib/Ünï.txt', 'xx'), file('usr/share/doc/lib', ''), file('etc/ssl/cert'), file('gone/lib.so', '123')), tar(file('.wh.gone'))] };
  it.each([
    ['ssl', ['etc/ssl', 'usr/lib/libssl.so.3', 'etc/ssl/cert']],
    ['LIB', ['usr/lib', 'usr/share/doc/lib', 'usr/lib/libssl.so.3', 'gone/lib.so -', 'usr/lib/Ünï.txt']],
    ['ünï', ['usr/lib/Ünï.txt']],
    ['lib/libs', ['usr/lib/libssl.so.3']],
    ['/etc/s', ['etc/ssl', 'etc/ssl/cert']],
    ['r/lib/', ['usr/lib/Ünï.txt', 'usr/lib/libssl.so.3']],
    ['*.so*', ['usr/lib/libssl.so.3', 'gone/lib.so -']],
    ['?sr', ['usr']],
    ['usr/**/lib', ['usr/lib', 'usr/share/doc/lib']],
    ['/usr/*', ['usr/lib', 'usr/share']],
    ['share/**', ['usr/share/doc', 'usr/share/doc/lib']],
    ['**/*.txt', ['usr/lib/Ünï.txt']],
    ['/*', ['usr', 'etc', 'gone -']],
    ['nothing', []],
    ['', []],
    ['/', []],
    ['a.c', []],
  ])('%s', (query, expected) => opened(many, async (image) => {
    const { items, total } = await image.find(query, 100);
    expect(items.map(({ path, isVisible }) => `${path}${isVisible ? '' : ' -'}`)).toEqual(expected);
    expect(total).toBe(expected.length);
    expect((await image.find(query, 1)).items).toEqual(items.slice(0, 1));
  }));

  it('says what was found', () => opened(many, async (image) => {
    expect((await image.find('lib.so', 1)).items).toEqual([{ path: 'gone/lib.so', layer: 1, bytes: 3, isFolder: false, isVisible: false }]);
    expect((await image.find('gone', 1)).items).toMatchObject([{ path: 'gone', isFolder: true, isVisible: false }]);
  }));
});

describe('duplicates', () => {
  const big = (letter: string, size = 5000): string => letter.repeat(size);
  const twins: ImageSpec = {
    layers: [
      tar(file('a', big('a')), file('b', big('b')), file('small', big('a', 100)), hardLink('link', 'a'), file('old', big('c', 9000))),
      tar(file('copy', big('a')), file('other', big('d', 9000)), file('.wh.old'), file('small2', big('a', 100))),
      tar(file('third', big('a')), file('e1', big('e', 30_000)), file('e2', big('e', 30_000))),
    ],
  };
  const expected = [
    { bytes: 30_000, files: [{ path: 'e1', layer: 2 }, { path: 'e2', layer: 2 }] },
    { bytes: 5000, files: [{ path: 'a', layer: 0 }, { path: 'copy', layer: 1 }, { path: 'third', layer: 2 }] },
  ];
  it('are found by their contents in a file', () => opened(twins, async (image) => {
    expect(await image.duplicates(10)).toEqual({ items: expected, total: 2 });
    expect(await image.duplicates(1)).toEqual({ items: expected.slice(0, 1), total: 2 });
    await expect(image.duplicates(1, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  }));
  it('are found in packed layers', () => withFile(imageArchive('crane', twins), async (path) => {
    expect((await openArchive(await readImageArchive(path)).images[0]!.duplicates(10)).items).toEqual(expected);
  }));
  it('are found by checksums in a stream', async () => {
    expect((await openArchive(await fromStream(imageArchive('docker', twins), 65_536)).images[0]!.duplicates(10)).items).toEqual(expected);
  });
});

describe('two images', () => {
  const other: ImageSpec = {
    layers: [base, tar(file('etc/a', 'AAAA'), file('etc/b', 'BB'), folder('opt/', { mode: 0o700 }), file('opt/z', '1'), file('new/file', 'n'), folder('empty/'), file('usr/bin/tool', 'tool', { uid: 7, gid: 8, mode: 0o700 }), symlink('bin', 'usr/sbin'))],
  };
  const differences = [
    ['bin', 'content', 0, 0], ['empty', 'added', 0, 0], ['etc/b', 'content', 2, 2], ['new/file', 'added', 0, 1], ['opt/x/y', 'added', 0, 5], ['opt/z', 'added', 0, 1],
    ['usr/bin/sh', 'removed', 0, 0], ['usr/bin/twin', 'removed', 4, 0],
  ];
  it.each([['docker', 'docker'], ['docker', 'crane'], ['podman', 'oci']] as const)('in archives of the forms %s and %s', (one, two) =>
    withFile(imageArchive(one, spec), (first) => withFile(imageArchive(two, other), async (second) => {
      const [a, b] = await Promise.all([first, second].map(async (path) => openArchive(await readImageArchive(path)).images[0]!));
      const { items, total } = await a!.compare(b!, 100);
      expect(items.map(({ path, kind, bytesBefore, bytesAfter }) => [path, kind, bytesBefore, bytesAfter])).toEqual(differences);
      expect(total).toBe(differences.length);
      expect(await a!.compare(a!, 100)).toEqual({ items: [], total: 0 });
    })));
  it('tell attributes from content', () => opened({ layers: [tar(file('f', 'x'), folder('d/'), file('d/g', 'y'))] }, (a) =>
    opened({ layers: [tar(file('f', 'x', { uid: 5 }), folder('d/', { mode: 0o700 }), file('d/g', 'y', { mtime: 99 }))] }, async (b) => {
      expect((await a.compare(b, 9)).items.map(({ path, kind }) => [path, kind])).toEqual([['d', 'attributes'], ['f', 'attributes']]);
    })));
});
