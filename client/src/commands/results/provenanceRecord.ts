/**
 * buildx's own record of a build. Owns: asking for its provenance. Must not read it; what cannot be had is undefined.
 */
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { engineEnvironment, which } from '../../engine/commandLine.ts';
import { thisMachinesPrograms } from '../../engine/programs.ts';
import { runProgram } from '../build/program.ts';

/** A record of a build with very many steps has a few megabytes. */
const longest = 64_000_000;

/** The JSON of the provenance of a build (`builder/node/id`, or the bare id); undefined without docker, buildx or the record. Rejects when cancelled. */
export async function provenanceRecord(buildRef: string, endpoint: Endpoint, signal: AbortSignal): Promise<string | undefined> {
  const program = which('docker', thisMachinesPrograms());
  // The id is all that is passed on, and nothing in it could be taken for an option.
  const id = /(?:^|\/)([a-z0-9]+)$/.exec(buildRef)?.[1];
  if (program === undefined || id === undefined) return undefined;
  let output = '';
  const args = ['buildx', 'history', 'inspect', 'attachment', '--type', 'provenance', id];
  const exitCode = await runProgram({ command: program, args, env: { ...process.env, ...engineEnvironment('docker', endpoint) } }, signal, (text, from) => {
    if (from === 'stdout' && output.length < longest) output += text;
  }).catch(() => 1);
  signal.throwIfAborted();
  return exitCode === 0 && output !== '' && output.length < longest ? output : undefined;
}
