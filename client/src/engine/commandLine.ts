/**
 * `docker build` and `podman build` as data. Owns: the options and their order, and finding the programs. Must not start anything: there is no shell in between,
 * so nothing in a file name, a tag or an argument needs quoting.
 */
import { posix, win32 } from 'node:path';
import { describeEndpoint } from '../../../server/src/engine/endpoint.ts';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** To be added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type BuildTool = 'docker' | 'podman';

export interface BuildOptions {
  /** Absolute path of the program. */
  readonly program: string;
  readonly tool: BuildTool;
  /** Absolute path of the Dockerfile. */
  readonly file: string;
  /** Absolute path of the build context. */
  readonly context: string;
  readonly tags?: readonly string[];
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platforms?: readonly string[];
  readonly noCache?: boolean;
  readonly pull?: boolean;
  /** The engine to build with; the tool's own choice when left out. */
  readonly endpoint?: Endpoint;
}

export function buildCommand(options: BuildOptions): CommandLine {
  const { tags = [], buildArgs = {}, platforms = [] } = options;
  const args = ['build', '--file', options.file];
  for (const tag of tags) args.push('--tag', tag);
  if (options.target) args.push('--target', options.target);
  for (const [name, value] of Object.entries(buildArgs)) args.push('--build-arg', `${name}=${value}`);
  if (platforms.length > 0) args.push('--platform', platforms.join(','));
  if (options.noCache) args.push('--no-cache');
  if (options.pull) args.push('--pull');
  args.push(options.context);
  // Plain progress by the environment, because the classic builder refuses the option and ignores the variable.
  const env: Record<string, string> = { BUILDKIT_PROGRESS: 'plain' };
  if (options.endpoint) Object.assign(env, engineEnvironment(options.tool, options.endpoint));
  return { command: options.program, args, cwd: options.context, env };
}

/** Makes the tool use an engine that the user did not choose through its own settings; those it knows itself. */
export function engineEnvironment(tool: BuildTool, endpoint: Endpoint): Record<string, string> {
  const { origin } = endpoint;
  if (origin.kind === 'environment' || origin.kind === 'context') return {};
  // Podman works without a service; only an explicit setting sends it to one.
  if (tool === 'podman') return origin.kind === 'setting' ? { CONTAINER_HOST: describeEndpoint(endpoint) } : {};
  return { DOCKER_HOST: describeEndpoint(endpoint) };
}

/** What there is to look at when looking for programs. */
export interface ProgramSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True for a file that may be executed. */
  isExecutable(path: string): boolean;
}

/** The absolute path of a program in PATH, or undefined. The current folder never counts, as it may be anybody's workspace. */
export function which(name: string, surroundings: ProgramSurroundings): string | undefined {
  const isWindows = surroundings.platform === 'win32';
  const path = isWindows ? win32 : posix;
  // Windows spells the variable in any case.
  const search = Object.entries(surroundings.env).find(([key]) => (isWindows ? key.toUpperCase() : key) === 'PATH')?.[1] ?? '';
  const extensions = isWindows ? (surroundings.env.PATHEXT ?? '.EXE;.CMD').split(';').filter((extension) => /^\.(exe|com)$/i.test(extension)) : [''];
  for (const folder of search.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    for (const extension of extensions) {
      const candidate = path.join(folder, name + extension);
      if (surroundings.isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/** The program to build with, docker before podman, or undefined when neither is installed. */
export function findBuildTool(surroundings: ProgramSurroundings): { readonly tool: BuildTool; readonly program: string } | undefined {
  for (const tool of ['docker', 'podman'] as const) {
    const program = which(tool, surroundings);
    if (program) return { tool, program };
  }
  return undefined;
}
