import { describe, expect, test } from 'vitest';
import { buildCommand, findBuildTool, which } from '../../../client/src/engine/commandLine.ts';
import type { Endpoint, EndpointOrigin } from '../../../server/src/engine/endpoint.ts';

const options = { program: '/usr/bin/docker', tool: 'docker', file: '/w/Dockerfile', context: '/w' } as const;
const socket = (origin: EndpointOrigin): Endpoint => ({ transport: 'socket', path: '/s.sock', origin });

test('the least', () => {
  expect(buildCommand(options)).toEqual({ command: '/usr/bin/docker', args: ['build', '--file', '/w/Dockerfile', '/w'], cwd: '/w', env: { BUILDKIT_PROGRESS: 'plain' } });
});

test('everything; nothing is quoted, because nothing is split', () => {
  const { args } = buildCommand({ ...options, tags: ['a:1', 'b'], target: 'build', buildArgs: { A: 'x; rm -rf "$HOME"', B: '' }, platforms: ['linux/amd64', 'linux/arm64'], noCache: true, pull: true });
  expect(args).toEqual(['build', '--file', '/w/Dockerfile', '--tag', 'a:1', '--tag', 'b', '--target', 'build', '--build-arg', 'A=x; rm -rf "$HOME"', '--build-arg', 'B=', '--platform', 'linux/amd64,linux/arm64', '--no-cache', '--pull', '/w']);
});

describe('the engine to build with', () => {
  test('one that the tool finds by itself needs no word', () => {
    for (const origin of [{ kind: 'environment', variable: 'DOCKER_HOST' }, { kind: 'context', name: 'c' }] as const) {
      expect(buildCommand({ ...options, endpoint: socket(origin) }).env).toEqual({ BUILDKIT_PROGRESS: 'plain' });
    }
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
