/** The preview of removals, by the rules of Docker Engine; test/engine/images.test.ts holds them against the engine itself. */
import { describe, expect, test } from 'vitest';
import { planRemoval, planRemovals, type RemovableImage, type RemovalState } from '../../../client/src/model/imageRemoval.ts';

const id = (letter: string): string => `sha256:${letter.repeat(64)}`;
const image = (letter: string, tags: string[], parent = '', digests: string[] = []): RemovableImage => ({ id: id(letter), parentId: parent && id(parent), tags, digests });
const container = (name: string, letter: string, isRunning = false): RemovalState['containers'][number] => ({ id: name, name, imageId: id(letter), isRunning });
const state = (images: RemovableImage[], containers: RemovalState['containers'][number][] = [], store: RemovalState['store'] = 'graphdriver'): RemovalState => ({ store, images, containers });

describe('a name', () => {
  test('of several is only untagged', () => {
    expect(planRemoval('app:1', state([image('a', ['app:1', 'app:2'])]), false)).toMatchObject({ untagged: ['app:1'], deleted: [], left: ['app:2'], hold: undefined });
  });
  test('in any form that means the same', () => {
    for (const name of ['busybox', 'docker.io/library/busybox:latest', 'library/busybox']) {
      expect(planRemoval(name, state([image('a', ['busybox:latest'])]), false)).toMatchObject({ untagged: ['busybox:latest'], deleted: [id('a')] });
    }
  });
  test('takes the digests of its repository along, and only those', () => {
    const digest = `sha256:${'d'.repeat(64)}`;
    const one = image('a', ['registry.example/app:1'], '', [`registry.example/app@${digest}`]);
    expect(planRemoval('registry.example/app:1', state([one]), false)).toMatchObject({ untagged: ['registry.example/app:1', `registry.example/app@${digest}`], deleted: [id('a')] });
    const two = image('a', ['app:1'], '', [`registry.example/app@${digest}`]);
    expect(planRemoval('app:1', state([two]), false)).toMatchObject({ untagged: ['app:1'], deleted: [], left: [`registry.example/app@${digest}`] });
  });
  test('the last one takes the image and its untagged parents along', () => {
    const images = [image('a', ['app:1'], 'b'), image('b', [], 'c'), image('c', [], 'd'), image('d', ['base:1'])];
    expect(planRemoval('app:1', state(images), false).deleted).toEqual([id('a'), id('b'), id('c')]);
  });
  test('parents that another image or a container needs stay', () => {
    const images = [image('a', ['app:1'], 'b'), image('b', [], 'c'), image('c', []), image('e', ['other:1'], 'b')];
    expect(planRemoval('app:1', state(images), false).deleted).toEqual([id('a')]);
    expect(planRemoval('app:1', state(images.slice(0, 3), [container('x', 'c')]), false).deleted).toEqual([id('a'), id('b')]);
  });
  test('the last one is held by a container, running or not; by force it goes', () => {
    const stopped = state([image('a', ['app:1'])], [container('web', 'a')]);
    expect(planRemoval('app:1', stopped, false)).toMatchObject({ untagged: [], deleted: [], left: ['app:1'], hold: { kind: 'containers', isHard: false } });
    expect(planRemoval('app:1', stopped, true)).toMatchObject({ untagged: ['app:1'], deleted: [id('a')], hold: undefined });
    const running = state([image('a', ['app:1'])], [container('web', 'a', true)]);
    expect(planRemoval('app:1', running, true)).toMatchObject({ untagged: ['app:1'], deleted: [], hold: undefined, keptBy: { kind: 'containers', isHard: true } });
  });
  test('with another name left, a container is no obstacle', () => {
    expect(planRemoval('app:1', state([image('a', ['app:1', 'app:2'])], [container('web', 'a', true)]), false)).toMatchObject({ untagged: ['app:1'], hold: undefined });
  });
  test('the last one of a parent goes, the parent stays', () => {
    expect(planRemoval('base:1', state([image('a', ['app:1'], 'b'), image('b', ['base:1'])]), false)).toMatchObject({ untagged: ['base:1'], deleted: [], keptBy: { kind: 'children' } });
  });
});

