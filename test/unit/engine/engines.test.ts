/**
 * The engine in use: kept, switched, lost and found again, over engines on sockets of their own.
 */
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineAccess, type EnginesOptions } from '../../../client/src/engine/engines.ts';
import { describeEndpoint, type Surroundings } from '../../../server/src/engine/endpoint.ts';
import { death, dockerVersion, podmanVersion, silence, startFakeEngine, status, type FakeEngine } from '../../support/fakeEngine.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function fake(replies: Record<string, unknown> = {}, path?: string): Promise<FakeEngine> {
  const engine = await startFakeEngine({ '/version': dockerVersion, '/images/json': [], ...replies }, path);
  cleanups.push(() => engine.stop());
  return engine;
}

const address = (path: string): string => (process.platform === 'win32' ? `npipe:${path}` : `unix://${path}`);

/** The machine's environment can change. */
function access(env: Record<string, string>, options: Partial<EnginesOptions> = {}): EngineAccess {
  const surroundings: Surroundings = { platform: process.platform, env, home: '/home/me', uid: undefined, readFile: () => undefined, exists: () => false, list: () => [] };
  const engines = new EngineAccess({ setting: () => '', surroundings: () => surroundings, ...options });
  cleanups.push(() => engines.dispose());
  return engines;
}

const signal = new AbortController().signal;
const list = (engines: EngineAccess): Promise<unknown> => engines.use(signal, (engine) => engine.listImages());
const kindOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'worked', (error: { kind: string }) => error.kind);

describe('use', () => {
  test('asks who answers once, and keeps the connection', async () => {
    const engine = await fake();
    const engines = access({ DOCKER_HOST: address(engine.path) });
    expect(engines.state).toEqual({ kind: 'unknown' });
    for (let round = 0; round < 3; round++) await list(engines);
    expect(engine.requests.filter((path) => path === '/version')).toHaveLength(1);
    expect(engine.connections).toBeLessThanOrEqual(2);
    expect(engines.state).toMatchObject({ kind: 'ready', info: { version: '28.5.2' }, endpoint: { path: engine.path } });
  });

  test('goes where the machine points to now', async () => {
    const [one, other] = [await fake(), await fake({ '/version': podmanVersion })];
    const env: Record<string, string> = { DOCKER_HOST: address(one.path) };
    const engines = access(env);
    await list(engines);
    env['DOCKER_HOST'] = address(other.path);
    expect(await engines.use(signal, (engine) => engine.info())).toMatchObject({ kind: 'podman' });
    expect(describeEndpoint(await engines.current(signal))).toBe(address(other.path));
  });

  test('an error of one request is no absence', async () => {
    const engine = await fake({ '/images/x/': status(404, { message: 'No such image: x' }) });
    const engines = access({ DOCKER_HOST: address(engine.path) });
    expect(await kindOf(engines.use(signal, (client) => client.inspect('x')))).toBe('image-gone');
    expect(engines.state.kind).toBe('ready');
  });

  test('without trust nothing is asked', async () => {
    const engine = await fake();
    const engines = access({ DOCKER_HOST: address(engine.path) }, { isTrusted: () => false });
    expect(await kindOf(list(engines))).toBe('untrusted');
    expect(await kindOf(engines.probe(engines.candidates()[0]!, signal))).toBe('untrusted');
    expect(engine.requests).toEqual([]);
  });

  test('a cancel is no absence', async () => {
    const engine = await fake({ '/images/json': silence });
    const engines = access({ DOCKER_HOST: address(engine.path) });
    const control = new AbortController();
    const work = kindOf(engines.use(control.signal, (client) => client.listImages({ signal: control.signal })));
    setTimeout(() => control.abort(), 30);
    expect(await work).toBe('cancelled');
    expect(engines.state.kind).toBe('ready');
  });
});

