/**
 * One build in a task's terminal. Owns: its text, its progress notification with Cancel, and what becomes of its failure. Must not know docker's
 * options or output: `runBuild.ts` does.
 */
import { EventEmitter, ProgressLocation, window, type LogOutputChannel, type Pseudoterminal } from 'vscode';
import { sentenceOf, wasCancelled } from '../failure.ts';
import type { BuildFailures } from './failures.ts';
import type { BuildRequest } from './request.ts';
import type { BuildResult, RunBuild } from './runBuild.ts';

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
      await this.#failures.set(request.file, result.failures);
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
      const { runBuild }: { runBuild: RunBuild } = await import('./runBuild.ts');
      return runBuild(request, {
        host: this.#options.engineHost(),
        signal: this.#abort.signal,
        write: (text) => this.#write.fire(text.replace(/\r?\n/g, '\r\n')),
        report: (message) => progress.report({ message }),
      });
    });
  }

  #announce(request: BuildRequest, { exitCode, failures }: BuildResult): void {
    if (exitCode === 0) void window.showInformationMessage(`Built ${request.tag ?? 'the image'}.`);
    else void window.showErrorMessage(`${request.tag ?? 'The image'} was not built. ${failures[0]?.message ?? 'The terminal says why.'}`);
  }

  #line(text: string): void {
    this.#write.fire(`${text}\r\n`);
  }
}
