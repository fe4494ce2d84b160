import { describe, expect, it } from 'vitest';
import { closeAllImages, closeImage, inspectImageLayers, openImageArchive, reloadImage } from '../../../client/src/commands/layers/open.ts';
import { imageOfKey } from '../../../client/src/commands/layers/reopen.ts';
import { showLayer } from '../../../client/src/commands/layers/showLayer.ts';
import type { ImageContents, OpenedImages } from '../../../client/src/model/imageContents.ts';
import { fakeDeps, file } from '../../support/fakeDeps.ts';
import { imageOf, nodeText } from '../../support/fakeLayers.ts';
import { file as entry } from '../../support/tarBuilder.ts';

const small = (tag: string | undefined, body = 'x'): Promise<ImageContents> => imageOf([['COPY a /', [entry('a', body)]], ['RUN b', [entry('b', body)]]], tag ? { tags: [tag] } : {});
const opening = (...images: Promise<ImageContents>[]) => async (): Promise<OpenedImages> => ({ images: await Promise.all(images), problem: undefined });

describe('Inspect Image Layers', () => {
  it('fills both views and ends in the layers', async () => {
    const { deps, log } = fakeDeps({ images: { open: opening(small(undefined)) } });
    await inspectImageLayers(deps, 'app:1');
    expect(log).toEqual(['progress: Reading the layers of app:1', 'engine: ready', 'history view: app:1', 'layers view: app:1']);
  });

  it('opens the archive that was clicked, and says what could not be read', async () => {
    const paths: string[] = [];
    const { deps, log } = fakeDeps({ images: { open: async (source) => {
      if (source.kind === 'archive') paths.push(source.path);
      return { images: [await small(undefined)], problem: 'A layer ends too early.' };
    } } });
    await inspectImageLayers(deps, file('/work/some.tar'));
    expect(paths).toEqual(['/work/some.tar']);
    expect(log.slice(-3)).toEqual(['warn: Not everything could be read. A layer ends too early.', 'history view: some.tar', 'layers view: some.tar']);
  });

  it('takes the folder for the files that mark an OCI layout', async () => {
    const paths: string[] = [];
    const { deps, log } = fakeDeps({ images: { open: async (source) => {
      if (source.kind === 'archive') paths.push(source.path);
      return { images: [await small(undefined)], problem: undefined };
    } } });
    await openImageArchive(deps, file('/work/layout/index.json'));
    await openImageArchive(deps, file('/work/layout/oci-layout'));
    await openImageArchive(deps, file('/work/layout'));
    expect(paths).toEqual(['/work/layout', '/work/layout', '/work/layout']);
    expect(log.at(-1)).toBe('layers view: layout');
    expect(deps.layers.images.list.length).toBe(1);
  });

  it('says which archive is none', async () => {
    const { deps, log } = fakeDeps({ images: { open: async () => { throw new Error('This is no image archive.'); } } });
    await openImageArchive(deps, file('/work/some.tar'));
    expect(log.at(-1)).toBe('fail: some.tar: This is no image archive.');
  });

  it('asks which image of an archive with several, and can open all', async () => {
    const one = fakeDeps({ pick: 'b:1', images: { open: opening(small('a:1'), small('b:1', 'y')) } });
    await openImageArchive(one.deps, file('/work/two.tar'));
    expect(one.log).toEqual(['progress: Reading two.tar', 'choices: a:1 | b:1 | $(files) All 2 images', 'history view: b:1', 'layers view: b:1']);
    const all = fakeDeps({ pick: '$(files) All 2 images', images: { open: opening(small('a:1'), small('b:1', 'y')) } });
    await openImageArchive(all.deps, file('/work/two.tar'));
    expect(all.deps.layers.images.list.map(({ label }) => label)).toEqual(['a:1', 'b:1']);
  });

  it('names images of several platforms with the platform, and no two the same', async () => {
    const items = [['COPY a /', [entry('a', 'x')]]] as const;
    const { deps } = fakeDeps({ pick: '$(files) All 3 images', images: { open: opening(imageOf(items, { tags: ['app:1'] }), imageOf(items, { tags: ['app:1'], architecture: 'arm64' }), imageOf([['COPY z /', []]], { tags: ['app:1'] })) } });
    await openImageArchive(deps, file('/work/app.tar'));
    const labels = deps.layers.images.list.map(({ label }) => label);
    expect(labels.slice(0, 2)).toEqual(['app:1 (linux/amd64)', 'app:1 (linux/arm64)']);
    expect(labels[2]).toMatch(/^app:1 \([0-9a-f]{12}\)$/);
  });
});