describe('an id', () => {
  test('takes its one name along', () => {
    expect(planRemoval('aaaaaaaaaaaa', state([image('a', ['app:1'])]), false)).toMatchObject({ untagged: ['app:1'], deleted: [id('a')] });
  });
  test('with several names needs force', () => {
    const images = [image('a', ['app:1', 'other:1'])];
    expect(planRemoval(id('a'), state(images), false)).toMatchObject({ hold: { kind: 'names', names: ['app:1', 'other:1'], isHard: false } });
    expect(planRemoval(id('a'), state(images), true)).toMatchObject({ untagged: ['app:1', 'other:1'], deleted: [id('a')] });
  });
  test('that has children, or runs, stands against force', () => {
    expect(planRemoval(id('b'), state([image('a', [], 'b'), image('b', [])]), true)).toMatchObject({ deleted: [], hold: { kind: 'children', isHard: true } });
    expect(planRemoval(id('a'), state([image('a', [])], [container('x', 'a', true)]), true)).toMatchObject({ deleted: [], hold: { kind: 'containers', isHard: true } });
  });
  test('that is not there does nothing', () => {
    expect(planRemoval('none:1', state([]), true)).toMatchObject({ image: undefined, untagged: [], deleted: [], hold: undefined });
  });
});

describe('elsewhere', () => {
  const digest = `app@sha256:${'d'.repeat(64)}`;
  test('the containerd store tells a digest beside each tag, which is no name', () => {
    expect(planRemoval('app:1', state([image('a', ['app:1', 'app:2'], '', [digest])], [], 'containerd'), false)).toMatchObject({ untagged: ['app:1'], left: ['app:2'] });
    expect(planRemoval(digest, state([image('a', [], '', [digest])], [], 'containerd'), false)).toMatchObject({ untagged: [digest], deleted: [id('a')] });
  });
  test('there force only takes the name away when a container was made from it', () => {
    const used = state([image('a', ['app:1'])], [container('web', 'a')], 'containerd');
    expect(planRemoval('app:1', used, false).hold).toMatchObject({ kind: 'containers', isHard: false });
    expect(planRemoval('app:1', used, true)).toMatchObject({ untagged: ['app:1'], deleted: [], keptBy: { kind: 'containers' } });
    expect(planRemoval(id('a'), used, true)).toMatchObject({ deleted: [id('a')], hold: undefined });
  });
  test('there an image built on it holds nothing', () => {
    expect(planRemoval(id('b'), state([image('a', [], 'b'), image('b', [])], [], 'containerd'), false)).toMatchObject({ deleted: [id('b')] });
  });
  test('there parents go along only while the whole chain is there', () => {
    const chain = [image('a', ['app:1'], 'b'), image('b', [], 'c'), image('c', ['base:1'])];
    expect(planRemoval('app:1', state(chain, [], 'containerd'), false).deleted).toEqual([id('a'), id('b')]);
    expect(planRemoval('app:1', state(chain.slice(0, 2), [], 'containerd'), false).deleted).toEqual([id('a')]);
  });
  test('Podman by force takes containers along, even those that run', () => {
    const used = state([image('a', ['app:1'])], [container('web', 'a', true)], 'podman');
    expect(planRemoval('app:1', used, false).hold).toMatchObject({ kind: 'containers', isHard: false });
    expect(planRemoval('base:1', state([image('a', ['app:1'], 'b'), image('b', ['base:1'])], [], 'podman'), false)).toMatchObject({ untagged: ['base:1'], deleted: [] });
    for (const reference of ['app:1', id('a')]) expect(planRemoval(reference, used, true)).toMatchObject({ untagged: ['app:1'], deleted: [id('a')] });
  });
});

test('one after the other: each sees what the one before left', () => {
  const [first, second] = planRemovals(['app:1', 'app:2'], state([image('a', ['app:1', 'app:2'])]), false);
  expect(first).toMatchObject({ untagged: ['app:1'], deleted: [] });
  expect(second).toMatchObject({ untagged: ['app:2'], deleted: [id('a')] });
});
