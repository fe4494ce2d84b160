/** What the commands on images and containers ask, say and do, with an engine that is played. test/engine/images.test.ts has a real one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importImage, fileName, loadImages, saveImages } from '../../../client/src/commands/images/archives.ts';
import { changesText, commitContainer, removeContainers } from '../../../client/src/commands/images/containers.ts';
import { imageCommands } from '../../../client/src/commands/images/index.ts';
import { copyImageDigest, copyImageId, copyImageName, inspectImage } from '../../../client/src/commands/images/inspect.ts';
import { filterImages, sortImages } from '../../../client/src/commands/images/listing.ts';
import { prunable, pruneImages, removeImages } from '../../../client/src/commands/images/remove.ts';
import { findShell, runShell } from '../../../client/src/commands/images/shell.ts';
import { tagImage } from '../../../client/src/commands/images/tag.ts';
import { targetsOf } from '../../../client/src/commands/images/targets.ts';
import { pullImage, pushImages } from '../../../client/src/commands/images/transfer.ts';
import { copyPath } from '../../../client/src/commands/other.ts';
import { sourceOf } from '../../../client/src/commands/imageChoice.ts';
import type { ContainerSummary, EngineClient, EngineDetails, EngineKind, ImageDetails, ImageSummary } from '../../../server/src/engine/contract.ts';
import { EngineError } from '../../../server/src/engine/errors.ts';
import { fakeDeps, type Script } from '../../support/fakeDeps.ts';
import { fakeContainer, fakeId, fakeImage } from '../../support/fakeImages.ts';

const short = (letter: string): string => letter.repeat(12);
const gone = new EngineError('not-running', 'No engine is running here.', 'Start it.');

/** An engine with these images and containers, which writes down what it is told to do. */
function engineWith(images: readonly ImageSummary[], containers: readonly ContainerSummary[] = [], kind: EngineKind = 'docker'): { engine: Partial<EngineClient>; done: string[] } {
  const done: string[] = [];
  const note = (line: string): void => { done.push(line); };
  return { done, engine: {
    details: async () => ({ kind, store: kind === 'podman' ? 'podman' : 'graphdriver' } as EngineDetails),
    listImages: async () => images,
    containers: async () => containers,
    inspect: async (reference) => ({ ...images.find((image) => image.id === reference || image.tags.includes(reference)), os: 'linux' } as unknown as ImageDetails),
    inspectRaw: async (reference) => ({ Id: reference }),
    removeImage: async (reference, options) => { note(`remove ${reference}${options?.force ? ' by force' : ''}`); return { untagged: [reference], deleted: [] }; },
    removeContainer: async (id) => note(`remove container ${id.replace(/0+$/, '')}`),
    tag: async (reference, name) => note(`tag ${reference} ${name}`),
    diskUsage: async () => ({ layersSize: done.length > 0 ? 1_000_000 : 3_000_000, images: [], containers: [], volumes: [], buildCache: [] }),
    commit: async (id, name) => { note(`commit ${id.replace(/0+$/, '')} ${name}`); return fakeId('9'); },
  } };
}

function run(images: readonly ImageSummary[], containers: readonly ContainerSummary[], script: Script, kind?: EngineKind): ReturnType<typeof fakeDeps> & { done: string[] } {
  const { engine, done } = engineWith(images, containers, kind);
  return { ...fakeDeps({ ...script, engine: { ...engine, ...script.engine } }), done };
}

const shown = (log: readonly string[]): string[] => log.filter((line) => !/^(?:progress|refresh)/.test(line));

