import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { allEndpoints, choiceOf, chosenEndpoint, describeEndpoint, findEndpoints, parseHost } from '../../../server/src/engine/endpoint.ts';
import type { Endpoint, Surroundings } from '../../../server/src/engine/endpoint.ts';

interface Machine {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly platform?: NodeJS.Platform;
  readonly setting?: string;
}

/** The endpoints found on a made-up machine, as text, or the problem's message. */
function found(machine: Machine): string[] | string {
  const { endpoints, problem } = search(machine);
  return problem ? problem.message : endpoints.map((endpoint) => `${describeEndpoint(endpoint)} (${originText(endpoint)})`);
}

function search(machine: Machine) {
  return findEndpoints(surroundingsOf(machine), machine.setting);
}

function surroundingsOf({ env = {}, files = {}, platform = 'linux' }: Machine): Surroundings {
  return { platform, env, home: platform === 'win32' ? 'C:\\Users\\me' : '/home/me', uid: platform === 'win32' ? undefined : 1000, readFile: (path) => files[path], exists: (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)), list: (path) => [...new Set(Object.keys(files).filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1).split('/')[0]!))] };
}

function originText({ origin }: Endpoint): string {
  return origin.kind === 'environment' ? origin.variable : origin.kind === 'context' ? `context ${origin.name}` : origin.kind === 'usual place' ? origin.product : origin.kind;
}

