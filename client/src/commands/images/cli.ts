/**
 * The docker or podman program for commands on images. Owns: finding it, and making it use the same engine. Must not start it.
 */
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { engineEnvironment, findBuildTool, type BuildTool } from '../../engine/commandLine.ts';
import { thisMachinesPrograms } from '../../engine/programs.ts';
import type { Deps } from '../deps.ts';

export interface Cli {
  readonly tool: BuildTool;
  /** Absolute path. */
  readonly program: string;
  /** To be added to the environment. */
  env(endpoint: Endpoint): Readonly<Record<string, string>>;
}

/** Undefined, once it has been said, when neither is installed. */
export async function findCli(deps: Deps, purpose: string): Promise<Cli | undefined> {
  const found = findBuildTool(thisMachinesPrograms());
  if (found) return { ...found, env: (endpoint) => engineEnvironment(found.tool, endpoint) };
  await deps.prompts.fail(`${purpose} needs the docker or the podman command, and neither was found. Install one of them and see that its folder is in PATH.`);
  return undefined;
}