describe('what a command is about', () => {
  const row = { kind: 'image', name: 'app:1', label: '1', image: fakeImage('a', ['app:1']), usedBy: [], group: undefined };
  test.each([
    ['a row', { kind: 'image', row }, ['app:1']],
    ['a row without a name', { row: { ...row, name: '', label: 'aaa' } }, [fakeId('a')]],
    ['a group', { row: { kind: 'group', group: 'repository', label: 'app', rows: [row, { ...row, name: 'app:2' }] } }, ['app:1', 'app:2']],
    ['an image node of Container Tools', { fullTag: 'registry.example/app:1', imageId: fakeId('a') }, ['registry.example/app:1']],
    ['one without a name', { fullTag: '<none>', imageId: fakeId('a') }, [fakeId('a')]],
    ['one whose tag is missing', { fullTag: 'registry.example/<none>', imageId: fakeId('a') }, [fakeId('a')]],
    ['a group of Container Tools', { contextValue: 'imageGroup' }, []],
    ['a view\'s source', { source: { kind: 'engine', id: fakeId('a'), name: 'app:1' } }, ['app:1']],
    ['an archive', { source: { kind: 'archive', path: '/x.tar', name: 'app:1' } }, []],
    ['a name', 'app:1', ['app:1']],
    ['nothing', undefined, []], ['null', null, []], ['a number', 5, []], ['an empty name', '', []], ['an option', '--all-tags', []], ['an option of another extension', { fullTag: '-a' }, []], ['half a node', { fullTag: 5 }, []],
  ])('%s', (_name, argument, references) => {
    expect(targetsOf(argument).map(({ reference }) => reference)).toEqual(references);
  });

  test.each([
    ['a node of Container Tools', { fullTag: 'app:1', imageId: fakeId('a') }, { kind: 'engine', id: 'app:1', name: 'app:1' }],
    ['one without a name', { fullTag: '<none>', imageId: fakeId('a') }, { kind: 'engine', id: fakeId('a'), name: short('a') }],
    ['a node of our own view', { kind: 'image', source: { kind: 'engine', id: fakeId('a'), name: 'app:1' } }, { kind: 'engine', id: fakeId('a'), name: 'app:1' }],
  ] as const)('history and layers understand %s', (_name, argument, source) => {
    expect(sourceOf(argument)).toEqual(source);
  });

  test('nodes of Container Tools are objects whose properties are getters', () => {
    class ImageTreeItem { get fullTag(): string { return 'app:1'; } get imageId(): string { return fakeId('a'); } }
    expect(targetsOf(new ImageTreeItem())).toEqual([{ reference: 'app:1', name: 'app:1', id: fakeId('a'), shown: 'app:1' }]);
  });
});

test('without trust no command reaches for the engine', async () => {
  const { deps, log } = fakeDeps({ trusted: false });
  for (const [id, handler] of Object.entries(imageCommands)) {
    // Those that only change how the views list.
    if (/(?:refresh|filter|Filter|sort|group|list|show.*Images|hide|Stopped)/.test(id) && !/DiskUsage|Changes|remove/.test(id)) continue;
    log.length = 0;
    await handler(deps, id.includes('Container') ? { container: fakeContainer('web', 'a') } : 'app:1');
    expect(log, id).toEqual(['warn: Images and containers of an engine need a trusted workspace. An archive made by docker save can be opened all the same.']);
  }
});

