import { describe, expect, test } from 'vitest';
import { described, fromFile, fromStream } from '../../support/imageArchive.ts';
import { file, folder, gnuLong, hardLink, imageArchive, pax, symlink, tar } from '../../support/tarBuilder.ts';
import type { TarItem } from '../../support/tarBuilder.ts';

type Layer = readonly (TarItem | Buffer)[];
type Change = { added?: string[]; modified?: string[]; rewritten?: string[]; deleted?: [path: string, files: number, bytes: number][] };

/** Stacks layers and compares what the last one does; then the sums, when they are given. Read from a file and from a stream alike. */
async function check(layers: readonly Layer[], last: Change, sums: object = {}): Promise<void> {
  const bytes = imageArchive('podman', { layers: layers.map((items) => tar(...items)) });
  for (const archive of [await fromFile(bytes), await fromStream(bytes)]) {
    expect(archive.error).toBeUndefined();
    const { layers: changes, ...rest } = described(archive) as { layers: (Change & { bodyBytes: number })[] };
    const deleted = (last.deleted ?? []).map(([path, files, size]) => ({ path, files, bytes: size }));
    expect(changes.at(-1)).toMatchObject({ added: last.added ?? [], modified: last.modified ?? [], rewritten: last.rewritten ?? [], deleted });
    expect(rest).toMatchObject(sums);
  }
}

const tree: Layer = [folder('d/'), file('d/a', 'aaa'), file('d/b', 'bb'), folder('d/sub/'), file('d/sub/c', 'c'), file('keep', 'kkkk')];

describe('marks', () => {
  test('all is added in the first layer', () => check([tree], { added: ['d', 'd/a', 'd/b', 'd/sub', 'd/sub/c', 'keep'] }, { totalBodyBytes: 10, wastedBytes: 0, efficiency: 1, finalFiles: 4 }));
  test('other content', () => check([tree, [file('keep', 'KKKK')]], { modified: ['keep'] }, { wastedBytes: 4, wasteByCause: [{ causeLayer: 1, ownerLayer: 0, bytes: 4 }], efficiency: 10 / 14 }));
  test('other length', () => check([tree, [file('keep', 'k')]], { modified: ['keep'] }));
  test('the same again', () => check([tree, [file('keep', 'kkkk', { mtime: 99 })]], { rewritten: ['keep'] }, { wastedBytes: 4 }));
  test('other permissions', () => check([tree, [file('keep', 'kkkk', { mode: 0o755 })]], { modified: ['keep'] }));
  test('another owner', () => check([tree, [file('keep', 'kkkk', { uid: 5 })]], { modified: ['keep'] }));
  test('other extended attributes', () => check([tree, [pax({ 'SCHILY.xattr.security.capability': 'x' }), file('keep', 'kkkk')]], { modified: ['keep'] }));
  test('a folder again is nothing', () => check([tree, [folder('d/', { mtime: 99 }), file('d/new', 'n')]], { added: ['d/new'] }, { finalFiles: 5 }));
  test('a folder with other attributes is nothing either', () => check([tree, [pax({ 'SCHILY.xattr.security.selinux': 'x' }), folder('d/')]], {}));
  test('a folder with other permissions', () => check([tree, [folder('d/', { mode: 0o700 })]], { modified: ['d'] }, { finalFiles: 4, wastedBytes: 0 }));
  test('a folder that was only implied, described later', async () => {
    await check([[file('x/y', '1')], [folder('x/')]], {});
    await check([[file('x/y', '1')], [folder('x/', { uid: 7 })]], { modified: ['x'] });
  });
  test('a link elsewhere', () => check([[symlink('l', 'a')], [symlink('l', 'b')]], { modified: ['l'] }));
  test('the same link', () => check([[symlink('l', 'a')], [symlink('l', 'a')]], { rewritten: ['l'] }));
  test('a file becomes a link', () => check([tree, [symlink('keep', 'd/a')]], { modified: ['keep'] }, { wastedBytes: 4 }));
  test('a file becomes a folder', () => check([tree, [folder('keep/'), file('keep/x', '1')]], { modified: ['keep'], added: ['keep/x'] }, { wastedBytes: 4 }));
  test('a folder becomes a file', () => check([tree, [file('d', 'x')]], { modified: ['d'], deleted: [['d/a', 1, 3], ['d/b', 1, 2], ['d/sub', 1, 1]] }, { wastedBytes: 6, finalFiles: 2 }));
  test('one file among many', async () => {
    const many = Array.from({ length: 200 }, (_, at) => file(`many/${at}`, `text ${at}`));
    await check([many, [...many.slice(120).map(({ name }) => file(`new/${String(name)}`, 'x')), file('many/7', 'text 7')]], { added: many.slice(120).map(({ name }) => `new/${String(name)}`).sort(), rewritten: ['many/7'] });
    await check([many, [...many.slice(120).map(({ name }) => file(`new/${String(name)}`, 'x')), file('many/7', 'text x')]], { added: many.slice(120).map(({ name }) => `new/${String(name)}`).sort(), modified: ['many/7'] });
  });
  test('empty files are the same', () => check([[file('e')], [file('e')]], { rewritten: ['e'] }));
  test('a file under a file', () => check([tree, [file('keep/under', '1')]], { added: ['keep/under'] }, { wastedBytes: 4 }));
  test('a name twice in a layer: the last counts, the first is lost', () => check([tree, [file('n', 'one'), file('n', 'three')]], { added: ['n'] }, { wastedBytes: 3, wasteByCause: [{ causeLayer: 1, ownerLayer: 1, bytes: 3 }] }));
  test('a name twice in a layer, against the layer below', () => check([tree, [file('keep', 'xxxx'), file('keep', 'kkkk')]], { rewritten: ['keep'] }, { wastedBytes: 8 }));
  test('against the lower layers together, not the next one', () => check([tree, [file('other', 'x')], [file('keep', 'kkkk')]], { rewritten: ['keep'] }));
});