describe('switching', () => {
  test('chooses, tells, remembers, and goes back', async () => {
    const [one, other] = [await fake(), await fake({ '/version': podmanVersion })];
    let remembered: string | undefined;
    const env = { DOCKER_HOST: address(one.path), CONTAINER_HOST: address(other.path) };
    const options = { memory: { get: () => remembered, set: async (choice: string | undefined) => { remembered = choice; } } };
    const engines = access(env, options);
    const heard: string[] = [];
    engines.onDidChange((state) => heard.push(state.kind === 'ready' ? state.info.kind : state.kind));
    await list(engines);
    const [, podman] = engines.candidates();
    expect(await engines.probe(podman!, signal)).toMatchObject({ kind: 'podman' });
    await engines.choose(podman);
    expect(remembered).toBe('environment:CONTAINER_HOST');
    await list(engines);
    expect(heard).toEqual(['docker', 'unknown', 'podman']);
    expect(await access(env, options).use(signal, (engine) => engine.info())).toMatchObject({ kind: 'podman' });
    await engines.choose(undefined);
    expect(await engines.use(signal, (engine) => engine.info())).toMatchObject({ kind: 'docker' });
  });

  test('lets work on the engine before go on to its end', async () => {
    let answer = (): void => undefined;
    const slow = await fake({ '/images/json': (response: { end(text: string): void }) => { answer = () => response.end('[{"Id":"sha256:1","RepoTags":["a:1"]}]'); } });
    const other = await fake();
    const engines = access({ DOCKER_HOST: address(slow.path), CONTAINER_HOST: address(other.path) });
    const work = engines.use(signal, (engine) => engine.listImages());
    await vi.waitFor(() => expect(slow.requests.some((path) => path.includes('/images/json'))).toBe(true));
    await engines.choose(engines.candidates()[1]);
    await list(engines);
    answer();
    expect(await work).toMatchObject([{ tags: ['a:1'] }]);
    // Its connections are closed then.
    await vi.waitFor(async () => expect(await slow.openConnections()).toBe(0));
  });

  test('a context that is gone says so', async () => {
    const engines = access({}, { memory: { get: () => 'context:far', set: async () => undefined } });
    await expect(list(engines)).rejects.toMatchObject({ kind: 'bad-endpoint', message: 'There is no docker context "far".', remedy: expect.stringContaining('Switch Engine…') as string });
  });
});

describe('an engine that goes', () => {
  test.each<[string, unknown]>([['in the middle of a list', death], ['before it answers', (response: { socket: { destroy(): void } }) => response.socket.destroy()]])('%s is missing, and is there again when it answers', async (_, reply) => {
    let broken = true;
    const engine = await fake({ '/images/json': (response: never, request: never) => (broken ? (reply as (a: never, b: never) => void)(response, request) : (response as { end(text: string): void }).end('[]')) });
    const engines = access({ DOCKER_HOST: address(engine.path) });
    expect(await kindOf(list(engines))).toBe('lost');
    expect(engines.state).toMatchObject({ kind: 'missing', error: { kind: 'lost' } });
    broken = false;
    expect(await list(engines)).toEqual([]);
    expect(engines.state.kind).toBe('ready');
  });

  test.skipIf(process.platform === 'win32')('is looked for while somebody watches, and only then', async () => {
    const first = await fake();
    const { path } = first;
    const engines = access({ DOCKER_HOST: address(path) }, { delays: [10] });
    await list(engines);
    await first.stop();
    rmSync(path, { force: true });
    const heard: string[] = [];
    engines.onDidChange(({ kind }) => heard.push(kind));
    expect(['lost', 'not-running']).toContain(await kindOf(list(engines)));
    expect(heard).toEqual(['missing']);

    const second = await fake({}, path);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(second.requests).toEqual([]);
    const watching = engines.watch();
    await vi.waitFor(() => expect(heard).toEqual(['missing', 'ready']));
    // Once it is there nobody asks any more.
    const asked = second.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(second.requests).toHaveLength(asked);

    await second.stop();
    expect(['lost', 'not-running']).toContain(await kindOf(list(engines)));
    await vi.waitFor(() => expect(heard.filter((kind) => kind === 'missing')).toHaveLength(2));
    const third = await fake({}, path);
    await vi.waitFor(() => expect(heard.at(-1)).toBe('ready'));
    watching.dispose();
    watching.dispose();
    await third.stop();
  });

  test('whoever is gone while idle is noticed by the next use', async () => {
    const engine = await fake();
    const engines = access({ DOCKER_HOST: address(engine.path) });
    await list(engines);
    engine.closeConnections();
    expect(await list(engines)).toEqual([]);
  });

  test('nothing is left after the end', async () => {
    const engine = await fake();
    const engines = access({ DOCKER_HOST: address(engine.path) });
    await list(engines);
    engines.watch();
    engines.dispose();
    await vi.waitFor(async () => expect(await engine.openConnections()).toBe(0));
  });
});
