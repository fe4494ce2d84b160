import { describe, expect, test } from 'vitest';
import { buildCommand, findBuildTool, unsupported, which } from '../../../client/src/engine/commandLine.ts';
import type { Endpoint, EndpointOrigin } from '../../../server/src/engine/endpoint.ts';

const options = { program: '/usr/bin/docker', tool: 'docker', builderKind: 'buildx', file: '/w/Dockerfile', context: '/w' } as const;
const socket = (origin: EndpointOrigin): Endpoint => ({ transport: 'socket', path: '/s.sock', origin });

test('the least', () => {
  expect(buildCommand(options)).toEqual({ command: '/usr/bin/docker', args: ['build', '--file', '/w/Dockerfile', '/w'], cwd: '/w', env: { BUILDKIT_PROGRESS: 'plain' } });
});

test('everything; nothing is quoted, because nothing is split', () => {
  const { args } = buildCommand({ ...options, tags: ['a:1', 'b'], target: 'build', buildArgs: { A: 'x; rm -rf "$HOME"', B: '' }, platforms: ['linux/amd64', 'linux/arm64'], noCache: true, pull: true });
  expect(args).toEqual(['build', '--file', '/w/Dockerfile', '--tag', 'a:1', '--tag', 'b', '--target', 'build', '--build-arg', 'A=x; rm -rf "$HOME"', '--build-arg', 'B=', '--platform', 'linux/amd64,linux/arm64', '--no-cache', '--pull', '/w']);
});

const everything = {
  ...options, secrets: [{ id: 'npm', file: '/w/.npmrc' }, { id: 'token', env: 'TOKEN' }], ssh: ['default'], noCache: ['a', 'b'], network: 'none', builder: 'big', output: ['type=oci,dest=x.tar'], push: true,
  cacheFrom: ['type=local,src=c'], cacheTo: ['type=inline'], labels: { k: 'v w' }, environmentArgs: ['HTTP_PROXY'], options: ['--ulimit', 'nofile=1'], hasRawProgress: true, resultFolder: '/tmp/r', platforms: ['linux/amd64', 'linux/arm64'],
} as const;

test('what buildx alone can do; secrets and arguments of the environment by their names only', () => {
  const { args, env } = buildCommand(everything);
  expect(args).toEqual([
    'buildx', 'build', '--builder', 'big', '--progress=rawjson', '--file', '/w/Dockerfile', '--build-arg', 'HTTP_PROXY', '--label', 'k=v w', '--platform', 'linux/amd64,linux/arm64', '--network', 'none', '--cache-from', 'type=local,src=c',
    '--secret', 'id=npm,src=/w/.npmrc', '--secret', 'id=token,env=TOKEN', '--ssh', 'default', '--output', 'type=oci,dest=x.tar', '--cache-to', 'type=inline', '--no-cache-filter', 'a,b', '--push',
    '--metadata-file', '/tmp/r/metadata.json', '--ulimit', 'nofile=1', '/w',
  ]);
  expect(env['BUILDX_METADATA_PROVENANCE']).toBe('max');
});

test('an image of another builder is loaded unless it goes elsewhere', () => {
  expect(buildCommand({ ...options, builder: 'b' }).args).toContain('--load');
  for (const other of [{ push: true }, { output: ['.'] }, { platforms: ['a/b', 'c/d'] }, { load: false }]) expect(buildCommand({ ...options, builder: 'b', ...other }).args).not.toContain('--load');
  expect(buildCommand(options).args).not.toContain('--load');
});

test.each([
  ['classic', ['builder', 'push', 'noCache for single stages', 'secrets', 'ssh', 'output', 'several platforms', 'cacheTo']],
  ['podman', ['builder', 'push', 'noCache for single stages']],
  ['buildx', []],
] as const)('%s says what it can not do', (kind, names) => {
  expect(unsupported(everything, kind)).toEqual(names);
  expect(unsupported({}, kind)).toEqual([]);
});