describe('Remove Image', () => {
  test('a name of several: the image stays', async () => {
    const { deps, log, done } = run([fakeImage('a', ['app:1', 'app:2'])], [], { confirm: ['Remove'] });
    await removeImages(deps, 'app:1');
    expect(shown(log)).toEqual([`confirm: Remove app:1?\nUntagged: app:1\nKept: ${short('a')}, which is also app:2\n[Remove]`, 'inform: Untagged: app:1.']);
    expect(done).toEqual(['remove app:1']);
  });
  test('the last name: image and untagged parents go', async () => {
    const images = [fakeImage('a', ['app:1'], { parentId: fakeId('b') }), fakeImage('b', [], { isDangling: false, size: 500_000 })];
    const { deps, log, done } = run(images, [], {});
    await removeImages(deps, 'app:1');
    expect(shown(log)).toEqual([`confirm: Remove app:1?\nUntagged: app:1\nDeleted: ${short('a')}, 1 MB\nDeleted: ${short('b')}, 500 kB, an untagged parent\n[Remove]`]);
    expect(done).toEqual([]);
  });
  test('several at once, among them all names of one image', async () => {
    const row = (name: string): unknown => ({ row: { kind: 'image', name, label: name, image: fakeImage('a', ['app:1', 'app:2']), usedBy: [], group: undefined } });
    const { deps, log, done } = run([fakeImage('a', ['app:1', 'app:2'])], [], { confirm: ['Remove'] });
    await removeImages(deps, row('app:1'), [row('app:1'), row('app:2')]);
    expect(shown(log)[0]).toBe(`confirm: Remove 2 names?\nUntagged: app:1\nUntagged: app:2\nDeleted: ${short('a')}, 1 MB\n[Remove]`);
    expect(done).toEqual(['remove app:1', 'remove app:2']);
  });
  test('held by a stopped container: who it is, and three ways on', async () => {
    const { deps, log, done } = run([fakeImage('a', ['app:1'])], [fakeContainer('web', 'a')], { confirm: ['Remove by Force…', 'Remove by Force'] });
    await removeImages(deps, 'app:1');
    expect(shown(log).slice(0, 2)).toEqual([
      'confirm: app:1 can\'t be removed as it is.\napp:1 is held by the container web (not running).\n[Remove Stopped Containers Too…] [Remove by Force…]',
      `confirm: Remove by force?\nUntagged: app:1\nDeleted: ${short('a')}, 1 MB\nContainers that don't run stay, but their image is gone: they can't be made anew from it.\n[Remove by Force]`,
    ]);
    expect(done).toEqual(['remove app:1 by force']);
  });
  test('the container goes first, once that was agreed to', async () => {
    const { deps, log, done } = run([fakeImage('a', ['app:1'])], [fakeContainer('web', 'a')], { confirm: ['Remove Stopped Containers Too…', 'Remove Container and Image'] });
    await removeImages(deps, 'app:1');
    expect(shown(log)[1]).toBe(`confirm: Remove the container web (not running) too?\nDeleted for good: the container web (not running), with all that they wrote\nUntagged: app:1\nDeleted: ${short('a')}, 1 MB\n[Remove Container and Image]`);
    expect(done).toEqual(['remove container web', 'remove app:1']);
  });
  test('the second question dismissed does nothing', async () => {
    for (const first of ['Remove Stopped Containers Too…', 'Remove by Force…']) {
      const { deps, done } = run([fakeImage('a', ['app:1'])], [fakeContainer('web', 'a')], { confirm: [first, undefined] });
      await removeImages(deps, 'app:1');
      expect(done).toEqual([]);
    }
  });
  test('held by a running container: by force only the name goes', async () => {
    const { deps, log } = run([fakeImage('a', ['app:1'])], [fakeContainer('web', 'a', 'running')], { confirm: ['Remove by Force…'] });
    await removeImages(deps, 'app:1');
    expect(shown(log)).toEqual([
      'confirm: app:1 can\'t be removed as it is.\napp:1 is held by the container web (running).\n[Remove by Force…]',
      `confirm: Remove by force?\nUntagged: app:1\nKept without a name: ${short('a')}, needed by the container web (running)\n[Remove by Force]`,
    ]);
  });
  test('Podman by force takes the containers along, and that is said', async () => {
    const { deps, log } = run([fakeImage('a', ['app:1'])], [fakeContainer('web', 'a', 'running')], { confirm: ['Remove by Force…'] }, 'podman');
    await removeImages(deps, 'app:1');
    expect(shown(log)[1]).toContain('Podman removes the containers too, even those that run.');
  });
  test('held by an image built on it: there is no way but one', async () => {
    const images = [fakeImage('a', [], { isDangling: false }), fakeImage('b', ['child:1'], { parentId: fakeId('a') })];
    const { deps, log } = run(images, [], {});
    await removeImages(deps, fakeId('a'));
    expect(shown(log)).toEqual([`confirm: ${short('a')} can't be removed as it is.\n${short('a')} is held by an image built on it: child:1.\nRemove the images built on it first.\n[]`]);
  });
  test('some held, others not: the others can go', async () => {
    const images = [fakeImage('a', ['app:1']), fakeImage('b', ['free:1'])];
    const { deps, log, done } = run(images, [fakeContainer('web', 'a')], { confirm: ['Remove the Others'] });
    await removeImages(deps, undefined, ['app:1', 'free:1']);
    expect(shown(log)[0]).toContain('[Remove the Others] [Remove Stopped Containers Too…] [Remove by Force…]');
    expect(done).toEqual(['remove free:1']);
  });
  test('what the engine refuses all the same is said with what went', async () => {
    const refuse = new EngineError('in-use', 'The running container web uses this image.', 'Stop it first.');
    const { deps, log } = run([fakeImage('a', ['app:1']), fakeImage('b', ['app:2'])], [], {
      confirm: ['Remove'], engine: { removeImage: async (reference) => { if (reference === 'app:1') throw refuse; return { untagged: [reference], deleted: [fakeId('b'), fakeId('7')] }; } } });
    await removeImages(deps, undefined, ['app:1', 'app:2']);
    expect(shown(log).at(-1)).toBe(`fail: Untagged: app:2. Deleted: ${short('b')}, with 1 layer. The running container web uses this image. Stop it first.`);
  });
  test('an image that is gone meanwhile', async () => {
    const { deps, log } = run([], [], { confirm: ['Remove'] });
    await removeImages(deps, 'app:1');
    expect(shown(log)[0]).toBe('confirm: Remove app:1?\nNot there any more: app:1\n[Remove]');
  });
});