describe('deletion', () => {
  test('of a file', () => check([tree, [file('d/.wh.a')]], { deleted: [['d/a', 1, 3]] }, { wastedBytes: 3, visibleBytes: 7, finalFiles: 3 }));
  test('of a folder with all in it', () => check([tree, [file('.wh.d')]], { deleted: [['d', 3, 6]] }, { wastedBytes: 6, finalFiles: 1 }));
  test('of what is not there', () => check([tree, [file('.wh.nothing'), file('no/.wh.where')]], {}, { wastedBytes: 0 }));
  test('an opaque folder hides what lies below it', () => check([tree, [folder('d/'), file('d/.wh..wh..opq')]], { deleted: [['d/a', 1, 3], ['d/b', 1, 2], ['d/sub', 1, 1]] }, { finalFiles: 1 }));
  test('an opaque folder keeps its own, wherever the mark stands', () => check([tree, [folder('d/'), file('d/a', 'aaa'), file('d/n', 'n'), file('d/.wh..wh..opq')]], { added: ['d/n'], rewritten: ['d/a'], deleted: [['d/b', 1, 2], ['d/sub', 1, 1]] }, { finalFiles: 3 }));
  test('a whiteout after the new file of its name', () => check([tree, [file('keep', 'new'), file('.wh.keep')]], { modified: ['keep'] }, { wastedBytes: 4, finalFiles: 4 }));
  test('a folder removed and made again', () => check([tree, [file('.wh.d'), folder('d/'), file('d/z', 'z')]], { added: ['d/z'], deleted: [['d/a', 1, 3], ['d/b', 1, 2], ['d/sub', 1, 1]] }));
  test('opaque at the root', () => check([tree, [file('.wh..wh..opq'), file('x', '1')]], { added: ['x'], deleted: [['d', 3, 6], ['keep', 1, 4]] }, { finalFiles: 1 }));
  test("AUFS's notes and marks without a name mean nothing", () => check([tree, [file('.wh..wh.plnk'), file('.wh..wh.aufs', 'x'), file('d/.wh.'), file('d/.wh...')]], {}, { finalFiles: 4 }));
  test('gone and back', () => check([tree, [file('.wh.keep')], [file('keep', 'kkkk')]], { added: ['keep'] }, { wastedBytes: 4, finalFiles: 4 }));
  test('a whiteout of a long name', () => check([[gnuLong('L', 'n'.repeat(200)), file('cut', 'x')], [gnuLong('L', `.wh.${'n'.repeat(200)}`), file('cut')]], { deleted: [['n'.repeat(200), 1, 1]] }));
});

