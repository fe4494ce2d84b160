/**
 * The command line programs beside an engine. Owns: whether docker, buildx and podman are there, and their versions. Must not use a shell.
 */
import { execFile } from 'node:child_process';
import { which } from './commandLine.ts';
import { thisMachinesPrograms } from './programs.ts';

export interface Tool {
  readonly name: 'docker' | 'buildx' | 'podman';
  /** Absolute path of the program; buildx is a plug-in of docker's. Undefined when it is not there. */
  readonly program: string | undefined;
  /** As the program says it, '' when it is not there or does not say. */
  readonly version: string;
}

/** In milliseconds. */
const timeout = 10_000;

/** Starts each program that is in PATH. Never rejects. */
export async function findTools(signal: AbortSignal): Promise<readonly Tool[]> {
  const [docker, podman] = (['docker', 'podman'] as const).map((name) => which(name, thisMachinesPrograms()));
  const [dockerVersion, buildxVersion, podmanVersion] = await Promise.all([
    versionOf(docker, ['--version'], signal), versionOf(docker, ['buildx', 'version'], signal), versionOf(podman, ['--version'], signal),
  ]);
  return [
    { name: 'docker', program: docker, version: dockerVersion },
    { name: 'buildx', program: buildxVersion === '' ? undefined : docker, version: buildxVersion },
    { name: 'podman', program: podman, version: podmanVersion },
  ];
}

/** The first number of the first line with points in it. */
function versionOf(program: string | undefined, args: readonly string[], signal: AbortSignal): Promise<string> {
  if (program === undefined) return Promise.resolve('');
  return new Promise((resolve) => {
    execFile(program, [...args], { signal, timeout, windowsHide: true }, (error, stdout) => resolve(error ? '' : (/\d+\.\d+[\w.+~-]*/.exec(stdout)?.[0] ?? '')));
  });
}
