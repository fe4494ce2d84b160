/**
 * The builders of buildx. Owns: asking for them and reading the answer. Must not start anything but docker, and knows no VS Code.
 */
import { execFile } from 'node:child_process';

export interface BuilderInfo {
  readonly name: string;
  /** E.g. "docker" or "docker-container". */
  readonly driver: string;
  readonly isCurrent: boolean;
  /** "running", "stopped", an error … as buildx says it of the builder's nodes. */
  readonly status: string;
  /** What its nodes can build for; empty when they don't say. */
  readonly platforms: readonly string[];
}

/** In milliseconds; a builder on another machine may not answer. */
const timeout = 10_000;

/** Empty when docker or buildx is missing, or too old to say. */
export function listBuilders(docker: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<readonly BuilderInfo[]> {
  return new Promise((resolve) => {
    execFile(docker, ['buildx', 'ls', '--format', '{{json .}}'], { env, signal, timeout, windowsHide: true, maxBuffer: 16 << 20 }, (error, stdout) => resolve(error ? [] : readBuilders(stdout)));
  });
}

/** One JSON object a line, one line a node; the lines of one builder repeat it. */
export function readBuilders(text: string): readonly BuilderInfo[] {
  const builders = new Map<string, BuilderInfo>();
  for (const line of text.split('\n')) {
    const builder = builderOf(line);
    if (builder) builders.set(builder.name, builder);
  }
  return [...builders.values()];
}

function builderOf(line: string): BuilderInfo | undefined {
  try {
    const value = JSON.parse(line) as { Name?: unknown; Driver?: unknown; Current?: unknown; Nodes?: { Platforms?: unknown; Status?: unknown }[] } | null;
    if (typeof value?.Name !== 'string' || value.Name === '') return undefined;
    const nodes = Array.isArray(value.Nodes) ? value.Nodes : [];
    const platforms = nodes.flatMap((node) => (Array.isArray(node.Platforms) ? node.Platforms.filter((platform) => typeof platform === 'string') : []));
    return {
      name: value.Name, driver: String(value.Driver ?? ''), isCurrent: value.Current === true, status: nodes.map((node) => String(node.Status ?? '')).filter(Boolean).join(', '),
      // "linux/amd64*" was chosen by the person.
      platforms: [...new Set(platforms.map((platform) => platform.replace(/\*$/, '')))],
    };
  } catch {
    return undefined;
  }
}
