// The commands about files of layers, finding and comparing.
import { describe, expect, it } from 'vitest';
import { compareImages } from '../../../client/src/commands/layers/compare.ts';
import { largeFile, openLayerChanges, openLayerFile, saveLayerFile } from '../../../client/src/commands/layers/files.ts';
import { findFileInImage, layersTouchingPath } from '../../../client/src/commands/layers/find.ts';
import { clearHiddenProblems, goToInstruction, showHiddenInProblems } from '../../../client/src/commands/layers/lines.ts';
import type { Deps } from '../../../client/src/commands/deps.ts';
import type { ImageContents } from '../../../client/src/model/imageContents.ts';
import type { FileNode } from '../../../client/src/model/layers/nodes.ts';
import type { OpenedImage } from '../../../client/src/model/layers/openedImageList.ts';
import { fakeDeps, file as fileRef, type Script } from '../../support/fakeDeps.ts';
import { imageOf } from '../../support/fakeLayers.ts';
import { file, folder, symlink } from '../../support/tarBuilder.ts';

const layered = (): Promise<ImageContents> => imageOf([
  ['ADD rootfs /', [folder('etc'), file('etc/hosts', 'first'), file('big', 'x'.repeat(50))]],
  ['COPY app /', [file('app', 'application'), file('etc/hosts', 'second'), symlink('link', 'app'), symlink('broken', 'nowhere')]],
  ['RUN rm /big', [file('.wh.big')]],
], { tags: ['app:1'] });

async function opened(script: Script = {}, ...images: ImageContents[]): Promise<{ deps: Deps; log: string[]; image: OpenedImage }> {
  const { deps, log } = fakeDeps(script);
  const all = images.length > 0 ? images : [await layered()];
  for (const [index, contents] of all.entries()) deps.layers.images.add({ kind: 'engine', id: `sha256:${index}`, name: contents.name }, [contents]);
  return { deps, log, image: deps.layers.images.list[0]! };
}

async function nodeOf({ deps, image }: { deps: Deps; image: OpenedImage }, layer: number, path: string): Promise<FileNode> {
  const node = await deps.layers.explorer.fileNode(image, layer, path);
  if (!node) throw new Error(`no ${path}`);
  return node;
}

describe('a file of a layer', () => {
  it('opens as the layer has it, a deleted one as it was below', async () => {
    const one = await opened();
    await openLayerFile(one.deps, await nodeOf(one, 1, 'etc/hosts'));
    await openLayerFile(one.deps, await nodeOf(one, 2, 'big'));
    expect(one.log).toEqual(['open: /2/etc/hosts', 'open: /2/big']);
  });

  it('is compared with the layer below; with nothing where it was added or deleted', async () => {
    const one = await opened();
    for (const [layer, path] of [[1, 'etc/hosts'], [1, 'app'], [2, 'big'], [1, 'link']] as const) await openLayerChanges(one.deps, await nodeOf(one, layer, path));
    expect(one.log).toEqual([
      'diff: /1/etc/hosts /2/etc/hosts hosts (Layer 1: ADD rootfs / ↔ Layer 2: COPY app /)',
      'diff: /none/app /2/app app (no file ↔ Layer 2: COPY app /)',
      'diff: /2/big /none/big big (Layer 2: COPY app / ↔ no file)',
      'diff: /none/link /2/link link (no file ↔ Layer 2: COPY app /)',
    ]);
    one.log.length = 0;
    await openLayerChanges(one.deps, await nodeOf(one, 1, 'broken'));
    expect(one.log).toEqual(['inform: /broken has no content to compare.']);
  });

  it('is saved where the person says, and nowhere else', async () => {
    const one = await opened({ layers: { target: fileRef('/home/me/hosts.txt') } });
    await saveLayerFile(one.deps, await nodeOf(one, 1, 'etc/hosts'));
    expect(one.log).toEqual(['save as: hosts', 'progress: Saving /etc/hosts', 'write /home/me/hosts.txt: second', 'inform: Saved 6 B to /home/me/hosts.txt.']);
    const dismissed = await opened();
    await saveLayerFile(dismissed.deps, await nodeOf(dismissed, 1, 'etc/hosts'));
    expect(dismissed.log).toEqual(['save as: hosts']);
    const broken = await opened({ layers: { target: fileRef('/home/me/x') } });
    await saveLayerFile(broken.deps, await nodeOf(broken, 1, 'broken'));
    expect(broken.log.at(-1)).toMatch(/^fail: \/broken: The image has no content/);
  });

  it('of great size is asked about', async () => {
    const one = await opened({ confirm: ['Open'] });
    const node = await nodeOf(one, 1, 'app');
    const large = { ...node, file: { ...node.file, size: largeFile + 1 } };
    await openLayerFile(one.deps, large);
    expect(one.log).toEqual(['confirm: /app has 50 MB.\nIt is read into memory as a whole, which may take a while.\n[Open]', 'open: /2/app']);
    const refused = await opened();
    await openLayerFile(refused.deps, large);
    await saveLayerFile(refused.deps, large);
    expect(refused.log.filter((line) => !line.startsWith('confirm'))).toEqual([]);
  });

  it('has to be selected', async () => {
    const { deps, log, image } = await opened();
    await openLayerFile(deps, deps.layers.explorer.imageNode(image));
    expect(log).toEqual(['inform: Select a file in the view "Image Layers" first.']);
  });
});

