/**
 * The progress of a build as buildx gives it with `--progress=rawjson`. Owns: reading its lines into steps, their logs and transfers, and warnings.
 * Must not start builds or know VS Code. Text may come in any pieces; a line that is none of buildx's is handed on as text, and what is odd in one is ignored.
 */
import { StringDecoder } from 'node:string_decoder';

export type StepState = 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'cancelled';

/** A part of a step that moves bytes, such as one layer of a pull. */
export interface Transfer {
  readonly id: string;
  /** E.g. "transferring context" or "sha256:3412ece90e29 extracting". */
  readonly label: string;
  /** Bytes; 0 where it is not about bytes or not known. */
  readonly current: number;
  readonly total: number;
  readonly isComplete: boolean;
}

export interface BuildStep {
  /** The builder's digest of the step, or its number in output without digests. */
  readonly id: string;
  /** Counts the steps as they begin, from 1; 0 for one that has not begun. */
  readonly number: number;
  /** As the builder names it, e.g. "[build 2/5] RUN make". */
  readonly name: string;
  /** What stands before the position: the stage and, of several, the platform. '' when the name has none. */
  readonly stage: string;
  /** Place among its stage's steps, 1-based; 0 for work that is no instruction. */
  readonly position: number;
  readonly count: number;
  readonly inputs: readonly string[];
  readonly state: StepState;
  /** Milliseconds since 1970; undefined when it did not begin or end. */
  readonly started: number | undefined;
  readonly completed: number | undefined;
  /** The builder's words, '' without an error. */
  readonly error: string;
  /** The last lines that it printed, without escape codes. */
  readonly log: readonly string[];
  /** How many lines before those were printed and not kept. */
  readonly dropped: number;
  readonly transfers: readonly Transfer[];
}

/** 0-based lines and characters; the end is exclusive in its line. An end at character 0 of the start's line means the whole line. */
export interface SourceRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface BuildWarning {
  /** Name of the check, '' when there is none. */
  readonly rule: string;
  readonly message: string;
  /** More about it, '' when there is none. */
  readonly detail: string;
  /** Where it is explained, '' when nowhere. */
  readonly url: string;
  /** The Dockerfile as the builder names it, '' when unknown. */
  readonly file: string;
  readonly ranges: readonly SourceRange[];
}

export type ProgressEvent =
  | { readonly kind: 'step'; readonly step: BuildStep }
  /** A whole line of a step's output; escape codes are still in it. `at` is in milliseconds since the step began. */
  | { readonly kind: 'log'; readonly step: BuildStep; readonly line: string; readonly at: number }
  | { readonly kind: 'transfer'; readonly step: BuildStep; readonly transfer: Transfer; readonly time: number }
  | { readonly kind: 'warning'; readonly warning: BuildWarning }
  /** A line that is no progress, such as an error at the end. */
  | { readonly kind: 'text'; readonly line: string };

/** Lines of one step's log that are kept, and characters of one line. */
export const longestLog = 1000;
const longestLine = 4000;
const escapeCodes = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007?/g;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Step = Mutable<Omit<BuildStep, 'log' | 'transfers'>> & { log: string[]; transfers: Transfer[]; streams: Map<unknown, { decoder: StringDecoder; rest: string }> };
type Json = Readonly<Record<string, unknown>>;

/** Reads one build's output. Steps are updated in place, so that whoever holds one sees it change. */
export class RawProgress {
  readonly #steps = new Map<string, Step>();
  readonly #warnings = new Map<string, BuildWarning>();
  readonly #onEvent: (event: ProgressEvent) => void;
  #rest = '';
  #begun = 0;

  constructor(onEvent: (event: ProgressEvent) => void = () => undefined) {
    this.#onEvent = onEvent;
  }