describe('Prune Images', () => {
  const images = [
    fakeImage('a', ['used:1']), fakeImage('b', ['free:1', 'free:2'], { size: 2_000_000 }), fakeImage('c', []), fakeImage('d', [], { isDangling: false }), fakeImage('e', ['child:1'], { parentId: fakeId('d') }),
    fakeImage('f', ['parent:1']), fakeImage('9', ['grandchild:1'], { parentId: fakeId('f') }),
  ];
  test('what is unused: not what a container needs, itself or through a child; children before their parents', () => {
    const containers = [{ id: '1', name: 'web', imageId: fakeId('a'), isRunning: false }, { id: '2', name: 'db', imageId: fakeId('e'), isRunning: true }];
    expect(prunable({ images, containers }, 'dangling').map(({ id }) => id[7])).toEqual(['c']);
    expect(prunable({ images, containers }, 'unused').map(({ id }) => id[7])).toEqual(['9', 'b', 'c', 'f']);
  });
  test('the list comes first, then what goes, then what was freed', async () => {
    const { deps, log, done } = run(images, [fakeContainer('web', 'a'), fakeContainer('db', 'e')], { pickMany: (labels) => labels.slice(1, 3), confirm: ['Delete'] });
    await pruneImages(deps, 'unused');
    expect(shown(log)).toEqual([
      `checked: grandchild:1 | free:1, free:2 | ${short('c')} | parent:1`,
      `confirm: Delete 2 images?\nUntagged: free:1\nUntagged: free:2\nDeleted: ${short('b')}, 2 MB\nDeleted: ${short('c')}, 1 MB\n[Delete]`,
      'inform: Deleted 3 names: 2 MB freed.',
    ]);
    expect(done).toEqual(['remove free:1', 'remove free:2', `remove ${fakeId('c')}`]);
  });
  test('nothing checked, or the question dismissed, does nothing', async () => {
    for (const script of [{ pickMany: () => [] }, { pickMany: () => undefined }, { confirm: [undefined] }] as Script[]) {
      const { deps, done } = run(images, [], script);
      await pruneImages(deps, 'dangling');
      expect(done).toEqual([]);
    }
  });
  test('nothing to prune', async () => {
    const { deps, log } = run([fakeImage('a', ['used:1'])], [fakeContainer('web', 'a')], {});
    await pruneImages(deps, 'unused');
    expect(shown(log)).toEqual(['inform: Every image is used by a container or by another image.']);
  });
});

