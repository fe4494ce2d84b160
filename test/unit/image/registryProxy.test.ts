/**
 * Registries behind a proxy: which one is taken, and reading through it.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRegistryImage, type RegistryImage, type RegistryOptions } from '../../../server/src/image/registry.ts';
import type { RegistryError } from '../../../server/src/image/registryErrors.ts';
import { proxyFor, type ProxySettings } from '../../../server/src/image/registryProxy.ts';
import { hasOpenssl, makeCertificate } from '../../support/certificate.ts';
import { FakeProxy } from '../../support/fakeProxy.ts';
import { FakeRegistry } from '../../support/fakeRegistry.ts';
import { described } from '../../support/imageArchive.ts';
import { file, tar } from '../../support/tarBuilder.ts';

const unset: ProxySettings = { proxySupport: 'override', proxy: '', noProxy: [], proxyAuthorization: '', proxyStrictSSL: true };
const proxy = 'http://proxy.example:3128';
const target = new URL('https://registry.example/v2/');

// As the docker command answers, which uses Go's httpproxy.
test.each([
  ['', 'registry.example:443', 'proxy'],
  ['*', 'registry.example:443', 'direct'],
  [' * ', 'registry.example:443', 'direct'],
  ['other.example,*', 'registry.example:443', 'direct'],
  ['*', '10.1.2.3:443', 'direct'],
  ['registry.example', 'registry.example:443', 'direct'],
  ['REGISTRY.example', 'registry.example:443', 'direct'],
  ['example', 'registry.example:443', 'direct'],
  ['gistry.example', 'registry.example:443', 'proxy'],
  ['registry.example', 'a.b.registry.example:443', 'direct'],
  ['.example', 'registry.example:443', 'direct'],
  ['.registry.example', 'registry.example:443', 'proxy'],
  ['.registry.example', 'a.registry.example:443', 'direct'],
  ['*.registry.example', 'a.registry.example:443', 'direct'],
  ['*.registry.example', 'registry.example:443', 'proxy'],
  ['*registry.example', 'registry.example:443', 'proxy'],
  ['reg*.example', 'registry.example:443', 'proxy'],
  ['other.example, registry.example', 'registry.example:443', 'direct'],
  [',,registry.example,', 'registry.example:443', 'direct'],
  ['registry.example:443', 'registry.example:443', 'direct'],
  ['registry.example:8443', 'registry.example:443', 'proxy'],
  ['.example:8443', 'registry.example:8443', 'direct'],
  [':443', 'registry.example:443', 'proxy'],
  ['registry.example:', 'registry.example:443', 'direct'],
  ['10.1.2.3', '10.1.2.3:443', 'direct'],
  ['10.1.2.3:443', '10.1.2.3:443', 'direct'],
  ['10.1.2.3:5000', '10.1.2.3:443', 'proxy'],
  ['10.1.2.4', '10.1.2.3:443', 'proxy'],
  ['10.0.0.0/8', '10.1.2.3:443', 'direct'],
  ['10.9.9.9/8', '10.1.2.3:443', 'direct'],
  ['10.1.3.0/24', '10.1.2.3:443', 'proxy'],
  ['10.0.0.0/99', '10.1.2.3:443', 'proxy'],
  ['0.0.0.0/0', 'registry.example:443', 'proxy'],
  ['2.3', '10.1.2.3:443', 'proxy'],
  ['.2.3', '10.1.2.3:443', 'proxy'],
  ['fd00::1', '[fd00::1]:443', 'direct'],
  ['[fd00::1]:443', '[fd00::1]:443', 'direct'],
  ['[fd00::1]:5000', '[fd00::1]:443', 'proxy'],
  ['FD00::/16', '[fd00::1]:443', 'direct'],
  ['fd00:0:0::1', '[fd00::1]:443', 'direct'],
  ['fd01::/16', '[fd00::1]:443', 'proxy'],
  ['::/0', '10.1.2.3:443', 'proxy'],
  ['0.0.0.0/0', '[fd00::1]:443', 'proxy'],
  ['::ffff:10.1.2.3', '10.1.2.3:443', 'direct'],
  ['', 'localhost:443', 'direct'],
  ['', '127.0.0.1:443', 'direct'],
  ['', '127.8.9.1:443', 'direct'],
  ['', '[::1]:443', 'direct'],
  ['', 'a.localhost:443', 'proxy'],
  ['', 'localhost.example:443', 'proxy'],
])('NO_PROXY %j: %s goes %s', (noProxy, host, way) => {
  expect(proxyFor(new URL(`https://${host}`), { HTTPS_PROXY: proxy, NO_PROXY: noProxy }) ? 'proxy' : 'direct').toBe(way);
});

// Here curl agrees, and Go does not understand what is meant.
test.each([['other.example registry.example', 'registry.example'], ['other.example\tregistry.example', 'registry.example'], ['[fd00::1]', '[fd00::1]'], ['bücher.example', 'a.bücher.example']])('NO_PROXY %j: %s goes direct', (noProxy, host) => {
  expect(proxyFor(new URL(`https://${host}`), { HTTPS_PROXY: proxy, NO_PROXY: noProxy })).toBeUndefined();
});

test.each<[string, Record<string, string>, Partial<ProxySettings> | undefined, string | undefined, string?]>([
  ['nothing', {}, undefined, undefined],
  ['upper case', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1' }, undefined, 'a:1 HTTPS_PROXY NO_PROXY'],
  ['lower case', { HTTPS_PROXY: '', https_proxy: 'http://b:1' }, undefined, 'b:1 https_proxy NO_PROXY'],
  ['for all', { ALL_PROXY: 'http://c:1' }, undefined, 'c:1 ALL_PROXY NO_PROXY'],
  ['for all, and for this', { ALL_PROXY: 'http://c:1', https_proxy: 'http://b:1' }, undefined, 'b:1 https_proxy NO_PROXY'],
  ['without a scheme', { HTTPS_PROXY: 'a:1' }, undefined, 'a:1 HTTPS_PROXY NO_PROXY'],
  ['for plain HTTP', { HTTP_PROXY: 'http://a:1', http_proxy: 'http://a:1' }, undefined, undefined],
  ['plain HTTP', { ALL_PROXY: 'http://a:1', HTTP_PROXY: 'http://a:1' }, { proxy: 'http://s:1' }, undefined, 'http://storage.example/'],
  ['an exception in lower case', { HTTPS_PROXY: 'http://a:1', no_proxy: 'registry.example' }, undefined, undefined],
  ['another exception in lower case', { HTTPS_PROXY: 'http://a:1', no_proxy: 'other.example' }, undefined, 'a:1 HTTPS_PROXY no_proxy'],
  ['the setting wins', { HTTPS_PROXY: 'http://a:1' }, { proxy: 'http://s:1' }, 's:1 the setting http.proxy the setting http.noProxy'],
  ['no setting', { HTTPS_PROXY: 'http://a:1' }, {}, 'a:1 HTTPS_PROXY NO_PROXY'],
  ['off', { HTTPS_PROXY: 'http://a:1' }, { proxySupport: 'off', proxy: 'http://s:1' }, undefined],
  ['the setting of exceptions', { HTTPS_PROXY: 'http://a:1' }, { noProxy: ['other.example', '.example'] }, undefined],
  ['the setting of exceptions wins', { HTTPS_PROXY: 'http://a:1', NO_PROXY: '*' }, { noProxy: ['other.example'] }, 'a:1 HTTPS_PROXY the setting http.noProxy'],
  ['exceptions of the environment for the setting', { NO_PROXY: 'registry.example' }, { proxy: 'http://s:1' }, undefined],
  ['this machine', {}, { proxy: 'http://s:1' }, undefined, 'https://127.0.0.1:5000'],
])('which proxy: %s', (_, env, settings, expected, url = target.href) => {
  const found = proxyFor(new URL(url), env, settings && { ...unset, ...settings });
  expect(found && [found.url.host, found.source, found.exceptions].join(' ')).toBe(expected);
});

test.each([
  ['socks5://me:secret@a:1', 'Drydock cannot use the SOCKS proxy that HTTPS_PROXY names.'],
  ['ftp://me:secret@a', 'What HTTPS_PROXY says is no address of a proxy.'],
  ['me:secret@', 'What HTTPS_PROXY says is no address of a proxy.'],
  ['http://me:50%secret@a:1', 'The name or password that HTTPS_PROXY has is not encoded as in addresses.'],
])('a proxy that cannot be: %s', async (value, message) => {
  const opening = openRegistryImage('registry.example/app', { proxy: (url) => proxyFor(url, { HTTPS_PROXY: value }) });
  await expect(opening).rejects.toMatchObject({ kind: 'proxy', message, remedy: expect.stringMatching(/\.$/) as string });
});

describe.skipIf(!hasOpenssl)('through a proxy', () => {
  const certificate = hasOpenssl ? makeCertificate('DNS:registry.example', 'DNS:storage.example', 'IP:127.0.0.1') : { key: '', cert: '' };
  const registry = new FakeRegistry({ ...certificate, registry: 'registry.example', storage: 'storage.example' });
  const [plain, tls] = [new FakeProxy(), new FakeProxy(certificate)];
  const noise = randomBytes(400_000);
  const layers = [tar(file('noise', noise)), tar(file('a', 'aaaa'))];
  const tarType = 'application/vnd.oci.image.layer.v1.tar';

  beforeAll(async () => {
    await Promise.all([registry.start(), plain.start(), tls.start()]);
    for (const each of [plain, tls]) each.ways.set('registry.example:443', registry.ports.registry).set('storage.example:443', registry.ports.storage);
    registry.image('x', { layers }, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: `${tarType}+gzip` })));
    // The certificate is nobody's; where it counts, this is taken back.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  });
  afterAll(() => {
    for (const each of [registry, plain, tls]) each.stop();
    vi.unstubAllEnvs();
  });
  afterEach(() => {
    for (const each of [registry, plain, tls]) each.clear();
  });

  const open = (value: string, options: RegistryOptions = {}, settings?: Partial<ProxySettings>): Promise<RegistryImage> => openRegistryImage('registry.example/app:x', {
    pause: 1, proxy: (url) => proxyFor(url, { HTTPS_PROXY: value }, settings && { ...unset, ...settings }), ...options,
  });
  const failure = async (work: Promise<unknown>): Promise<RegistryError> => {
    const error = await work.then(() => new Error('it worked'), (reason: unknown) => reason) as RegistryError;
    expect(error.name).toBe('RegistryError');
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$|^registry\.example [^\n]*\.$/);
    expect(error.remedy).toMatch(/^[A-Z][^\n]*\.$/);
    expect(`${error.message}${error.remedy}`).not.toMatch(/secret/);
    return error;
  };
  const from = (port: { readonly host: string }, source = 'HTTPS_PROXY'): string => `he proxy ${port.host} (from ${source})`;
  const withoutIt = 'If registry.example can be reached without it, add that to NO_PROXY.';

  test.each([['http', plain], ['https', tls]])('an image is read (%s)', async (_, one) => {
    const archive = await (await open(one.url())).read();
    expect(described(archive)).toMatchObject({ layers: [{ added: ['noise'], bodyBytes: noise.length }, { added: ['a'] }] });
    expect(registry.requests).toHaveLength(4);
    expect(one.asked.map(({ host }) => host)).toEqual(Array<string>(4).fill('registry.example:443'));
  });

  test.each([['in the address', 'me:p%40secret', {}], ['in the setting', undefined, { proxyAuthorization: `Basic ${Buffer.from('me:p@secret').toString('base64')}` }]])('each is told its own name and password, %s', async (_, account, settings) => {
    plain.clear({ account: 'me:p@secret' });
    registry.clear({ auth: 'bearer', account: 'you:hidden', redirect: true });
    await (await open(plain.url(account), { credentials: () => Promise.resolve({ username: 'you', password: 'hidden' }) }, settings)).read();
    expect(new Set(plain.asked.map(({ host }) => host))).toEqual(new Set(['registry.example:443', 'storage.example:443']));
    expect(plain.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(registry.requests.some(({ authorization }) => authorization === 'Bearer good')).toBe(true);
    expect(registry.requests.every(({ proxyAuthorization }) => proxyAuthorization === undefined)).toBe(true);
  });

  test('an exception goes direct', async () => {
    const proxyOf: RegistryOptions['proxy'] = (url) => proxyFor(url, { HTTPS_PROXY: plain.url(), NO_PROXY: '127.0.0.0/8,registry.example' });
    await expect(openRegistryImage('registry.example/app:x', { proxy: proxyOf })).rejects.toMatchObject({ kind: 'unreachable', message: expect.not.stringContaining('proxy') as string });
    expect(plain.asked).toEqual([]);
  });

  test('the registry\'s certificate counts all the same', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '1');
    try {
      expect(await failure(open(plain.url()))).toMatchObject({ kind: 'tls', message: expect.stringMatching(/^The certificate of registry\.example /) as string });
      expect(await failure(open(tls.url()))).toMatchObject({ kind: 'tls', message: expect.stringContaining(`t${from(tls)} is not trusted`) as string });
      // This takes any certificate of the proxy, and none but good ones of registries.
      expect(await failure(open(tls.url(), {}, { proxyStrictSSL: false }))).toMatchObject({ kind: 'tls', message: expect.stringMatching(/^The certificate of registry\.example /) as string });
    } finally {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    }
  });

  test('parts of a layer', async () => {
    const big = tar(file('big', Buffer.alloc(5_000_000)), file('after', 'x'));
    registry.image('x', { layers: [big] }, [{ bytes: big, mediaType: tarType }]);
    const archive = await (await open(plain.url())).read();
    registry.image('x', { layers }, layers.map((layer) => ({ bytes: gzipSync(layer), mediaType: `${tarType}+gzip` })));
    expect(described(archive)).toMatchObject({ layers: [{ added: ['after', 'big'] }] });
    expect(registry.requests.some(({ range }) => range !== undefined && !range.startsWith('bytes=0-'))).toBe(true);
  });

  test('a download goes on where the proxy broke it', async () => {
    const image = await open(plain.url());
    registry.clear();
    plain.clear({ breakAfter: 150_000 });
    expect(described(await image.read())).toMatchObject({ layers: [{ added: ['noise'] }, { added: ['a'] }] });
    expect(registry.requests.filter(({ range }) => range !== undefined).length).toBeGreaterThan(1);
  });

  test.each<[string, () => void]>([
    ['the proxy', () => plain.clear({ breakAfter: 3000 })],
    ['the registry', () => registry.clear({ breakAfter: 0 })],
  ])('a download that %s does not let get further fails', async (_, hold) => {
    const image = await open(plain.url());
    plain.clear({ breakAfter: 150_000 });
    const { kind, message } = await failure(image.read({ onProgress: ({ bytesRead }) => { if (bytesRead > 50_000) hold(); } }));
    expect(['lost', 'unreachable']).toContain(kind);
    expect(message).toContain(` through t${from(plain)}`);
  });

  test.each<[string, FakeProxy['faults'], string | undefined, Partial<RegistryError>]>([
    ['wants a name', { account: 'me:secret' }, undefined, { kind: 'proxy', message: `T${'@'} asks for a name and a password.`, remedy: 'Write them into HTTPS_PROXY: http://name:password@PROXY.' }],
    ['takes another name', { account: 'me:secret' }, 'you:othersecret', { kind: 'proxy', message: `T${'@'} does not accept the name and password that it was given.`, remedy: 'Correct them in HTTPS_PROXY.' }],
    ['wants something else', { account: 'me:secret', challenge: 'Negotiate, NTLM' }, 'me', { kind: 'proxy', message: `T${'@'} wants you to sign in with Negotiate or NTLM, which Drydock cannot.`, remedy: `Name a proxy that takes a name and a password, or none. ${withoutIt}` }],
    ['forbids it', { status: 403 }, 'me:secret', { kind: 'proxy', message: `T${'@'} does not let you reach registry.example: it answers with status 403.`, remedy: `Ask those who run it to allow that. ${withoutIt}` }],
    ['does not reach it', { status: 502 }, 'me:secret', { kind: 'unreachable', message: `T${'@'} cannot reach registry.example: it answers with status 502.`, remedy: `Check the name and try again later. ${withoutIt}` }],
    ['closes', { answer: 'none' }, 'me:secret', { kind: 'unreachable', message: `T${'@'} cannot be used: it closed the connection.`, remedy: `Check HTTPS_PROXY. ${withoutIt}` }],
    ['is silent', { answer: 'silence' }, 'me:secret', { kind: 'unreachable', message: `T${'@'} cannot be used: it does not answer.`, remedy: `Check HTTPS_PROXY. ${withoutIt}` }],
    ['is none', { answer: 'noise' }, 'me:secret', { kind: 'unreachable', message: `T${'@'} cannot be used: it does not speak HTTP.`, remedy: `Check HTTPS_PROXY. ${withoutIt}` }],
    ['closes behind its answer', { breakAfter: 10 }, 'me:secret', { kind: 'unreachable', message: `registry.example cannot be reached through t${'@'}: it closed the connection.`, remedy: withoutIt }],
  ])('a proxy that %s', async (_, faults, account, expected) => {
    plain.clear(faults);
    const { kind, message, remedy } = await failure(open(plain.url(account), { timeout: 300 }));
    expect({ kind, message: message.replace(from(plain), '@'), remedy: remedy.replace(plain.host, 'PROXY') }).toEqual(expected);
  });

  test('a proxy that is not there, or of the other kind', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const host = `127.0.0.1:${port}`;
    expect(await failure(open('', {}, { proxy: `http://me:secret@${host}` }))).toMatchObject({
      message: `T${from({ host }, 'the setting http.proxy')} cannot be used: nobody listens there.`,
      remedy: 'Check the setting http.proxy. If registry.example can be reached without it, add that to the setting http.noProxy.',
    });
    expect((await failure(open(`http://me:secret@${tls.host}`))).message).toMatch(/cannot be used: it closed the connection\.$/);
    expect((await failure(open(`https://me:secret@${plain.host}`))).message).toMatch(/cannot be used: it does not speak TLS\.$/);
    expect((await failure(open('http://me:secret@proxy.invalid:1'))).message).toMatch(/cannot be used: the host is not known\.$/);
  });

  test.each<[string, (control: AbortController) => Promise<unknown>]>([
    ['while the proxy is silent', (control) => {
      plain.clear({ answer: 'silence' });
      setTimeout(() => control.abort(), 50);
      return open(plain.url(), { signal: control.signal });
    }],
    ['in a download', async (control) => {
      const image = await open(plain.url(), { signal: control.signal });
      return image.read({ onProgress: () => control.abort() });
    }],
  ])('a cancel %s ends the connection', async (_, work) => {
    await expect(work(new AbortController())).rejects.toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => plain.open.size).toBe(0);
  });

  test('a registry that is silent behind the proxy', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    plain.ways.set('silent.example:443', (silent.address() as AddressInfo).port);
    try {
      const opening = openRegistryImage('silent.example/app:x', { timeout: 200, proxy: (url) => proxyFor(url, { HTTPS_PROXY: plain.url() }) });
      expect((await opening.catch((error: unknown) => error) as Error).message).toBe(`silent.example cannot be reached through t${from(plain)}: it does not answer.`);
    } finally {
      silent.close();
    }
  });
});
