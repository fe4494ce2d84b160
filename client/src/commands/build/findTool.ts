/**
 * The program that builds. Owns: finding it and asking what it can do. Must not know VS Code.
 */
import { listBuilders, type BuilderInfo } from '../../engine/builders.ts';
import { engineEnvironment, findBuildTool, type Builder, type BuildTool } from '../../engine/commandLine.ts';
import { thisMachinesPrograms } from '../../engine/programs.ts';
import type { Engines } from '../../engine/engines.ts';
import { runProgram } from './program.ts';

export interface FoundTool {
  readonly tool: BuildTool;
  /** Absolute path. */
  readonly program: string;
  readonly kind: Builder;
  readonly hasRawProgress: boolean;
  /** Sentences about what is missing. */
  readonly notes: readonly string[];
}

/** buildx that answered, by the program asked: it does not change while a window is open, and when it does, the build itself notices. */
const knownBuildx = new Map<string, string>();

/** Rejects when there is neither docker nor podman, with an error that says what to do. */
export async function findTool(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<FoundTool> {
  const found = findBuildTool(thisMachinesPrograms(env));
  if (!found) {
    throw Object.assign(new Error('Neither the docker nor the podman command was found.'), { remedy: 'Install one of them and see that its folder is in PATH.' });
  }
  if (found.tool === 'podman') return { ...found, kind: 'podman', hasRawProgress: false, notes: ['Podman builds. It tells no times of its steps.'] };
  if (env['DOCKER_BUILDKIT'] === '0') {
    return { ...found, kind: 'classic', hasRawProgress: false, notes: ["DOCKER_BUILDKIT is 0, so Docker's classic builder builds: without secrets, ssh and here-documents."] };
  }
  const key = `${found.program} ${env['DOCKER_CONFIG'] ?? ''}`;
  const version = knownBuildx.get(key) ?? await buildxVersion(found.program, env, signal);
  if (version === undefined) {
    return { ...found, kind: 'classic', hasRawProgress: false, notes: ["BuildKit is missing, so Docker's classic builder builds: without secrets, ssh and here-documents. Install docker-buildx to have it."] };
  }
  knownBuildx.set(key, version);
  if (knowsRawProgress(version)) return { ...found, kind: 'buildx', hasRawProgress: true, notes: [] };
  return { ...found, kind: 'buildx', hasRawProgress: false, notes: [`buildx ${version} tells no times and no places of warnings; 0.13 and newer do.`] };
}

/** A version that does not look like one is taken for a new one: it may be a build of somebody's own. */
export function knowsRawProgress(version: string): boolean {
  const parts = /^v?(\d+)\.(\d+)/.exec(version);
  return !parts || Number(parts[1]) > 0 || Number(parts[2]) >= 13;
}

/** The builders of the engine in use; empty when there is no docker or no engine. Never rejects. */
export async function buildersOf(engines: Engines, signal: AbortSignal): Promise<readonly BuilderInfo[]> {
  const found = findBuildTool(thisMachinesPrograms());
  if (found?.tool !== 'docker') return [];
  const environment = await engines.current(signal).then((endpoint) => engineEnvironment('docker', endpoint), () => ({}));
  return listBuilders(found.program, { ...process.env, ...environment }, signal);
}

/** Undefined when docker has no buildx. */
async function buildxVersion(program: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  let output = '';
  const exitCode = await runProgram({ command: program, args: ['buildx', 'version'], env }, signal, (text, from) => { if (from === 'stdout') output += text; });
  // "github.com/docker/buildx v0.29.1 a32761a"
  const version = /^\S*buildx (\S+)/m.exec(output)?.[1];
  return exitCode === 0 ? version : undefined;
}
