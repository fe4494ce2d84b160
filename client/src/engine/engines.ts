/**
 * The engine in use. Owns: finding it, handing it out for a piece of work, choosing another, and noticing when it goes and comes back. Must not know VS Code.
 *
 * Nothing is kept that cannot be asked anew: the engine may be started, stopped or switched at any time, by the person or by others.
 */
import type { EngineClient, EngineInfo } from '../../../server/src/engine/contract.ts';
import { allEndpoints, choiceOf, chosenEndpoint, findEndpoints } from '../../../server/src/engine/endpoint.ts';
import type { Endpoint, EndpointSearch, Surroundings } from '../../../server/src/engine/endpoint.ts';
import { EngineError, untrusted } from '../../../server/src/engine/errors.ts';
import { firstThatAnswers, thisMachine } from '../../../server/src/engine/findEngine.ts';

/** What is known of the engine in use: nothing before its first use. */
export type EngineState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ready'; readonly endpoint: Endpoint; readonly info: EngineInfo }
  | { readonly kind: 'missing'; readonly error: EngineError };

export interface Listening {
  dispose(): void;
}

export interface Engines {
  /** Rejects as `work` does, and with an EngineError when no engine answers. The client is good until `work` has settled. */
  use<T>(signal: AbortSignal, work: (engine: EngineClient) => Promise<T>): Promise<T>;
  /** Where the engine in use is, looked for as `use` does. For programs that are to use the same one. */
  current(signal: AbortSignal): Promise<Endpoint>;
  /** As last seen; asks nobody. */
  readonly state: EngineState;
  /** Everything that could be chosen. Asks nobody. */
  candidates(): readonly Endpoint[];
  /** Who answers there. */
  probe(endpoint: Endpoint, signal: AbortSignal): Promise<EngineInfo>;
  /** What was chosen for this workspace, as `choiceOf` names it; undefined when the engine is docker's own choice. */
  readonly choice: string | undefined;
  /** Undefined goes back to docker's own choice. */
  choose(endpoint: Endpoint | undefined): Promise<void>;
  /** Forgets the engine in use, as what leads to it has changed. */
  refresh(): void;
  /** Called when another engine is in use, and when the engine goes or comes back. */
  onDidChange(listener: (state: EngineState) => void): Listening;
  /** For a view that waits for an engine, as long as it can be seen: one that is missing is looked for until it answers, and `onDidChange` tells. */
  watch(): Listening;
  /** Ends everything that is still going on. */
  dispose(): void;
}

export interface EnginesOptions {
  /** Drydock's own setting, '' for none. */
  readonly setting: () => string;
  /** Where the choice of this workspace is kept. */
  readonly memory?: { get(): string | undefined; set(choice: string | undefined): Promise<void> };
  readonly isTrusted?: () => boolean;
  readonly surroundings?: () => Surroundings;
  /** Milliseconds between two looks for an engine that went; the last counts from then on. */
  readonly delays?: readonly number[];
}

/** In milliseconds. */
const defaultDelays = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** For so long an engine that has answered need not be asked whether it is there, in milliseconds. */
const freshFor = 1_000;

/** `host` gives the setting for the engine's place, '' for none. */
export function enginesBySetting(host: () => string): Engines {
  return new EngineAccess({ setting: host });
}

interface Held {
  readonly key: string;
  readonly client: EngineClient;
  readonly info: EngineInfo;
  users: number;
  answeredAt: number;
  isRetired: boolean;
}

export class EngineAccess implements Engines {
  readonly #options: EnginesOptions;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #held: Held | undefined;
  #state: EngineState = { kind: 'unknown' };
  /** Only when nobody remembers it. */
  #ownChoice: string | undefined;
  #watchers = 0;
  #attempt = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: AbortController | undefined;
  #isDisposed = false;

