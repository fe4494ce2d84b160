/**
 * One build from request to result. Owns: joining the docker or podman command with what its output means, and the files that it leaves for us, which are
 * removed whatever happens. Must not know VS Code; loaded at the first build.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { contextKind, pathInArchive } from '../../engine/buildOptions.ts';
import { readBuildRecord } from '../../engine/buildRecord.ts';
import { buildCommand, resultFiles, unsupported, type Builder } from '../../engine/commandLine.ts';
import type { Engines } from '../../engine/engines.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { BuildOutcome, BuildRun, BuildRuns, StepLines } from '../../model/buildRuns.ts';
import { stepMessage, withoutPlace } from '../../model/buildRows.ts';
import { linesOfInstruction } from '../../model/stepLines.ts';
import { BuildOutput } from './buildOutput.ts';
import { failureSentence } from './failureSentence.ts';
import { findTool, type FoundTool } from './findTool.ts';
import { runProgram } from './program.ts';

export interface RunOptions {
  readonly runs: BuildRuns;
  readonly engines: Engines;
  /** Values of build arguments and secrets that are kept nowhere; they go to the builder in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  cancel(): void;
  write(text: string): void;
  /** Tells the step that is being worked on. */
  report(step: string): void;
}

export interface BuildResult {
  readonly exitCode: number;
  readonly run: BuildRun;
}

