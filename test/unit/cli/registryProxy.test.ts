// `drydock history` and `drydock layers` of an image whose registry is behind a proxy.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBundle, removeBundle } from '../../support/bundles.ts';
import { hasOpenssl, makeCertificate } from '../../support/certificate.ts';
import { FakeProxy } from '../../support/fakeProxy.ts';
import { FakeRegistry } from '../../support/fakeRegistry.ts';
import { file, tar } from '../../support/tarBuilder.ts';

describe.skipIf(!hasOpenssl)('the command line', () => {
  const certificate = hasOpenssl ? makeCertificate('DNS:registry.example') : { key: '', cert: '' };
  const registry = new FakeRegistry({ ...certificate, registry: 'registry.example', storage: 'storage.example' });
  const proxy = new FakeProxy();
  let drydock: string;
  let authority: string;

  beforeAll(async () => {
    drydock = await buildBundle('drydock.cjs');
    authority = path.join(path.dirname(drydock), 'authority.pem');
    fs.writeFileSync(authority, certificate.cert);
    await Promise.all([registry.start(), proxy.start()]);
    proxy.ways.set('registry.example:443', registry.ports.registry);
    const layers = [tar(file('a', 'aaaa'))];
    registry.image('x', { layers, history: [{ created_by: 'COPY a / # buildkit' }] }, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' })));
  }, 60_000);
  afterAll(() => {
    registry.stop();
    proxy.stop();
    removeBundle(drydock);
  });

  const run = (command: string, env: Record<string, string>): Promise<{ code: number; output: string; errors: string }> => new Promise((resolve) => {
    const child = execFile(process.execPath, [drydock, command, 'docker://registry.example/app:x'], { encoding: 'utf8', env: { NODE_EXTRA_CA_CERTS: authority, HOME: path.dirname(drydock), ...env } }, (_, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors });
    });
  });

  test.each(['history', 'layers'])('%s takes the proxy of the environment', async (command) => {
    proxy.clear({ account: 'me:p@ss' });
    const { code, output, errors } = await run(command, { https_proxy: proxy.url('me:p%40ss') });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('COPY a');
    expect(proxy.asked.length).toBeGreaterThan(1);
  });

  test('what is wrong with the proxy is said, without its password', async () => {
    proxy.clear({ account: 'me:p@ss' });
    expect(await run('history', { HTTPS_PROXY: proxy.url('me:secret') })).toMatchObject({
      code: 2, errors: `drydock: The proxy ${proxy.host} (from HTTPS_PROXY) does not accept the name and password that it was given. Correct them in HTTPS_PROXY.\n`,
    });
  });
});
