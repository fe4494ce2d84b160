/** What the language server is told of images, from an engine on a socket of its own. */
import { afterEach, describe, expect, test } from 'vitest';
import { enginesBySetting } from '../../../client/src/engine/engines.ts';
import { imageReader } from '../../../client/src/commands/imageReader.ts';
import { openPlace } from '../../../client/src/image/openPlace.ts';
import { ImageConfigs } from '../../../client/src/engine/imageConfigs.ts';
import { dockerVersion, startFakeEngine, status, type FakeEngine } from '../../support/fakeEngine.ts';

let fake: FakeEngine | undefined;
afterEach(async () => {
  await fake?.stop();
  fake = undefined;
});

async function configs(replies: Readonly<Record<string, unknown>>, options: { isTrusted?: () => boolean; now?: () => number } = {}): Promise<ImageConfigs> {
  const engine = await startFakeEngine({ '/version': dockerVersion, ...replies });
  fake = engine;
  const { config } = imageReader(enginesBySetting(() => (process.platform === 'win32' ? `npipe:${engine.path}` : `unix://${engine.path}`)), openPlace);
  return new ImageConfigs({ config, isTrusted: () => true, ...options });
}

const node = { Id: 'sha256:1', Config: { Env: ['PATH=/usr/bin', 'A=b=c', 'EMPTY=', 'BARE'], Shell: ['/bin/bash', '-c'], WorkingDir: '/app', User: 'node', OnBuild: ['COPY . /app'] } };

describe('an image that the engine has', () => {
  test('gives what it sets', async () => {
    const images = await configs({ '/images/registry.example:5000/team/node:22/json': node });
    expect(await images.get('registry.example:5000/team/node:22')).toEqual({
      env: { PATH: '/usr/bin', A: 'b=c', EMPTY: '', BARE: '' }, shell: ['/bin/bash', '-c'], workingDir: '/app', user: 'node', onbuild: ['COPY . /app'],
    });
  });

  test('gives empty values for what it does not set', async () => {
    const images = await configs({ '/images/plain/json': { Id: 'sha256:2', Config: { Env: null, OnBuild: null } } });
    expect(await images.get('plain')).toEqual({ env: {}, shell: [], workingDir: '', user: '', onbuild: [] });
  });

  test('is asked about once in ten seconds, also when it is not there', async () => {
    let now = 0;
    const images = await configs({ '/images/node/json': node }, { now: () => now });
    const asked = (): number => fake!.requests.filter((path) => path.includes('/images/')).length;
    await Promise.all([images.get('node'), images.get('node'), images.get('none')]);
    now = 9_999;
    expect(await images.get('none')).toBeNull();
    expect(asked()).toBe(2);
    now = 10_000;
    expect(await images.get('node')).not.toBeNull();
    expect(asked()).toBe(3);
  });
});

describe('nothing is known', () => {
  test('of an image that the engine does not have, and it is not pulled', async () => {
    const images = await configs({ '/images/': status(404, { message: 'No such image: none' }) });
    expect(await images.get('none')).toBeNull();
    expect(fake!.requests.filter((path) => !path.endsWith('/version'))).toEqual(['/v1.51/images/none/json?manifests=1']);
  });

  test('without trust, and no engine is asked', async () => {
    let trusted = false;
    const images = await configs({ '/images/node/json': node }, { isTrusted: () => trusted });
    expect(await images.get('node')).toBeNull();
    expect(fake!.requests).toEqual([]);
    trusted = true;
    expect(await images.get('node')).toMatchObject({ user: 'node' });
  });

  test('without an engine', async () => {
    const { config } = imageReader(enginesBySetting(() => 'unix:///nowhere/docker.sock'), openPlace);
    expect(await new ImageConfigs({ config, isTrusted: () => true }).get('node')).toBeNull();
  });
});
