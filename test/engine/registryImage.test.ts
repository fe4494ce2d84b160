/**
 * An image that a real engine has pushed, read straight from the registry in the worker and held against what `docker export` has.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageWorker } from '../../client/src/image/imageWorker.ts';
import type { RegistryPlace } from '../../client/src/image/protocol.ts';
import type { ImageContents } from '../../client/src/model/imageContents.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { build, docker, exportedFiles, removeBuilt } from '../support/builtImages.ts';
import { buildBundle, removeBundle } from '../support/bundles.ts';
import { hasEngine } from '../support/product.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const dockerfile = `FROM busybox
COPY tree /tree
RUN echo changed > /tree/a && rm /tree/deep/x && head -c 300000 /dev/urandom > /tree/noise && ln /tree/noise /tree/twin && ln -s deep /tree/short
`;
const files = { 'tree/a': 'aaaa', 'tree/deep/x': 'xx', 'tree/deep/z': 'z' };
const read = ['tree/a', 'tree/deep/z', 'tree/noise', 'tree/twin', 'tree/short/z', 'bin/busybox'];
const signal = new AbortController().signal;
const silent = (): void => undefined;

describe.skipIf(!hasEngine)('an image that was pushed', () => {
  let registry: TestRegistry;
  let bundle: string;
  let home: string;
  let worker: ImageWorker;
  let name: string;
  beforeAll(async () => {
    [registry, bundle] = await Promise.all([startRegistry(), buildBundle('imageWorker.cjs')]);
    home = mkdtempSync(join(tmpdir(), 'drydock-pushed-'));
    worker = new ImageWorker({ script: bundle, data: () => ({ storage: { folder: join(home, 'storage'), largestImage: 2e9 } }) });
    name = `${registry.host}/team/app:1`;
    build('pushed', dockerfile, files, { tag: name });
    // The registry runs in this process, which must not wait for the push.
    await new Promise<void>((resolve, reject) => execFile('docker', ['push', '-q', name], (error) => (error ? reject(error) : resolve())));
  });
  afterAll(async () => {
    removeBuilt('pushed');
    await worker.dispose();
    removeBundle(bundle);
    rmSync(home, { recursive: true, force: true });
    await registry.stop();
  });
  const place = (): RegistryPlace => ({ kind: 'registry', name, platform: undefined });
  const open = async (): Promise<ImageContents> => (await worker.open(place(), silent, signal)).images[0]!;

  it('has the files that a container of it has, and the history that the engine tells', async () => {
    const image = await open();
    const tar = exportedFiles(name);
    for (const path of read) {
      const content = Buffer.from((await image.read('final', path, signal))!);
      const real = path === 'tree/short/z' ? 'tree/deep/z' : path === 'tree/twin' ? 'tree/noise' : path;
      expect(content.equals(execFileSync('tar', ['-xO', real], { input: tar, maxBuffer: 1 << 28 })), path).toBe(true);
    }
    expect(await image.stat('final', 'tree/deep/x', false)).toBeUndefined();
    const told = docker(['history', '--no-trunc', '--format', '{{.CreatedBy}}', name]).toString().trim().split('\n').reverse();
    expect(image.history.rows.map(({ createdBy }) => createdBy)).toEqual(told);
    expect((await worker.describe(place(), signal)).history.rows.map(({ createdBy, layer }) => [createdBy, layer])).toEqual(image.history.rows.map(({ createdBy, layer }) => [createdBy, layer]));
  });

  it('differs in nothing from the same image of the engine, which is not downloaded for its layers then', async () => {
    const engine = await findEngine();
    try {
      const ours = (await worker.open({ kind: 'engine', endpoint: engine.endpoint, image: name }, silent, signal)).images[0]!;
      expect(await (await open()).compare(ours, 10)).toEqual({ items: [], total: 0 });
      expect(await worker.describe(place(), signal)).toMatchObject({ downloadBytes: 0 });
      for (const path of read) expect(Buffer.from((await ours.read('final', path, signal))!).equals((await (await open()).read('final', path, signal))!), path).toBe(true);
    } finally {
      engine.dispose();
    }
  });
});
