/**
 * What to do when no engine answers at a place. Owns: one sentence for each product and system. Must not look at the machine itself.
 */
import type { Endpoint } from './endpoint.ts';

/** What the sentence depends on besides the place. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Linux inside Windows, where Docker Desktop lends its engine. */
  readonly isWsl: boolean;
}

export function thisPlatform(): Machine {
  return { platform: process.platform, isWsl: process.platform === 'linux' && Boolean(process.env.WSL_DISTRO_NAME) };
}

/** For a place where nobody listens. */
export function startRemedy(endpoint: Endpoint, machine: Machine = thisPlatform()): string {
  if (endpoint.transport === 'tcp') return `Start it there, with -H tcp://0.0.0.0:${endpoint.port}, and check the address and the port.`;
  if (endpoint.transport === 'ssh') return 'Start Docker on that machine and try again.';
  const { path } = endpoint;
  if (/podman/i.test(path)) return podmanRemedy(path, machine);
  for (const [pattern, remedy] of products) if (pattern.test(path)) return remedy;
  if (machine.isWsl) return 'Start Docker Desktop and turn on its WSL integration for this distribution (Settings, Resources, WSL integration), or start Docker in this distribution: sudo service docker start';
  if (machine.platform === 'linux' && path.startsWith('/run/user/')) return 'Start it: systemctl --user start docker';
  if (machine.platform === 'linux') return 'Start Docker and try again: sudo systemctl start docker';
  return 'Start Docker or Podman and try again.';
}

const products: readonly (readonly [RegExp, string])[] = [
  [/\.docker\/(?:run|desktop)\/|docker_?desktop|\/pipe\/docker_engine/i, 'Start Docker Desktop and try again when it says that it is running.'],
  [/colima\//, 'Start it: colima start'],
  [/\.orbstack\//, 'Start OrbStack and try again.'],
  [/\.rd\//, 'Start Rancher Desktop and try again.'],
];

function podmanRemedy(path: string, { platform }: Machine): string {
  if (platform !== 'linux' || path.includes('machine')) return "Start Podman's machine: podman machine start";
  const user = path.startsWith('/run/podman/') ? 'sudo systemctl' : 'systemctl --user';
  return `Podman answers once its socket is on: ${user} enable --now podman.socket`;
}

/** For a place that may not be used. */
export function permissionRemedy(endpoint: Endpoint, { platform, isWsl }: Machine = thisPlatform()): string {
  if (endpoint.transport === 'pipe' || platform === 'win32') return 'Add yourself to the group docker-users and sign in again.';
  if ('path' in endpoint && /podman/i.test(endpoint.path)) return "It is another user's: use your own Podman (systemctl --user enable --now podman.socket).";
  const again = isWsl ? 'restart the distribution (wsl --shutdown)' : 'sign in again';
  return `Add yourself to the group "docker" (sudo usermod -aG docker $USER) and ${again}, or use rootless Docker or Podman.`;
}
