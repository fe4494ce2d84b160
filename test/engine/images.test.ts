/**
 * What the commands on images and containers say and do, against the real engine: previews of removals and prunes against what the engine then does, and
 * archives, transfers and containers against the docker command.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportContainer, commitContainer, removeContainers, showContainerChanges } from '../../client/src/commands/images/containers.ts';
import { importImage, loadImages, saveImages } from '../../client/src/commands/images/archives.ts';
import { inspectImage, showDiskUsage } from '../../client/src/commands/images/inspect.ts';
import { lookAround, prunable, pruneImages, removeImages } from '../../client/src/commands/images/remove.ts';
import { findShell } from '../../client/src/commands/images/shell.ts';
import { tagImage } from '../../client/src/commands/images/tag.ts';
import { pullImage, pushImages } from '../../client/src/commands/images/transfer.ts';
import type { Deps } from '../../client/src/commands/deps.ts';
import { namesOf } from '../../client/src/model/imageList.ts';
import { planRemoval } from '../../client/src/model/imageRemoval.ts';
import { ApiClient } from '../../server/src/engine/apiClient.ts';
import { parseHost } from '../../server/src/engine/endpoint.ts';
import { EngineError } from '../../server/src/engine/errors.ts';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { build, docker, removeBuilt } from '../support/builtImages.ts';
import { fakeDeps, type Script } from '../support/fakeDeps.ts';
import { hasEngine } from '../support/product.ts';
import { Relay } from '../support/relay.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const group = 'images';
const name = (rest: string): string => `drydock-test-images/${rest}`;
const text = (...args: string[]): string => docker(args).toString().trim();
const noReport = (): void => undefined;

describe.skipIf(!hasEngine)('images of the engine', () => {
  let engine: EngineClient;
  /** Where the engine keeps its images: what can be removed depends on it. */
  let isContainerd: boolean;
  let folder: string;
  const containers: string[] = [];

  beforeAll(async () => {
    engine = await findEngine();
    isContainerd = (await engine.details()).store === 'containerd';
  });
  afterAll(() => engine.dispose());
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'drydock-images-')); });
  afterEach(() => {
    for (const id of containers.splice(0)) if (text('ps', '-aq', '--no-trunc', '--filter', `id=${id}`)) docker(['rm', '-f', id]);
    const left = text('images', '--format', '{{.Repository}}:{{.Tag}}').split('\n').filter((one) => one.includes('drydock-test-images/') && !one.includes('<none>'));
    if (left.length > 0) docker(['rmi', '-f', ...left]);
    removeBuilt(group);
    rmSync(folder, { recursive: true, force: true });
  });

  const signal = new AbortController().signal;
  const depsWith = (script: Script): { deps: Deps; log: string[] } => {
    const { deps, log } = fakeDeps(script);
    return { deps: { ...deps, engines: { ...deps.engines, use: (_signal, work) => work(engine) } }, log };
  };
  const container = (image: string, ...rest: string[]): string => {
    const [verb, ...command] = rest[0] === 'run' ? ['run', ...rest.slice(1)] : ['create', ...rest];
    const id = text(verb, ...(verb === 'run' ? ['-d'] : []), '--network', 'none', image, ...(command.length > 0 ? command : ['true']));
    containers.push(id);
    return id;
  };
  const image = (tag: string, step: string): string => build(group, `FROM busybox\nRUN echo ${step} > /step\n`, {}, { tag: name(tag) });

  /** What the preview says against what the engine then does. */
  const compare = async (reference: string, force: boolean): Promise<ReturnType<typeof planRemoval>> => {
    const known = await lookAround(engine, noReport, signal);
    const plan = planRemoval(reference, known, force);
    const done = await engine.removeImage(reference, { force }).catch((error: unknown) => error as EngineError);
    if (plan.hold) {
      expect(done).toBeInstanceOf(EngineError);
      expect((done as EngineError).kind).toBe('in-use');
      return plan;
    }
    if (done instanceof Error) throw done;
    expect([...done.untagged].sort()).toEqual([...plan.untagged].sort());
    expect(done.deleted.filter((id) => known.images.some((one) => one.id === id)).sort()).toEqual([...plan.deleted].sort());
    return plan;
  };

  describe('the preview of a removal is what the engine does', () => {
    test('one name of two, then the last one', async () => {
      image('two:1', 'two');
      docker(['tag', name('two:1'), name('two:2')]);
      expect(await compare(name('two:1'), false)).toMatchObject({ untagged: [name('two:1')], deleted: [], left: [name('two:2')] });
      expect((await compare(name('two:2'), false)).deleted).toHaveLength(1);
    });
    test('an id with one name, and with names in two repositories', async () => {
      const one = image('one:1', 'one');
      expect((await compare(one, false)).untagged).toEqual([name('one:1')]);
      const two = image('two:1', 'both');
      docker(['tag', name('two:1'), name('other:1')]);
      expect((await compare(two, false)).hold?.kind).toBe('names');
      expect((await compare(two, true)).untagged).toHaveLength(2);
    });
    test('an image that a stopped container was made from', async () => {
      const id = image('held:1', 'stopped');
      container(name('held:1'));
      expect((await compare(name('held:1'), false)).hold).toMatchObject({ kind: 'containers', isHard: false });
      expect((await compare(id, false)).hold).toMatchObject({ kind: 'containers', isHard: false });
      expect((await compare(name('held:1'), true)).deleted).toEqual(isContainerd ? [] : [id]);
    });
    test('an image that runs', async () => {
      const id = image('held:2', 'running');
      container(name('held:2'), 'run', 'sleep', '60');
      expect((await compare(name('held:2'), false)).hold?.kind).toBe('containers');
      expect((await compare(id, true)).hold).toMatchObject({ kind: 'containers', isHard: true });
      expect(await compare(name('held:2'), true)).toMatchObject({ untagged: [name('held:2')], deleted: [], keptBy: { kind: 'containers' } });
    });
    test('parents of the classic builder', async () => {
      build(group, 'FROM busybox\nRUN echo p1 > /1\nENV P=1\nRUN echo p2 > /2\n', {}, { tag: name('parent:1'), builder: 'classic' });
      build(group, `FROM ${name('parent:1')}\nRUN echo c1 > /3\nENV C=1\n`, {}, { tag: name('child:1'), builder: 'classic' });
      const parent = text('image', 'inspect', '--format', '{{.Id}}', name('parent:1'));
      if (isContainerd) {
        expect((await compare(parent, false)).deleted).toContain(parent);
      } else {
        expect((await compare(parent, true)).hold).toMatchObject({ kind: 'children', isHard: true });
        expect(await compare(name('parent:1'), false)).toMatchObject({ untagged: [name('parent:1')], deleted: [], keptBy: { kind: 'children' } });
      }
      // The parent has no name any more, so it goes with the child, and so do its own steps.
      expect((await compare(name('child:1'), false)).deleted.length).toBeGreaterThan(isContainerd ? 0 : 4);
    });
    test('an image of which a container holds a parent', async () => {
      build(group, 'FROM busybox\nRUN echo h1 > /1\nRUN echo h2 > /2\n', {}, { tag: name('chain:1'), builder: 'classic' });
      const parent = text('image', 'inspect', '--format', '{{.Parent}}', name('chain:1'));
      container(parent);
      expect((await compare(name('chain:1'), false)).deleted).not.toContain(parent);
      expect((await compare(parent, true)).deleted).toContain(parent);
    });
  });

  describe('Remove Image', () => {
    test('says beforehand what goes, and afterwards what went', async () => {
      const id = image('say:1', 'say');
      const short = id.slice(7, 19);
      const { deps, log } = depsWith({ confirm: ['Remove'] });
      await removeImages(deps, name('say:1'));
      expect(log.find((line) => line.startsWith('confirm'))).toMatch(new RegExp(`^confirm: Remove ${name('say:1')}\\?\nUntagged: ${name('say:1')}\nDeleted: ${short}, [\\d.]+ MB\n\\[Remove\\]$`));
      expect(log.at(-1)).toMatch(new RegExp(`^inform: Untagged: ${name('say:1')}\\. Deleted: ${short}(?:, with \\d+ layers?)?\\.$`));
    });
    test('removes a stopped container only after the second question', async () => {
      image('stop:1', 'stop');
      const id = container(name('stop:1'));
      const first = depsWith({ confirm: ['Remove Stopped Containers Too…', undefined] });
      await removeImages(first.deps, name('stop:1'));
      expect(text('ps', '-aq', '--no-trunc', '--filter', `id=${id}`)).toBe(id);
      const second = depsWith({ confirm: ['Remove Stopped Containers Too…', 'Remove Container and Image'] });
      await removeImages(second.deps, name('stop:1'));
      expect(text('ps', '-aq', '--filter', `id=${id}`)).toBe('');
      expect(text('images', '-q', name('stop:1'))).toBe('');
    });
  });

  describe('prune', () => {
    test('lists what docker image prune deletes', async () => {
      build(group, 'FROM busybox\nRUN echo a > /1\nRUN echo b > /2\n', {}, { tag: name('free:1'), builder: 'classic' });
      docker(['tag', name('free:1'), name('free:2')]);
      build(group, 'FROM busybox\nRUN echo dangling > /1\n', {});
      image('used:1', 'used');
      container(name('used:1'));
      const mine = new Set(text('images', '-aq', '--no-trunc', '--filter', `label=dev.drydock.test=${group}`).split('\n'));
      const known = await lookAround(engine, noReport, signal);
      const listed = (which: 'dangling' | 'unused'): string[] => prunable(known, which).filter(({ id }) => mine.has(id)).flatMap((one) => (namesOf(one).length > 0 ? namesOf(one) : [one.id]));
      const [dangling, unused] = [listed('dangling'), listed('unused')];
      const pruned = (...args: string[]): string[] => text('image', 'prune', '-f', ...args, '--filter', `label=dev.drydock.test=${group}`).split('\n');
      const first = pruned();
      for (const id of dangling) expect(first).toContain(`deleted: ${id}`);
      expect(first.filter((line) => /^untagged: (?!sha256:)/.test(line))).toEqual([]);
      const second = pruned('-a');
      expect(second.filter((line) => line.startsWith('untagged:')).map((line) => line.slice(10)).sort()).toEqual(unused.filter((one) => !one.startsWith('sha256:')).sort());
      expect(dangling).toHaveLength(1);
    });
    test('deletes what stays checked, and says what was freed', async () => {
      const id = build(group, 'FROM busybox\nRUN head -c 300000 /dev/urandom > /random\n', {});
      const other = build(group, 'FROM busybox\nRUN echo other > /1\n', {});
      const short = id.slice(7, 19);
      const { deps, log } = depsWith({ pickMany: (labels) => labels.filter((label) => label === short), confirm: ['Delete'] });
      await pruneImages(deps, 'dangling');
      expect(log.find((line) => line.startsWith('checked'))).toContain(short);
      expect(log.at(-1)).toMatch(isContainerd ? /^inform: Deleted 1 image: \d+ kB freed\.$/ : /^inform: Deleted 1 image: 300 kB freed\.$/);
      expect(text('images', '-q', '--no-trunc', '--filter', 'dangling=true')).toContain(other);
    });
  });

  test('Tag asks before it takes a name away from another image', async () => {
    const first = image('tag:1', 'first');
    const second = image('tag:2', 'second');
    const { deps, log } = depsWith({ input: () => name('tag:1'), confirm: ['Move the Name'] });
    await tagImage(deps, name('tag:2'));
    expect(log.find((line) => line.startsWith('confirm'))).toContain(`Untagged: ${name('tag:1')} of ${first.slice(7, 19)}. It is left without a name: a dangling image.`);
    expect(text('image', 'inspect', '--format', '{{.Id}}', name('tag:1'))).toBe(second);
  });

  test('an image that is saved and loaded again is the same', async () => {
    const id = image('round:1', 'round');
    const path = join(folder, 'round.tar');
    const save = depsWith({ saveFile: path });
    await saveImages(save.deps, name('round:1'));
    expect(save.log.at(-1)).toMatch(/^inform: Saved .*round:1 as .*round\.tar \(\d[\d.]* MB\)\.$/);
    docker(['rmi', name('round:1')]);
    const load = depsWith({ openFile: path });
    await loadImages(load.deps);
    expect(load.log.at(-1)).toBe(`inform: Loaded ${name('round:1')}.`);
    expect(text('image', 'inspect', '--format', '{{.Id}}', name('round:1'))).toBe(id);
  });

  test('several images saved in one archive are there again once it is loaded', async () => {
    const ids = [image('both:1', 'one'), image('both:2', 'two')];
    const names = [name('both:1'), name('both:2')];
    const path = join(folder, 'both.tar');
    const save = depsWith({ saveFile: path });
    await saveImages(save.deps, names[0], names);
    expect(save.log.at(-1)).toMatch(/^inform: Saved .*both:1, .*both:2 as .*both\.tar \(\d[\d.]* MB\)\.$/);
    docker(['rmi', ...names]);
    const lacking = depsWith({ saveFile: join(folder, 'lacking.tar') });
    await saveImages(lacking.deps, names[0], ['busybox', names[0]]);
    expect(lacking.log.at(-1)).toBe(`fail: The engine lacks at least one of the images busybox, ${names[0]}. It may have been removed meanwhile: choose them anew.`);
    await loadImages(depsWith({ openFile: path }).deps);
    expect(names.map((one) => text('image', 'inspect', '--format', '{{.Id}}', one))).toEqual(ids);
  });

  test('a save that is cancelled leaves nothing behind', async () => {
    image('cancel:1', 'cancel');
    const abort = new AbortController();
    const { deps, log } = depsWith({ saveFile: join(folder, 'cancelled.tar') });
    const cancelling: Deps = { ...deps, progress: { run: (_title, work) => work(() => abort.abort(), abort.signal) } };
    await saveImages(cancelling, name('cancel:1'));
    expect(readdirSync(folder)).toEqual([]);
    expect(log.filter((line) => /^(?:fail|inform)/.test(line))).toEqual([]);
  });

  test('an engine that goes away in the middle of a save leaves nothing behind but a sentence', async () => {
    build(group, 'FROM busybox\nRUN head -c 8000000 /dev/urandom > /random\n', {}, { tag: name('cut:1') });
    const relay = new Relay(process.env['DOCKER_HOST']!);
    relay.cutAfter = 3_000_000;
    await relay.mend();
    const cut = new ApiClient(parseHost(relay.host, { kind: 'setting' })!);
    try {
      const { deps, log } = depsWith({ saveFile: join(folder, 'cut.tar') });
      await saveImages({ ...deps, engines: { ...deps.engines, use: (_signal, work) => work(cut) } }, name('cut:1'));
      expect(readdirSync(folder)).toEqual([]);
      expect(log.find((line) => line.startsWith('fail'))).toMatch(/^fail: The engine at unix:.* went away in the middle of its answer\. Check whether it still runs and try again\.$/);
    } finally {
      cut.dispose();
      await relay.dispose();
    }
  });

  test('what is no archive is refused in a sentence', async () => {
    const { deps, log } = depsWith({ openFile: join(import.meta.dirname, 'images.test.ts') });
    await loadImages(deps);
    expect(log.find((line) => line.startsWith('fail'))).toMatch(/^fail: This is no archive that the engine can read\./);
  });

  describe('containers', () => {
    test('changes are those of docker diff', async () => {
      image('diff:1', 'diff');
      const id = container(name('diff:1'), 'run', 'sh', '-c', 'echo new > /new && rm /step && echo more >> /etc/passwd');
      docker(['wait', id]);
      const { deps, log } = depsWith({});
      await showContainerChanges(deps, { container: (await engine.containers({ all: true })).find((one) => one.id === id) });
      const words: Record<string, string> = { A: 'added', C: 'modified', D: 'deleted' };
      const expected = text('diff', id).split('\n').map((line) => `${words[line[0]!]} ${line.slice(2)}`).sort();
      const document = log.find((line) => line.startsWith('document'))!;
      expect(document.split('\n').slice(2).filter(Boolean).map((line) => line.replace(/ +/, ' ')).sort()).toEqual(expected);
      expect(document).toContain('1 added, 2 modified, 1 deleted');
    });
    test('committed, exported, imported and removed', async () => {
      image('commit:1', 'commit');
      const id = container(name('commit:1'), 'run', 'sh', '-c', 'echo new > /new');
      docker(['wait', id]);
      const target = { container: (await engine.containers({ all: true })).find((one) => one.id === id)! };
      const committed = depsWith({ input: () => name('commit:2') });
      await commitContainer(committed.deps, target);
      expect(text('run', '--rm', '--network', 'none', name('commit:2'), 'cat', '/new')).toBe('new');
      const path = join(folder, 'files.tar');
      const exported = depsWith({ saveFile: path });
      await exportContainer(exported.deps, target);
      expect(statSync(path).size).toBeGreaterThan(1_000_000);
      const imported = depsWith({ openFile: path, input: () => name('import:1') });
      await importImage(imported.deps);
      expect(imported.log.at(-1)).toBe(`inform: Imported files.tar as ${name('import:1')}: one layer, and no command to start.`);
      expect(text('run', '--rm', '--network', 'none', name('import:1'), 'cat', '/new')).toBe('new');
      const removed = depsWith({ confirm: ['Remove'] });
      await removeContainers(removed.deps, target);
      expect(text('ps', '-aq', '--filter', `id=${id}`)).toBe('');
    });
  });

  test('a shell is found where there is one, and no container is left behind', async () => {
    const before = text('ps', '-aq');
    image('shell:1', 'shell');
    expect(await findShell(engine, name('shell:1'), 'linux', signal)).toBe('/bin/sh');
    build(group, 'FROM scratch\nCOPY a /a\n', { a: 'a' }, { tag: name('bare:1') });
    expect(await findShell(engine, name('bare:1'), 'linux', signal)).toBeUndefined();
    expect(text('ps', '-aq')).toBe(before);
  });

  test('inspect and disk usage are the engine\'s own', async () => {
    const id = image('look:1', 'look');
    const { deps, log } = depsWith({});
    await inspectImage(deps, name('look:1'));
    expect(log.at(-1)).toContain(`document ${name('look:1')}.json: {\n  "Id": "${id}"`);
    await showDiskUsage(deps);
    const document = log.at(-1)!;
    const bytes = (size: string): number => Number.parseFloat(size) * 1000 ** ' kMG'.indexOf(/([kMG]?)B/.exec(size)![1] || ' ');
    for (const [index, kind] of ['Images', 'Containers', 'Volumes', 'Build cache'].entries()) {
      const theirs = JSON.parse(text('system', 'df', '--format', '{{json .}}').split('\n')[index]!) as Record<'TotalCount' | 'Active' | 'Size' | 'Reclaimable', string>;
      const ours = new RegExp(`^${kind} +(\\d+) +(\\d+) +([\\d.]+ \\w+) +([\\d.]+ \\w+)$`, 'm').exec(document)!;
      expect(ours.slice(1, 3), kind).toEqual([theirs.TotalCount, theirs.Active]);
      // Both are rounded, to three and to four digits.
      expect(Math.abs(bytes(ours[3]!) - bytes(theirs.Size)), kind).toBeLessThanOrEqual(bytes(theirs.Size) / 100);
      expect(Math.abs(bytes(ours[4]!) - bytes(theirs.Reclaimable)), kind).toBeLessThanOrEqual(bytes(theirs.Size) / 100);
    }
    expect(document).toContain(name('look:1'));
  });

  describe('a registry', () => {
    let registry: TestRegistry;
    afterEach(() => registry.stop());

    test('takes a push and gives it back', async () => {
      registry = await startRegistry();
      const id = image('push:1', 'push');
      const remote = `${registry.host}/drydock-test-images/push:1`;
      docker(['tag', name('push:1'), remote]);
      const push = depsWith({ confirm: ['Push'] });
      await pushImages(push.deps, remote);
      expect(push.log.find((line) => line.startsWith('confirm'))).toBe(`confirm: Push ${remote}?\nIt goes to ${remote}\n[Push] [Give It Another Name…]`);
      expect(push.log.at(-1)).toMatch(/^inform: Pushed .*push:1, digest sha256:[0-9a-f]{64}\.$/);
      expect(registry.tags).toEqual(['drydock-test-images/push:1']);
      // A pushed image has a digest, which goes with the last name of its repository.
      expect((await compare(remote, false)).untagged).toHaveLength(isContainerd ? 1 : 2);
      docker(['rmi', name('push:1')]);
      const pull = depsWith({ input: () => remote, pick: 'The engine\'s own platform' });
      await pullImage(pull.deps);
      expect(pull.log.at(-1)).toMatch(/^inform: Pulled .*push:1, digest sha256:[0-9a-f]{64}\.$/);
      expect(text('image', 'inspect', '--format', '{{.Id}}', remote)).toBe(id);
      docker(['rmi', remote]);
    });
    test('that wants a sign-in is named, and docker login offered', async () => {
      registry = await startRegistry('secret');
      image('auth:1', 'auth');
      const remote = `${registry.host}/drydock-test-images/auth:1`;
      docker(['tag', name('auth:1'), remote]);
      const { deps, log } = depsWith({ confirm: ['Push'] });
      await pushImages(deps, remote);
      expect(log.find((line) => line.startsWith('fail'))).toMatch(new RegExp(`^fail: ${remote} was not pushed\\. ${registry.host} .*[Ss]ign in.*: docker login ${registry.host}$`));
      docker(['rmi', remote]);
    });
    test('while the engine goes away: it is the engine that is said to be gone', async () => {
      registry = await startRegistry();
      build(group, 'FROM busybox\nRUN head -c 8000000 /dev/urandom > /random\n', {}, { tag: name('gone:1') });
      const remote = `${registry.host}/drydock-test-images/gone:1`;
      docker(['tag', name('gone:1'), remote]);
      const relay = new Relay(process.env['DOCKER_HOST']!);
      await relay.mend();
      const cut = new ApiClient(parseHost(relay.host, { kind: 'setting' })!);
      try {
        const { deps, log } = depsWith({ confirm: ['Push'] });
        const cutting: Deps = { ...deps, engines: { ...deps.engines, use: (_signal, work) => work(cut) }, progress: { run: (_title, work) => work(() => void relay.cut(), signal) } };
        await pushImages(cutting, remote);
        expect(log.find((line) => line.startsWith('fail'))).toMatch(/^fail: No engine is running at unix:/);
      } finally {
        cut.dispose();
        await relay.dispose();
        docker(['rmi', remote]);
      }
    });
    test('without the image, and one that is not there', async () => {
      registry = await startRegistry();
      const missing = depsWith({ input: () => `${registry.host}/none:1`, pick: 'The engine\'s own platform' });
      await pullImage(missing.deps);
      expect(missing.log.find((line) => line.startsWith('fail'))).toMatch(/none:1 was not pulled\. .* has no image .*none:1\. Check the name and the tag\.$/);
      const gone = depsWith({ input: () => '127.0.0.1:9/none:1', pick: 'The engine\'s own platform' });
      await pullImage(gone.deps);
      expect(gone.log.find((line) => line.startsWith('fail'))).toMatch(/127\.0\.0\.1:9\/none:1 was not pulled\. The engine cannot reach 127\.0\.0\.1:9/);
      expect(existsSync(folder)).toBe(true);
    });
  });
});
