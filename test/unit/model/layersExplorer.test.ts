// The tree of the view "Image Layers", over images that are really read.
import { describe, expect, it } from 'vitest';
import type { ImageContents } from '../../../client/src/model/imageContents.ts';
import { LayersExplorer } from '../../../client/src/model/layers/explorer.ts';
import type { ExplorerNode, MoreNode } from '../../../client/src/model/layers/nodes.ts';
import { OpenedImageList } from '../../../client/src/model/layers/openedImageList.ts';
import { imageOf, nodeText } from '../../support/fakeLayers.ts';
import { file, folder, symlink } from '../../support/tarBuilder.ts';

const words = (error: unknown): string => `sorry: ${error instanceof Error ? error.message : String(error)}`;

async function explorerOf(...images: readonly ImageContents[]): Promise<LayersExplorer> {
  const list = new OpenedImageList();
  const explorer = new LayersExplorer(list, words);
  for (const [index, image] of images.entries()) list.add({ kind: 'engine', id: `i${index}`, name: `app:${index + 1}` }, [image]);
  return explorer;
}

const twin = 'same content '.repeat(400);

const layered = (): Promise<ImageContents> => imageOf([
  ['ADD rootfs /', [folder('bin'), file('bin/sh', 'shell'), file('big', 'x'.repeat(50)), file('twin', twin), folder('etc'), file('etc/hosts', 'a')]],
  ['COPY app /', [file('app', 'application'), file('etc/hosts', 'b'), file('twin2', twin), symlink('link', 'app')]],
  ['RUN chmod', [file('etc/hosts', 'b', { mode: 0o600 }), file('.wh.big')]],
]);

async function texts(explorer: LayersExplorer, node: ExplorerNode): Promise<string[]> {
  return (await explorer.children(node)).map(nodeText);
}

async function childOf(explorer: LayersExplorer, node: ExplorerNode, text: string): Promise<ExplorerNode> {
  const found = (await explorer.children(node)).find((child) => nodeText(child) === text);
  if (!found) throw new Error(`no ${text} in ${(await texts(explorer, node)).join(', ')}`);
  return found;
}