describe('the list of images', () => {
  it('keeps several open side by side and closes one, or all', async () => {
    const { deps, log } = fakeDeps({ images: { open: async (source) => ({ images: [await small(source.kind === 'engine' ? source.id : '', source.kind === 'engine' ? source.id : '')], problem: undefined }) } });
    await inspectImageLayers(deps, 'a:1');
    await inspectImageLayers(deps, 'b:1');
    const { explorer, images } = deps.layers;
    expect(explorer.roots().map(nodeText)).toEqual(['a:1', 'b:1']);
    explorer.compare(images.list[0]!, images.list[1]!);
    await closeImage(deps, explorer.roots()[0]);
    expect(explorer.roots().map(nodeText)).toEqual(['b:1']);
    closeAllImages(deps);
    expect(explorer.roots()).toEqual([]);
    expect(log.at(-1)).toBe('no hints');
  });

  it('shows what a name stands for by then when it is reloaded', async () => {
    let body = 'old';
    const { deps } = fakeDeps({ images: { open: async () => ({ images: [await small('app:1', body)], problem: undefined }) } });
    await inspectImageLayers(deps, 'app:1');
    body = 'newer';
    await reloadImage(deps);
    expect(deps.layers.images.list.map(({ label, contents }) => [label, contents.totalBytes])).toEqual([['app:1', 10]]);
  });

  it('tells the base from an opened image whose layers are the lowest ones', async () => {
    const base = [['ADD rootfs /', [entry('bin/sh', 'sh')]]] as const;
    const { deps } = fakeDeps({ images: { open: async (source) => ({ images: [source.kind === 'engine' && source.id === 'base:1' ? await imageOf(base, { tags: ['base:1'] }) : await imageOf([...base, ['COPY a /', [entry('a')]]], { tags: ['app:1'] })], problem: undefined }) } });
    await inspectImageLayers(deps, 'base:1');
    const isKnown = new Promise<void>((resolve) => { deps.layers.images.onDidChange(({ what }) => { if (what === 'origin') resolve(); }); });
    await inspectImageLayers(deps, 'app:1');
    await isKnown;
    const { explorer, images } = deps.layers;
    expect((await explorer.children(explorer.imageNode(images.list[1]!))).map(nodeText)).toEqual(['base base:1', 'layer 2', 'hidden', 'largest', 'duplicates']);
    expect((await explorer.children(explorer.imageNode(images.list[0]!))).map(nodeText)).toEqual(['layer 1', 'hidden', 'largest', 'duplicates']);
  });
});

describe('addresses after a restart', () => {
  it('open the image again from where it came', async () => {
    const { deps, memory, log } = fakeDeps({ images: { open: opening(small('app:1')) } });
    await openImageArchive(deps, file('/work/app.tar'));
    const { key } = deps.layers.images.list[0]!;
    const later = fakeDeps({ images: { open: opening(small('app:1')) } });
    for (const [name, value] of memory) await later.deps.memory.set(name, value);
    const keys = imageOfKey(later.deps);
    const [first, second] = await Promise.all([keys(key), keys(key)]);
    expect(first.key).toBe(key);
    expect(second).toBe(first);
    expect(later.log).toEqual(['progress: Reading app.tar']);
    expect(log.at(-1)).toBe('layers view: app:1');
  });

  it('say what to do when that cannot be', async () => {
    const { deps, memory } = fakeDeps({ images: { open: opening(small('app:1')) } });
    await inspectImageLayers(deps, 'app:1');
    const { key } = deps.layers.images.list[0]!;
    await expect(imageOfKey(fakeDeps({}).deps)(key)).rejects.toThrow(/not open any more\. Open it again/);
    for (const [script, message] of [[{ trusted: false }, /trusted workspace/], [{ images: { open: opening(small('app:1', 'other')) } }, /another image now/]] as const) {
      const later = fakeDeps(script);
      for (const [name, value] of memory) await later.deps.memory.set(name, value);
      await expect(imageOfKey(later.deps)(key)).rejects.toThrow(message);
    }
  });
});

describe('Show Layer', () => {
  it('opens the image once and reveals the layer', async () => {
    let reads = 0;
    const { deps, log } = fakeDeps({ images: { open: async () => { reads++; return { images: [await small('app:1')], problem: undefined }; } } });
    await showLayer(deps, 'app:1', 1);
    await showLayer(deps, { kind: 'engine', id: 'app:1', name: 'app:1' }, 0);
    expect(log.filter((line) => line.startsWith('layers view'))).toEqual(['layers view: layer 2', 'layers view: layer 1']);
    expect(reads).toBe(1);
    await showLayer(deps, 'app:1', 7);
    expect(log.at(-1)).toBe('inform: app:1 has no layer 8; its last one is Layer 2: RUN b.');
  });
});