const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const context = (name: string, docker: object, folder = '/home/me/.docker'): Record<string, string> => ({ [`${folder}/contexts/meta/${idOf(name)}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker } }) });
const sockets = { '/var/run/docker.sock': '', '/run/user/1000/podman/podman.sock': '', '/home/me/.colima/default/docker.sock': '' };

describe('what the user named comes alone', () => {
  const all = { ...sockets, '/home/me/.docker/config.json': '{"currentContext":"far"}', ...context('far', { Host: 'tcp://far:2375' }), ...context('near', { Host: 'unix:///near.sock' }) };

  test.each<[string, Machine, string[]]>([
    ['the setting', { setting: 'unix:///s.sock', env: { DOCKER_HOST: 'tcp://h:1' }, files: all }, ['unix:///s.sock (setting)']],
    ['DOCKER_HOST', { env: { DOCKER_HOST: 'tcp://h:1', DOCKER_CONTEXT: 'near' }, files: all }, ['tcp://h:1 (DOCKER_HOST)']],
    ['DOCKER_CONTEXT', { env: { DOCKER_CONTEXT: 'near' }, files: all }, ['unix:///near.sock (context near)']],
    ['the current context', { files: all }, ['tcp://far:2375 (context far)']],
    ['the current context before CONTAINER_HOST', { files: all, env: { CONTAINER_HOST: 'unix:///p' } }, ['tcp://far:2375 (context far)']],
    ['CONTAINER_HOST', { files: sockets, env: { CONTAINER_HOST: 'unix:///p' } }, ['unix:///p (CONTAINER_HOST)']],
    ['a context in DOCKER_CONFIG', { env: { DOCKER_CONFIG: '/cfg', DOCKER_CONTEXT: 'near' }, files: context('near', { Host: 'ssh://me@host' }, '/cfg') }, ['ssh://me@host (context near)']],
  ])('%s', (_, machine, expected) => expect(found(machine)).toEqual(expected));
});

describe('the usual places', () => {
  test('those that exist, best first', () => {
    expect(found({ files: sockets })).toEqual(['unix:///var/run/docker.sock (Docker)', 'unix:///home/me/.colima/default/docker.sock (Colima)', 'unix:///run/user/1000/podman/podman.sock (Podman)']);
  });
  test('rootless Docker by XDG_RUNTIME_DIR', () => expect(found({ env: { XDG_RUNTIME_DIR: '/rt' }, files: { '/rt/docker.sock': '' } })).toEqual(['unix:///rt/docker.sock (rootless Docker)']));
  test('the context called default means these', () => expect(found({ env: { DOCKER_CONTEXT: 'default' }, files: { '/var/run/docker.sock': '' } })).toEqual(['unix:///var/run/docker.sock (Docker)']));
  test('macOS', () => expect(found({ platform: 'darwin', files: { '/home/me/.orbstack/run/docker.sock': '', '/home/me/.docker/run/docker.sock': '' } })).toEqual(['unix:///home/me/.docker/run/docker.sock (Docker Desktop)', 'unix:///home/me/.orbstack/run/docker.sock (OrbStack)']));
  test('Windows', () => expect(found({ platform: 'win32' })).toEqual(['npipe:////./pipe/docker_engine (Docker)', 'npipe:////./pipe/dockerDesktopLinuxEngine (Docker Desktop)', 'npipe:////./pipe/podman-machine-default (Podman)']));
  test('none', () => expect(found({})).toEqual([]));
  test('a broken config.json counts as none', () => expect(found({ files: { '/home/me/.docker/config.json': '{', '/var/run/docker.sock': '' } })).toEqual(['unix:///var/run/docker.sock (Docker)']));
});

describe('what makes no sense', () => {
  test.each<[string, Machine, string]>([
    ['a scheme', { env: { DOCKER_HOST: 'ftp://x' } }, '"ftp://x" is no place of an engine.'],
    ['a relative socket', { env: { DOCKER_HOST: 'unix://x' } }, '"unix://x" is no place of an engine.'],
    ['a port', { env: { DOCKER_HOST: 'tcp://h:99999' } }, '"tcp://h:99999" is no place of an engine.'],
    ['an ssh host that would be an option', { setting: 'ssh://-oProxyCommand=x' }, '"ssh://-oProxyCommand=x" is no place of an engine.'],
    ['an ssh user that would be an option', { setting: 'ssh://-l@host' }, '"ssh://-l@host" is no place of an engine.'],
    ['a context that is gone', { env: { DOCKER_CONTEXT: 'gone' } }, 'There is no docker context "gone".'],
    ['a context for another product', { env: { DOCKER_CONTEXT: 'k8s' }, files: context('k8s', {}) }, 'It names no engine.'],
  ])('%s', (_, machine, message) => expect(found(machine)).toBe(message));
});

describe('forms of a host', () => {
  test.each<[string, string | undefined]>([
    ['unix:///a b.sock', 'unix:///a b.sock'], ['/run/x.sock', 'unix:///run/x.sock'], ['npipe:////./pipe/x', 'npipe:////./pipe/x'], ['npipe://\\\\.\\pipe\\x', 'npipe:////./pipe/x'],
    ['tcp://h', 'tcp://h:2375'], ['tcp://h:1/', 'tcp://h:1'], ['tcp://[::1]:5', 'tcp://[::1]:5'], ['h:7', 'tcp://h:7'], ['http://h:8', 'tcp://h:8'], ['https://h', 'tcp://h:2376'],
    ['ssh://h', 'ssh://h'], ['ssh://me@h:22', 'ssh://me@h:22'], ['ssh://h/path', 'ssh://h'], ['tcp://', undefined], ['ssh://', undefined], ['fd://3', undefined], ['a b', undefined],
  ])('%s', (text, expected) => {
    const endpoint = parseHost(text, { kind: 'setting' });
    expect(endpoint && describeEndpoint(endpoint)).toBe(expected);
  });
});

describe('TLS', () => {
  const tlsOf = (machine: Machine): unknown => {
    const endpoint = search(machine).endpoints[0];
    return endpoint?.transport === 'tcp' ? endpoint.tls : 'no tcp';
  };
  const certificates = { '/certs/ca.pem': '', '/certs/cert.pem': '', '/certs/key.pem': '' };

  test('none by itself', () => expect(tlsOf({ env: { DOCKER_HOST: 'tcp://h:1' } })).toBeUndefined());
  test('DOCKER_TLS_VERIFY with DOCKER_CERT_PATH', () => {
    expect(tlsOf({ env: { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }, files: certificates })).toEqual({ ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem', verify: true });
  });
  test('DOCKER_CERT_PATH alone checks nobody, as with the docker command', () => expect(tlsOf({ env: { DOCKER_HOST: 'tcp://h', DOCKER_CERT_PATH: '/certs' }, files: certificates })).toMatchObject({ verify: false }));
  test('DOCKER_TLS_VERIFY takes the files of ~/.docker', () => expect(tlsOf({ env: { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1' }, files: { '/home/me/.docker/ca.pem': '' } })).toEqual({ ca: '/home/me/.docker/ca.pem', verify: true }));
  test("a context's own files", () => {
    const folder = `/home/me/.docker/contexts/tls/${idOf('c')}/docker`;
    const files = { ...context('c', { Host: 'tcp://h:2376' }), [`${folder}/ca.pem`]: '', [`${folder}/key.pem`]: '' };
    expect(tlsOf({ env: { DOCKER_CONTEXT: 'c' }, files })).toEqual({ ca: `${folder}/ca.pem`, key: `${folder}/key.pem`, verify: true });
    expect(tlsOf({ env: { DOCKER_CONTEXT: 'c' }, files: context('c', { Host: 'tcp://h:2376', SkipTLSVerify: true }) })).toEqual({ verify: false });
  });
});

describe('everything that could be chosen', () => {
  const machine: Machine = {
    env: { DOCKER_HOST: 'tcp://h:1', CONTAINER_HOST: 'nonsense://' }, setting: 'unix:///s.sock',
    files: { ...sockets, ...context('far', { Host: 'ssh://me@far' }), ...context('local', { Host: 'unix:///var/run/docker.sock' }), ...context('broken', {}) },
  };
  const surroundings = surroundingsOf(machine);

  test('each place once, contexts by their names', () => {
    expect(allEndpoints(surroundings, machine.setting).map((endpoint) => `${describeEndpoint(endpoint)} (${originText(endpoint)})`)).toEqual([
      'unix:///s.sock (setting)', 'tcp://h:1 (DOCKER_HOST)', 'ssh://me@far (context far)', 'unix:///var/run/docker.sock (context local)',
      'unix:///home/me/.colima/default/docker.sock (Colima)', 'unix:///run/user/1000/podman/podman.sock (Podman)',
    ]);
    expect(allEndpoints(surroundingsOf({}))).toEqual([]);
  });

  test('a choice is found again', () => {
    for (const endpoint of allEndpoints(surroundings, machine.setting)) expect(chosenEndpoint(choiceOf(endpoint), surroundings, machine.setting)).toEqual({ endpoints: [endpoint] });
    expect(allEndpoints(surroundings, machine.setting).map(choiceOf)).toEqual(['setting', 'environment:DOCKER_HOST', 'context:far', 'context:local', 'unix:///home/me/.colima/default/docker.sock', 'unix:///run/user/1000/podman/podman.sock']);
  });

  test.each([
    ['context:gone', 'There is no docker context "gone".'], ['environment:DOCKER_HOST', 'The engine that was chosen for this workspace came from DOCKER_HOST, which no longer names one.'],
    ['setting', 'The engine that was chosen for this workspace came from the setting drydock.engine.host, which no longer names one.'],
  ])('of %s that went meanwhile', (choice, message) => expect(chosenEndpoint(choice, surroundingsOf({})).problem?.message).toBe(message));

  test('a socket that is gone is still tried, to say that nobody is there', () => {
    expect(chosenEndpoint('unix:///gone.sock', surroundingsOf({})).endpoints.map(describeEndpoint)).toEqual(['unix:///gone.sock']);
  });
});