describe('Tag Image', () => {
  test('gives the name', async () => {
    const { deps, log, done } = run([fakeImage('a', ['app:1'])], [], { input: (value) => (value === 'app:1' ? ' registry.example/app ' : undefined) });
    await tagImage(deps, 'app:1');
    expect(done).toEqual(['tag app:1 registry.example/app']);
    expect(shown(log)).toEqual(['inform: app:1 is now also registry.example/app:latest.']);
  });
  test('refuses what is no name', async () => {
    const { deps, log, done } = run([], [], { input: () => 'App:1' });
    await tagImage(deps, 'app:1');
    expect(shown(log)).toEqual(['refused: An image name is in lower case: "app".']);
    expect(done).toEqual([]);
  });
  test('asks before it takes the name from another image', async () => {
    const { deps, log, done } = run([fakeImage('a', ['app:1']), fakeImage('b', ['other:latest', 'x:1'])], [], { input: () => 'docker.io/library/other', confirm: [undefined] });
    await tagImage(deps, 'app:1');
    expect(shown(log)).toEqual([`confirm: docker.io/library/other:latest is the name of another image.\nUntagged: docker.io/library/other:latest of ${short('b')}. It keeps its other names.\n[Move the Name]`]);
    expect(done).toEqual([]);
  });
});

describe('Push and Pull', () => {
  test('where a push goes is said in full before', async () => {
    const { deps, log } = run([], [], { confirm: [undefined, undefined, undefined] });
    await pushImages(deps, 'registry.example/team/app:1');
    await pushImages(deps, 'app');
    await pushImages(deps, 'me/app:2');
    expect(shown(log)).toEqual([
      'confirm: Push registry.example/team/app:1?\nIt goes to registry.example/team/app:1\n[Push] [Give It Another Name…]',
      'confirm: Push app:latest?\nIt goes to docker.io/library/app:latest\nThe name has no tag, so "latest" is pushed, and no other tag.\nThe name has no registry, so this is Docker Hub. Only Docker may push there without an account in the name: "account/name:tag".\n[Push] [Give It Another Name…]',
      'confirm: Push me/app:2?\nIt goes to docker.io/me/app:2\nThe name has no registry, so this is Docker Hub.\n[Push] [Give It Another Name…]',
    ]);
  });
  test('several are agreed to at once, and those without a tag are named', async () => {
    const { deps, log } = run([], [], {});
    const chosen = ['registry.example/team/app:1', 'app', { fullTag: '<none>', imageId: fakeId('a') }, 'app:latest'];
    await pushImages(deps, chosen[0], chosen);
    await pushImages(deps, chosen[2], [chosen[2], `app@sha256:${'b'.repeat(64)}`]);
    expect(shown(log)).toEqual([
      `confirm: Push 2 images?\nregistry.example/team/app:1 goes to registry.example/team/app:1\napp:latest goes to docker.io/library/app:latest\nNot pushed, because a push needs a name with a tag: ${short('a')}\n[Push]`,
      `warn: None of these images has a name with a tag, and a push needs one: ${short('a')}, app@sha256:${'b'.repeat(64)}.`,
    ]);
  });
  test('an image without a name needs one first', async () => {
    const { deps, log } = run([], [], {});
    await pushImages(deps, { fullTag: '<none>', imageId: fakeId('a') });
    expect(shown(log)).toEqual([`warn: ${short('a')} has no name with a tag, and a push needs one.`]);
  });
  test('what is no name is not pulled', async () => {
    for (const [typed, refusal] of [['', 'An image name, for example alpine:3.19.'], ['a@sha256:12', 'A digest is "sha256:" and 64 hexadecimal digits.'], ['A', 'An image name is in lower case: "a".']] as const) {
      const { deps, log } = run([], [], { input: () => typed });
      await pullImage(deps);
      expect(shown(log)).toEqual([`refused: ${refusal}`]);
    }
  });
});