describe('the layers', () => {
  it('stand bottom first with the reports below, and top first when asked', async () => {
    const explorer = await explorerOf(await layered());
    const image = explorer.roots()[0]!;
    expect(await texts(explorer, image)).toEqual(['layer 1', 'layer 2', 'layer 3', 'hidden', 'largest', 'duplicates']);
    const told: (string[] | undefined)[] = [];
    explorer.onDidChange((nodes) => told.push(nodes?.map(nodeText)));
    explorer.set({ isTopFirst: true });
    expect(told).toEqual([['app:1']]);
    expect(await texts(explorer, image)).toEqual(['layer 3', 'layer 2', 'layer 1', 'hidden', 'largest', 'duplicates']);
  });

  it('show their changes, all files after them, or what they hide', async () => {
    const explorer = await explorerOf(await layered());
    const image = explorer.images.list[0]!;
    const third = explorer.layerNode(image, 2)!;
    expect(await texts(explorer, third)).toEqual(['layer 3 - /etc', 'layer 3 deleted /big']);
    const hosts = await explorer.fileNode(image, 2, 'etc/hosts');
    expect(hosts).toMatchObject({ file: { mark: 'modified', isAttributesOnly: true } });
    explorer.set({ mode: 'after' });
    expect(await texts(explorer, third)).toEqual(['layer 3 - /bin', 'layer 3 - /etc', 'layer 3 - /app', 'layer 3 - /link', 'layer 3 - /twin', 'layer 3 - /twin2']);
    explorer.set({ mode: 'hidden' });
    expect(await texts(explorer, third)).toEqual(['(Later layers hide nothing of this layer.)']);
    expect(await texts(explorer, explorer.layerNode(image, 0)!)).toEqual(['layer 1 - /etc', 'layer 1 - /big']);
  });

  it('sort by size and filter', async () => {
    const explorer = await explorerOf(await layered());
    const first = explorer.layerNode(explorer.images.list[0]!, 0)!;
    expect(await texts(explorer, first)).toEqual(['layer 1 added /bin', 'layer 1 added /etc', 'layer 1 added /big', 'layer 1 added /twin']);
    explorer.set({ order: 'size' });
    expect(await texts(explorer, first)).toEqual(['layer 1 added /twin', 'layer 1 added /big', 'layer 1 added /bin', 'layer 1 added /etc']);
    explorer.set({ filter: 'host*' });
    expect(await texts(explorer, first)).toEqual(['layer 1 added /etc']);
    explorer.set({ filter: 'nowhere' });
    expect(await texts(explorer, first)).toEqual(['(No file here fits the filter "nowhere".)']);
  });

  it('come in pages of 1,000', async () => {
    const many = Array.from({ length: 2100 }, (_, index) => file(`f${String(index).padStart(4, '0')}`));
    const explorer = await explorerOf(await imageOf([['COPY many /', many]]));
    const layer = explorer.layerNode(explorer.images.list[0]!, 0)!;
    const shown = async (): Promise<[number, string]> => { const nodes = await explorer.children(layer); return [nodes.length, nodeText(nodes.at(-1)!)]; };
    expect(await shown()).toEqual([1001, '1100 more']);
    const more = (await explorer.children(layer)).at(-1) as MoreNode;
    const told: (string[] | undefined)[] = [];
    explorer.onDidChange((nodes) => told.push(nodes?.map(nodeText)));
    await Promise.all([explorer.more(more), explorer.more(more)]);
    expect(await shown()).toEqual([2001, '100 more']);
    expect(told).toEqual([['layer 1']]);
    await explorer.more((await explorer.children(layer)).at(-1) as MoreNode);
    expect(await shown()).toEqual([2100, 'layer 1 added /f2099']);
  });

  it('give the node of a path, also one on a later page, with its parents', async () => {
    const many = Array.from({ length: 1500 }, (_, index) => file(`deep/folder/f${String(index).padStart(4, '0')}`));
    const explorer = await explorerOf(await imageOf([['COPY many /', many]]));
    const node = await explorer.fileNode(explorer.images.list[0]!, 0, 'deep/folder/f1400');
    const way: string[] = [];
    for (let at: ExplorerNode | undefined = node; at; at = at.parent) way.unshift(nodeText(at));
    expect(way).toEqual(['app:1', 'layer 1', 'layer 1 - /deep', 'layer 1 - /deep/folder', 'layer 1 added /deep/folder/f1400']);
    expect(await explorer.children(node!.parent!)).toContain(node);
    expect(await explorer.fileNode(explorer.images.list[0]!, 0, 'deep/nothing')).toBeUndefined();
  });

  it('keep their nodes, so that VS Code keeps what is open', async () => {
    const explorer = await explorerOf(await layered());
    const image = explorer.roots()[0]!;
    const before = await explorer.children(image);
    explorer.set({ mode: 'after' });
    explorer.images.add({ kind: 'engine', id: 'other', name: 'other:1' }, [await imageOf([['COPY x /', [file('x')]]])]);
    expect(explorer.roots()[0]).toBe(image);
    expect(await explorer.children(image)).toEqual(before);
    for (const [index, node] of (await explorer.children(image)).entries()) expect(node).toBe(before[index]);
  });

  it('say what went wrong and ask again the next time', async () => {
    const image = await layered();
    let isBroken = true;
    const folder = image.folder.bind(image);
    image.folder = (query) => (isBroken ? Promise.reject(new Error('The reader has stopped.')) : folder(query));
    const explorer = await explorerOf(image);
    const layer = explorer.layerNode(explorer.images.list[0]!, 0)!;
    expect(await texts(explorer, layer)).toEqual(['(sorry: The reader has stopped.)']);
    isBroken = false;
    expect((await texts(explorer, layer)).length).toBe(4);
  });

  it('belong to the base where it is known', async () => {
    const explorer = await explorerOf(await layered());
    const image = explorer.roots()[0]!;
    await explorer.children(image);
    const told: (string[] | undefined)[] = [];
    explorer.onDidChange((nodes) => told.push(nodes?.map(nodeText)));
    const [{ key }] = explorer.images.list as [OpenedImageList['list'][number]];
    explorer.images.setOrigin(key, { base: { name: 'debian:12', digest: undefined, entries: 1, layers: 1, by: 'label' }, lines: undefined });
    expect(told).toEqual([['app:1']]);
    expect(await texts(explorer, image)).toEqual(['base debian:12', 'layer 2', 'layer 3', 'hidden', 'largest', 'duplicates']);
    expect(await texts(explorer, (await explorer.children(image))[0]!)).toEqual(['layer 1']);
    const inBase = (await explorer.children((await explorer.children(image))[0]!))[0];
    explorer.set({ mode: 'after' });
    expect(told.at(-1)).toEqual(['layer 1', 'layer 2', 'layer 3']);
    expect((await explorer.children((await explorer.children(image))[0]!))[0]).toBe(inBase);
    expect(explorer.layerNode(explorer.images.list[0]!, 0)).toBe(inBase);
    expect(nodeText((await explorer.fileNode(explorer.images.list[0]!, 0, 'bin/sh'))!.parent!.parent!.parent!)).toBe('base debian:12');
    explorer.images.setOrigin(key, { base: { name: undefined, digest: undefined, entries: undefined, layers: undefined, by: 'label' }, lines: undefined });
    expect(await texts(explorer, image)).toEqual(['layer 1', 'layer 2', 'layer 3', 'hidden', 'largest', 'duplicates']);
  });
});

