import { describe, expect, it } from 'vitest';
import { buildImage, buildStage } from '../../../client/src/commands/buildImage.ts';
import { fakeDeps, file } from '../../support/fakeDeps.ts';

const dockerfile = file('/src/shop/Dockerfile');
const keep = (value: string): string => value;

describe('Build Image', () => {
  it('builds the clicked file with the proposed name', async () => {
    const { deps, builds } = fakeDeps({ input: keep });
    await buildImage(deps, dockerfile);
    expect(builds).toEqual([{ file: '/src/shop/Dockerfile', context: '/src/shop', tags: ['shop:latest'] }]);
  });

  it('remembers the name for each Dockerfile and stage', async () => {
    const names: string[] = [];
    let typed = 'first:1';
    const { deps } = fakeDeps({ input: (value) => { names.push(value); return typed; } });
    await buildImage(deps, dockerfile);
    typed = 'stage:1';
    await buildStage(deps, dockerfile, 'test');
    await buildImage(deps, dockerfile);
    await buildStage(deps, dockerfile, 'test');
    await buildImage(deps, file('/src/other/Dockerfile'));
    expect(names).toEqual(['shop:latest', 'shop:test', 'first:1', 'stage:1', 'other:latest']);
  });

  it('builds without a name when the box is emptied, and not at all when it is dismissed', async () => {
    const empty = fakeDeps({ input: () => ' ' });
    await buildImage(empty.deps, dockerfile);
    expect(empty.builds).toEqual([{ file: '/src/shop/Dockerfile', context: '/src/shop', tags: [] }]);
    const dismissed = fakeDeps({ input: () => undefined });
    await buildImage(dismissed.deps, dockerfile);
    expect(dismissed.builds).toEqual([]);
  });

  it('refuses a name that docker would refuse', async () => {
    const { deps, builds, log } = fakeDeps({ input: () => 'Shop' });
    await buildImage(deps, dockerfile);
    expect(builds).toEqual([]);
    expect(log).toEqual(['refused: An image name is in lower case: "shop".']);
  });

  it('takes the active Dockerfile, then the only one, and asks among several', async () => {
    const active = fakeDeps({ input: keep, active: dockerfile });
    await buildImage(active.deps);
    expect(active.builds[0]?.file).toBe('/src/shop/Dockerfile');
    const only = fakeDeps({ input: keep, all: [dockerfile] });
    await buildImage(only.deps);
    expect(only.builds[0]?.file).toBe('/src/shop/Dockerfile');
    const several = fakeDeps({ input: keep, all: [dockerfile, file('/src/api/Dockerfile')], pick: 'src/api/Dockerfile' });
    await buildImage(several.deps);
    expect(several.builds[0]?.file).toBe('/src/api/Dockerfile');
  });

  it('does nothing in an untrusted workspace but say so', async () => {
    const { deps, builds, log } = fakeDeps({ input: keep, trusted: false });
    await buildImage(deps, dockerfile);
    expect(builds).toEqual([]);
    expect(log.join()).toContain('trusted workspace');
  });

  it('says that a file of no disk cannot be built', async () => {
    const { deps, builds, log } = fakeDeps({ input: keep });
    await buildImage(deps, file('/repo/Dockerfile', 'vscode-vfs'));
    expect(builds).toEqual([]);
    expect(log.join()).toContain('disk');
  });
});

describe('Build Stage', () => {
  const stages = [{ name: 'build', index: 0, line: 2 }, { name: null, index: 1, line: 9 }, { name: null, index: 2, line: 12 }];

  it.each([
    ['build', { tags: ['shop:build'], target: 'build' }],
    ['stage 1', { tags: ['shop:1'], target: '1' }],
    // The last stage is what is built without a target, and BuildKit knows no numbers.
    ['stage 2', { tags: ['shop:latest'] }],
  ])('asks for the stage, of which it hands over the name or the number: %s', async (pick, build) => {
    const { deps, builds, log } = fakeDeps({ input: keep, active: dockerfile, stages, pick });
    await buildStage(deps);
    expect(log).toEqual(['choices: build | stage 1 | stage 2']);
    expect(builds).toEqual([{ file: '/src/shop/Dockerfile', context: '/src/shop', ...build }]);
  });

  it('says when there is no stage', async () => {
    const { deps, builds, log } = fakeDeps({ active: dockerfile });
    await buildStage(deps);
    expect(builds).toEqual([]);
    expect(log.join()).toContain('FROM');
  });
});