/** Rejects when the build can't be started, with an error whose message and `remedy` can be shown. */
export async function runBuild(request: BuildRequest, options: RunOptions): Promise<BuildResult> {
  checkPaths(request);
  const env = { ...process.env, ...options.environment };
  const tool = await findTool(env, options.signal);
  refuseUnsupported(request, tool.kind);
  const endpoint = await endpointFor(request, tool, options);
  const folder = mkdtempSync(join(tmpdir(), 'drydock-result-'));
  try {
    return await runIn(folder, request, tool, endpoint, env, options);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runIn(folder: string, request: BuildRequest, tool: FoundTool, endpoint: Endpoint | undefined, env: NodeJS.ProcessEnv, options: RunOptions): Promise<BuildResult> {
  const { runs, signal, write } = options;
  let output: BuildOutput | undefined;
  const entry = runs.begin(request, readFileSync(request.file, 'utf8'), () => output ?? { steps: [], warnings: [] }, options.cancel);
  try {
    let hasRawProgress = tool.hasRawProgress;
    for (;;) {
      const command = buildCommand({ ...request, program: tool.program, tool: tool.tool, builderKind: tool.kind, hasRawProgress, resultFolder: folder, ...(endpoint ? { endpoint } : {}) });
      write(`${[...tool.notes, ...contextNotes(request, tool.kind)].map((note) => `${note}\n`).join('')}${[tool.tool, ...command.args].map(shown).join(' ')}\n`);
      const current = output = new BuildOutput(hasRawProgress, write);
      const exitCode = await runProgram({ ...command, env: { ...env, ...command.env } }, signal, (text, from) => {
        current.push(text, from);
        const step = current.running;
        if (step) options.report(stepMessage(step));
        entry.changed();
      });
      const ended = current.end(exitCode, signal.aborted);
      if (hasRawProgress && ended.isOptionRefused && !signal.aborted) {
        // An older buildx, or one that is not what it says: the same once more with the progress that everyone knows.
        hasRawProgress = false;
        continue;
      }
      const record = readBuildRecord(readText(join(folder, resultFiles.metadata)));
      const lines = stepLines(current, record.lines, entry.run);
      const outcome = signal.aborted ? 'cancelled' : exitCode === 0 ? 'succeeded' : 'failed';
      const failure = outcome === 'failed' ? located(ended, lines, entry.run) : undefined;
      const imageId = outcome === 'succeeded' ? await imageIdOf([...record.digests, readText(join(folder, resultFiles.imageId)).trim()], tool.kind, options) : undefined;
      entry.end({ outcome, failure, lines, imageId, buildRef: record.buildRef });
      return { exitCode, run: entry.run };
    }
  } catch (error) {
    entry.end({ outcome: signal.aborted ? 'cancelled' : 'failed', failure: undefined, lines: new Map(), imageId: undefined, buildRef: undefined });
    throw error;
  }
}

/** Docker needs an engine, and when there is none our own sentence says more than docker's. Podman and other builders work without. */
async function endpointFor({ builder }: BuildRequest, { tool }: FoundTool, { engines, signal }: RunOptions): Promise<Endpoint | undefined> {
  try {
    return await engines.current(signal);
  } catch (error) {
    if ((tool === 'docker' && builder === undefined) || signal.aborted) throw error;
    return undefined;
  }
}

/** Which of the digests the engine knows the image by; the store decides. Podman's own is what it wrote. */
async function imageIdOf(digests: readonly string[], kind: Builder, { engines, signal }: RunOptions): Promise<string | undefined> {
  const candidates = [...new Set(digests.filter((digest) => /^(?:sha256:)?[0-9a-f]{64}$/.test(digest)).map((digest) => digest.replace(/^(?!sha256:)/, 'sha256:')))];
  if (candidates.length === 0) return undefined;
  try {
    return await engines.use(signal, async (engine) => {
      for (const candidate of candidates) {
        const found = await engine.inspect(candidate, { signal }).then(({ id }) => id, () => undefined);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  } catch {
    return kind === 'podman' ? candidates.at(-1) : undefined;
  }
}

/** By the builder's record where there is one, otherwise by the text of each step. */
function stepLines(output: BuildOutput, recorded: ReadonlyMap<string, readonly StepLines[]>, { dockerfile }: BuildRun): Map<string, StepLines> {
  const lines = new Map<string, StepLines>();
  for (const step of output.steps) {
    const known = recorded.get(step.id) ?? [];
    const byText = known.length === 1 || step.position === 0 ? undefined : linesOfInstruction(dockerfile, withoutPlace(step.name), step.stage);
    const found = known.length > 1 ? known.find(({ first }) => first === byText?.first) ?? known.at(-1) : known[0] ?? byText;
    if (found && step.position > 0) lines.set(step.id, found);
  }
  return lines;
}

function located({ failure, step }: ReturnType<BuildOutput['end']>, lines: ReadonlyMap<string, StepLines>, { dockerfile }: BuildRun): BuildOutcome['failure'] {
  if (!failure) return undefined;
  // The builder repeats the whole command, which stands on the line anyway.
  const message = failure.exitCode === undefined ? failureSentence(failure.message) : `The command ended with exit code ${failure.exitCode}.`;
  const byText = step ? lines.get(step.id) : failure.instruction ? linesOfInstruction(dockerfile, failure.instruction) : undefined;
  const named = failure.lines ? { first: failure.lines.first - 1, last: failure.lines.last - 1 } : byText;
  return { message, step, log: failure.log, lines: named };
}

function refuseUnsupported(request: BuildRequest, kind: Builder): void {
  // No stage's name begins with a digit.
  if (kind === 'buildx' && /^\d+$/.test(request.target ?? '')) {
    throw Object.assign(new Error(`BuildKit builds up to a stage by its name, and stage ${request.target} has none.`), { remedy: 'Give it one: FROM … AS name.' });
  }
  const names = unsupported(request, kind);
  if (names.length === 0) return;
  const who = kind === 'podman' ? 'Podman' : "Docker's classic builder";
  throw Object.assign(new Error(`${who} can't do what this build asks for: ${names.join(', ')}.`), {
    remedy: kind === 'podman' ? 'Take it out of the build, or install docker with buildx.' : 'Install docker-buildx, and see that DOCKER_BUILDKIT is not 0; or take it out of the build.',
  });
}

function contextNotes({ file, context }: BuildRequest, kind: Builder): string[] {
  switch (contextKind(context)) {
    case 'archive':
      return [`The Dockerfile is the one in the archive: ${pathInArchive(file, context)}.`];
    case 'none':
      return ['There is no build context: COPY and ADD find no files.'];
    case 'remote':
      return kind === 'buildx' ? [] : ['This builder takes the Dockerfile from the same place as the context.'];
    default:
      return [];
  }
}

/** A folder that is not there would look like a program that is not there. */
function checkPaths({ file, context, secrets = [] }: BuildRequest): void {
  const kind = contextKind(context);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no Dockerfile ${file}.`);
  if (kind === 'folder' && !statSync(context, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`The build context ${context} is no folder.`);
  if (kind === 'archive' && !statSync(context, { throwIfNoEntry: false })?.isFile()) throw new Error(`The build context ${context} is not there.`);
  for (const secret of secrets) {
    if ('file' in secret && !existsSync(secret.file)) throw new Error(`The file of the secret "${secret.id}" is not there: ${secret.file}.`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** For reading only: no shell ever sees it. */
function shown(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word);
}
