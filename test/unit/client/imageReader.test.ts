import { afterEach, describe, expect, it } from 'vitest';
import { enginesBySetting } from '../../../client/src/engine/engines.ts';
import { lazyImages } from '../../../client/src/commands/images.ts';
import { openPlace } from '../../../client/src/image/openPlace.ts';
import { dockerVersion, startFakeEngine, status, type FakeEngine } from '../../support/fakeEngine.ts';
import { withFile } from '../../support/imageArchive.ts';
import { file, folder, imageArchive, tar, type ImageSpec } from '../../support/tarBuilder.ts';

const signal = new AbortController().signal;
const silent = (): void => undefined;
const spec: ImageSpec = {
  tags: ['app:1'],
  layers: [tar(folder('etc/'), file('etc/a', 'aaaa')), tar(file('etc/b', 'bb'))],
  history: [{ created_by: 'COPY a # buildkit' }, { created_by: 'ENV A=1', empty_layer: true }, { created_by: 'RUN /bin/sh -c x # buildkit' }],
};

describe('an archive', () => {
  const images = lazyImages(enginesBySetting(() => { throw new Error('An archive needs no engine.'); }), openPlace);

  it('gives history and layers of its images', async () => {
    const { images: [image], problem } = await withFile(imageArchive('docker', spec), (path) => images.open({ kind: 'archive', path, name: '' }, silent, signal));
    expect(problem).toBeUndefined();
    expect(image?.name).toBe('app:1');
    expect(image?.history.rows.map((row) => row.instruction)).toEqual(['COPY', 'ENV', 'RUN']);
    expect(image?.layers.map((layer) => layer.bodyBytes)).toEqual([4, 2]);
  });

  it('gives what can be read, and says that there is more', async () => {
    const bytes = imageArchive('docker', spec);
    const { images: [image], problem } = await withFile(bytes.subarray(0, bytes.length - 1536), (path) => images.open({ kind: 'archive', path, name: '' }, silent, signal));
    expect(image?.layers).toHaveLength(2);
    expect(problem).toMatch(/\.$/);
  });

  it('rejects with a sentence when there is no image', async () => {
    await expect(withFile(Buffer.from('nothing'), (path) => images.open({ kind: 'archive', path, name: '' }, silent, signal))).rejects.toThrow(/\.$/);
  });

  it('stops at once when it is cancelled', async () => {
    await expect(withFile(imageArchive('docker', spec), (path) => images.open({ kind: 'archive', path, name: '' }, silent, AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe.skipIf(process.platform === 'win32')('an engine', () => {
  let engine: FakeEngine | undefined;
  afterEach(async () => { await engine?.stop(); engine = undefined; });
  const start = async (replies: Record<string, unknown>) => {
    engine = await startFakeEngine({ '/_ping': status(200, 'OK'), '/version': dockerVersion, ...replies });
    const { path } = engine;
    return lazyImages(enginesBySetting(() => `unix://${path}`), openPlace);
  };

  it('says who and where it is', async () => {
    const images = await start({});
    expect(await images.info(signal)).toMatchObject({ kind: 'docker', version: '28.5.2', where: `unix://${engine!.path}` });
  });

  it('streams an image, whose layers are read as they come', async () => {
    const images = await start({ '/images/app:1/json': { Id: 'sha256:1', RootFS: { Layers: [] } }, '/images/app:1/get': (response: import('node:http').ServerResponse) => void response.writeHead(200, { 'content-type': 'application/x-tar' }).end(imageArchive('oci', spec)) });
    const { images: [image] } = await images.open({ kind: 'engine', id: 'app:1', name: 'app:1' }, silent, signal);
    expect(image?.layers.map((layer) => layer.instruction)).toEqual(['COPY', 'RUN']);
  });

  it('is looked for anew every time', async () => {
    let path = '/no/such/socket';
    const images = lazyImages(enginesBySetting(() => `unix://${path}`), openPlace);
    await expect(images.list(signal)).rejects.toMatchObject({ name: 'EngineError' });
    await start({ '/images/json': [] });
    path = engine!.path;
    expect(await images.list(signal)).toEqual([]);
  });
});
