/**
 * Builds as VS Code tasks. Owns: the task type "drydock": what Run Task lists, what tasks.json holds, and what the commands start.
 */
import { isAbsolute } from 'node:path';
import {
  CustomExecution, Task, TaskGroup, TaskRevealKind, tasks, TaskScope, Uri, workspace, type Disposable, type LogOutputChannel, type TaskDefinition, type TaskProvider, type WorkspaceFolder,
} from 'vscode';
import { contextOf, findDockerfiles, labelOf } from '../../ui/dockerfiles.ts';
import { BuildFailures } from './failures.ts';
import { BuildTerminal } from './buildTerminal.ts';
import { requestFrom, taskName, type BuildDefinition, type BuildRequest } from '../../model/buildRequest.ts';

const type = 'drydock';

export interface BuildOptions {
  readonly output: LogOutputChannel;
  engineHost(): string;
}

export class BuildTasks implements TaskProvider, Disposable {
  readonly #failures = new BuildFailures();
  readonly #running = new Set<BuildTerminal>();
  readonly #registration: Disposable;
  readonly #options: BuildOptions;

  constructor(options: BuildOptions) {
    this.#options = options;
    this.#registration = tasks.registerTaskProvider(type, this);
  }

  async run(request: BuildRequest): Promise<void> {
    const folder = workspace.getWorkspaceFolder(Uri.file(request.file));
    const { file, context, ...rest } = request;
    await tasks.executeTask(this.#task({ type, file, context, ...rest }, folder));
  }

  /** One task for each Dockerfile of the workspace. */
  async provideTasks(): Promise<Task[]> {
    if (!workspace.isTrusted) return [];
    const files = await findDockerfiles();
    return files.filter((uri) => uri.scheme === 'file').map((uri) => {
      const folder = workspace.getWorkspaceFolder(uri);
      return this.#task({ type, file: folder ? workspace.asRelativePath(uri, false) : uri.fsPath }, folder);
    });
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
    this.#failures.dispose();
  }

  #opened(terminal: BuildTerminal): BuildTerminal {
    this.#running.add(terminal);
    terminal.onDidClose(() => this.#running.delete(terminal));
    return terminal;
  }

  #task(definition: TaskDefinition & Partial<BuildDefinition>, folder: WorkspaceFolder | undefined, name?: string): Task {
    const execution = new CustomExecution(async (resolved) => {
      // VS Code hands over the definition with ${…} variables replaced.
      const request = requestFrom(resolved, (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath, contextOf);
      return this.#opened(new BuildTerminal(request, this.#failures, this.#options));
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
