/**
 * Builds in the window. Owns: putting their parts together: tasks, the view, logs, findings, and the question before a large context. Must not decide anything
 * about a build itself.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Uri, window, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import { BuildTasks } from '../commands/build/buildTasks.ts';
import { buildersOf } from '../commands/build/findTool.ts';
import { LargeContexts } from '../commands/build/largeContext.ts';
import { serveLogs, showLog } from '../commands/build/logs.ts';
import type { Deps } from '../commands/deps.ts';
import type { Engines } from '../engine/engines.ts';
import { dockerfileReader } from '../lsp/dockerfileReader.ts';
import type { LanguageServer } from '../lsp/client.ts';
import type { BuildRequest } from '../model/buildRequest.ts';
import { BuildRuns } from '../model/buildRuns.ts';
import { labelOf } from '../ui/dockerfiles.ts';
import type { Memory } from '../ui/ports.ts';
import { saveTask } from '../ui/tasksFile.ts';
import { prompts } from '../ui/window.ts';
import { BuildView } from './buildTree.ts';

export interface BuildWindow extends Disposable {
  readonly runs: BuildRuns;
  /** The part of what commands are given that is about builds. */
  readonly deps: Pick<Deps, 'builds' | 'build' | 'saveTask' | 'builders' | 'environment'>;
}

const megabyte = 1_000_000;
/** Files of a context that are counted. */
const mostFiles = 100_000;
/** Milliseconds to wait for the list of builders. */
const builderTimeout = 10_000;

export function buildWindow({ output, engines, server, memory }: { output: LogOutputChannel; engines: Engines; server: LanguageServer; memory: Memory }): BuildWindow {
  const runs = new BuildRuns();
  const large = largeContexts(server);
  const tasks = new BuildTasks({ output, runs, engines, memory, server, confirm: (request, signal) => large.confirm(request, signal) });
  const parts = [tasks, serveLogs(runs), new BuildView(runs, (path) => labelOf(Uri.file(path)))];
  return {
    runs,
    deps: {
      builds: {
        get all() { return runs.all; },
        onDidStart: (listener) => runs.onDidStart(listener), onDidFinish: (listener) => runs.onDidFinish(listener), forgetEnded: () => runs.forgetEnded(),
        openLog: showLog,
      },
      build: (request, environment) => tasks.run(request, environment),
      saveTask,
      builders: () => buildersOf(engines, AbortSignal.timeout(builderTimeout)),
      environment: () => process.env,
    },
    dispose: () => { for (const part of parts) part.dispose(); },
  };
}

function largeContexts(server: LanguageServer): LargeContexts {
  const reader = dockerfileReader(server);
  return new LargeContexts({
    prompts,
    limit: (file) => workspace.getConfiguration('drydock.build', Uri.file(file)).get<number>('largeContext', 100) * megabyte,
    async files({ file, context, target, buildArgs }, signal) {
      const question = { text: readFileSync(file, 'utf8'), context, most: mostFiles, ...(target !== undefined ? { target } : {}), ...(buildArgs ? { buildArgs } : {}) };
      const { steps, isComplete } = await reader.files(file, question, signal);
      return { paths: steps.flatMap(({ files }) => files.map(({ path }) => path)), isComplete };
    },
    editIgnoreFile,
  });
}

/** The one that counts for this Dockerfile; a new one is made in the context, where it is looked for. */
async function editIgnoreFile({ file, context }: BuildRequest): Promise<void> {
  const beside = Uri.file(join(dirname(file), `${basename(file)}.dockerignore`));
  const inContext = Uri.file(join(context, '.dockerignore'));
  const exists = async (uri: Uri): Promise<boolean> => workspace.fs.stat(uri).then(() => true, () => false);
  const found = await exists(beside) ? beside : inContext;
  await window.showTextDocument(found === beside || await exists(found) ? found : found.with({ scheme: 'untitled' }));
}