describe('finding', () => {
  it('goes to the layer that last touched the path', async () => {
    const { deps, log } = await opened({ layers: { search: 'host', pick: '$(file) hosts' } });
    await findFileInImage(deps);
    expect(log).toEqual(['Find File in Image: app:1', 'found: $(file) hosts | 6 B | /etc/hosts  ·  Layer 2: COPY app /', 'layers view: layer 2 modified /etc/hosts']);
  });

  it('finds what is gone, and gives way to no filter', async () => {
    const { deps, log } = await opened({ layers: { search: 'big', pick: '$(eye-closed) big' } });
    deps.layers.explorer.set({ filter: 'etc', mode: 'after' });
    await findFileInImage(deps);
    expect(log.at(-1)).toBe('layers view: layer 3 deleted /big');
    expect(deps.layers.explorer.settings).toMatchObject({ filter: '', mode: 'changes' });
  });

  it('leaves only the path where a folder has too many files to show', async () => {
    const many = await imageOf([['COPY many /', Array.from({ length: 12_000 }, (_, index) => file(`many/f${String(index).padStart(5, '0')}`))]], { tags: ['many:1'] });
    const { deps, log } = await opened({ layers: { search: 'f11999', pick: '$(file) f11999' } }, many);
    await findFileInImage(deps);
    expect(log.at(-1)).toBe('layers view: layer 1 added /many/f11999');
    expect(deps.layers.explorer.settings.filter).toBe('many/f11999');
  });

  it('draws no icons for what names and commands hold', async () => {
    const { deps, log } = await opened({ layers: { search: 'gear' } }, await imageOf([['RUN echo $(date)', [file('$(gear)', '')]]], { tags: ['icons:1'] }));
    await findFileInImage(deps);
    expect(log.at(-1)).toBe('found: $(file) $\u200b(gear) | 0 B | /$\u200b(gear)  ·  Layer 1: RUN echo $\u200b(date)');
  });

  it('says when nothing fits', async () => {
    const { deps, log } = await opened({ layers: { search: '*.nothing' } });
    await findFileInImage(deps);
    expect(log.at(-1)).toBe('found: $(info) No path of the image fits. |  | ');
  });

  it('tells the layers that touch a path', async () => {
    const one = await opened({ pick: 'Layer 1: ADD rootfs /' });
    await layersTouchingPath(one.deps, await nodeOf(one, 1, 'etc/hosts'));
    expect(one.log).toEqual(['choices: Layer 1: ADD rootfs / | Layer 2: COPY app /', 'layers view: layer 1 added /etc/hosts']);
  });
});