  /** Those that began in that order, then those that wait, the first to come first. */
  get steps(): readonly BuildStep[] {
    const all = [...this.#steps.values()];
    const begun = all.filter(({ number }) => number > 0).sort((a, b) => a.number - b.number);
    // The builder names the last step first.
    return [...begun, ...all.filter(({ number }) => number === 0).reverse()];
  }

  get warnings(): readonly BuildWarning[] {
    return [...this.#warnings.values()];
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
  }

  /** Says that the output is complete: what still runs has ended with the program. */
  end(outcome: 'succeeded' | 'failed' | 'cancelled'): void {
    if (this.#rest) this.push('\n');
    for (const step of this.#steps.values()) {
      this.#flush(step);
      if (step.state !== 'running') continue;
      step.state = outcome === 'succeeded' ? 'done' : 'cancelled';
      this.#onEvent({ kind: 'step', step });
    }
  }

  #line(line: string): void {
    const message = line.startsWith('{') ? parsed(line) : undefined;
    if (!message) return this.#onEvent({ kind: 'text', line: line.replace(/\r$/, '') });
    // One message may end a step and begin it again: the look into the cache, and the work.
    const changed = new Set(objects(message['vertexes']).flatMap((vertex) => this.#vertex(vertex)));
    for (const step of changed) this.#onEvent({ kind: 'step', step });
    for (const status of objects(message['statuses'])) this.#status(status);
    for (const log of objects(message['logs'])) this.#log(log);
    for (const warning of objects(message['warnings'])) this.#warning(warning);
  }

  /** The step, when its state is another than before. */
  #vertex(vertex: Json): Step[] {
    const id = text(vertex['digest']);
    if (id === '') return [];
    let step = this.#steps.get(id);
    if (!step) this.#steps.set(id, step = newStep(id, text(vertex['name'])));
    const before = step.state;
    const started = time(vertex['started']);
    const completed = time(vertex['completed']);
    if (Array.isArray(vertex['inputs'])) step.inputs = vertex['inputs'].filter((input) => typeof input === 'string');
    if (started === undefined) return [];
    if (step.number === 0) step.number = ++this.#begun;
    // Looking it up in the cache and doing it are told apart; the step began with the first.
    step.started ??= started;
    step.completed = completed;
    step.error = text(vertex['error']);
    step.state = stateOf(step, vertex['cached'] === true);
    if (step.state !== 'running') this.#flush(step);
    return step.state === before ? [] : [step];
  }

  #status(status: Json): void {
    const step = this.#steps.get(text(status['vertex']));
    const id = text(status['id']);
    if (!step || id === '') return;
    const name = text(status['name']);
    // The id of a transfer of the context says what it is; that of a layer does not.
    const label = id.replace(/:$/, '').replace(/^sha256:([0-9a-f]{12})[0-9a-f]+$/, '$1') + (name && name !== 'done' && !id.startsWith(name) ? ` ${name}` : '');
    const transfer: Transfer = { id, label, current: count(status['current']), total: count(status['total']), isComplete: time(status['completed']) !== undefined };
    const index = step.transfers.findIndex((known) => known.id === id);
    if (index < 0) step.transfers.push(transfer);
    else step.transfers[index] = transfer;
    this.#onEvent({ kind: 'transfer', step, transfer, time: time(status['timestamp']) ?? 0 });
  }

  #log(log: Json): void {
    const step = this.#steps.get(text(log['vertex']));
    if (!step) return;
    let stream = step.streams.get(log['stream']);
    // A piece may end within a character.
    if (!stream) step.streams.set(log['stream'], stream = { decoder: new StringDecoder('utf8'), rest: '' });
    const lines = (stream.rest + stream.decoder.write(Buffer.from(text(log['data']), 'base64'))).split(/\r?\n/);
    stream.rest = lines.pop()!;
    // A program that prints without ever ending its line must not be kept whole.
    if (stream.rest.length > longestLine) stream.rest = lastOverwritten(stream.rest).slice(-longestLine);
    const at = Math.max(0, (time(log['timestamp']) ?? 0) - (step.started ?? 0));
    for (const line of lines) this.#logLine(step, line, at);
  }

  #logLine(step: Step, raw: string, at: number): void {
    const line = lastOverwritten(raw).slice(0, longestLine);
    step.log.push(line.replace(escapeCodes, ''));
    if (step.log.length > longestLog) {
      step.log.shift();
      step.dropped++;
    }
    this.#onEvent({ kind: 'log', step, line, at });
  }

