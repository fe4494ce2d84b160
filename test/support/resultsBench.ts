/**
 * Builds with the real engine and what is remembered of them, as the extension does it. Owns: a folder with a Dockerfile, a language server and the parts between.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildResults } from '../../client/src/commands/results/buildResults.ts';
import { runBuild } from '../../client/src/commands/build/runBuild.ts';
import { enginesBySetting, type Engines } from '../../client/src/engine/engines.ts';
import { BuildRuns } from '../../client/src/model/buildRuns.ts';
import type { BuildRequest } from '../../client/src/model/buildRequest.ts';
import type { FinishedBuild } from '../../client/src/model/finishedBuild.ts';
import { ResultsStore } from '../../client/src/model/resultsStore.ts';
import { buildStepsRequest, contextFilesRequest, historyLinesRequest, type HistoryLinesResult } from '../../server/src/lsp/protocol.ts';
import { nodeHost } from '../../server/src/node/nodeHost.ts';
import { inProcess, type TestClient } from './lspHarness.ts';

export class ResultsBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'drydock-results-'));
  readonly file = join(this.folder, 'Dockerfile');
  readonly engines: Engines = enginesBySetting(() => '');
  readonly results: BuildResults;
  readonly log: string[] = [];
  readonly #client: TestClient;
  readonly #runs = new BuildRuns();
  #dockerfile = '';

  readonly #group: string;

  private constructor(client: TestClient, group: string) {
    this.#client = client;
    this.#group = group;
    const memory = new Map<string, string>();
    const document = (file: string): object => ({ textDocument: { uri: pathToFileURL(file).toString() } });
    this.results = new BuildResults({
      engines: this.engines, store: new ResultsStore(join(this.folder, '..', `${this.folder}-store`)), isTrusted: () => true, predicts: () => true, toggleShown: async () => 'shown',
      memory: { get: (key) => memory.get(key), set: async (key, value) => { memory.set(key, value); } },
      output: { info: (message) => { this.log.push(message); }, error: (message) => { this.log.push(message); }, show: () => undefined },
      reader: {
        steps: (file, question) => client.request(buildStepsRequest, { ...document(file), ...question }),
        files: (file, { context, ...question }) => client.request(contextFilesRequest, { ...document(file), ...question, context: pathToFileURL(context).toString() }),
        historyLines: async (file, question) => (await client.request<HistoryLinesResult>(historyLinesRequest, { ...document(file), ...question })).entries,
      },
    });
  }

  /** `group` is for removing the images later. */
  static async start(group: string): Promise<ResultsBench> {
    const client = inProcess(nodeHost(() => undefined));
    await client.initialize();
    return new ResultsBench(client, group);
  }

  get dockerfile(): string {
    return this.#dockerfile;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      chmodSync(path, 0o644);
      if (name === 'Dockerfile') this.#dockerfile = text;
    }
  }

  /** Builds, and has the build remembered. */
  async build(options: Partial<BuildRequest> = {}, environment: Readonly<Record<string, string>> = {}): Promise<FinishedBuild> {
    const request: BuildRequest = { file: this.file, context: this.folder, tags: [], labels: { 'dev.drydock.test': this.#group }, ...options };
    let remembered: Promise<void> | undefined;
    let finished: FinishedBuild | undefined;
    const listening = [
      this.#runs.onDidStart((run) => this.results.began(run)),
      this.#runs.onDidFinish((build, run) => {
        finished = build;
        remembered = this.results.finished(build, run);
      }),
    ];
    let output = '';
    try {
      await runBuild(request, { runs: this.#runs, engines: this.engines, environment, signal: new AbortController().signal, cancel: () => undefined, write: (text) => { output += text; }, report: () => undefined });
      await remembered;
    } finally {
      for (const each of listening) each.dispose();
    }
    if (!finished) throw new Error(output);
    if (finished.outcome !== 'succeeded') this.log.push(output);
    return finished;
  }

  stop(): void {
    this.#client.dispose();
    this.engines.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(`${this.folder}-store`, { recursive: true, force: true });
  }
}

/** The lines (from 1) of the instructions that ran and of those that were found in the cache; FROM is neither. */
export function ranAndCached(build: FinishedBuild): { ran: number[]; cached: number[] } {
  const lines = (state: string): number[] => [...new Set(build.steps.flatMap((step) => (step.state === state && step.lines && !/\] FROM /.test(step.name) ? [step.lines.first + 1] : [])))].sort((a, b) => a - b);
  const ran = lines('done');
  return { ran, cached: lines('cached').filter((line) => !ran.includes(line)) };
}
