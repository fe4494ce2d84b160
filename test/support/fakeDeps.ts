/**
 * Fakes for the client's commands. Owns: a `Deps` that answers from a script and records what was asked. No VS Code.
 */
import type { BuiltFrom, Deps, HistoryQuestion, Images, Results } from '../../client/src/commands/deps.ts';
import type { BuildArgument, HistoryEntryLines, StageInfo } from '../../server/src/lsp/protocol.ts';
import type { Engines } from '../../client/src/engine/engines.ts';
import type { EngineClient, EngineInfo } from '../../server/src/engine/contract.ts';
import type { Endpoint } from '../../server/src/engine/endpoint.ts';
import { defaultOptions } from '../../client/src/model/imageList.ts';
import type { BuildRequest } from '../../client/src/model/buildRequest.ts';
import type { BuildRun } from '../../client/src/model/buildRuns.ts';
import type { BuilderInfo } from '../../client/src/engine/builders.ts';
import { back, type Back, type FileRef, type Steps } from '../../client/src/ui/ports.ts';
import { fakeHistory, type HistoryScript } from './fakeHistory.ts';
import { fakeLayers, type LayersScript } from './fakeLayers.ts';

export interface Script {
  /** Typed into the input box; a function gets what stands there. Undefined dismisses it. */
  readonly input?: (value: string) => string | undefined;
  /** The label of the choice taken; undefined dismisses the list. */
  readonly pick?: string;
  readonly openFile?: string;
  readonly trusted?: boolean;
  readonly runs?: readonly BuildRun[];
  readonly arguments?: readonly BuildArgument[];
  readonly workspaceFolders?: readonly string[];
  readonly builders?: readonly BuilderInfo[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers the questions of something longer in turn: the beginning of a choice's label, several labels, a text, or the way back. None left dismisses. */
  readonly steps?: readonly (string | readonly string[] | Back | undefined)[];
  readonly active?: FileRef;
  readonly all?: readonly FileRef[];
  readonly stages?: readonly { name: string | null; index: number; line: number }[];
  readonly images?: Partial<Images>;
  readonly layers?: LayersScript;
  readonly history?: HistoryScript;
  /** What the person does with each question before what can't be undone, in order: the label of a button, or undefined to dismiss it. */
  readonly confirm?: readonly (string | undefined)[];
  /** Which of the checked choices stay checked; all when left out. */
  readonly pickMany?: (labels: readonly string[]) => readonly string[] | undefined;
  readonly saveFile?: string;
  /** The button of notifications that the person presses wherever it is offered. */
  readonly notice?: string;
  /** Methods of the engine. */
  readonly engine?: Partial<EngineClient>;
  /** The access to engines in place of one engine that is always there. */
  readonly engines?: Partial<Engines>;
  readonly results?: Partial<Results>;
  readonly text?: string;
  readonly builtFrom?: Readonly<Record<string, BuiltFrom>>;
  readonly historyLines?: (file: FileRef, question: HistoryQuestion) => readonly HistoryEntryLines[];
}

export function file(path: string, scheme = 'file'): FileRef {
  return { scheme, fsPath: path, toString: () => `${scheme}://${path}` };
}

/** `log` holds one line for everything that the person saw or that was done. */
export function fakeDeps(script: Script): { deps: Deps; log: string[]; builds: BuildRequest[]; memory: Map<string, string> } {
  const log: string[] = [];
  const builds: BuildRequest[] = [];
  const memory = new Map<string, string>();
  const say = (kind: string) => async (message: string, ...actions: string[]): Promise<string | undefined> => {
    log.push(`${kind}: ${message}`);
    return actions.find((action) => action === script.notice);
  };
  const missing = (name: string) => (): never => { throw new Error(`no fake for ${name}`); };
  const signal = new AbortController().signal;
  let confirmed = 0;
  let listing = defaultOptions;
  const deps: Deps = {
    prompts: {
      async input({ value, validate }) {
        const typed = script.input?.(value);
        const error = typed === undefined ? undefined : validate(typed);
        if (error !== undefined) log.push(`refused: ${error}`);
        return error === undefined ? typed : undefined;
      },
      async pick(_title, _placeholder, choices) {
        log.push(`choices: ${choices.map((choice) => choice.label).join(' | ')}`);
        return choices.find((choice) => choice.label === script.pick)?.value;
      },
      async pickLoading({ always, load, failed }) {
        const choices = [...await load(signal).catch((error: unknown) => failed(error)), ...always];
        log.push(`choices: ${choices.map((choice) => choice.label).join(' | ')}`);
        return choices.find((choice) => choice.label === script.pick)?.value;
      },
      async pickUpdating({ choices, update }) {
        let shown = choices;
        await update((next) => { shown = next; }, signal);
        log.push(...shown.map(({ label, description = '', detail = '' }) => `choice: ${[label, description, detail].filter(Boolean).join(' | ')}`));
        return shown.find((choice) => choice.label === script.pick)?.value;
      },
      async openFolder() { return script.openFile === undefined ? undefined : file(script.openFile); },
      async openFile() { return script.openFile === undefined ? undefined : file(script.openFile); },
      async pickMany(_title, _placeholder, choices) {
        const labels = choices.map((choice) => choice.label);
        log.push(`checked: ${labels.join(' | ')}`);
        const left = script.pickMany ? script.pickMany(labels) : labels;
        return left && choices.filter((choice) => left.includes(choice.label)).map((choice) => choice.value);
      },
      async saveFile({ name }) {
        log.push(`save as: ${name}`);
        return script.saveFile === undefined ? undefined : file(script.saveFile);
      },
      async confirm(message, detail, ...actions) {
        log.push(`confirm: ${message}\n${detail}\n[${actions.join('] [')}]`);
        const answer = script.confirm?.[confirmed++];
        if (answer !== undefined && !actions.includes(answer)) throw new Error(`no button ${answer}`);
        return answer;
      },
      inform: say('inform'), warn: say('warn'), fail: say('fail'),
      async copy(text) { log.push(`copy: ${text}`); },
      async openSettings(query) { log.push(`settings: ${query}`); },
    },
    steps: fakeSteps(script.steps ?? [], log),
    progress: { run: (title, work) => { log.push(`progress: ${title}`); return work(() => undefined, signal); } },
    memory: { get: (key) => memory.get(key), set: async (key, value) => { memory.set(key, value); } },
    output: { info: () => undefined, error: () => undefined, show: () => { log.push('output'); } },
    imageLists: {
      options: () => listing, setOptions(options) { listing = options; log.push(`listing: ${JSON.stringify(options)}`); },
      setShowStopped(show) { log.push(`stopped: ${show}`); }, refresh() { log.push('refresh'); }, show() { log.push('show'); },
    },
    documents: { async show(name, text) { log.push(`document ${name}: ${text}`); } },
    terminals: { open({ name, program, args }) { log.push(`terminal ${name}: ${[program, ...args].join(' ')}`); } },
    engines: fakeEngines(script.engine ?? {}, script.engines),
    images: {
      info: missing('info'), list: missing('list'), config: missing('config'), history: missing('history'), describe: missing('describe'), open: missing('open'), ...script.images,
    },
    views: {
      async showHistory({ source }) { log.push(`history view: ${source.name}`); },
      setEngine(state) { log.push(`engine: ${state}`); },
    },
    layers: fakeLayers({ ...(script.pick !== undefined ? { pick: script.pick } : {}), ...script.layers }, log),
    history: fakeHistory(script.history ?? {}, log),
    dockerfiles: {
      active: () => script.active,
      all: async () => script.all ?? [],
      text: async () => script.text ?? '',
      label: (one) => one.fsPath.slice(1),
      saved: async (one) => one,
      outline: async () => ({ stages: fakeStages(script), argsWithDefaults: script.arguments ?? [] }),
      workspaceFolders: () => script.workspaceFolders ?? [],
      async goTo(path, lines) { log.push(`go to: ${path}${lines ? `:${lines.first}` : ''}`); },
      context: (one) => one.fsPath.replace(/\/[^/]*$/, ''),
      stages: async () => fakeStages(script),
      historyLines: async (one, question) => script.historyLines?.(one, question) ?? question.entries.map(() => ({ lines: null, confidence: 0 })),
    },
    results: {
      dockerfileOf: (imageId) => script.builtFrom?.[imageId],
      async layersRead(imageId, hidden) { log.push(`layers read: ${imageId}, ${hidden.length} hidden files`); },
      latest: async () => [], predict: async () => undefined, enter: missing('enter'),
      async forget(path) { log.push(`forget: ${path}`); return true; },
      async toggleShown() { log.push('toggle results'); return 'hidden'; },
      ...script.results,
    },
    builds: {
      all: script.runs ?? [], onDidStart: () => ({ dispose: () => undefined }), onDidFinish: () => ({ dispose: () => undefined }), forgetEnded: () => { log.push('forget'); },
      async openLog(_run, step) { log.push(`log: ${step.name}`); },
    },
    build: async (request, environment) => { builds.push(request); if (environment && Object.keys(environment).length > 0) log.push(`environment: ${Object.keys(environment).join(', ')}`); },
    async saveTask(_file, request) { log.push(`task: ${JSON.stringify(request)}`); },
    builders: async () => script.builders ?? [],
    environment: () => script.environment ?? {},
    restartServer: async () => { log.push('restart'); },
    isTrusted: () => script.trusted ?? true,
  };
  return { deps, log, builds, memory };
}

/** One engine that is always there and that does what `methods` do. */
export function fakeEngines(methods: Partial<EngineClient>, others: Partial<Engines> = {}): Engines {
  const endpoint: Endpoint = { transport: 'socket', path: '/fake.sock', origin: { kind: 'usual place', product: 'Docker' } };
  const info: EngineInfo = { kind: 'docker', version: '28.5.2', apiVersion: '1.51', os: 'linux', arch: 'amd64' };
  const nothing = (): { dispose(): void } => ({ dispose: () => undefined });
  return {
    use: (signal, work) => (signal.aborted ? Promise.reject(signal.reason as Error) : work({ endpoint, dispose: () => undefined, ...methods } as EngineClient)),
    current: async () => endpoint,
    state: { kind: 'ready', endpoint, info },
    candidates: () => [endpoint],
    probe: async () => info,
    choice: undefined,
    choose: async () => undefined,
    refresh: () => undefined,
    onDidChange: nothing, watch: nothing,
    dispose: () => undefined,
    ...others,
  };
}

function fakeStages(script: Script): StageInfo[] {
  return (script.stages ?? []).map((stage) => ({ ...stage, range: { start: { line: stage.line, character: 0 }, end: { line: stage.line, character: 0 } } }));
}

function fakeSteps(answers: readonly (string | readonly string[] | Back | undefined)[], log: string[]): Steps {
  const left = [...answers];
  return {
    async pick({ choices, active }) {
      const answer = left.shift();
      log.push(`step: ${choices.map(({ label, description }) => (description ? `${label} (${description})` : label)).join(' | ')}`);
      if (answer === back || answer === undefined) return answer;
      if (answer === '') return active;
      const found = choices.find(({ label }) => label.replace(/^\$\([\w-]+\) /, '').startsWith(String(answer)));
      if (!found) throw new Error(`there is no choice ${String(answer)}`);
      return found.value;
    },
    async pickMany({ choices }) {
      const answer = left.shift();
      log.push(`step: ${choices.map(({ label }) => label).join(' | ')}`);
      return Array.isArray(answer) ? choices.filter(({ label }) => answer.includes(label)).map(({ value }) => value) : answer as Back | undefined;
    },
    async text({ value, validate, isHidden }) {
      const answer = left.shift();
      log.push(`text${isHidden ? ', hidden' : ''}: ${value}`);
      const error = typeof answer === 'string' ? validate(answer) : undefined;
      if (error !== undefined) log.push(`refused: ${error}`);
      return error === undefined ? answer as string | Back | undefined : undefined;
    },
  };
}
