/**
 * Each way to an engine: TLS with real certificates, ssh through a program in its place, connections that hang, and what is left when it is over.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../server/src/engine/apiClient.ts';
import { Connection, type ConnectionOptions } from '../../../server/src/engine/connection.ts';
import { parseHost, type Endpoint, type TlsFiles } from '../../../server/src/engine/endpoint.ts';
import { EngineError, refused } from '../../../server/src/engine/errors.ts';
import { permissionRemedy, startRemedy } from '../../../server/src/engine/remedies.ts';
import { death, dockerVersion, silence, startFakeEngine, type FakeEngine, type Reply } from '../../support/fakeEngine.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const origin = { kind: 'setting' } as const;

async function failure(work: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await work.then(() => new Error('it worked'), (reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)), () => sockets.forEach((socket) => socket.destroy()));
  return (server.address() as AddressInfo).port;
}

function client(endpoint: Endpoint, options?: ConnectionOptions): ApiClient {
  const made = new ApiClient(endpoint, options);
  cleanups.push(() => made.dispose());
  return made;
}

const answerVersion = (request: { url?: string | undefined }, response: { end(text: string): void }): void => response.end(request.url === '/version' ? JSON.stringify(dockerVersion) : '[]');

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasOpenssl)('TLS', () => {
  let folder = '';
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  /** A certificate signed by the authority of that name. */
  const certificate = (name: string, authority: string, subject: string): void => {
    writeFileSync(file(`${name}.ext`), 'subjectAltName=IP:127.0.0.1\n');
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.pem`, '-CAkey', `${authority}-key.pem`, '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'drydock-tls-'));
    for (const name of ['ca', 'stranger']) openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}-key.pem`, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`);
    certificate('server', 'ca', 'engine');
    certificate('client', 'ca', 'me');
    certificate('other', 'stranger', 'somebody');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const tls = (cert: string, ca = 'ca', verify = true): TlsFiles => ({ ca: file(`${ca}.pem`), cert: file(`${cert}.pem`), key: file(`${cert}-key.pem`), verify });
  const server = (): Promise<number> => {
    const options: ServerOptions = { ca: readFileSync(file('ca.pem')), cert: readFileSync(file('server.pem')), key: readFileSync(file('server-key.pem')), requestCert: true, rejectUnauthorized: true };
    return listen(createHttps(options, answerVersion));
  };
  const at = (port: number, files?: TlsFiles): Endpoint => ({ transport: 'tcp', host: '127.0.0.1', port, ...(files ? { tls: files } : {}), origin });

  test('with a client certificate, over one connection', async () => {
    const engine = client(at(await server(), tls('client')));
    expect(await engine.info()).toMatchObject({ version: '28.5.2' });
    expect(await engine.listImages()).toEqual([]);
  });
  test('an engine of another authority is not trusted', async () => {
    expect(await failure(client(at(await server(), tls('client', 'stranger'))).info())).toMatchObject({ kind: 'tls', message: expect.stringMatching(/could not prove who it is/) as string });
  });
  test('unless the settings say not to check', async () => {
    expect(await client(at(await server(), tls('client', 'stranger', false))).info()).toMatchObject({ version: '28.5.2' });
  });
  test('an engine that does not accept the client', async () => {
    expect((await failure(client(at(await server(), tls('other'))).info())).kind).toMatch(/^(?:tls|lost)$/);
    const { ca, verify } = tls('client');
    expect((await failure(client(at(await server(), { ca: ca!, verify })).info())).kind).toMatch(/^(?:tls|lost)$/);
  });
  test('TLS to a port without', async () => {
    const port = await listen(createHttp(answerVersion));
    expect(await failure(client(at(port, tls('client'))).info())).toMatchObject({ kind: 'tls', message: `The engine at tcp://127.0.0.1:${port} does not speak TLS.`, remedy: expect.stringContaining('DOCKER_TLS_VERIFY') as string });
  });
  test('a certificate that cannot be read', async () => {
    expect(await failure(client(at(1, { ca: file('none.pem'), verify: true })).info())).toMatchObject({ kind: 'tls', message: expect.stringContaining('none.pem could not be read') as string });
  });
});

