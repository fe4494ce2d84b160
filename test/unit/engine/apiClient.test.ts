import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isOlder } from '../../../server/src/engine/api.ts';
import { ApiClient } from '../../../server/src/engine/apiClient.ts';
import type { ConnectionOptions } from '../../../server/src/engine/connection.ts';
import { sshArguments } from '../../../server/src/engine/ssh.ts';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';
import { EngineError, fromNodeError } from '../../../server/src/engine/errors.ts';
import { findEngine } from '../../../server/src/engine/findEngine.ts';
import { death, dockerVersion, imageSummary, podmanVersion, silence, startFakeEngine, status } from '../../support/fakeEngine.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const origin = { kind: 'setting' } as const;
const socket = (path: string): Endpoint => ({ transport: 'socket', path, origin });

async function engine(replies: Record<string, unknown>, options?: ConnectionOptions): Promise<{ client: ApiClient; fake: FakeEngine }> {
  const fake = await startFakeEngine({ '/version': dockerVersion, ...replies });
  const client = new ApiClient(socket(fake.path), options);
  cleanups.push(() => fake.stop(), () => client.dispose());
  return { client, fake };
}

async function failure(work: Promise<unknown>): Promise<Pick<EngineError, 'kind' | 'message' | 'remedy'>> {
  const error: unknown = await work.then(() => new Error('it worked'), (reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineError);
  const { kind, message, remedy } = error as EngineError;
  expect(message).toMatch(/^["A-Z].*[^.]\.?$/);
  return { kind, message, remedy };
}

describe('answers', () => {
  test('who it is, and the version that both speak', async () => {
    const { client, fake } = await engine({ '/version': { ...dockerVersion, ApiVersion: '1.60' }, '/images/json': [] });
    expect(await client.info()).toEqual({ kind: 'docker', version: '28.5.2', apiVersion: '1.60', os: 'linux', arch: 'amd64' });
    await client.listImages();
    await client.listImages({ all: true });
    expect(fake.requests).toEqual(['/version', '/v1.51/info', '/v1.51/images/json?manifests=1', '/v1.51/images/json?all=1&manifests=1']);
    const older = await engine({ '/version': { ...dockerVersion, ApiVersion: '1.43' }, '/images/json': [] });
    await older.client.listImages();
    expect(older.fake.requests).toContain('/v1.43/images/json');
  });

  test('images, newest first and without placeholders', async () => {
    const { client } = await engine({ '/images/json': [
      { Id: 'sha256:1', RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'], Created: 1, Size: 5, Labels: null, Containers: -1 },
      { Id: 'sha256:2', RepoTags: null, Created: -62135596800, VirtualSize: 7 },
      { Id: 'sha256:3', RepoTags: ['a:1', 'b:2'], RepoDigests: ['a@sha256:9'], Created: 3, Size: 9, Labels: { x: 'y' } },
    ] });
    expect(await client.listImages()).toEqual([
      imageSummary({ id: 'sha256:3', tags: ['a:1', 'b:2'], digests: ['a@sha256:9'], created: 3000, size: 9, labels: { x: 'y' } }),
      imageSummary({ id: 'sha256:1', created: 1000, size: 5 }),
      imageSummary({ id: 'sha256:2', size: 7 }),
    ]);
  });

  const history = [
    { Id: 'sha256:top', Created: 20, CreatedBy: 'CMD ["sh"]', Tags: ['a:1'], Size: 0, Comment: 'c' },
    { Id: '<missing>', Created: 10, CreatedBy: 'ADD x / # buildkit', Tags: null, Size: 5, Comment: '' },
  ];

  test('history, oldest first and without "<missing>"', async () => {
    const { client } = await engine({ '/images/a:1/history': history });
    expect(await client.history('a:1')).toEqual([
      { id: undefined, created: 10_000, createdBy: 'ADD x / # buildkit', comment: '', tags: [], size: 5, sizeKind: 'unpacked' },
      { id: 'sha256:top', created: 20_000, createdBy: 'CMD ["sh"]', comment: 'c', tags: ['a:1'], size: 0, sizeKind: 'unpacked' },
    ]);
  });

  test("Podman's history: tags at every entry, ids that are none", async () => {
    const rows = history.map((entry) => ({ ...entry, Id: 'sha256:<missing>', Tags: ['a:1'] }));
    rows[0]!.Id = 'sha256:other';
    const { client } = await engine({ '/version': podmanVersion, '/images/a:1/history': rows });
    expect((await client.history('a:1')).map(({ id, tags }) => [id, tags])).toEqual([[undefined, []], [undefined, ['a:1']]]);
  });

  test('details, also of an image without a config', async () => {
    const { client } = await engine({
      '/images/a/json': { Id: 'sha256:1', RepoTags: ['a:1'], Created: '2024-05-01T10:00:00.5Z', Size: 3, Os: 'linux', Architecture: 'arm64', Variant: 'v8', RootFS: { Layers: ['sha256:x'] }, Config: { Env: ['A=1'], Cmd: null, Entrypoint: ['/e'], ExposedPorts: { '80/tcp': {} }, Labels: { l: '1' } } },
      '/images/b/json': { Id: 'sha256:2', Created: '0001-01-01T00:00:00Z', RootFS: {} },
    });
    expect(await client.inspect('a')).toMatchObject({ created: Date.parse('2024-05-01T10:00:00.5Z'), arch: 'arm64', variant: 'v8', diffIds: ['sha256:x'], config: { env: ['A=1'], cmd: [], entrypoint: ['/e'], exposedPorts: ['80/tcp'], labels: { l: '1' } } });
    expect(await client.inspect('b')).toMatchObject({ id: 'sha256:2', created: 0, tags: [], diffIds: [], config: { env: [], cmd: [], volumes: [] } });
  });

  test('an archive, and its platform where the API knows platforms', async () => {
    const bytes = Buffer.alloc(3_000_000, 'x');
    const replies = { '/images/': (response: { end(body: Buffer): void }) => response.end(bytes) };
    const { client, fake } = await engine(replies);
    const parts: Buffer[] = [];
    for await (const part of await client.saveImage('host:5000/team/a b:1', { platform: 'linux/arm64/v8' })) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(fake.requests[1]).toBe(`/v1.51/images/host:5000/team/a%20b:1/get?platform=${encodeURIComponent('{"os":"linux","architecture":"arm64","variant":"v8"}')}`);
    (await client.saveImages(['a', 'host:5000/b:1'])).destroy();
    expect(fake.requests[2]).toBe('/v1.51/images/get?names=a&names=host%3A5000%2Fb%3A1');
    const older = await engine({ ...replies, '/version': { ...dockerVersion, ApiVersion: '1.44' } });
    (await older.client.saveImage('a', { platform: 'linux/arm64' })).destroy();
    expect(older.fake.requests[1]).toBe('/v1.44/images/a/get');
  });
});

describe('failures, each its own sentence', () => {
  test('no image', async () => {
    const { client } = await engine({ '/images/gone/': status(404, { message: 'No such image: gone' }), '/images/odd/': status(500, { message: 'odd: image not known' }) });
    for (const work of [client.history('gone'), client.inspect('gone'), client.saveImage('gone')]) expect(await failure(work)).toMatchObject({ kind: 'image-gone', message: 'The engine has no image gone.' });
    expect((await failure(client.history('odd'))).kind).toBe('image-gone');
  });
  test('the engine reports an error', async () => {
    const { client } = await engine({ '/images/json': status(500, { message: 'disk full' }) });
    expect(await failure(client.listImages())).toMatchObject({ kind: 'refused', message: 'The engine reports: disk full' });
  });
  test('nobody there', async () => {
    expect(await failure(new ApiClient(socket('/no/such.sock')).info())).toMatchObject({ kind: 'not-running', message: 'No engine is running at unix:///no/such.sock.', remedy: expect.stringContaining('Start') as string });
    expect((await failure(new ApiClient({ transport: 'tcp', host: '127.0.0.1', port: 1, origin }).info())).kind).toBe('not-running');
    expect((await failure(new ApiClient({ transport: 'tcp', host: 'no.such.host.invalid', port: 1, origin }).info())).kind).toBe('unreachable');
  });
  test('something else there', async () => {
    const other = await engine({ '/version': { hello: 'world' } });
    expect((await failure(other.client.info())).kind).toBe('bad-answer');
    const page = await engine({ '/version': (response: { end(text: string): void }) => response.end('<html>') });
    expect((await failure(page.client.info())).kind).toBe('bad-answer');
    const noHttp = createServer((connection) => connection.end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => noHttp.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => noHttp.close());
    const { port } = noHttp.address() as { port: number };
    expect((await failure(new ApiClient({ transport: 'tcp', host: '127.0.0.1', port, origin }).info())).kind).toBe('bad-answer');
  });
  test('too old', async () => {
    const { client } = await engine({ '/version': { ...dockerVersion, ApiVersion: '1.40' } });
    expect(await failure(client.listImages())).toMatchObject({ kind: 'api-too-old', message: expect.stringContaining('speaks API 1.40; Drydock needs 1.41.') as string });
  });
  test('silence', async () => {
    const { client } = await engine({ '/images/json': silence }, { timeout: 100 });
    expect((await failure(client.listImages())).kind).toBe('timeout');
  });
  test('death in the middle of an answer', async () => {
    const { client } = await engine({ '/images/json': death, '/images/a/get': death });
    expect((await failure(client.listImages())).kind).toBe('lost');
    const stream = await client.saveImage('a');
    expect((await failure(stream.resume().toArray())).kind).toBe('lost');
  });
  test('cancelled: before, while waiting, while reading', async () => {
    const { client } = await engine({ '/images/json': silence, '/images/a/get': death });
    expect((await failure(client.listImages({ signal: AbortSignal.abort() }))).kind).toBe('cancelled');
    const waiting = new AbortController();
    const list = failure(client.listImages({ signal: waiting.signal }));
    setTimeout(() => waiting.abort(), 30);
    expect((await list).kind).toBe('cancelled');
    const reading = new AbortController();
    const { client: slow } = await engine({ '/images/b/get': (response: { write(text: string): void }) => response.write('x') });
    const stream = await slow.saveImage('b', { signal: reading.signal });
    stream.once('data', () => reading.abort());
    expect((await failure(stream.toArray())).kind).toBe('cancelled');
  });
  test('no permission', () => {
    const denied = (endpoint: Endpoint) => fromNodeError(Object.assign(new Error('connect EACCES'), { code: 'EACCES' }), endpoint);
    expect(denied(socket('/s'))).toMatchObject({ kind: 'permission', message: 'You may not use the engine at unix:///s.', remedy: expect.stringContaining('group "docker"') as string });
    expect(denied({ transport: 'pipe', path: '//./pipe/x', origin })).toMatchObject({ kind: 'permission', remedy: expect.stringContaining('docker-users') as string });
  });
  test('TLS', () => {
    const endpoint: Endpoint = { transport: 'tcp', host: 'h', port: 1, origin };
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO']) {
      expect(fromNodeError(Object.assign(new Error('x.'), { code }), endpoint).kind, code).toBe('tls');
    }
    const long = Object.assign(new Error('803C:error:0A:SSL routines:x.c:1\n'), { code: 'ERR_SSL_X', reason: 'certificate required' });
    expect(fromNodeError(long, endpoint).message).toBe('The engine at tcp://h:1 could not prove who it is, or does not accept you: certificate required.');
  });
  test('one question that was cancelled does not spoil the next', async () => {
    const { client } = await engine({ '/images/json': [] });
    const control = new AbortController();
    const first = failure(client.listImages({ signal: control.signal }));
    control.abort();
    expect((await first).kind).toBe('cancelled');
    expect(await client.listImages()).toEqual([]);
  });
});

describe('ssh', () => {
  test('the user and host cannot become options', () => {
    expect(sshArguments({ transport: 'ssh', host: 'h', user: 'me', port: 22, origin })).toEqual(['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', '-T', '-p', '22', '-l', 'me', '--', 'h', 'docker', 'system', 'dial-stdio']);
  });

  /** A program in ssh's place. */
  function program(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-ssh-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'ssh');
    writeFileSync(path, text, { mode: 0o755 });
    return path;
  }

  test.skipIf(process.platform === 'win32')('speaks through the program', async () => {
    const { fake } = await engine({ '/images/json': [] });
    const ssh = program(`#!${process.execPath}\nconst s = require('net').connect(${JSON.stringify(fake.path)}); process.stdin.pipe(s); s.pipe(process.stdout);\n`);
    const client = new ApiClient({ transport: 'ssh', host: 'far', origin }, { ssh });
    cleanups.push(() => client.dispose());
    expect(await client.listImages()).toEqual([]);
  });
  test.skipIf(process.platform === 'win32')('says why it failed', async () => {
    const ssh = program('#!/bin/sh\necho "me@far: Permission denied (publickey)." >&2\nexit 255\n');
    expect(await failure(new ApiClient({ transport: 'ssh', host: 'far', origin }, { ssh }).info())).toMatchObject({ kind: 'ssh', message: expect.stringContaining('Permission denied (publickey).') as string });
    expect((await failure(new ApiClient({ transport: 'ssh', host: 'far', origin }, { ssh: '/no/such/ssh' }).info())).kind).toBe('ssh');
  });
});

describe('finding the engine', () => {
  const machine = (env: Record<string, string>, sockets: readonly string[] = []) => ({ platform: 'linux' as const, env, home: '/home/me', uid: undefined, readFile: () => undefined, exists: (path: string) => sockets.includes(path), list: () => [] });

  test('by the environment', async () => {
    const { fake } = await engine({});
    const client = await findEngine({}, machine({ DOCKER_HOST: `unix://${fake.path}` }));
    cleanups.push(() => client.dispose());
    expect(client.endpoint).toMatchObject({ transport: 'socket', path: fake.path });
  });
  test('the next place when one does not answer', async () => {
    const { fake } = await engine({});
    const folder = fake.path.replace(/\/docker\.sock$/, '');
    const client = await findEngine({}, machine({ XDG_RUNTIME_DIR: folder }, ['/home/me/.docker/run/docker.sock', '/home/me/.rd/docker.sock', fake.path]));
    cleanups.push(() => client.dispose());
    expect(client.endpoint).toMatchObject({ path: fake.path });
  });
  test('none, a dead one, a senseless one', async () => {
    expect((await failure(findEngine({}, machine({})))).kind).toBe('no-engine');
    expect((await failure(findEngine({}, machine({ DOCKER_HOST: 'unix:///nowhere.sock' })))).kind).toBe('not-running');
    expect(await failure(findEngine({}, machine({ DOCKER_HOST: 'nonsense://' })))).toMatchObject({ kind: 'bad-endpoint', remedy: expect.stringContaining('Correct DOCKER_HOST') as string });
    expect(await failure(findEngine({}, machine({ DOCKER_CONTEXT: 'gone' })))).toMatchObject({ kind: 'bad-endpoint', remedy: expect.stringContaining('"docker context use"') as string });
  });
  test('cancelled', async () => expect((await failure(findEngine({ signal: AbortSignal.abort() }, machine({ DOCKER_HOST: 'unix:///x' })))).kind).toBe('cancelled'));
});

test.each([['1.9', '1.41', true], ['1.41', '1.41', false], ['1.51', '1.41', false], ['2.0', '1.41', false]])('%s older than %s: %s', (version, than, expected) => expect(isOlder(version, than)).toBe(expected));
