/**
 * Variables that exist without being declared. Owns: their names, where they can be used and what they mean. Must not hold behaviour.
 */
import type { Availability } from './availability.ts';

export type PredefinedKind =
  /** Set by the user's proxy settings or --build-arg; RUN has it without an ARG, other instructions need one. */
  | 'proxy'
  /** Set by the builder in the global scope: FROM can use it, a stage needs `ARG NAME` first. */
  | 'platform'
  /** Read by the frontend when given as --build-arg; not a variable of the Dockerfile unless declared. */
  | 'frontend';

export interface PredefinedArg extends Availability {
  readonly name: string;
  readonly kind: PredefinedKind;
  /** One sentence. */
  readonly meaning: string;
  readonly example: string;
}

function proxy(name: string, meaning: string, example: string): PredefinedArg {
  return { name, kind: 'proxy', since: '1.0', meaning, example };
}

function platform(name: string, meaning: string, example: string, since: PredefinedArg['since'] = '1.0'): PredefinedArg {
  return { name, kind: 'platform', since, meaning, example };
}

function frontend(name: string, meaning: string, example: string, since: PredefinedArg['since'] = '1.0'): PredefinedArg {
  return { name, kind: 'frontend', since, meaning, example };
}

const proxyMeanings: readonly (readonly [name: string, meaning: string, example: string])[] = [
  ['HTTP_PROXY', 'Proxy for http requests made by RUN commands.', 'http://proxy.example.com:3128'],
  ['HTTPS_PROXY', 'Proxy for https requests made by RUN commands.', 'http://proxy.example.com:3128'],
  ['FTP_PROXY', 'Proxy for ftp requests made by RUN commands.', 'http://proxy.example.com:3128'],
  ['NO_PROXY', 'Hosts that RUN commands reach without a proxy, between commas.', 'localhost,.example.com'],
  ['ALL_PROXY', 'Proxy for any request that has no proxy of its own.', 'socks5://proxy.example.com:1080'],
];

export const predefinedArgs: readonly PredefinedArg[] = [
  ...proxyMeanings.flatMap(([name, meaning, example]) => [proxy(name, meaning, example), proxy(name.toLowerCase(), meaning, example)]),
  platform('TARGETPLATFORM', 'Platform of the image being built.', 'linux/arm64'),
  platform('TARGETOS', 'Operating system of the image being built.', 'linux'),
  platform('TARGETOSVERSION', 'Operating system version of the image being built; set for Windows.', '10.0.20348.1', '1.13'),
  platform('TARGETARCH', 'Architecture of the image being built.', 'arm64'),
  platform('TARGETVARIANT', 'Architecture variant of the image being built; often empty.', 'v7'),
  platform('TARGETSTAGE', 'Name of the stage given with --target; `default` without one.', 'default', '1.11'),
  platform('BUILDPLATFORM', 'Platform of the machine that builds.', 'linux/amd64'),
  platform('BUILDOS', 'Operating system of the machine that builds.', 'linux'),
  platform('BUILDOSVERSION', 'Operating system version of the machine that builds; set for Windows.', '10.0.20348.1', '1.13'),
  platform('BUILDARCH', 'Architecture of the machine that builds.', 'amd64'),
  platform('BUILDVARIANT', 'Architecture variant of the machine that builds; often empty.', 'v7'),
  frontend('BUILDKIT_BUILD_NAME', 'Name of the build in the build history.', 'nightly'),
  frontend('BUILDKIT_CACHE_MOUNT_NS', 'Prefix for the ids of cache mounts, to keep two builds’ caches apart.', 'team-a'),
  frontend('BUILDKIT_CONTEXT_KEEP_GIT_DIR', 'Keeps .git when the build context is a Git repository.', '1'),
  frontend('BUILDKIT_DOCKERFILE_CHECK', 'Takes the place of the # check= directive.', 'skip=all', '1.8'),
  frontend('BUILDKIT_INLINE_CACHE', 'Stores cache metadata in the image, so that it can serve as --cache-from.', '1'),
  frontend('BUILDKIT_MULTI_PLATFORM', 'Writes the result as a multi-platform image even for one platform.', '1'),
  frontend('BUILDKIT_SANDBOX_HOSTNAME', 'Host name that RUN commands see.', 'buildkitsandbox'),
  frontend('BUILDKIT_SYNTAX', 'Frontend to use instead of the one that # syntax= names.', 'docker/dockerfile:1'),
  frontend('BUILDKIT_SBOM_SCAN_CONTEXT', 'Also scans the build context for the software bill of materials; declare it with ARG before the first FROM or in the stage.', 'true'),
  frontend('BUILDKIT_SBOM_SCAN_STAGE', 'Also scans these stages for the software bill of materials: true, or stage names between commas; declared with ARG.', 'true'),
  frontend('SOURCE_DATE_EPOCH', 'Unix time that the image and its layers carry as their date, for builds that can be repeated bit for bit.', '1700000000', '1.5'),
];

const byName: ReadonlyMap<string, PredefinedArg> = new Map(predefinedArgs.map((arg) => [arg.name, arg]));

/** The predefined variable of exactly this name; undefined when there is none. */
export function predefinedArg(name: string): PredefinedArg | undefined {
  return byName.get(name);
}