test('plain HTTP to a port with TLS, as Go answers it', async () => {
  const port = await listen(createTcp((socket) => socket.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n')));
  expect(await failure(client({ transport: 'tcp', host: '127.0.0.1', port, origin }).info())).toMatchObject({ kind: 'tls', message: `The engine at tcp://127.0.0.1:${port} speaks TLS only.` });
});

test('a web server that sends elsewhere', async () => {
  const port = await listen(createHttp((_request, response) => response.writeHead(301, { location: 'https://other.example/' }).end()));
  expect((await failure(client({ transport: 'tcp', host: '127.0.0.1', port, origin }).info())).kind).toBe('bad-answer');
});

test('an engine that no longer speaks what we speak', async () => {
  const port = await listen(createHttp((_request, response) => response.end(JSON.stringify({ ...dockerVersion, ApiVersion: '1.99', MinAPIVersion: '1.90' }))));
  expect(await failure(client({ transport: 'tcp', host: '127.0.0.1', port, origin }).info())).toMatchObject({ kind: 'api-too-new', message: expect.stringContaining('speaks API 1.90 and newer; Drydock speaks up to 1.51.') as string });
});

test('an engine that was replaced by an older one while we had its word', async () => {
  let version = '1.51';
  const reply: Reply = (response, request) => {
    if (request.url === '/version') response.end(JSON.stringify({ ...dockerVersion, ApiVersion: version }));
    else if (!request.url!.startsWith(`/v${version}/`)) response.writeHead(400).end(JSON.stringify({ message: `client version 1.51 is too new. Maximum supported API version is ${version}` }));
    else response.end('[]');
  };
  const port = await listen(createHttp((request, response) => reply(response, request)));
  const engine = client({ transport: 'tcp', host: '127.0.0.1', port, origin });
  await engine.listImages();
  version = '1.41';
  expect(await engine.listImages()).toEqual([]);
});

describe('what hangs', () => {
  async function engine(replies: Record<string, unknown>, options: ConnectionOptions = { timeout: 100 }): Promise<{ engine: ApiClient; fake: FakeEngine }> {
    const fake = await startFakeEngine({ '/version': dockerVersion, '/info': {}, ...replies });
    cleanups.push(() => fake.stop());
    return { engine: client({ transport: 'socket', path: fake.path, origin }, options), fake };
  }
  /** Begins an answer and falls silent. */
  const halfAnswer: Reply = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('[{"Id":');

  test('an answer that stops in the middle', async () => {
    const { engine: one } = await engine({ '/images/json': halfAnswer, '/images/a/get': halfAnswer });
    expect((await failure(one.listImages())).kind).toBe('timeout');
    const stream = await one.saveImage('a');
    expect((await failure(stream.resume().toArray())).kind).toBe('timeout');
  });

  test('a slow reader is not taken for a silent engine', async () => {
    const bytes = Buffer.alloc(6 << 20, 'x');
    const { engine: one } = await engine({ '/images/a/get': ((response) => response.end(bytes)) satisfies Reply }, { timeout: 25 });
    const stream = await one.saveImage('a');
    await new Promise((resolve) => setTimeout(resolve, 300));
    let length = 0;
    for await (const chunk of stream) length += (chunk as Buffer).length;
    expect(length).toBe(bytes.length);
  });

  test('events may be silent for as long as they like', async () => {
    let say = (): void => undefined;
    const events: Reply = (response) => {
      response.writeHead(200).flushHeaders();
      say = () => response.write('{"Type":"image","Action":"tag","Actor":{"ID":"sha256:1"},"time":5}{"Type":"network","Action":"x"}');
    };
    const { engine: one } = await engine({ '/events': events }, { timeout: 100 });
    setTimeout(() => say(), 1000);
    for await (const event of one.events()) {
      expect(event).toEqual({ type: 'image', action: 'tag', id: 'sha256:1', time: 5000 });
      break;
    }
  });

  test('a connection over which nobody answers', async () => {
    // Nobody reads what is said there.
    const port = await listen(createTcp().on('connection', (socket) => socket.pause()));
    expect((await failure(client({ transport: 'tcp', host: '127.0.0.1', port, origin }, { timeout: 60 }).info())).kind).toBe('timeout');
  });

  test('nothing is left of what was cancelled, abandoned or broken', async () => {
    const { engine: one, fake } = await engine({ '/images/json': silence, '/images/a/get': halfAnswer, '/images/b/get': death, '/events': halfAnswer }, {});
    const control = new AbortController();
    const lists = Array.from({ length: 5 }, () => failure(one.listImages({ signal: control.signal })));
    const listening = failure((async () => { for await (const _ of one.events({ signal: control.signal })); })());
    await vi.waitFor(() => expect(fake.requests.length).toBeGreaterThan(6));
    control.abort();
    for (const { kind } of await Promise.all(lists)) expect(kind).toBe('cancelled');
    expect((await listening).kind).toBe('cancelled');
    (await one.saveImage('a')).destroy();
    await failure((await one.saveImage('b')).toArray());
    one.dispose();
    await vi.waitFor(async () => expect(await fake.openConnections()).toBe(0));
  });
});

describe('errors inside a stream that began well', () => {
  async function loading(...lines: string[]): Promise<readonly string[]> {
    const fake = await startFakeEngine({ '/version': dockerVersion, '/images/load': ((response) => response.end(lines.join('\r\n'))) satisfies Reply });
    cleanups.push(() => fake.stop());
    return client({ transport: 'socket', path: fake.path, origin }).loadImages(Readable.from(['x']));
  }
  test('reports', async () => {
    expect(await loading('{"status":"Loading layer","progressDetail":{"current":5,"total":10},"id":"ab"}', '{"stream":"Loaded image: app:1\\n"}', '{"stream":"Loaded image ID: sha256:ab\\n"}')).toEqual(['app:1', 'sha256:ab']);
  });
  test('an error with HTTP 200', async () => {
    const said = '{"errorDetail":{"message":"unrecognized image format"},"error":"unrecognized image format"}';
    expect(await failure(loading('{"stream":"Loaded image: app:1\\n"}', said))).toMatchObject({ kind: 'upload', message: 'This is no archive that the engine can read.' });
    expect(await failure(loading('{"error":"write /x: no space left on device"}'))).toMatchObject({ kind: 'disk-full' });
  });
});

test('an archive that breaks off while it is sent', async () => {
  const fake = await startFakeEngine({ '/version': dockerVersion, '/images/load': silence });
  cleanups.push(() => fake.stop());
  let parts = 0;
  const archive = new Readable({ read() { if (parts++ < 3) this.push('x'); else this.destroy(new Error('the disk is gone')); } });
  expect(await failure(client({ transport: 'socket', path: fake.path, origin }).loadImages(archive))).toMatchObject({ kind: 'upload', message: 'What was to be sent could not be read: the disk is gone.' });
});

describe.skipIf(process.platform === 'win32')('ssh', () => {
  /** A program in ssh's place. */
  function program(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-ssh-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'ssh');
    writeFileSync(path, text, { mode: 0o755 });
    return path;
  }
  const far: Endpoint = { transport: 'ssh', host: 'far', user: 'me', origin };

  test.each<[string, string, Partial<EngineError>]>([
    ['a host key that is not known', 'Host key verification failed.', { kind: 'ssh', remedy: 'Run "ssh me@far" in a terminal once, compare the key that it shows and accept it.' }],
    ['no key that is accepted', 'me@far: Permission denied (publickey).', { kind: 'ssh', remedy: expect.stringContaining('ssh-copy-id me@far') as string }],
    ['no docker there', 'bash: line 1: docker: command not found', { kind: 'ssh', remedy: expect.stringContaining('Install docker there') as string }],
    ['no right to its socket', 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock', { kind: 'permission', remedy: expect.stringContaining('group "docker" there') as string }],
    ['no engine there', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', { kind: 'not-running' }],
    ['no socket there', 'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory', { kind: 'not-running' }],
    ['no right to its socket, in the words of a newer docker', 'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied', { kind: 'permission' }],
    ['no such host', 'ssh: Could not resolve hostname far: Name or service not known', { kind: 'unreachable' }],
    ['nobody there', 'ssh: connect to host far port 22: Connection refused', { kind: 'unreachable' }],
  ])('%s', async (_, said, expected) => {
    const error = await failure(client(far, { ssh: program(`#!/bin/sh\necho "${said}" >&2\nexit 255\n`) }).info());
    expect(error).toMatchObject(expected);
    expect(error.message).toContain(said.replace(/\.?$/, '.'));
  });

  test('no ssh here', async () => {
    expect(await failure(client(far, { ssh: '/no/such/ssh' }).info())).toMatchObject({ kind: 'ssh', remedy: 'Install ssh (OpenSSH) and see that it is in PATH.' });
  });

  test('a connection is used again, and its program ends with the client', async () => {
    const fake = await startFakeEngine({ '/version': dockerVersion, '/images/json': [] });
    cleanups.push(() => fake.stop());
    const ssh = program(`#!${process.execPath}\nconst s = require('net').connect(${JSON.stringify(fake.path)}); process.stdin.pipe(s); s.pipe(process.stdout);\n`);
    const engine = client(far, { ssh });
    for (let round = 0; round < 4; round++) await engine.info();
    expect(fake.connections).toBe(1);
    engine.dispose();
    await vi.waitFor(async () => expect(await fake.openConnections()).toBe(0), 5_000);
  });

  test('a program that says nothing', async () => {
    expect((await failure(client(far, { ssh: program('#!/bin/sh\nexec sleep 60\n'), timeout: 200 }).info())).kind).toBe('timeout');
  });
});

describe('remedies', () => {
  const at = (host: string): Endpoint => parseHost(host, origin)!;
  const linux = { platform: 'linux', isWsl: false } as const;
  test.each([
    ['unix:///var/run/docker.sock', linux, 'sudo systemctl start docker'], ['unix:///run/user/1000/docker.sock', linux, 'systemctl --user start docker'],
    ['unix:///run/user/1000/podman/podman.sock', linux, 'systemctl --user enable --now podman.socket'], ['unix:///run/podman/podman.sock', linux, 'sudo systemctl enable --now podman.socket'],
    ['unix:///var/run/docker.sock', { platform: 'linux', isWsl: true } as const, 'WSL integration'], ['unix:///home/me/.docker/desktop/docker.sock', linux, 'Start Docker Desktop'],
    ['unix:///Users/me/.docker/run/docker.sock', { platform: 'darwin', isWsl: false } as const, 'Start Docker Desktop'], ['unix:///Users/me/.colima/default/docker.sock', { platform: 'darwin', isWsl: false } as const, 'colima start'],
    ['unix:///Users/me/.orbstack/run/docker.sock', { platform: 'darwin', isWsl: false } as const, 'OrbStack'], ['unix:///Users/me/.rd/docker.sock', { platform: 'darwin', isWsl: false } as const, 'Rancher Desktop'],
    ['unix:///tmp/podman/podman-machine-default-api.sock', { platform: 'darwin', isWsl: false } as const, 'podman machine start'], ['npipe:////./pipe/docker_engine', { platform: 'win32', isWsl: false } as const, 'Start Docker Desktop'],
    ['npipe:////./pipe/podman-machine-default', { platform: 'win32', isWsl: false } as const, 'podman machine start'], ['tcp://h:2375', linux, 'tcp://0.0.0.0:2375'], ['ssh://me@h', linux, 'on that machine'],
  ])('nobody at %s (%j): %s', (host, machine, words) => expect(startRemedy(at(host), machine)).toContain(words));
  test.each([
    ['unix:///var/run/docker.sock', linux, 'usermod -aG docker'], ['npipe:////./pipe/docker_engine', { platform: 'win32', isWsl: false } as const, 'docker-users'],
    ['unix:///run/podman/podman.sock', linux, 'your own Podman'], ['unix:///var/run/docker.sock', { platform: 'linux', isWsl: true } as const, 'wsl --shutdown'],
  ])('no right to %s (%j): %s', (host, machine, words) => expect(permissionRemedy(at(host), machine)).toContain(words));
});

test('a named pipe is asked for by its path', async () => {
  const connection = new Connection({ transport: 'pipe', path: '//./pipe/none', origin });
  cleanups.push(() => connection.dispose());
  expect(await failure(connection.json({ path: '/version', refusal: (_status, message) => refused(message) }))).toMatchObject({ kind: 'not-running', message: 'No engine is running at npipe:////./pipe/none.' });
});
