import { describe, expect, it } from 'vitest';
import { showImageHistory } from '../../../client/src/commands/showImage.ts';
import { EngineError } from '../../../server/src/engine/errors.ts';
import { fakeDeps } from '../../support/fakeDeps.ts';
import { imageOf } from '../../support/fakeLayers.ts';

const summary = { id: 'sha256:0123456789abcdef', tags: ['app:1'], digests: [], created: 0, size: 12_000_000, labels: {} };
const archiveChoice = '$(folder-opened) Open an archive made by docker save…';
const registryChoice = '$(cloud) Open an image from a registry…';
const history = { rows: [], totalSize: 0 };
const opened = async (): Promise<{ images: Awaited<ReturnType<typeof imageOf>>[]; problem: undefined }> => ({ images: [await imageOf([['RUN true', []]], { tags: ['app:2'] })], problem: undefined });

describe('Show Image History', () => {
  it('offers the images of the engine beside an archive', async () => {
    const asked: string[] = [];
    const { deps, log } = fakeDeps({ pick: '$(package) app:1', images: { list: async () => [summary as never], history: async (image) => { asked.push(image); return history; } } });
    await showImageHistory(deps);
    expect(log).toEqual(['engine: ready', `choices: $(package) app:1 | ${archiveChoice} | ${registryChoice}`, 'progress: Reading the history of app:1', 'engine: ready', 'history view: app:1']);
    expect(asked).toEqual([summary.id]);
  });

  it('says why there are no images and still opens an archive', async () => {
    const { deps, log } = fakeDeps({ pick: archiveChoice, openFile: '/tmp/app.tar', images: { list: async () => { throw new Error('No engine answered.'); }, open: opened } });
    await showImageHistory(deps);
    expect(log).toEqual([
      'engine: missing', `choices: $(warning) No images from an engine | $(arrow-swap) Switch Engine… | $(settings-gear) Say where the engine is… | ${archiveChoice} | ${registryChoice}`,
      'progress: Reading app.tar', 'layers view: app:2', 'history view: app:2',
    ]);
  });

  it('leads to another engine from a list without images, and from a failure to reach one', async () => {
    const gone = new EngineError('not-running', 'No engine is running here.', 'Start it.');
    const list = fakeDeps({ pick: '$(arrow-swap) Switch Engine…', images: { list: async () => { throw gone; } } });
    await showImageHistory(list.deps);
    expect(list.log.at(-1)).toContain('choice: Say where another engine is…');
    const named = fakeDeps({ notice: 'Switch Engine…', images: { history: async () => { throw gone; } } });
    await showImageHistory(named.deps, 'app:1');
    expect(named.log.slice(1, 3)).toEqual(['fail: No engine is running here. Start it.', expect.stringContaining("choice: Docker's own choice")]);
    const lacking = fakeDeps({ notice: 'Switch Engine…', images: { history: async () => { throw new EngineError('image-gone', 'The engine has no image app:1.', ''); } } });
    await showImageHistory(lacking.deps, 'app:1');
    expect(lacking.log.at(-1)).toBe('fail: The engine has no image app:1.');
  });

  it('asks no engine in an untrusted workspace', async () => {
    const { deps, log } = fakeDeps({ trusted: false, openFile: '/tmp/app.tar', images: { open: opened } });
    await showImageHistory(deps);
    expect(log.at(-1)).toBe('history view: app:2');
    const named = fakeDeps({ trusted: false });
    await showImageHistory(named.deps, 'app:1');
    expect(named.log.join()).toContain('trusted workspace');
  });

  it('takes the node of a view, a name, and the node of another extension', async () => {
    const asked: string[] = [];
    const { deps } = fakeDeps({ images: { history: async (image) => { asked.push(image); return history; } } });
    await showImageHistory(deps, { source: { kind: 'engine', id: 'a', name: 'a' } });
    await showImageHistory(deps, 'b');
    await showImageHistory(deps, { fullTag: 'c' });
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('shows a failure as its sentence and a cancel not at all', async () => {
    const failing = fakeDeps({ images: { history: async () => { throw Object.assign(new Error('The image is gone.'), { remedy: 'Pull it again.' }); } } });
    await showImageHistory(failing.deps, 'a');
    expect(failing.log.at(-1)).toBe('fail: The image is gone. Pull it again.');
    const cancelled = fakeDeps({ images: { history: async () => { throw Object.assign(new Error('x'), { name: 'AbortError' }); } } });
    await showImageHistory(cancelled.deps, 'a');
    expect(cancelled.log).toEqual(['progress: Reading the history of a']);
  });
});
