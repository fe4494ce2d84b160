/**
 * `docker build` and `podman build` as data. Owns: the options and their order, and finding the programs. Must not start anything: there is no shell in between,
 * so nothing in a file name, a tag or an argument needs quoting.
 */
import { dirname, join, posix, win32 } from 'node:path';
import { describeEndpoint } from '../../../server/src/engine/endpoint.ts';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';
import { contextKind, pathInArchive, type BuildSettings } from './buildOptions.ts';

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** A file for its standard input; none when left out. */
  readonly stdin?: string;
  /** To be added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type BuildTool = 'docker' | 'podman';

/** What does the work behind the command: BuildKit through buildx, docker's builder of old, or Buildah in podman. */
export type Builder = 'buildx' | 'classic' | 'podman';

export interface BuildOptions extends BuildSettings {
  /** Absolute path of the program. */
  readonly program: string;
  readonly tool: BuildTool;
  readonly builderKind: Builder;
  /** Absolute path of the Dockerfile. */
  readonly file: string;
  /** See `contextKind`; a folder or an archive by its absolute path. */
  readonly context: string;
  readonly tags?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** ARGs whose values the program takes from its environment. */
  readonly environmentArgs?: readonly string[];
  /** Whether buildx knows `--progress=rawjson`; it does since 0.13. */
  readonly hasRawProgress?: boolean;
  /** Absolute path of an empty folder for what the builder says of the image. */
  readonly resultFolder?: string;
  /** The engine to build with; the tool's own choice when left out. */
  readonly endpoint?: Endpoint;
}

/** The files that the builder writes into `resultFolder`. */
export const resultFiles = { metadata: 'metadata.json', imageId: 'iid' } as const;

/** Call `unsupported` first: what the builder does not know is left out here. */
export function buildCommand(options: BuildOptions): CommandLine {
  const kind = contextKind(options.context);
  const isBuildx = options.builderKind === 'buildx';
  const args = isBuildx && options.builder ? ['buildx', 'build', '--builder', options.builder] : ['build'];
  if (isBuildx && options.hasRawProgress) args.push('--progress=rawjson');
  if (kind !== 'none') args.push('--file', kind === 'archive' ? pathInArchive(options.file, options.context) : options.file);
  args.push(...commonOptions(options), ...(isBuildx ? buildxOptions(options) : []));
  if (options.resultFolder !== undefined) {
    // buildx's metadata has the id too, and some of its outputs refuse the other option.
    args.push(...isBuildx ? ['--metadata-file', join(options.resultFolder, resultFiles.metadata)] : ['--iidfile', join(options.resultFolder, resultFiles.imageId)]);
  }
  args.push(...options.options ?? [], kind === 'archive' || kind === 'none' ? '-' : options.context);
  return {
    command: options.program, args, env: environment(options, isBuildx),
    cwd: kind === 'folder' ? options.context : dirname(options.file),
    ...(kind === 'archive' ? { stdin: options.context } : kind === 'none' ? { stdin: options.file } : {}),
  };
}

function commonOptions(options: BuildOptions): string[] {
  const { tags = [], buildArgs = {}, environmentArgs = [], platforms = [], labels = {}, secrets = [], ssh = [], output = [], cacheFrom = [], cacheTo = [] } = options;
  const isClassic = options.builderKind === 'classic';
  const args = each('--tag', tags);
  if (options.target) args.push('--target', options.target);
  args.push(...each('--build-arg', Object.entries(buildArgs).map(([name, value]) => `${name}=${value}`)), ...each('--build-arg', environmentArgs));
  args.push(...each('--label', Object.entries(labels).map(([name, value]) => `${name}=${value}`)));
  if (platforms.length > 0) args.push('--platform', platforms.join(','));
  if (options.noCache === true) args.push('--no-cache');
  if (options.pull) args.push('--pull');
  if (options.network) args.push('--network', options.network);
  args.push(...each('--cache-from', cacheFrom));
  // A build that fails or is cancelled leaves no container behind; BuildKit and Podman leave none by themselves.
  if (isClassic) return [...args, '--force-rm'];
  args.push(...each('--secret', secrets.map((secret) => `id=${secret.id},${'file' in secret ? `src=${secret.file}` : `env=${secret.env}`}`)));
  return [...args, ...each('--ssh', ssh), ...each('--output', output), ...each('--cache-to', cacheTo)];
}

function buildxOptions(options: BuildOptions): string[] {
  const { noCache, load, push, output = [], platforms = [], builder } = options;
  const args = Array.isArray(noCache) ? ['--no-cache-filter', noCache.join(',')] : [];
  if (push) args.push('--push');
  // Some builders keep the image to themselves unless they are told where to put it; no engine of old takes several platforms.
  if (load ?? (builder !== undefined && !push && output.length === 0 && platforms.length < 2)) args.push('--load');
  return args;
}

/** Progress by the environment, because the classic builder refuses the option and ignores the variable. */
function environment(options: BuildOptions, isBuildx: boolean): Record<string, string> {
  const env: Record<string, string> = { BUILDKIT_PROGRESS: 'plain' };
  // The whole record of the build knows the lines of each step.
  if (isBuildx && options.resultFolder !== undefined) env['BUILDX_METADATA_PROVENANCE'] = 'max';
  if (options.endpoint) Object.assign(env, engineEnvironment(options.tool, options.endpoint));
  return env;
}

function each(option: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [option, value]);
}

/** The properties of the task that this builder can't do, by their names. Those that only speed a build up are none of them. */
export function unsupported(options: BuildSettings, builder: Builder): readonly string[] {
  if (builder === 'buildx') return [];
  const always: readonly (readonly [name: string, isUsed: boolean])[] = [
    ['builder', options.builder !== undefined], ['push', options.push === true], ['noCache for single stages', Array.isArray(options.noCache)],
  ];
  const classic: typeof always = [
    ['secrets', (options.secrets?.length ?? 0) > 0], ['ssh', (options.ssh?.length ?? 0) > 0], ['output', (options.output?.length ?? 0) > 0],
    ['several platforms', (options.platforms?.length ?? 0) > 1], ['cacheTo', (options.cacheTo?.length ?? 0) > 0],
  ];
  return [...always, ...(builder === 'classic' ? classic : [])].filter(([, isUsed]) => isUsed).map(([name]) => name);
}

/** Makes the tool use this engine and no other, whatever the rest of the environment says. Of a context it takes the certificates itself. */
export function engineEnvironment(tool: BuildTool, endpoint: Endpoint): Record<string, string> {
  const { origin } = endpoint;
  // Podman works without a service; only an explicit setting sends it to one.
  if (tool === 'podman') return origin.kind === 'setting' ? { CONTAINER_HOST: describeEndpoint(endpoint) } : {};
  // The variable for the place counts more than the one for the context, unless it is empty.
  if (origin.kind === 'context') return { DOCKER_CONTEXT: origin.name, DOCKER_HOST: '' };
  if (origin.kind === 'environment' && origin.variable === 'DOCKER_HOST') return {};
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