describe('Compare Images', () => {
  it('takes two that are open, and opens a difference', async () => {
    const other = await imageOf([['COPY x /', [folder('etc'), file('etc/hosts', 'third')]]], { tags: ['app:2'] });
    const { deps, log } = await opened({ pick: '$(package) app:2' }, await layered(), other);
    await compareImages(deps, { source: { kind: 'engine', id: 'sha256:0', name: 'app:1' } });
    expect(log).toEqual(['choices: $(package) app:2 | $(folder-opened) Another image…', 'layers view: app:1 ↔ app:2']);
    const groups = await deps.layers.explorer.children(deps.layers.explorer.roots().at(-1)!);
    const changed = await deps.layers.explorer.children(groups.at(-1)!);
    await openLayerChanges(deps, changed[0]);
    expect(log.at(-1)).toBe('diff: /final/etc/hosts /final/etc/hosts hosts (app:1 ↔ app:2)');
  });
});

describe('hidden bytes in Problems', () => {
  const mapped: Script['historyLines'] = (_file, { entries }) => entries.map((_, index) => ({ lines: index === 0 ? null : [[index + 1, index + 1]], confidence: 1 }));

  it('stand on the lines of the Dockerfile that the image was built from', async () => {
    const contents = await layered();
    const { deps, log } = await opened({ builtFrom: { [contents.id]: { file: '/work/Dockerfile' } }, historyLines: mapped }, contents);
    await showHiddenInProblems(deps);
    expect(log).toEqual([
      'hint /work/Dockerfile:4-4: Hides 50 B that the base image or another layer below (layer 1) added: they stay in the image.',
      'hint /work/Dockerfile:3-3: Hides 5 B that the base image or another layer below (layer 1) added: they stay in the image.',
    ]);
    clearHiddenProblems(deps);
    expect(log.at(-1)).toBe('no hints');
  });

  it('ask for the Dockerfile when it is not known, and doubt aloud', async () => {
    const { deps, log } = await opened({ pick: 'work/Dockerfile', active: fileRef('/work/Dockerfile'), historyLines: (_file, { entries }) => entries.map((_, index) => ({ lines: [[index, index]], confidence: 0.5 })) });
    await showHiddenInProblems(deps);
    expect(log[0]).toBe('choices: work/Dockerfile');
    expect(log.filter((line) => line.startsWith('hint')).length).toBe(4);
    expect(log.at(-1)).toMatch(/^warn: work\/Dockerfile has changed since app:1 was built/);
  });

  it('and layers lead to the lines that made them', async () => {
    const contents = await layered();
    const { deps, log, image } = await opened({ builtFrom: { [contents.id]: { file: '/work/Dockerfile' } }, historyLines: mapped }, contents);
    for (const layer of [0, 2]) await goToInstruction(deps, deps.layers.explorer.layerNode(image, layer));
    expect(log).toEqual([expect.stringMatching(/^inform: No line of work\/Dockerfile made this layer/), 'go to: /work/Dockerfile:3']);
  });

  it('say when there are none', async () => {
    const clean = await opened({}, await imageOf([['COPY a /', [file('a', 'a')]]], { tags: ['clean:1'] }));
    await showHiddenInProblems(clean.deps);
    expect(clean.log).toEqual(['inform: clean:1 hides no bytes: the finished image reaches all that its layers store.']);
    const foreign = await opened({ pick: 'work/Dockerfile', all: [fileRef('/work/Dockerfile')] });
    await showHiddenInProblems(foreign.deps);
    expect(foreign.log.at(-1)).toMatch(/^inform: No line of work\/Dockerfile adds or hides these bytes/);
  });
});
