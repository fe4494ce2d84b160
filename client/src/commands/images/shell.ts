/**
 * Run Shell in Image. Owns: finding a shell that the image has, and the terminal that runs it. Nothing goes through a shell of this machine.
 */
import type { EngineClient } from '../../../../server/src/engine/contract.ts';
import type { Deps } from '../deps.ts';
import { wasCancelled } from '../failure.ts';
import { findCli } from './cli.ts';
import { engineWork } from './engineWork.ts';
import { imageTarget } from './targets.ts';

/** Best first. */
const unixShells = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/bin/sh', '/usr/bin/sh', '/bin/ash', '/busybox/sh'];
const windowsShells = ['C:\\Program Files\\PowerShell\\pwsh.exe', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'C:\\Windows\\System32\\cmd.exe'];

export async function runShell(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const target = await imageTarget(deps, args, { title: 'Run Shell in Image', placeholder: 'In which image?' });
  if (!target) return;
  const cli = await findCli(deps, 'Running a shell');
  if (!cli) return;
  const found = (await engineWork(deps, `Looking for a shell in ${target.shown}`, async (engine, _report, signal) => {
    const { os } = await engine.inspect(target.reference, { signal });
    return { shell: await findShell(engine, target.reference, os, signal), env: cli.env(engine.endpoint) };
  }))?.value;
  if (!found) return;
  if (found.shell === undefined) {
    await deps.prompts.warn(`${target.shown} has no shell: no bash, ash or sh, and no PowerShell. Its files can be seen with Inspect Image Layers.`);
    return;
  }
  deps.terminals.open({ name: target.shown, program: cli.program, args: ['run', '--rm', '-it', '--entrypoint', found.shell, target.reference], env: found.env });
}

/** Looks into a container that is never started, and is removed again whatever happens. */
export async function findShell(engine: EngineClient, image: string, os: string, signal: AbortSignal): Promise<string | undefined> {
  const shells = os === 'windows' ? windowsShells : unixShells;
  // A command of ours, because an image need not have one.
  const container = await engine.createContainer({ image, entrypoint: [shells[0] ?? ''], command: [], signal });
  try {
    for (const shell of shells) if (await has(engine, container, shell, signal)) return shell;
    return undefined;
  } finally {
    await engine.removeContainer(container, { force: true, volumes: true });
  }
}

async function has(engine: EngineClient, container: string, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    (await engine.containerArchive(container, path, { signal })).destroy();
    return true;
  } catch (error) {
    if (wasCancelled(error) || (error instanceof Error && 'kind' in error && ['not-running', 'lost', 'timeout', 'container-gone'].includes(String(error.kind)))) throw error;
    return false;
  }
}
