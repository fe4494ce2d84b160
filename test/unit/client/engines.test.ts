import { describe, expect, it } from 'vitest';
import { statusText, showEngineStatus } from '../../../client/src/commands/engines/status.ts';
import { switchEngine } from '../../../client/src/commands/engines/switchEngine.ts';
import type { Tool } from '../../../client/src/engine/tools.ts';
import type { EngineDetails } from '../../../server/src/engine/contract.ts';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';
import { EngineError } from '../../../server/src/engine/errors.ts';
import { fakeDeps } from '../../support/fakeDeps.ts';

const docker: Endpoint = { transport: 'socket', path: '/var/run/docker.sock', origin: { kind: 'usual place', product: 'Docker' } };
const far: Endpoint = { transport: 'ssh', host: 'far', user: 'me', origin: { kind: 'context', name: 'far' } };
const details: EngineDetails = {
  kind: 'docker', version: '28.5.2', apiVersion: '1.51', os: 'linux', arch: 'amd64', name: 'build-1', operatingSystem: 'Debian GNU/Linux 12 (bookworm)', store: 'containerd',
  storageDriver: 'overlayfs', rootDir: '/var/lib/docker', isRootless: false, images: 3, containers: 1,
};
const tools: Tool[] = [{ name: 'docker', program: '/usr/bin/docker', version: '28.5.2' }, { name: 'buildx', program: '/usr/bin/docker', version: '0.29.1' }, { name: 'podman', program: undefined, version: '' }];
const failed = new EngineError('not-running', 'No engine is running at unix:///s.', 'Start it.');

describe('Switch Engine', () => {
  const engines = {
    state: { kind: 'ready', endpoint: docker, info: details } as const,
    candidates: () => [docker, far],
    probe: async (endpoint: Endpoint) => { if (endpoint === far) throw failed; return details; },
  };

  it('shows every place with who answers there, and says what is used then', async () => {
    const chosen: (Endpoint | undefined)[] = [];
    const { deps, log } = fakeDeps({ pick: 'Context far', engine: { info: async () => details }, engines: { ...engines, choose: async (endpoint) => { chosen.push(endpoint); } } });
    await switchEngine(deps);
    expect(log).toEqual([
      "choice: Docker's own choice (chosen) | The setting drydock.engine.host, DOCKER_HOST, the current docker context, then the usual sockets: the first that there is",
      'choice: Docker on this machine (in use) | unix:///var/run/docker.sock (socket) | Docker Engine 28.5.2, API 1.51, linux/amd64',
      'choice: Context far | ssh://me@far (ssh) | No engine is running at unix:///s. Start it.',
      'choice: Say where another engine is… | Opens the setting drydock.engine.host; docker contexts are made by "docker context create"',
      'engine: ready', 'inform: This workspace now uses Docker Engine 28.5.2, API 1.51, linux/amd64.',
    ]);
    expect(chosen).toEqual([far]);
  });

  it('goes back to what docker would choose', async () => {
    const chosen: (Endpoint | undefined)[] = [];
    const { deps } = fakeDeps({ pick: "Docker's own choice", engine: { info: async () => details }, engines: { ...engines, choice: 'context:far', choose: async (endpoint) => { chosen.push(endpoint); } } });
    await switchEngine(deps);
    expect(chosen).toEqual([undefined]);
  });

  it('says so when nobody answers at the chosen place', async () => {
    const { deps, log } = fakeDeps({ pick: 'Context far', engines: { ...engines, use: async () => { throw failed; } } });
    await switchEngine(deps);
    expect(log.slice(-2)).toEqual(['engine: missing', 'fail: No engine is running at unix:///s. Start it.']);
  });

  it('asks nobody without trust', async () => {
    const { deps, log } = fakeDeps({ trusted: false, engines: { candidates: () => { throw new Error('asked'); } } });
    await switchEngine(deps);
    expect(log).toEqual(['warn: Choosing an engine needs a trusted workspace.']);
  });
});

describe('Show Engine Status', () => {
  it('says who answers, and what is missing to build', async () => {
    const { deps, log } = fakeDeps({ engine: { details: async () => details } });
    await showEngineStatus(deps, async () => tools);
    expect(log.at(-1)).toBe('inform: Docker Engine 28.5.2 (API 1.51, linux/amd64) answers at unix:///fake.sock.');
    await showEngineStatus(deps, async () => tools.map((tool) => ({ ...tool, program: undefined })));
    expect(log.at(-1)).toContain('Neither the docker nor the podman command is in PATH: images can be looked at, but not built.');
    await showEngineStatus(deps, async () => tools.map((tool) => (tool.name === 'buildx' ? { ...tool, program: undefined } : tool)));
    expect(log.at(-1)).toContain('The docker command has no buildx: builds use the classic builder.');
  });

  it('says why there is none', async () => {
    const { deps, log } = fakeDeps({ engines: { use: async () => { throw failed; } } });
    await showEngineStatus(deps, async () => tools);
    expect(log.slice(-2)).toEqual(['engine: missing', 'fail: No engine is running at unix:///s. Start it.']);
  });

  it('has all of it as a document', () => {
    expect(statusText({ details, endpoint: far, tools })).toBe(`\
Engine          Docker Engine 28.5.2
API             1.51
Platform        linux/amd64
Reached at      ssh://me@far (ssh)
Because of      Context far
Machine         build-1, Debian GNU/Linux 12 (bookworm)
Image store     containerd (packed and unpacked layers), overlayfs
Root directory  /var/lib/docker
Images          3
Containers      1
docker command  28.5.2, /usr/bin/docker
buildx command  0.29.1, /usr/bin/docker
podman command  not found
`);
  });
});