describe('archives', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'drydock-archives-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a save is whole or not there', async () => {
    const path = join(folder, 'app.tar');
    const whole = run([], [], { saveFile: path, engine: { saveImage: async () => Readable.from([Buffer.from('abc')]) } });
    await saveImages(whole.deps, 'registry.example/team/app:1');
    expect(shown(whole.log)).toEqual(['save as: app_1.tar', `inform: Saved registry.example/team/app:1 as ${path} (3 B).`]);
    expect(readFileSync(path, 'utf8')).toBe('abc');
    const broken = run([], [], { saveFile: path, engine: { saveImage: async () => Readable.from((async function* () { yield Buffer.from('x'); throw gone; })()) } });
    await saveImages(broken.deps, 'app:1');
    expect(shown(broken.log).at(-1)).toBe('fail: No engine is running here. Start it.');
    expect(readdirSync(folder)).toEqual(['app.tar']);
    expect(readFileSync(path, 'utf8')).toBe('abc');
  });
  test('several are saved in one', async () => {
    const path = join(folder, 'both.tar');
    const asked: unknown[] = [];
    const { deps, log } = run([], [], { saveFile: path, engine: { saveImages: async (names) => { asked.push(names); return Readable.from([Buffer.from('abc')]); } } });
    await saveImages(deps, 'app:1', ['app:1', { fullTag: '<none>', imageId: fakeId('a') }, 'app:1']);
    expect(asked).toEqual([['app:1', fakeId('a')]]);
    expect(shown(log)).toEqual(['save as: images.tar', `inform: Saved app:1, ${short('a')} as ${path} (3 B).`]);
    expect(readdirSync(folder)).toEqual(['both.tar']);
  });
  test('where nothing can be written', async () => {
    const { deps, log } = run([], [], { saveFile: join(folder, 'none/app.tar'), engine: { saveImage: async () => Readable.from(['x']) } });
    await saveImages(deps, 'app:1');
    expect(shown(log).at(-1)).toMatch(/^fail: .*none\/app\.tar is not there\./);
  });
  test('what is loaded is named', async () => {
    const path = join(folder, 'x.tar');
    writeFileSync(path, 'abc');
    let sent = '';
    const { deps, log } = run([], [], { openFile: path, engine: { loadImages: async (archive) => { for await (const chunk of archive) sent += String(chunk); return ['app:1', fakeId('a')]; } } });
    await loadImages(deps);
    expect(sent).toBe('abc');
    expect(shown(log)).toEqual([`inform: Loaded app:1, ${short('a')}.`]);
  });
  test('a file that is gone meanwhile', async () => {
    const { deps, log } = run([], [], { openFile: join(folder, 'gone.tar'), engine: { loadImages: async () => [] } });
    await loadImages(deps);
    expect(shown(log)[0]).toMatch(/^fail: .*gone\.tar is not there\. It may have been moved meanwhile: choose it anew\.$/);
  });
  test('an import proposes a name, and does without one', async () => {
    const path = join(folder, 'My Root.tar.gz');
    writeFileSync(path, 'abc');
    const names: string[] = [];
    const { deps, log } = run([], [], { openFile: path, input: (value) => { names.push(value); return ''; }, engine: { importImage: async (archive) => { archive.resume(); return fakeId('a'); } } });
    await importImage(deps);
    expect(names).toEqual(['my-root:latest']);
    expect(shown(log)).toEqual([`inform: Imported My Root.tar.gz as ${short('a')}: one layer, and no command to start.`]);
  });
  test('file names', () => {
    expect(fileName('registry.example:5000/team/app:1.0')).toBe('app_1.0.tar');
    expect(fileName(short('a'))).toBe(`${short('a')}.tar`);
  });
});

