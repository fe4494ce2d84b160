/**
 * One build in a task's terminal. Owns: its text, its progress notification with Cancel, and what becomes of its failure. Must not know docker's
 * options or output: `runBuild.ts` does.
 */
import { commands, EventEmitter, ProgressLocation, Range, Uri, window, type LogOutputChannel, type Pseudoterminal } from 'vscode';
import { sentenceOf, wasCancelled } from '../failure.ts';
import type { BuildFailures } from './failures.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { BuildResult, Failure } from './runBuild.ts';

export interface TerminalOptions {
  readonly output: LogOutputChannel;
  engineHost(): string;
}

const interruptKey = '\x03';

export class BuildTerminal implements Pseudoterminal {
  readonly #write = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly #abort = new AbortController();
  readonly #request: BuildRequest | string;
  readonly #failures: BuildFailures;
  readonly #options: TerminalOptions;
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#closed.event;

  /** `request` is a sentence when the task's definition is wrong. */
  constructor(request: BuildRequest | string, failures: BuildFailures, options: TerminalOptions) {
    this.#request = request;
    this.#failures = failures;
    this.#options = options;
  }

  open(): void {
    void this.#run().then((code) => this.#closed.fire(code));
  }

  close(): void {
    this.#abort.abort();
  }

  handleInput(data: string): void {
    if (data.includes(interruptKey)) this.#abort.abort();
  }

  async #run(): Promise<number> {
    const request = this.#request;
    if (typeof request === 'string') {
      this.#line(request);
      void window.showErrorMessage(request);
      return 1;
    }
    this.#failures.clear(request.file);
    try {
      const result = await this.#underProgress(request);
      if (result.failure) await this.#failures.set(request.file, result.failure);
      if (!result.cancelled) this.#announce(request, result);
      return result.exitCode;
    } catch (error) {
      if (wasCancelled(error)) return 130;
      this.#options.output.error(sentenceOf(error));
      this.#line(sentenceOf(error));
      void window.showErrorMessage(sentenceOf(error));
      return 1;
    }
  }

  #underProgress(request: BuildRequest): Thenable<BuildResult> {
    const title = request.tag ? `Building ${request.tag}` : 'Building the image';
    return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => this.#abort.abort());
      const { runBuild } = await import('./runBuild.ts');
      return runBuild(request, {
        host: this.#options.engineHost(),
        signal: this.#abort.signal,
        write: (text) => this.#write.fire(text.replace(/\r?\n/g, '\r\n')),
        report: (message) => progress.report({ message }),
      });
    });
  }

  #announce(request: BuildRequest, { exitCode, failure }: BuildResult): void {
    if (exitCode === 0) void announceSuccess(request);
    else void announceFailure(request, failure);
  }

  #line(text: string): void {
    this.#write.fire(`${text}\r\n`);
  }
}

const historyAction = 'Show History';
const layersAction = 'Inspect Layers';
const lineAction = 'Go to Line';

async function announceSuccess({ tag }: BuildRequest): Promise<void> {
  const action = await window.showInformationMessage(`Built ${tag ?? 'the image'}.`, ...(tag ? [historyAction, layersAction] : []));
  if (action === historyAction) await commands.executeCommand('drydock.showImageHistory', tag);
  if (action === layersAction) await commands.executeCommand('drydock.inspectImageLayers', tag);
}

async function announceFailure({ file, tag }: BuildRequest, failure: Failure | undefined): Promise<void> {
  const place = failure?.lines ? `Line ${failure.lines.first + 1}: ` : '';
  const message = `${tag ?? 'The image'} was not built. ${place}${failure?.message ?? 'The terminal says why.'}`;
  const action = await window.showErrorMessage(message, ...(failure?.lines ? [lineAction] : []));
  if (action === lineAction && failure?.lines) await window.showTextDocument(Uri.file(file), { selection: new Range(failure.lines.first, 0, failure.lines.first, 0) });
}
