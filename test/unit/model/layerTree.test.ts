import { expect, test } from 'vitest';
import { layerTreeOf } from '../../../client/src/model/layerTree.ts';
import type { LayerTree, TreeNode } from '../../../client/src/model/layerTree.ts';
import { analyseImage } from '../../../server/src/image/layers.ts';
import { fromFile } from '../../support/imageArchive.ts';
import { file, folder, hardLink, imageArchive, symlink, tar } from '../../support/tarBuilder.ts';
import type { ImageSpec } from '../../support/tarBuilder.ts';

async function treeOf(spec: ImageSpec): Promise<LayerTree> {
  const archive = await fromFile(imageArchive('podman', spec));
  const image = archive.images[0]!;
  return layerTreeOf(archive, image, analyseImage(archive.paths, image));
}

/** All that a layer shows, one line a node. */
function lines(tree: LayerTree, node: TreeNode, indent = ''): string[] {
  return tree.children(node).flatMap((child) => {
    if (child.kind === 'layer' || child.kind === 'more') return [`${indent}… ${child.kind}`];
    const link = child.linkTarget === undefined ? '' : ` → ${child.linkTarget}`;
    return [`${indent}${child.kind} ${child.name} ${child.mark ?? '-'} ${child.size}${link}`, ...lines(tree, child, `${indent}  `)];
  });
}

const base = tar(folder('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'), folder('opt/'), folder('opt/x/'), file('opt/x/y', '12345'), file('opt/z', '1'));
const top = tar(folder('etc/'), file('etc/a', 'AAAA'), file('etc/b', 'bb'), file('.wh.opt'), folder('bin/'), file('bin/tool', '123456'), symlink('bin/t', 'tool'), hardLink('bin/u', 'bin/tool'), { name: 'dev', type: '3' });
const spec: ImageSpec = { layers: [base, top], history: [{ created_by: 'COPY . / # buildkit' }, { created_by: 'RUN /bin/sh -c make # buildkit' }] };

test('layers with what they cost', async () => {
  const { layers } = await treeOf(spec);
  expect(layers).toMatchObject([
    { kind: 'layer', index: 0, instruction: 'COPY', text: '. /', bodyBytes: 12, cumulativeBytes: 12, hidesBytes: 0, counts: { added: 7, modified: 0, rewritten: 0, deleted: 0 }, error: undefined },
    { kind: 'layer', index: 1, instruction: 'RUN', text: 'make', bodyBytes: 12, cumulativeBytes: 24, hidesBytes: 12, counts: { added: 5, modified: 1, rewritten: 1, deleted: 4 } },
  ]);
  expect(layers[0]!.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('folders first, marks, sizes, links and what is gone', async () => {
  const tree = await treeOf(spec);
  expect(lines(tree, tree.layers[1]!)).toEqual([
    'folder bin added 6',
    '  symlink t added 0 → tool',
    '  file tool added 6',
    '  file u added 0 → /bin/tool',
    'folder etc - 6',
    '  file a modified 4',
    '  file b rewritten 2',
    'folder opt deleted 6',
    '  folder x deleted 5',
    '    file y deleted 5',
    '  file z deleted 1',
    'other dev added 0',
  ]);
});

test('a deletion does not count for a folder that stays', async () => {
  const tree = await treeOf({ layers: [base, tar(file('opt/.wh.z'))] });
  expect(lines(tree, tree.layers[1]!)).toEqual(['folder opt - 0', '  file z deleted 1']);
});

test('pages of a thousand', async () => {
  const many = tar(folder('d/'), ...Array.from({ length: 2500 }, (_, at) => file(`d/${String(at).padStart(5, '0')}`)));
  const tree = await treeOf({ layers: [many] });
  const first = tree.children(tree.children(tree.layers[0]!)[0]!);
  expect(first).toHaveLength(1001);
  expect(first.at(-1)).toEqual({ kind: 'more', layer: 0, path: 'd', from: 1000, count: 1500 });
  const second = tree.children(first.at(-1)!);
  const third = tree.children(second.at(-1)!);
  expect([second.length, third.length]).toEqual([1001, 500]);
  expect(third.at(-1)).toMatchObject({ name: '02499', path: 'd/02499' });
});

test('a layer that could not be read says so and the rest is there', async () => {
  const tree = await treeOf({ layers: [base, top], pack: (layer) => (layer === top ? Buffer.alloc(600, 'x') : layer) });
  expect(tree.layers.map((layer) => layer.error)).toEqual([undefined, 'The layer is packed in a way that Drydock does not know.']);
  expect(tree.children(tree.layers[1]!)).toEqual([]);
  expect(tree.children(tree.layers[0]!)).toHaveLength(2);
});

test('folders whose names are no UTF-8', async () => {
  const odd = (byte: number): Buffer => Buffer.concat([Buffer.from([byte]), Buffer.from(`/f${byte}`)]);
  const tree = await treeOf({ layers: [tar({ name: odd(0xfe), body: '1' }, { name: odd(0xff), body: '22' })] });
  expect(lines(tree, tree.layers[0]!)).toEqual(['folder \ufffd - 2', '  file f255 added 2', 'folder \ufffd - 1', '  file f254 added 1']);
});

test('more layers than are kept at hand', async () => {
  const tree = await treeOf({ layers: Array.from({ length: 7 }, (_, at) => tar(file(`f${at}`, 'x'))) });
  for (const round of [0, 1]) expect(tree.layers.map((layer) => lines(tree, layer)), `round ${round}`).toEqual(tree.layers.map((_, at) => [`file f${at} added 1`]));
});