describe('the reports', () => {
  it('list hidden bytes by owner and cause, down to the files', async () => {
    const explorer = await explorerOf(await layered());
    const hidden = await childOf(explorer, explorer.roots()[0]!, 'hidden');
    expect(await texts(explorer, hidden)).toEqual(['50 of 1 by 3', '1 of 1 by 2', '1 of 2 by 3']);
    expect(await texts(explorer, await childOf(explorer, hidden, '50 of 1 by 3'))).toEqual(['50 /big in 1']);
  });

  it('list the largest files and those that are there twice', async () => {
    const explorer = await explorerOf(await layered());
    const image = explorer.roots()[0]!;
    const largest = await texts(explorer, await childOf(explorer, image, 'largest'));
    expect([largest.slice(0, 2).sort(), largest[2]]).toEqual([['5200 /twin in 1', '5200 /twin2 in 2'], '11 /app in 2']);
    const duplicates = await childOf(explorer, image, 'duplicates');
    expect(await texts(explorer, duplicates)).toEqual(['2 of 5200']);
    expect(await texts(explorer, await childOf(explorer, duplicates, '2 of 5200'))).toEqual(['5200 /twin in 1', '5200 /twin2 in 2']);
  });

  it('say so when there is nothing', async () => {
    const explorer = await explorerOf(await imageOf([['COPY a /', [file('a', 'a')]]]));
    const image = explorer.roots()[0]!;
    expect(await texts(explorer, await childOf(explorer, image, 'hidden'))).toEqual(['(Every byte of the layers is reached by the finished image.)']);
    expect(await texts(explorer, await childOf(explorer, image, 'duplicates'))).toEqual(['(No two files of 4 kB or more have the same content.)']);
  });
});

describe('a comparison', () => {
  it('groups what the other image has otherwise, and goes with either image', async () => {
    const other = await imageOf([['COPY x /', [folder('bin'), file('bin/sh', 'shell'), file('twin', 'other content!'), file('new', 'n'), file('twin2', twin, { mode: 0o600 })]]]);
    const explorer = await explorerOf(await layered(), other);
    const [before, after] = explorer.images.list;
    const comparison = explorer.compare(before!, after!);
    expect(explorer.roots().map(nodeText)).toEqual(['app:1', 'app:2', 'app:1 ↔ app:2']);
    expect(await texts(explorer, comparison)).toEqual(['added 1', 'removed 3', 'content 1', 'attributes 1']);
    expect(await texts(explorer, await childOf(explorer, comparison, 'removed 3'))).toEqual(['removed /app', 'removed /etc/hosts', 'removed /link']);
    expect(explorer.compare(before!, after!).id).toBe(comparison.id);
    expect(explorer.roots().length).toBe(3);
    explorer.images.close(after!.key);
    expect(explorer.roots().map(nodeText)).toEqual(['app:1']);
  });

  it('says when there is no difference', async () => {
    const explorer = await explorerOf(await layered(), await layered());
    const image = explorer.images.list[0]!;
    expect(await texts(explorer, explorer.compare(image, image))).toEqual(['(Both images have the same files.)']);
  });
});