describe('hard links', () => {
  const linked: Layer = [file('one', '12345'), hardLink('two', 'one'), hardLink('three', './two')];

  test('a body counts once', () => check([linked], { added: ['one', 'three', 'two'] }, { totalBodyBytes: 5, visibleBytes: 5, finalFiles: 3 }));
  test('it lives while a name lives', () => check([linked, [file('.wh.one'), file('.wh.two')]], { deleted: [['one', 1, 0], ['two', 1, 0]] }, { wastedBytes: 0, visibleBytes: 5, finalFiles: 1 }));
  test('the last name takes it along', () => check([linked, [file('.wh.one')], [file('.wh.two'), file('.wh.three')]], { deleted: [['three', 1, 5], ['two', 1, 0]] }, { wastedBytes: 5, wasteByCause: [{ causeLayer: 2, ownerLayer: 0, bytes: 5 }] }));
  test('a name written anew leaves the others', () => check([linked, [file('two', 'x')]], { modified: ['two'] }, { wastedBytes: 0, visibleBytes: 6 }));
  test('a link to a file of a lower layer', () => check([linked, [hardLink('four', '/one')]], { added: ['four'] }, { totalBodyBytes: 5, visibleBytes: 5 }));
  test('a link bound before its target changes', () => check([[file('a', '11'), hardLink('b', 'a'), file('a', '222')]], { added: ['a', 'b'] }, { totalBodyBytes: 5, visibleBytes: 5 }));
  test('a link below the name of what it links to', () => check([[file('a', '123'), hardLink('a/b', 'a')]], { added: ['a/b'] }, { totalBodyBytes: 3, visibleBytes: 3, wastedBytes: 0 }));
  test('the same file and link again', () => check([linked, [file('one', '12345'), hardLink('two', 'one')]], { rewritten: ['one', 'two'] }, { wastedBytes: 0, totalBodyBytes: 10 }));
  test('a link to itself and to nothing', () => check([[hardLink('self', 'self'), hardLink('lost', 'nowhere')]], { added: ['lost', 'self'] }, { totalBodyBytes: 0 }));
});

describe('paths', () => {
  test('dots, slashes and ways out', () => check([[file('./a/./b//c', '1'), file('/abs', '2'), file('../../up', '3'), file('x/../y', '4')]], { added: ['a/b/c', 'abs', 'up', 'y'] }));
  test('one path in two spellings', () => check([[file('./a', '1')], [file('/b/../a', '1')]], { rewritten: ['a'] }));
  test('the root itself', () => check([[folder('./'), file('./a', '1')], [folder('./')]], {}));
  test('names that are no UTF-8 stay apart', () => check([[{ name: Buffer.from([0xff]), body: 'x' }, { name: Buffer.from([0xfe]), body: 'y' }]], { added: ['\ufffd', '\ufffd'] }));
  test('a path of thousands of folders', async () => {
    const deep = `${'d/'.repeat(5_000)}f`;
    await check([[pax({ path: deep }), file('cut', 'x')], [file('.wh.d')]], { deleted: [['d', 1, 1]] }, { wastedBytes: 1 });
  });
});