describe('Run Shell', () => {
  const withShells = (...shells: string[]): { engine: Partial<EngineClient>; done: string[] } => {
    const { engine, done } = engineWith([fakeImage('a', ['app:1'])]);
    return { done, engine: { ...engine,
      createContainer: async () => 'probe',
      containerArchive: async (_id, path) => { if (!shells.includes(path)) throw new EngineError('refused', 'no such file', ''); return Readable.from([]); } } };
  };
  const signal = new AbortController().signal;
  test('takes the best shell that is there, and takes its container away', async () => {
    for (const [shells, best] of [[['/bin/sh', '/bin/bash'], '/bin/bash'], [['/busybox/sh'], '/busybox/sh'], [[], undefined]] as const) {
      const { engine, done } = withShells(...shells);
      expect(await findShell(engine as EngineClient, 'app:1', 'linux', signal)).toBe(best);
      expect(done).toEqual(['remove container probe']);
    }
    const { engine } = withShells('C:\\Windows\\System32\\cmd.exe');
    expect(await findShell(engine as EngineClient, 'app:1', 'windows', signal)).toBe('C:\\Windows\\System32\\cmd.exe');
  });
  test('an engine that goes away is no missing shell', async () => {
    const { engine, done } = withShells();
    await expect(findShell({ ...engine, containerArchive: async () => { throw gone; } } as unknown as EngineClient, 'app:1', 'linux', signal)).rejects.toBe(gone);
    expect(done).toEqual(['remove container probe']);
  });
  test('without docker and podman there is a sentence', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const { deps, log } = fakeDeps({ engine: withShells('/bin/sh').engine });
      await runShell(deps, 'app:1');
      expect(log).toEqual(['fail: Running a shell needs the docker or the podman command, and neither was found. Install one of them and see that its folder is in PATH.']);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('Inspect and Copy', () => {
  const digest = `app@sha256:${'d'.repeat(64)}`;
  const images = [fakeImage('a', ['app:1'], { digests: [digest] }), fakeImage('b', ['app:2'])];
  test('a document of what the engine says', async () => {
    const { deps, log } = run(images, [], {});
    await inspectImage(deps, 'app:1');
    expect(shown(log)).toEqual(['document app:1.json: {\n  "Id": "app:1"\n}\n']);
  });
  test('name, id and digest', async () => {
    const { deps, log } = run(images, [], {});
    await copyImageName(deps, undefined, ['app:1', 'app:2']);
    await copyImageId(deps, 'app:1');
    await copyImageDigest(deps, 'app:1');
    await copyImageDigest(deps, 'app:2');
    expect(shown(log)).toEqual([
      'copy: app:1\napp:2', `copy: ${fakeId('a')}`, `copy: ${digest}`, 'warn: app:2 has no digest: it was neither pushed nor pulled, and only a registry gives one.',
    ]);
  });
  test('an engine that does not answer', async () => {
    const { deps, log } = run([], [], { engine: { inspectRaw: async () => { throw gone; } } });
    await inspectImage(deps, 'app:1');
    expect(shown(log)).toEqual(['fail: No engine is running here. Start it.']);
  });
});

describe('containers', () => {
  const web = { container: fakeContainer('web', 'a') };
  test('changes in words', () => {
    expect(changesText({ shown: 'web', image: 'app:1' }, [{ path: '/etc', kind: 'modified' }, { path: '/new', kind: 'added' }, { path: '/old', kind: 'deleted' }]))
      .toBe('What the container web changed in app:1: 1 added, 1 modified, 1 deleted.\n\nmodified  /etc\nadded     /new\ndeleted   /old\n');
    expect(changesText({ shown: 'web', image: 'app:1' }, [])).toBe('The container web changed no file of app:1.\n');
  });
  test('a commit names the new image', async () => {
    const { deps, log, done } = run([], [], { input: () => 'app:2' });
    await commitContainer(deps, web);
    expect(done).toEqual(['commit web app:2']);
    expect(shown(log)).toEqual([`inform: Made app:2 (${short('9')}) of web. Volumes are not part of it.`]);
  });
  test('a removal says what goes', async () => {
    const { deps, log, done } = run([], [], { confirm: ['Remove'] });
    await removeContainers(deps, web);
    expect(shown(log)[0]).toBe('confirm: Remove the container web?\nDeleted for good: the container, with all that it wrote outside of volumes.\nKept: its image app:1, and its volumes.\n[Remove]');
    expect(done).toEqual(['remove container web']);
  });
  test('several are removed at once, and one that runs stays', async () => {
    const of = (name: string, state?: string): object => ({ container: fakeContainer(name, 'a', state) });
    const chosen = [of('web'), of('db', 'running'), { ...of('web'), change: {}, copyText: '/x' }, of('job')];
    const { deps, log, done } = run([], [], { confirm: ['Remove'] });
    await removeContainers(deps, chosen[0], chosen);
    expect(shown(log)).toEqual([
      'confirm: Remove 2 containers?\nDeleted for good: web, job, with all that they wrote outside of volumes.\nKept: their image app:1, and their volumes.\nKept because it runs: db.\n[Remove]',
      'inform: Removed the containers web, job.',
    ]);
    expect(done).toEqual(['remove container web', 'remove container job']);
    const running = run([], [], {});
    await removeContainers(running.deps, chosen[1]);
    expect(shown(running.log)).toEqual(['warn: db runs: only containers that have been stopped are removed.']);
  });
  test('what one refuses keeps nothing from the others', async () => {
    const removeContainer = async (id: string): Promise<void> => { if (id.startsWith('web')) throw new EngineError('in-use', 'web is used.', ''); };
    const { deps, log } = run([], [], { confirm: ['Remove'], engine: { removeContainer } });
    await removeContainers(deps, { container: fakeContainer('web', 'a') }, [{ container: fakeContainer('web', 'a') }, { container: fakeContainer('job', 'a') }]);
    expect(shown(log).at(-1)).toBe('fail: Removed the container job. web is used.');
  });
  test('only stopped ones are offered for removal', async () => {
    const { deps, log } = run([], [fakeContainer('web', 'a'), fakeContainer('db', 'a', 'running')], {});
    await removeContainers(deps);
    expect(shown(log)).toEqual(['choices: $(server) web']);
  });
  test('an image that has lost its name is shown by its short id', async () => {
    const { deps, log } = run([], [], { confirm: [undefined] });
    await removeContainers(deps, { container: { ...fakeContainer('web', 'a'), image: fakeId('a') } });
    expect(shown(log)[0]).toContain(`Kept: its image ${short('a')}, and`);
  });
  test('where there is none, that is said, and nothing happens', async () => {
    const { deps, log, done } = run([], [fakeContainer('db', 'a', 'running')], { pick: '$(info) The engine has no stopped container' });
    await removeContainers(deps);
    expect([shown(log), done]).toEqual([['choices: $(info) The engine has no stopped container'], []]);
  });
});

test('paths of all rows that are selected are copied, or that of the row alone', async () => {
  const { deps, log } = run([], [], {});
  await copyPath(deps, { copyText: '/a' }, [{ copyText: '/a' }, { container: {} }, { copyText: '/b' }]);
  await copyPath(deps, { copyText: '/a' });
  await copyPath(deps);
  expect(log).toEqual(['copy: /a\n/b', 'copy: /a']);
});

describe('how the images are listed', () => {
  test('filters add up, and go again', async () => {
    const first = run([], [], { pick: 'Label', input: () => ' stage=test ' });
    await filterImages(first.deps);
    expect(first.deps.imageLists.options().filter.label).toBe('stage=test');
    const wrong = run([], [], { pick: 'Label', input: () => '=x' });
    await filterImages(wrong.deps);
    expect(shown(wrong.log).at(-1)).toBe('refused: The name of the label comes before "=".');
    const dangling = run([], [], { pick: 'Dangling' });
    await filterImages(dangling.deps);
    expect(dangling.deps.imageLists.options().filter.danglingOnly).toBe(true);
    expect(shown(first.log)[0]).not.toContain('Clear Filter');
    await filterImages(first.deps);
    expect(shown(first.log).filter((line) => line.startsWith('choices')).at(-1)).toContain('Clear Filter');
  });
  test('order', async () => {
    const { deps } = run([], [], { pick: 'Size' });
    await sortImages(deps);
    expect(deps.imageLists.options().order).toBe('size');
  });
});
