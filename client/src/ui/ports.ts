/**
 * What commands need of the window. Owns: the interfaces only, so that commands run in tests without VS Code. `window.ts` implements them.
 */

/** A file as VS Code names it; `vscode.Uri` fits. */
export interface FileRef {
  readonly scheme: string;
  readonly fsPath: string;
  toString(): string;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

/** A picker that opens at once with `always` and puts what `load` brings before it. */
export interface LoadingPick<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly always: readonly Choice<T>[];
  load(signal: AbortSignal): Promise<readonly Choice<T>[]>;
  /** The choices shown in place of those that could not be loaded. */
  failed(error: unknown): readonly Choice<T>[];
}

/** A picker whose choices are there at once, and say more as it comes to be known. */
export interface UpdatingPick<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** Shows other texts for the same choices, as often as it likes, until the signal says that the picker has gone. */
  update(show: (choices: readonly Choice<T>[]) => void, signal: AbortSignal): Promise<void>;
}

/** Every method gives undefined when the person dismisses it. */
export interface Prompts {
  /** `validate` gives the sentence to show under the box, or undefined when the value is fine. */
  input(options: { title: string; prompt: string; value: string; validate(value: string): string | undefined }): Promise<string | undefined>;
  pick<T>(title: string, placeholder: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
  pickLoading<T>(options: LoadingPick<T>): Promise<T | undefined>;
  pickUpdating<T>(options: UpdatingPick<T>): Promise<T | undefined>;
  openFile(options: { title: string; label: string; extensions: readonly string[]; what: string }): Promise<FileRef | undefined>;
  openFolder(options: { title: string; label: string }): Promise<FileRef | undefined>;
  /** Several of them; all are checked at first. */
  pickMany<T>(title: string, placeholder: string, choices: readonly Choice<T>[]): Promise<readonly T[] | undefined>;
  /** `name` is proposed; a file that is there already is asked about by the dialog. */
  saveFile(options: { title: string; label: string; name: string; extensions: readonly string[]; what: string }): Promise<FileRef | undefined>;
  /** A modal question before what can't be undone; `detail` says line by line what will happen. */
  confirm(message: string, detail: string, ...actions: string[]): Promise<string | undefined>;
  inform(message: string, ...actions: string[]): Promise<string | undefined>;
  warn(message: string, ...actions: string[]): Promise<string | undefined>;
  fail(message: string, ...actions: string[]): Promise<string | undefined>;
  copy(text: string): Promise<void>;
  openSettings(query: string): Promise<void>;
}

/** The answer of a step that was led back from. */
export const back = Symbol('back');
export type Back = typeof back;

export interface StepChoice<T> extends Choice<T> {
  /** Shown whatever is typed. */
  readonly isAlways?: boolean;
  readonly canRemove?: boolean;
}

export interface PickStep<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly StepChoice<T>[];
  /** The choice that Enter takes at first. */
  readonly active?: T;
  /** Called for the delete button of a choice that can be removed. */
  remove?(value: T): void;
}

export interface ManyStep<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  readonly picked: readonly T[];
}

export interface TextStep {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Shows dots in place of what is typed. */
  readonly isHidden?: boolean;
  validate(value: string): string | undefined;
}

/** Questions that are part of something longer and have a button that leads back. Undefined when they are dismissed. */
export interface Steps {
  pick<T>(step: PickStep<T>): Promise<T | Back | undefined>;
  pickMany<T>(step: ManyStep<T>): Promise<readonly T[] | Back | undefined>;
  text(step: TextStep): Promise<string | Back | undefined>;
}

/** Tells how far it is: a sentence, and the part of the whole that is done since the last report (0 to 100) where it is known. */
export type Report = (message: string, increment?: number) => void;

export interface Progress {
  /** Runs `work` under a notification with a Cancel button, which aborts the signal. */
  run<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Texts made here, in read-only editors. */
export interface Documents {
  /** The language goes by the extension of `name`. The same name again replaces the text. */
  show(name: string, text: string): Promise<void>;
}

export interface TerminalRequest {
  readonly name: string;
  /** Absolute path of the program, which is started without a shell. */
  readonly program: string;
  readonly args: readonly string[];
  /** To be added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Terminals {
  open(terminal: TerminalRequest): void;
}

/** Remembered for this workspace. */
export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string): Promise<void>;
}

export interface Output {
  info(message: string): void;
  error(message: string): void;
  show(): void;
}
