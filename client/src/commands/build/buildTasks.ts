/**
 * Builds as VS Code tasks. Owns: the task type "drydock": what Run Task lists, what tasks.json holds, and what the commands start.
 */
import { isAbsolute } from 'node:path';
import {
  CustomExecution, Task, TaskGroup, TaskRevealKind, tasks, TaskScope, Uri, workspace, type CancellationToken, type Disposable, type LogOutputChannel, type TaskDefinition, type TaskProvider, type WorkspaceFolder,
} from 'vscode';
import { contextOf, findDockerfiles, labelOf } from '../../ui/dockerfiles.ts';
import type { Engines } from '../../engine/engines.ts';
import type { LanguageServer } from '../../lsp/client.ts';
import type { Memory } from '../../ui/ports.ts';
import { profilesOf, secretValues, withoutSecrets } from './profiles.ts';
import { BuildFindings } from './findings.ts';
import { BuildTerminal } from './buildTerminal.ts';
import { targetOf } from './target.ts';
import { definitionFrom, requestFrom, taskName, type BuildDefinition, type BuildRequest } from '../../model/buildRequest.ts';
import type { BuildRuns } from '../../model/buildRuns.ts';

const type = 'drydock';

export interface BuildOptions {
  readonly output: LogOutputChannel;
  readonly runs: BuildRuns;
  readonly engines: Engines;
  readonly memory: Memory;
  readonly server: Pick<LanguageServer, 'stages'>;
  confirm(request: BuildRequest, signal: AbortSignal): Promise<boolean>;
}

/** Dockerfiles whose stages and profiles Run Task lists too: finding the stages means opening the file. */
const mostOutlined = 20;

export class BuildTasks implements TaskProvider, Disposable {
  readonly #findings = new BuildFindings();
  readonly #running = new Set<BuildTerminal>();
  readonly #registration: Disposable;
  readonly #options: BuildOptions;
  /** Kept until the window closes, so that a build can be run again. */
  readonly #environment: Record<string, string> = {};

  constructor(options: BuildOptions) {
    this.#options = options;
    this.#registration = tasks.registerTaskProvider(type, this);
  }

  /** `environment` holds values of build arguments and secrets that must stand in no definition: VS Code remembers those. */
  async run(request: BuildRequest, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    Object.assign(this.#environment, environment);
    const folder = workspace.getWorkspaceFolder(Uri.file(request.file));
    await tasks.executeTask(this.#task({ type, ...definitionFrom(request) }, folder));
  }

  /** For each Dockerfile of the workspace one task, one for each of its named stages, and one for each remembered profile. */
  async provideTasks(token: CancellationToken): Promise<Task[]> {
    if (!workspace.isTrusted) return [];
    const files = (await findDockerfiles()).filter((uri) => uri.scheme === 'file');
    const found: Task[] = [];
    for (const [index, uri] of files.entries()) {
      const folder = workspace.getWorkspaceFolder(uri);
      const file = folder ? workspace.asRelativePath(uri, false) : uri.fsPath;
      found.push(this.#task({ type, file }, folder));
      if (index >= mostOutlined || token.isCancellationRequested) continue;
      // The last stage is what the file builds anyway.
      const targets = (await this.#stages(uri, token)).slice(0, -1);
      found.push(...targets.map((target) => this.#task({ type, file, target }, folder)));
      found.push(...profilesOf(this.#options.memory, uri).map(({ name, definition }) => this.#task({ type, ...definition }, folder, `${taskName(file, definition.target)} (${name})`)));
    }
    return found;
  }

  async #stages(uri: Uri, token: CancellationToken): Promise<string[]> {
    try {
      const document = await workspace.openTextDocument(uri);
      return (await this.#options.server.stages(document.uri.toString(), token)).stages.map((stage, _, all) => targetOf(stage, all));
    } catch {
      // A file that can't be read, or a server that has stopped: the task for the whole file is there.
      return [];
    }
  }

  /** Makes a task of tasks.json runnable; its definition object must be kept as it is. */
  resolveTask(task: Task): Task {
    const folder = typeof task.scope === 'object' ? task.scope : undefined;
    return this.#task(task.definition, folder, task.name);
  }

  /** Also ends the builds at work: nobody would see what becomes of them. */
  dispose(): void {
    for (const terminal of this.#running) terminal.close();
    this.#registration.dispose();
    this.#findings.dispose();
  }

  #opened(terminal: BuildTerminal): BuildTerminal {
    this.#running.add(terminal);
    terminal.onDidClose(() => this.#running.delete(terminal));
    return terminal;
  }

  /**
   * The request as it may be shown and remembered: a task may hold a secret in plain text, or have asked for it by ${input:…}. Its value goes the way of those
   * that are typed.
   */
  #kept(request: BuildRequest): BuildRequest {
    Object.assign(this.#environment, secretValues(request));
    return withoutSecrets(request);
  }

  #task(definition: TaskDefinition & Partial<BuildDefinition>, folder: WorkspaceFolder | undefined, name?: string): Task {
    const execution = new CustomExecution(async (resolved) => {
      // VS Code hands over the definition with ${…} variables replaced.
      const request = requestFrom(resolved, (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath, contextOf);
      return this.#opened(new BuildTerminal(typeof request === 'string' ? request : this.#kept(request), this.#findings, { ...this.#options, environment: this.#environment }));
    });
    const task = new Task(definition, folder ?? TaskScope.Workspace, name ?? taskName(shownFile(definition.file), definition.target), 'Drydock', execution, []);
    task.group = TaskGroup.Build;
    task.presentationOptions = { reveal: TaskRevealKind.Always, clear: true };
    return task;
  }
}

function shownFile(file: unknown): string {
  if (typeof file !== 'string') return 'Dockerfile';
  return isAbsolute(file) ? labelOf(Uri.file(file)) : file;
}