test('other builders get no option of buildx', () => {
  for (const builderKind of ['classic', 'podman'] as const) {
    const { args } = buildCommand({ ...everything, builderKind });
    expect(args[0]).toBe('build');
    expect(args.filter((arg) => /progress|metadata|builder|no-cache|push|load/.test(arg))).toEqual([]);
    expect(args.includes('--secret')).toBe(builderKind === 'podman');
  }
});

test('contexts that are no folders', () => {
  const of = (context: string): unknown[] => { const { args, stdin, cwd } = buildCommand({ ...options, file: '/w/a/Dockerfile', context }); return [...args, stdin, cwd]; };
  expect(of('https://host.example/x.git#main')).toEqual(['build', '--file', '/w/a/Dockerfile', 'https://host.example/x.git#main', undefined, '/w/a']);
  expect(of('/w/ctx.tar.gz')).toEqual(['build', '--file', 'a/Dockerfile', '-', '/w/ctx.tar.gz', '/w/a']);
  expect(of('-')).toEqual(['build', '-', '/w/a/Dockerfile', '/w/a']);
});

describe('the engine to build with', () => {
  test('the one in DOCKER_HOST needs no word', () => {
    expect(buildCommand({ ...options, endpoint: socket({ kind: 'environment', variable: 'DOCKER_HOST' }) }).env).toEqual({ BUILDKIT_PROGRESS: 'plain' });
    expect(buildCommand({ ...options, endpoint: socket({ kind: 'environment', variable: 'CONTAINER_HOST' }) }).env.DOCKER_HOST).toBe('unix:///s.sock');
  });
  test('a context counts in spite of DOCKER_HOST', () => {
    expect(buildCommand({ ...options, endpoint: socket({ kind: 'context', name: 'c' }) }).env).toEqual({ BUILDKIT_PROGRESS: 'plain', DOCKER_CONTEXT: 'c', DOCKER_HOST: '' });
  });
  test('another is named in the environment', () => {
    expect(buildCommand({ ...options, endpoint: socket({ kind: 'setting' }) }).env.DOCKER_HOST).toBe('unix:///s.sock');
    expect(buildCommand({ ...options, endpoint: socket({ kind: 'usual place', product: 'Colima' }) }).env.DOCKER_HOST).toBe('unix:///s.sock');
    expect(buildCommand({ ...options, tool: 'podman', endpoint: socket({ kind: 'setting' }) }).env.CONTAINER_HOST).toBe('unix:///s.sock');
    expect(buildCommand({ ...options, tool: 'podman', endpoint: socket({ kind: 'usual place', product: 'Podman' }) }).env).toEqual({ BUILDKIT_PROGRESS: 'plain' });
  });
});

describe('finding programs', () => {
  const on = (platform: NodeJS.Platform, env: Record<string, string>, ...files: string[]) => ({ platform, env, isExecutable: (path: string) => files.includes(path) });

  test('the first in PATH', () => expect(which('docker', on('linux', { PATH: '/a:/b' }, '/b/docker', '/c/docker'))).toBe('/b/docker'));
  test('never in a relative folder', () => expect(which('docker', on('linux', { PATH: '.::bin' }, 'docker', 'bin/docker', './docker'))).toBeUndefined());
  test('without PATH', () => expect(which('docker', on('linux', {}, '/usr/bin/docker'))).toBeUndefined());
  test('on Windows by extension, and no scripts, which would need a shell', () => {
    const env = { Path: 'C:\\bin;C:\\Docker', PATHEXT: '.BAT;.EXE' };
    expect(which('docker', on('win32', env, 'C:\\bin\\docker.BAT', 'C:\\Docker\\docker.EXE'))).toBe('C:\\Docker\\docker.EXE');
  });
  test('docker before podman', () => {
    expect(findBuildTool(on('linux', { PATH: '/a' }, '/a/docker', '/a/podman'))).toEqual({ tool: 'docker', program: '/a/docker' });
    expect(findBuildTool(on('linux', { PATH: '/a' }, '/a/podman'))).toEqual({ tool: 'podman', program: '/a/podman' });
    expect(findBuildTool(on('linux', { PATH: '/a' }))).toBeUndefined();
  });
});
