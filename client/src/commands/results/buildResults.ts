/**
 * What builds left behind, for the editor. Owns: gathering it when a build ends, remembering it, and predicting the next build from it.
 * Must not know VS Code; nothing here rejects because an engine or a file is not there.
 */
import { describeEndpoint } from '../../../../server/src/engine/endpoint.ts';
import type { StageStepsInfo } from '../../../../server/src/lsp/protocol.ts';
import type { Engines } from '../../engine/engines.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { BuildRun } from '../../model/buildRuns.ts';
import { keysOf, predict } from '../../model/cachePrediction.ts';
import type { FinishedBuild } from '../../model/finishedBuild.ts';
import { growthBetween } from '../../model/growth.ts';
import { historyOfEngine } from '../../model/history.ts';
import type { PredictedBuild } from '../../model/predictionShown.ts';
import { readProvenance, type Provenance } from '../../model/provenance.ts';
import { instructionResults, sumHidden, type ImageOfBuild, type InstructionResult } from '../../model/results.ts';
import { longestDockerfile, type RememberedInputs, type ResultsStore, type StoredBuild } from '../../model/resultsStore.ts';
import type { ShownBuild } from '../../model/resultsShown.ts';
import type { Memory, Output } from '../../ui/ports.ts';
import type { BuiltFrom, Results } from '../deps.ts';
import { sentenceOf } from '../failure.ts';
import { InputGatherer, isPredictable, questionOf, type BuiltWith, type DockerfileReader, type GatheredInputs } from './buildInputs.ts';
import { provenanceRecord } from './provenanceRecord.ts';

export interface BuildResultsOptions {
  readonly engines: Engines;
  readonly reader: DockerfileReader;
  readonly store: ResultsStore;
  readonly memory: Memory;
  readonly output: Output;
  isTrusted(): boolean;
  /** False where the person wants no prediction for a Dockerfile: then files of its context are not read. */
  predicts(file: string): boolean;
  toggleShown(): Promise<'shown' | 'hidden'>;
}

/** In milliseconds. Nothing of this is worth waiting longer for. */
const timeout = 60_000;
const imagesKey = 'results.images';
const mostImages = 200;

/** What a prediction asks for. The rest is nobody's business once the build is over: caches and outputs may be told with keys. */
function askedAgain({ file, context, tags, target, buildArgs, platforms }: BuildRequest): BuildRequest {
  return { file, context, tags, ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}), ...(platforms ? { platforms } : {}) };
}

export class BuildResults implements Results {
  readonly #options: BuildResultsOptions;
  readonly #gatherer: InputGatherer;
  readonly #recording = new Map<number, Promise<GatheredInputs | undefined>>();
  readonly #listeners = new Set<(file: string) => void>();
  readonly #stages = new Map<StoredBuild, Promise<readonly StageStepsInfo[]>>();

  constructor(options: BuildResultsOptions) {
    this.#options = options;
    this.#gatherer = new InputGatherer(options.reader, options.engines);
  }

  /** Told of the absolute path of a Dockerfile about which something else is remembered now. */
  onDidChange(listener: (file: string) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  dockerfileOf(imageId: string): BuiltFrom | undefined {
    const found = this.#images().find(([id]) => id === imageId);
    return found && found[1];
  }

  #images(): [string, BuiltFrom][] {
    try {
      return JSON.parse(this.#options.memory.get(imagesKey) ?? '[]') as [string, BuiltFrom][];
    } catch {
      return [];
    }
  }

  /** For the start of a build: takes down what it is made from. */
  began({ id, request, dockerfile }: BuildRun): void {
    if (!this.#options.isTrusted() || !isPredictable(request) || !this.#options.predicts(request.file)) return;
    this.#recording.set(id, this.#gatherer.gather(request, dockerfile, AbortSignal.timeout(timeout)).catch((error: unknown) => this.#noted(error)));
  }

  #noted(error: unknown): undefined {
    this.#options.output.info(`Results of builds: ${sentenceOf(error)}`);
    return undefined;
  }

  /** For the end of a build. Resolves when it is remembered. */
  async finished(build: FinishedBuild, run: Pick<BuildRun, 'id'>): Promise<void> {
    const recording = this.#recording.get(run.id);
    this.#recording.delete(run.id);
    if (!this.#options.isTrusted() || build.dockerfile.length > longestDockerfile || (build.outcome === 'cancelled' && build.steps.length === 0)) return;
    await this.#remember(build, await recording).catch((error: unknown) => this.#noted(error));
  }

  async #remember(build: FinishedBuild, gathered: GatheredInputs | undefined): Promise<void> {
    const { request, dockerfile, imageId, outcome } = build;
    const signal = AbortSignal.timeout(timeout);
    const stages = gathered?.stages ?? (await this.#options.reader.steps(request.file, questionOf(request, dockerfile), signal)).stages;
    const provenance = await this.#provenance(build.buildRef, signal);
    const image = imageId === undefined ? undefined : await this.#image(imageId, request, dockerfile, signal).catch((error: unknown) => this.#noted(error));
    const instructions = instructionResults({ stages, steps: build.steps, provenance, image });
    // Only BuildKit knows its steps by digests, and only its cache is what is predicted.
    const isBuildKit = build.steps.some(({ digest }) => digest.startsWith('sha256:'));
    const inputs = gathered && isBuildKit ? await this.#inputs(gathered, outcome, instructions, signal) : undefined;
    await this.#add({
      file: request.file, target: request.target, buildArgs: request.buildArgs, outcome, started: build.started, ended: build.ended, dockerfile, imageId, imageName: request.tags[0] ?? '', buildRef: build.buildRef,
      totalSize: image?.history.totalSize, sizes: image?.history.about?.sizes, instructions, inputs, request: inputs && askedAgain(request),
    });
  }

