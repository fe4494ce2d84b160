/**
 * One build from request to result. Owns: joining the docker or podman command with what its output means. Must not know VS Code; loaded at the first build.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { BuildProgress, type BuildFailure } from '../../engine/buildProgress.ts';
import { buildCommand, findBuildTool, type BuildTool } from '../../engine/commandLine.ts';
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { findEngine } from '../../../../server/src/engine/findEngine.ts';
import { lineOfInstruction } from './lineOfInstruction.ts';
import { runProgram } from './program.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';

export interface BuildResult {
  readonly exitCode: number;
  readonly cancelled: boolean;
  /** Undefined for a build that succeeded or was cancelled. */
  readonly failure: Failure | undefined;
}

export interface Failure {
  readonly message: string;
  /** The last lines that the failing step printed. */
  readonly log: readonly string[];
  /** 0-based, both included; undefined when the failure belongs to no line. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

export interface RunOptions {
  /** The setting for the engine's place, '' for none. */
  readonly host: string;
  readonly signal: AbortSignal;
  write(text: string): void;
  /** Tells the step that is being worked on. */
  report(step: string): void;
}

export type RunBuild = typeof runBuild;

/** Rejects when the build can't be started, with an error whose message and `remedy` can be shown. */
export async function runBuild(request: BuildRequest, { host, signal, write, report }: RunOptions): Promise<BuildResult> {
  const found = findBuildTool({ platform: process.platform, env: process.env, isExecutable });
  if (!found) {
    throw Object.assign(new Error('Neither the docker nor the podman command was found.'), { remedy: 'Install one of them and see that its folder is in PATH.' });
  }
  checkPaths(request);
  const endpoint = await endpointFor(found.tool, host, signal);
  const { tag, target, buildArgs } = request;
  const { command, args, cwd, env } = buildCommand({
    ...found, file: request.file, context: request.context, ...(endpoint ? { endpoint } : {}),
    ...(tag !== undefined ? { tags: [tag] } : {}), ...(target !== undefined ? { target } : {}), ...(buildArgs ? { buildArgs } : {}),
  });
  write(`${[found.tool, ...args].map(shown).join(' ')}\n\n`);
  const progress = new BuildProgress();
  const exitCode = await runProgram({ command, args, cwd, env: { ...process.env, ...env } }, signal, (text) => {
    write(text);
    progress.push(text);
    const step = progress.running;
    if (step) report(step.name);
  });
  const failure = progress.end(exitCode);
  return { exitCode, cancelled: signal.aborted, failure: failure && !signal.aborted ? located(failure, request.file) : undefined };
}

/** Docker needs an engine, and when there is none our own sentence says more than docker's. Podman works without. */
async function endpointFor(tool: BuildTool, setting: string, signal: AbortSignal): Promise<Endpoint | undefined> {
  try {
    const engine = await findEngine({ setting, signal });
    engine.dispose();
    return engine.endpoint;
  } catch (error) {
    if (tool === 'docker' || signal.aborted) throw error;
    return undefined;
  }
}

function located({ message: text, exitCode, lines, instruction, log }: BuildFailure, file: string): Failure {
  // The builder repeats the whole command, which stands on the line anyway.
  const message = exitCode === undefined ? text : `The command ended with exit code ${exitCode}.`;
  if (lines) return { message, log, lines: { first: lines.first - 1, last: lines.last - 1 } };
  const line = instruction ? lineOfInstruction(readFileSync(file, 'utf8'), instruction) : undefined;
  return { message, log, lines: line === undefined ? undefined : { first: line, last: line } };
}

/** A folder that is not there would look like a program that is not there. */
function checkPaths({ file, context }: BuildRequest): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no Dockerfile ${file}.`);
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`The build context ${context} is no folder.`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** For reading only: no shell ever sees it. */
function shown(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word);
}