  constructor(options: EnginesOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  get choice(): string | undefined {
    return this.#options.memory ? this.#options.memory.get() : this.#ownChoice;
  }

  async use<T>(signal: AbortSignal, work: (engine: EngineClient) => Promise<T>): Promise<T> {
    const held = await this.#acquire(signal);
    try {
      const result = await work(held.client);
      held.answeredAt = Date.now();
      return result;
    } catch (error) {
      if (isAbsence(error)) this.#lose(held, error);
      throw error;
    } finally {
      this.#release(held);
    }
  }

  async current(signal: AbortSignal): Promise<Endpoint> {
    const held = await this.#acquire(signal);
    this.#release(held);
    return held.client.endpoint;
  }

  candidates(): readonly Endpoint[] {
    return allEndpoints(this.#surroundings(), this.#options.setting());
  }

  async probe(endpoint: Endpoint, signal: AbortSignal): Promise<EngineInfo> {
    this.#checkTrust();
    const { client, info } = await firstThatAnswers({ endpoints: [endpoint] }, { signal });
    client.dispose();
    return info;
  }

  async choose(endpoint: Endpoint | undefined): Promise<void> {
    const choice = endpoint && choiceOf(endpoint);
    if (this.#options.memory) await this.#options.memory.set(choice);
    else this.#ownChoice = choice;
    this.refresh();
  }

  refresh(): void {
    this.#retire();
    this.#attempt = 0;
    this.#stopLooking();
    this.#setState({ kind: 'unknown' });
    if (this.#watchers > 0) this.#look();
  }

  onDidChange(listener: (state: EngineState) => void): Listening {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  watch(): Listening {
    let isOver = false;
    this.#attempt = 0;
    if (++this.#watchers === 1) this.#look();
    return {
      dispose: () => {
        if (isOver) return;
        isOver = true;
        if (--this.#watchers === 0) this.#stopLooking();
      },
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watchers = 0;
    this.#stopLooking();
    this.#retire();
    this.#listeners.clear();
  }

  /** The held engine while it is the one to use and still there, otherwise the first that answers. */
  async #acquire(signal: AbortSignal): Promise<Held> {
    this.#checkTrust();
    const search = this.#search();
    const key = JSON.stringify(search);
    const held = this.#held;
    if (held?.key === key && await this.#stillThere(held, signal)) {
      held.users++;
      return held;
    }
    const found = await this.#find(search, key, signal);
    found.users++;
    return found;
  }

  async #stillThere(held: Held, signal: AbortSignal): Promise<boolean> {
    if (Date.now() - held.answeredAt < freshFor) return true;
    try {
      await held.client.info({ signal });
      held.answeredAt = Date.now();
      return !held.isRetired;
    } catch (error) {
      if (!isAbsence(error)) throw error;
      return false;
    }
  }

  async #find(search: EndpointSearch, key: string, signal: AbortSignal): Promise<Held> {
    try {
      const { client, info } = await firstThatAnswers(search, { signal });
      this.#retire();
      const held: Held = { key, client, info, users: 0, answeredAt: Date.now(), isRetired: this.#isDisposed };
      if (!this.#isDisposed) this.#held = held;
      this.#setState({ kind: 'ready', endpoint: client.endpoint, info });
      return held;
    } catch (error) {
      if (isAbsence(error)) this.#lose(this.#held, error);
      throw error;
    }
  }

  #release(held: Held): void {
    held.users--;
    if (held.isRetired && held.users === 0) held.client.dispose();
  }

  /** Its work goes on to its end. */
  #retire(): void {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    held.isRetired = true;
    if (held.users === 0) held.client.dispose();
  }

  #lose(held: Held | undefined, error: EngineError): void {
    if (held !== this.#held) return;
    this.#retire();
    this.#setState({ kind: 'missing', error });
    this.#lookLater();
  }

  #search(): EndpointSearch {
    const { choice } = this;
    const setting = this.#options.setting();
    return choice === undefined ? findEndpoints(this.#surroundings(), setting) : chosenEndpoint(choice, this.#surroundings(), setting);
  }

  #surroundings(): Surroundings {
    return (this.#options.surroundings ?? thisMachine)();
  }

  #checkTrust(): void {
    if (this.#options.isTrusted?.() === false) throw untrusted();
  }

  #setState(state: EngineState): void {
    const before = this.#state;
    this.#state = state;
    if (before.kind === 'missing' && state.kind === 'ready') this.#attempt = 0;
    if (!isSame(before, state)) for (const listener of this.#listeners) listener(state);
  }

  // --- watching ---

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#watchers === 0 || this.#looking || this.#state.kind === 'ready' || this.#isDisposed) return;
    const control = new AbortController();
    this.#looking = control;
    // A failure is in the state.
    void this.current(control.signal).catch(() => undefined).finally(() => {
      if (this.#looking !== control) return;
      this.#looking = undefined;
      this.#lookLater();
    });
  }

  #lookLater(): void {
    if (this.#watchers === 0 || this.#looking || this.#timer || this.#state.kind === 'ready' || this.#isDisposed) return;
    const delays = this.#options.delays ?? defaultDelays;
    const delay = delays[Math.min(this.#attempt++, delays.length - 1)] ?? 0;
    this.#timer = setTimeout(() => this.#look(), delay);
  }

  #stopLooking(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#looking?.abort();
    this.#looking = undefined;
  }
}

/** Failures that say something of the engine as a whole, and not of one request. */
const absences: ReadonlySet<string> = new Set<EngineError['kind']>([
  'no-engine', 'bad-endpoint', 'permission', 'not-running', 'unreachable', 'tls', 'ssh', 'timeout', 'api-too-old', 'api-too-new', 'lost', 'bad-answer',
]);

function isAbsence(error: unknown): error is EngineError {
  return error instanceof EngineError && absences.has(error.kind);
}

function isSame(one: EngineState, other: EngineState): boolean {
  if (one.kind === 'ready' && other.kind === 'ready') return JSON.stringify([one.endpoint, one.info]) === JSON.stringify([other.endpoint, other.info]);
  if (one.kind === 'missing' && other.kind === 'missing') return one.error.message === other.error.message;
  return one.kind === other.kind;
}
