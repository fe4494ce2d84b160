/**
 * The image worker behind a proxy: VS Code's settings, also those that change while it runs, and its environment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ImageWorker } from '../../../client/src/image/imageWorker.ts';
import type { RegistryPlace } from '../../../client/src/image/protocol.ts';
import type { ProxySettings } from '../../../server/src/image/registryProxy.ts';
import { buildBundle, removeBundle } from '../../support/bundles.ts';
import { hasOpenssl, makeCertificate } from '../../support/certificate.ts';
import { FakeProxy } from '../../support/fakeProxy.ts';
import { FakeRegistry } from '../../support/fakeRegistry.ts';
import { file, tar } from '../../support/tarBuilder.ts';

const unset: ProxySettings = { proxySupport: 'override', proxy: '', noProxy: [], proxyAuthorization: '', proxyStrictSSL: true };
const place: RegistryPlace = { kind: 'registry', name: 'registry.example/app:x', platform: undefined };
const { signal } = new AbortController();

describe.skipIf(!hasOpenssl)('the worker', () => {
  const certificate = hasOpenssl ? makeCertificate('DNS:registry.example') : { key: '', cert: '' };
  const registry = new FakeRegistry({ ...certificate, registry: 'registry.example', storage: 'storage.example' });
  const proxies = [new FakeProxy(), new FakeProxy()] as const;
  let home: string;
  let script: string;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drydock-proxy-'));
    script = await buildBundle('imageWorker.cjs');
    await Promise.all([registry, ...proxies].map((each) => each.start()));
    for (const proxy of proxies) proxy.ways.set('registry.example:443', registry.ports.registry);
    const layers = [tar(file('a', 'aaaa'))];
    registry.image('x', { layers }, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' })));
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    vi.stubEnv('HTTPS_PROXY', proxies[0].url());
    vi.stubEnv('NO_PROXY', '');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    for (const each of [registry, ...proxies]) each.stop();
    removeBundle(script);
    rmSync(home, { recursive: true, force: true });
  });

  it('goes through the proxy of its environment, of the settings, and of those that are changed', async () => {
    let settings = unset;
    const worker = new ImageWorker({ script, data: () => ({ storage: { folder: home, largestImage: 0 }, proxy: settings }) });
    const set = (changed: Partial<ProxySettings>): void => {
      settings = { ...unset, ...changed };
      worker.refreshProxy();
    };
    const asked = (): readonly boolean[] => proxies.map((proxy) => proxy.asked.splice(0).length > 0);
    try {
      const [image] = (await worker.open(place, () => undefined, signal)).images;
      expect(asked()).toEqual([true, false]);
      set({ proxy: proxies[1].url() });
      // Also for what is already open.
      expect(Buffer.from((await image!.read('final', 'a', signal))!).toString()).toBe('aaaa');
      expect(asked()).toEqual([false, true]);
      proxies[1].clear({ account: 'me:secret' });
      const { host } = proxies[1];
      await expect(worker.describe(place, signal)).rejects.toMatchObject({
        kind: 'proxy', message: `The proxy ${host} (from the setting http.proxy) asks for a name and a password.`, remedy: `Write them into the setting http.proxy: http://name:password@${host}.`,
      });
      set({ proxySupport: 'off' });
      await expect(worker.describe(place, signal)).rejects.toMatchObject({ kind: 'unreachable', message: expect.not.stringContaining('proxy') as string });
      set({ noProxy: ['registry.example'] });
      await expect(worker.describe(place, signal)).rejects.toMatchObject({ kind: 'unreachable', message: expect.not.stringContaining('proxy') as string });
    } finally {
      await worker.dispose();
    }
  });
});
