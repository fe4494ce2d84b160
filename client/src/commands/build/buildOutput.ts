/**
 * What a builder prints, whichever it is. Owns: which of the two readers a line belongs to, and the text for the terminal. Must not start builds or know VS Code.
 */
import { BuildProgress, failureLog, type BuildFailure } from '../../engine/buildProgress.ts';
import { RawProgress, type BuildStep, type BuildWarning } from '../../engine/rawProgress.ts';
import { PlainText } from '../../model/buildText.ts';

/** What a program says of an option that it does not know. */
const refusal = /unknown flag: --(?:progress|metadata-file|iidfile)|invalid progress mode|invalid progress value|--progress.* only supported with/i;

export class BuildOutput {
  readonly #raw: RawProgress | undefined;
  /** Reads everything without raw progress, and with it what stands outside: the excerpt and the error at the end. */
  readonly #plain = new BuildProgress();
  readonly #write: (text: string) => void;
  #isOptionRefused = false;
  /** Text for the terminal: one write for each piece that comes, however many lines are in it. */
  #pending = '';

  constructor(hasRawProgress: boolean, write: (text: string) => void) {
    this.#write = write;
    const text = new PlainText();
    this.#raw = hasRawProgress ? new RawProgress((event) => {
      if (event.kind === 'text') this.#text(`${event.line}\n`);
      this.#pending += text.render(event);
    }) : undefined;
  }

  /** A docker command that is something else may take the option and print what it likes. */
  get steps(): readonly BuildStep[] {
    return this.#raw?.steps.length ? this.#raw.steps : this.#plain.steps;
  }

  get warnings(): readonly BuildWarning[] {
    return this.#raw?.warnings.length ? this.#raw.warnings : this.#plain.warnings;
  }

  /** The instruction that was begun last and still runs, otherwise any step that does. */
  get running(): BuildStep | undefined {
    const running = this.steps.filter(({ state }) => state === 'running');
    return running.findLast(({ position }) => position > 0) ?? running.at(-1);
  }

  push(text: string, from: 'stdout' | 'stderr'): void {
    if (this.#raw && from === 'stderr') {
      this.#raw.push(text);
      this.#flush();
      return;
    }
    this.#write(text);
    this.#text(text);
  }

  /** Says that the output is complete. `step` is the one that failed. */
  end(exitCode: number, isCancelled: boolean): { readonly failure: BuildFailure | undefined; readonly step: BuildStep | undefined; readonly isOptionRefused: boolean } {
    this.#raw?.end(isCancelled ? 'cancelled' : exitCode === 0 ? 'succeeded' : 'failed');
    this.#flush();
    const failure = this.#plain.end(exitCode);
    const step = exitCode === 0 ? undefined : this.steps.find(({ state }) => state === 'failed');
    const log = step ? step.log.slice(-failureLog) : failure?.log ?? [];
    return { failure: failure && { ...failure, log }, step, isOptionRefused: this.#isOptionRefused && this.steps.length === 0 };
  }

  #flush(): void {
    if (this.#pending !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #text(text: string): void {
    if (refusal.test(text)) this.#isOptionRefused = true;
    this.#plain.push(text);
  }
}