  async #add(build: StoredBuild): Promise<void> {
    await this.#options.store.add(build);
    const { imageId, file, target, buildArgs } = build;
    if (imageId !== undefined) {
      const from: BuiltFrom = { file, ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}) };
      const others = this.#images().filter(([id]) => id !== imageId);
      await this.#options.memory.set(imagesKey, JSON.stringify([[imageId, from], ...others].slice(0, mostImages)));
    }
    this.#tell(file);
  }

  #tell(file: string): void {
    for (const listener of this.#listeners) listener(file);
  }

  async #provenance(buildRef: string | undefined, signal: AbortSignal): Promise<Provenance | undefined> {
    if (buildRef === undefined) return undefined;
    try {
      const text = await provenanceRecord(buildRef, await this.#options.engines.current(signal), signal);
      return text === undefined ? undefined : readProvenance(text);
    } catch (error) {
      return this.#noted(error);
    }
  }

  async #image(imageId: string, request: BuiltWith & { readonly file: string }, text: string, signal: AbortSignal): Promise<ImageOfBuild & { readonly id: string; readonly created: number; readonly buildRefs: readonly string[] }> {
    const { entries, details } = await this.#options.engines.use(signal, async (engine) => {
      const [entries, details] = await Promise.all([engine.history(imageId, { signal }), engine.inspect(imageId, { signal })]);
      return { entries, details };
    });
    const history = historyOfEngine(entries, details.diffIds.length, undefined, details);
    const asked = history.rows.map(({ createdBy, isEmpty }) => ({ createdBy, emptyLayer: isEmpty }));
    const platform = `${details.os}/${details.arch}${details.variant ? `/${details.variant}` : ''}`;
    const lines = await this.#options.reader.historyLines(request.file, { ...questionOf(request, text), platform, entries: asked }, signal);
    return { id: details.id, created: details.created, buildRefs: details.buildRefs, diffIds: details.diffIds, history, lines };
  }

  /** Of a build that did not come to its end, only the steps that did are known to the cache. */
  async #inputs(gathered: GatheredInputs, outcome: FinishedBuild['outcome'], instructions: readonly InstructionResult[], signal: AbortSignal): Promise<RememberedInputs | undefined> {
    // An image that was pulled for this build is there only now.
    this.#gatherer.forgetImages();
    const later = await this.#gatherer.images(gathered.stages, gathered.engine, signal);
    const images = new Map([...later, ...gathered.images]);
    const keys = keysOf({ ...gathered, images });
    const ran = new Set(instructions.filter(({ state }) => state === 'done' || state === 'cached').map(({ lines }) => lines[0]));
    const isKnown = (place: string): boolean => {
      const [stage, step] = place.split('/').map(Number);
      return outcome === 'succeeded' || ran.has(gathered.stages.find(({ index }) => index === stage)!.steps[step!]!.lines[0]);
    };
    const known = [...keys].filter(([place]) => isKnown(place)).map(([, key]) => key);
    return {
      engine: gathered.engine, context: gathered.context, syntax: gathered.syntax, images: Object.fromEntries(images),
      files: outcome === 'succeeded' && gathered.files ? Object.fromEntries(gathered.files) : undefined,
      own: known.map(({ own }) => own), whole: known.map(({ whole }) => whole),
    };
  }

  /** Enters an image that was built elsewhere: its sizes on the lines of a Dockerfile. Rejects when the engine does not have it. */
  async enter(image: string, file: string, text: string, target: string | undefined, signal: AbortSignal): Promise<StoredBuild> {
    const request = { file, ...(target === undefined ? {} : { target }) };
    const first = await this.#image(image, request, text, signal);
    const provenance = await this.#provenance(first.buildRefs[0], signal);
    // The record holds the text that was built, which is better than the one that is there now.
    const dockerfile = provenance?.dockerfile ?? text;
    const made = dockerfile === text ? first : await this.#image(image, request, dockerfile, signal);
    const { stages } = await this.#options.reader.steps(file, questionOf(request, dockerfile), signal);
    const instructions = instructionResults({ stages, steps: [], provenance, image: made });
    const build: StoredBuild = {
      file, target, buildArgs: undefined, outcome: 'elsewhere', started: made.created, ended: made.created, dockerfile, imageId: made.id, imageName: image.startsWith('sha256:') ? '' : image, buildRef: first.buildRefs[0],
      totalSize: made.history.totalSize, sizes: made.history.about?.sizes, instructions, inputs: undefined, request: undefined,
    };
    await this.#add(build);
    return build;
  }

  /** For the moment when an image's layers have been read. */
  async layersRead(imageId: string, hidden: Parameters<typeof sumHidden>[0]): Promise<void> {
    const from = this.dockerfileOf(imageId);
    if (!from) return;
    await this.#options.store.update(from.file, imageId, (build) => ({ ...build, hidden: sumHidden(hidden) }));
    this.#tell(from.file);
  }

  toggleShown(): Promise<'shown' | 'hidden'> {
    return this.#options.toggleShown();
  }

  /** Also which images came from the Dockerfile. */
  async forget(file: string): Promise<boolean> {
    const images = this.#images();
    const others = images.filter(([, from]) => from.file !== file);
    const isKnown = others.length < images.length || (await this.#options.store.of(file)).length > 0;
    await this.#options.store.forget(file);
    await this.#options.memory.set(imagesKey, JSON.stringify(others));
    this.#tell(file);
    return isKnown;
  }

  /** The last build of each target of a Dockerfile, the newest first; cancelled ones are left out. */
  async latest(file: string, signal: AbortSignal): Promise<readonly ShownBuild[]> {
    const builds = (await this.#options.store.of(file)).filter(({ outcome }) => outcome !== 'cancelled');
    const shown: ShownBuild[] = [];
    const targets = new Set<string | undefined>();
    for (const build of builds) {
      if (targets.has(build.target)) continue;
      targets.add(build.target);
      shown.push(await this.#shown(build, builds, signal));
    }
    return shown;
  }

  async #shown(build: StoredBuild, builds: readonly StoredBuild[], signal: AbortSignal): Promise<ShownBuild> {
    const stages = await this.stagesOf(build, signal);
    const older = build.outcome === 'succeeded' ? builds.slice(builds.indexOf(build) + 1).find(({ target, outcome }) => target === build.target && outcome === 'succeeded') : undefined;
    const growth = older && growthBetween({ build: older, stages: await this.stagesOf(older, signal) }, { build, stages });
    return { build, stages, growth: growth && { ...growth, since: older.ended } };
  }

  /** The stages of the Dockerfile that was built. */
  stagesOf(build: StoredBuild, signal: AbortSignal): Promise<readonly StageStepsInfo[]> {
    let stages = this.#stages.get(build);
    if (!stages) {
      stages = this.#options.reader.steps(build.file, questionOf(build, build.dockerfile), signal).then((result) => result.stages);
      this.#stages.set(build, stages);
      stages.catch(() => this.#stages.delete(build));
      const [oldest] = this.#stages.keys();
      if (this.#stages.size > 100 && oldest) this.#stages.delete(oldest);
    }
    return stages;
  }

  /** The build context of the last build that a prediction can be told from, as an absolute path. */
  async contextOf(file: string): Promise<string | undefined> {
    return (await this.#options.store.of(file)).find(({ outcome, inputs }) => outcome === 'succeeded' && inputs?.files)?.inputs?.context;
  }

  /**
   * What the next build like the last one would do; undefined where too much is not known: no build that succeeded, another engine, a context too large to be
   * looked at. `text` is the Dockerfile as it is now; with `isEdit` nothing else is taken to have changed a moment after it was last asked.
   */
  async predict(file: string, text: string, signal: AbortSignal, isEdit = false): Promise<PredictedBuild | undefined> {
    if (!this.#options.isTrusted()) return undefined;
    const builds = await this.#options.store.of(file);
    const last = builds.find(({ outcome, inputs }) => outcome === 'succeeded' && inputs?.files);
    if (!last?.request || !last.inputs?.files) return undefined;
    if (describeEndpoint(await this.#options.engines.current(signal)) !== last.inputs.engine) return undefined;
    const now = await this.#gatherer.gather(last.request, text, signal, isEdit);
    if (!now.files || now.syntax !== last.inputs.syntax) return undefined;
    const same = builds.flatMap(({ inputs }) => (inputs?.engine === now.engine ? [inputs] : []));
    const { images, files, syntax } = last.inputs;
    const steps = predict(now, {
      own: new Set(same.flatMap(({ own }) => own)), whole: new Set(same.flatMap(({ whole }) => whole)),
      inputs: { stages: await this.stagesOf(last, signal), syntax, images: new Map(Object.entries(images)), files: new Map(Object.entries(files)) },
    });
    return { steps, since: last.ended, target: last.target };
  }
}