test('an empty layer between others', () => check([tree, [], [file('.wh.keep')]], { deleted: [['keep', 1, 4]] }, { wasteByCause: [{ causeLayer: 2, ownerLayer: 0, bytes: 4 }] }));
test('sizes of a layer and of all up to it', async () => {
  const archive = await fromFile(imageArchive('podman', { layers: [tar(...tree), tar(file('x', 'xyz'))] }));
  expect(described(archive)).toMatchObject({ layers: [{ bodyBytes: 10, cumulativeBytes: 10 }, { bodyBytes: 3, cumulativeBytes: 13 }] });
});

describe('what stands in few images', () => {
  test("AUFS's own folders are no part of the image", () => check([[file('a', 'a'), folder('.wh..wh.plnk/'), file('.wh..wh.plnk/12.34', 'zz'), file('d/.wh..wh.orph/x'), file('.wh..wh.aufs')]], { added: ['a'] }, { totalBodyBytes: 1, finalFiles: 1 }));
  test('marks that name nothing', () => check([[file('a', 'a')], [file('.wh.'), file('.wh..'), file('.wh...'), file('a/.wh.b')]], {}, { finalFiles: 1 }));
  test('a name that begins with a byte order mark', () => check([[file('\ufeffa', 'a')]], { added: ['\ufeffa'] }));
  test('a hard link to a lower file with the content that was there', () => check([[file('a', 'same'), file('b', 'same')], [hardLink('b', 'a')]], { rewritten: ['b'] }, { wastedBytes: 4 }));
  test('a hard link to a lower file with another content', () => check([[file('a', 'same'), file('b', 'Same')], [hardLink('b', 'a')]], { modified: ['b'] }, { wastedBytes: 4 }));
  test('a hard link that stands before its file', () => check([[hardLink('b', 'a'), file('a', 'same')]], { added: ['a', 'b'] }, { finalFiles: 2, wastedBytes: 0 }));
  test('a hard link to a file that the layer deletes', () => check([[file('a', 'same')], [file('.wh.a'), hardLink('b', 'a')]], { added: ['b'], deleted: [['a', 1, 4]] }, { wastedBytes: 4 }));
  test('links bind to what is there when they are read', () => check([[file('a', '1'), hardLink('b', 'a'), file('a', '22'), hardLink('c', 'a')], [file('.wh.b')]], { deleted: [['b', 1, 1]] }, { totalBodyBytes: 3, visibleBytes: 2 }));
  test('bytes that a layer brings and takes away again were not deleted', () => check([[file('c/c', 'x')], [file('c/c', 'yyyy'), file('c', 'z')]], { modified: ['c'], deleted: [['c/c', 1, 1]] }, { wasteByCause: [{ causeLayer: 1, ownerLayer: 0, bytes: 1 }, { causeLayer: 1, ownerLayer: 1, bytes: 4 }] }));
  test('paths that lead outside', () => check([[file('../../etc/a', '1'), file('/b', '2'), file('x/../../c', '3'), file('tr/', '4'), folder('./')], [file('.wh.b'), folder('..')]], { deleted: [['b', 1, 1]] }, { finalFiles: 3 }));
  test('the whole root emptied', () => check([[file('a', '1'), folder('d/'), file('d/b', '22')], [file('.wh..wh..opq'), file('a', '1')]], { rewritten: ['a'], deleted: [['d', 1, 2]] }));
  test('the same layer twice, and what deletes it between', () => check([[file('a', '1')], [file('.wh.a')], [file('a', '1')]], { added: ['a'] }, { totalBodyBytes: 2, wastedBytes: 1 }));
  test('kinds that follow one another', () => check([[file('p', '1')], [folder('p/'), file('p/c', '22')], [symlink('p', 'q')], [folder('p/'), file('p/c', '22')]], { added: ['p/c'], modified: ['p'] }, { finalFiles: 1, wastedBytes: 3 }));
});
