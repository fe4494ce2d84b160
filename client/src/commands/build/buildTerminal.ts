/**
 * One build in a task's terminal. Owns: its text, its progress notification with Cancel, and what becomes of its failure. Must not know docker's
 * options or output: `runBuild.ts` does.
 */
import { commands, EventEmitter, ProgressLocation, Range, Uri, window, type LogOutputChannel, type Pseudoterminal } from 'vscode';
import type { Engines } from '../../engine/engines.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { BuildRun, BuildRuns } from '../../model/buildRuns.ts';
import { sentenceOf, wasCancelled } from '../failure.ts';
import type { BuildFindings } from './findings.ts';
import type { BuildResult } from './runBuild.ts';

export interface TerminalOptions {
  readonly output: LogOutputChannel;
  readonly runs: BuildRuns;
  readonly engines: Engines;
  /** Values that are kept nowhere, for the builder's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Asked before anything is sent; false when the build shall not begin. */
  confirm(request: BuildRequest, signal: AbortSignal): Promise<boolean>;
}

const interruptKey = '\x03';

export class BuildTerminal implements Pseudoterminal {
  readonly #write = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly #abort = new AbortController();
  readonly #request: BuildRequest | string;
  readonly #findings: BuildFindings;
  readonly #options: TerminalOptions;
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#closed.event;

  /** `request` is a sentence when the task's definition is wrong. */
  constructor(request: BuildRequest | string, findings: BuildFindings, options: TerminalOptions) {
    this.#request = request;
    this.#findings = findings;
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
    this.#findings.clear(request.file);
    try {
      if (!await this.#options.confirm(request, this.#abort.signal)) {
        this.#line('The build was not started.');
        return 130;
      }
      const { exitCode, run } = await this.#underProgress(request);
      if (run.outcome !== 'cancelled') await this.#findings.set(run);
      if (run.outcome === 'succeeded') void announceSuccess(run);
      if (run.outcome === 'failed') void announceFailure(run);
      return exitCode;
    } catch (error) {
      if (wasCancelled(error) || this.#abort.signal.aborted) return 130;
      this.#options.output.error(sentenceOf(error));
      this.#line(sentenceOf(error));
      void window.showErrorMessage(sentenceOf(error));
      return 1;
    }
  }

  #underProgress(request: BuildRequest): Thenable<BuildResult> {
    const title = request.tags[0] ? `Building ${request.tags[0]}` : 'Building the image';
    return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => this.#abort.abort());
      const { runBuild } = await import('./runBuild.ts');
      return runBuild(request, {
        ...this.#options,
        signal: this.#abort.signal,
        cancel: () => this.#abort.abort(),
        write: (text) => this.#write.fire(text.replace(/\r?\n/g, '\r\n')),
        report: (message) => progress.report({ message }),
      });
    });
  }

  #line(text: string): void {
    this.#write.fire(`${text}\r\n`);
  }
}

const historyAction = 'Show History';
const layersAction = 'Inspect Layers';
const lineAction = 'Go to Line';

async function announceSuccess({ request: { tags, push }, ended, started }: BuildRun): Promise<void> {
  const [tag] = tags;
  const time = `${(((ended ?? started) - started) / 1000).toFixed(1)} s`;
  const action = await window.showInformationMessage(`Built ${tag ?? 'the image'}${push ? ' and pushed it' : ''} in ${time}.`, ...(tag ? [historyAction, layersAction] : []));
  if (action === historyAction) await commands.executeCommand('drydock.showImageHistory', tag);
  if (action === layersAction) await commands.executeCommand('drydock.inspectImageLayers', tag);
}

async function announceFailure({ request: { file, tags }, failure }: BuildRun): Promise<void> {
  const place = failure?.lines ? `Line ${failure.lines.first + 1}: ` : '';
  const message = `${tags[0] ?? 'The image'} was not built. ${place}${failure?.message ?? 'The terminal says why.'}`;
  const action = await window.showErrorMessage(message, ...(failure?.lines ? [lineAction] : []));
  if (action === lineAction && failure?.lines) await window.showTextDocument(Uri.file(file), { selection: new Range(failure.lines.first, 0, failure.lines.first, 0) });
}
