/**
 * One build in a task's terminal. Owns: its text, its progress notification with Cancel, and what becomes of its failure. Must not know docker's
 * options or output: `runBuild.ts` does.
 */
import { commands, EventEmitter, ProgressLocation, Range, Uri, window, workspace, type LogOutputChannel, type Pseudoterminal } from 'vscode';
import type { Engines } from '../../engine/engines.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { BuildRun, BuildRuns } from '../../model/buildRuns.ts';
import { formatDuration } from '../../model/format.ts';
import { withoutLinks } from '../../model/markup.ts';
import { isOfReaching, sentenceOf, wasCancelled } from '../failure.ts';
import { isOfEngine } from './failureSentence.ts';
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
/** Milliseconds without a word after which the terminal says what is being done. */
const patience = 700;

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
      void window.showErrorMessage(withoutLinks(request));
      return 1;
    }
    if (!workspace.isTrusted) {
      this.#line('Builds run programs, so they need a trusted workspace.');
      return 1;
    }
    this.#findings.clear(request.file);
    try {
      if (!await this.#mayBegin(request)) {
        this.#line('The build was not started.');
        return 130;
      }
      const { exitCode, run } = await this.#underProgress(request);
      this.#line(`\r\n${summaryOf(run)}`);
      // A Dockerfile that is gone by now has no problems to show.
      if (run.outcome !== 'cancelled') await this.#findings.set(run).catch(() => undefined);
      if (run.outcome === 'succeeded') this.#announce(announceSuccess(run));
      if (run.outcome === 'failed') this.#announce(announceFailure(run));
      return exitCode;
    } catch (error) {
      if (wasCancelled(error) || this.#abort.signal.aborted) return 130;
      this.#options.output.error(sentenceOf(error));
      this.#line(sentenceOf(error));
      this.#announce(announceProblem(error));
      return 1;
    }
  }

  async #mayBegin(request: BuildRequest): Promise<boolean> {
    const timer = setTimeout(() => this.#line('Adding up the files of the build context …'), patience);
    try {
      return await this.#options.confirm(request, this.#abort.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #underProgress(request: BuildRequest): Thenable<BuildResult> {
    const title = request.tags[0] ? withoutLinks(`Building ${request.tags[0]}`) : 'Building the image';
    return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => this.#abort.abort());
      const { runBuild } = await import('./runBuild.ts');
      return runBuild(request, {
        ...this.#options,
        signal: this.#abort.signal,
        cancel: () => this.#abort.abort(),
        write: (text) => this.#write.fire(text.replace(/\r?\n/g, '\r\n')),
        report: (message) => progress.report({ message: withoutLinks(message) }),
      });
    });
  }

  /** Nobody waits for an answer to a notification. */
  #announce(answer: Promise<void>): void {
    answer.catch((error: unknown) => this.#options.output.error(sentenceOf(error)));
  }

  #line(text: string): void {
    this.#write.fire(`${text}\r\n`);
  }
}

const historyAction = 'Show History';
const layersAction = 'Inspect Layers';
const lineAction = 'Go to Line';
const engineAction = 'Switch Engine…';

function summaryOf({ outcome, request: { tags, push }, ended, started, failure }: BuildRun): string {
  const name = tags[0] ?? 'the image';
  const time = formatDuration((ended ?? started) - started);
  if (outcome === 'succeeded') return `Built ${name}${push ? ' and pushed it' : ''} in ${time}.`;
  if (outcome === 'cancelled') return `Cancelled after ${time}.`;
  return `${tags[0] ?? 'The image'} was not built. ${failure?.lines ? `Line ${failure.lines.first + 1}: ` : ''}${failure?.message ?? 'The output above says why.'}`;
}

/** Without an image in the engine, as after an output into files, there is nothing to show. */
async function announceSuccess(run: BuildRun): Promise<void> {
  const image = run.imageId === undefined ? undefined : run.request.tags[0] ?? run.imageId;
  const action = await window.showInformationMessage(withoutLinks(summaryOf(run)), ...(image === undefined ? [] : [historyAction, layersAction]));
  if (action === historyAction) await commands.executeCommand('drydock.showImageHistory', image);
  if (action === layersAction) await commands.executeCommand('drydock.inspectImageLayers', image);
}

async function announceFailure(run: BuildRun): Promise<void> {
  const { request: { file }, failure } = run;
  const actions = [...failure?.lines ? [lineAction] : [], ...isOfEngine(failure?.message ?? '') ? [engineAction] : []];
  const action = await window.showErrorMessage(withoutLinks(summaryOf(run)), ...actions);
  if (action === engineAction) await commands.executeCommand('drydock.switchEngine');
  if (action === lineAction && failure?.lines) await window.showTextDocument(Uri.file(file), { selection: new Range(failure.lines.first, 0, failure.lines.first, 0) });
}

/** Of a build that could not begin. */
async function announceProblem(error: unknown): Promise<void> {
  const action = await window.showErrorMessage(withoutLinks(sentenceOf(error)), ...(isOfReaching(error) ? [engineAction] : []));
  if (action === engineAction) await commands.executeCommand('drydock.switchEngine');
}