  /** Takes the last line, which nothing ended. */
  #flush(step: Step): void {
    for (const stream of step.streams.values()) {
      if (stream.rest !== '') this.#logLine(step, stream.rest, Math.max(0, (step.completed ?? step.started ?? 0) - (step.started ?? 0)));
      stream.rest = '';
    }
  }

  #warning(warning: Json): void {
    const short = decoded(warning['short']);
    if (short === '') return;
    const parts = /^(?:(\w+): )?([^]*?)(?: \(line \d+\))?$/.exec(short)!;
    const source = (warning['sourceInfo'] ?? {}) as Json;
    const made: BuildWarning = {
      rule: parts[1] ?? '', message: parts[2]!,
      detail: Array.isArray(warning['detail']) ? warning['detail'].map(decoded).filter(Boolean).join('\n') : '',
      url: text(warning['url']), file: text(source['filename']), ranges: objects(warning['range']).flatMap(rangeOf),
    };
    // Of several platforms each tells it.
    const key = JSON.stringify([short, made.file, made.ranges]);
    if (this.#warnings.has(key)) return;
    this.#warnings.set(key, made);
    this.#onEvent({ kind: 'warning', warning: made });
  }
}

/** Takes a step's name apart, which begins with "[stage 2/5] ", "[linux/arm64 2/5] " or "[2/5] " for an instruction. */
export function placeOf(name: string): Pick<BuildStep, 'stage' | 'position' | 'count'> {
  const numbered = /^\[(?:([^\]]*) )?(\d+)\/(\d+)\] /.exec(name);
  return { stage: numbered?.[1] ?? '', position: Number(numbered?.[2] ?? 0), count: Number(numbered?.[3] ?? 0) };
}

function newStep(id: string, name: string): Step {
  return {
    id, number: 0, name, ...placeOf(name), inputs: [], state: 'waiting', started: undefined, completed: undefined, error: '', log: [], dropped: 0, transfers: [], streams: new Map(),
  };
}

function stateOf({ error, completed }: Step, isCached: boolean): StepState {
  if (error !== '') return error.endsWith('context canceled') ? 'cancelled' : 'failed';
  if (isCached) return 'cached';
  return completed === undefined ? 'running' : 'done';
}

/** What a terminal would show of a line that a carriage return overwrites. */
function lastOverwritten(line: string): string {
  return line.includes('\r') ? line.split('\r').findLast((part) => part !== '') ?? '' : line;
}

/** Undefined for what is none of buildx's messages. */
function parsed(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isMessage = typeof value === 'object' && value !== null && ['vertexes', 'statuses', 'logs', 'warnings'].some((key) => Array.isArray((value as Json)[key]));
    return isMessage ? value as Json : undefined;
  } catch {
    return undefined;
  }
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null && !Array.isArray(item)) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function time(value: unknown): number | undefined {
  const parsedTime = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsedTime) ? undefined : parsedTime;
}

function decoded(value: unknown): string {
  return Buffer.from(text(value), 'base64').toString('utf8');
}

/** BuildKit counts lines from 1, characters from 0, and leaves out what is 0. */
function rangeOf({ start, end }: Json): SourceRange[] {
  const place = (value: unknown): { line: number; character: number } | undefined => {
    const { line, character } = (typeof value === 'object' && value !== null ? value : {}) as Json;
    return count(line) > 0 ? { line: count(line) - 1, character: count(character) } : undefined;
  };
  const from = place(start);
  const to = place(end) ?? from;
  return from && to ? [{ start: from, end: to }] : [];
}
