/**
 * What a build is made from, as far as it can be told beforehand. Owns: gathering steps, base images and the content of files, at a build's start and for the
 * prediction of the next. Must not compare or remember anything.
 */
import { isAbsolute, join, relative } from 'node:path';
import type { BuildStepsParams, BuildStepsResult, ContextFilesResult, HistoryEntryLines, HistoryLinesParams } from '../../../../server/src/lsp/protocol.ts';
import { describeEndpoint } from '../../../../server/src/engine/endpoint.ts';
import { contextKind } from '../../engine/buildOptions.ts';
import { ContextDigests, type ContentOfFile } from '../../engine/contextDigests.ts';
import type { Engines } from '../../engine/engines.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import { placeOf, type BuildInputs, type KnownImage, type TakenFile } from '../../model/cachePrediction.ts';

export type BuildQuestion = Omit<BuildStepsParams, 'textDocument'>;

/** What the language server answers about a Dockerfile, by its absolute path. */
export interface DockerfileReader {
  steps(file: string, question: BuildQuestion, signal: AbortSignal): Promise<BuildStepsResult>;
  /** `context` is an absolute path. */
  files(file: string, question: BuildQuestion & { readonly context: string; readonly most: number }, signal: AbortSignal): Promise<ContextFilesResult>;
  historyLines(file: string, question: Omit<HistoryLinesParams, 'textDocument'>, signal: AbortSignal): Promise<readonly HistoryEntryLines[]>;
}

export interface GatheredInputs extends BuildInputs {
  /** Where the engine is. */
  readonly engine: string;
  readonly context: string;
}

/** Beyond these a context is not looked at, and nothing is said of steps that take files. */
const mostFiles = 20_000;
const mostBytes = 200_000_000;
/** An engine's answer about an image is good for so many milliseconds. */
const imageAge = 5_000;
/** Files that nobody was heard to change are looked at again after so many milliseconds. */
const filesAge = 30_000;

/** True for builds whose inputs can be told: a folder as context, one platform, and nothing that could put other images or files in. */
export function isPredictable({ context, platforms = [], builder, options = [] }: BuildRequest): boolean {
  return contextKind(context) === 'folder' && platforms.length < 2 && builder === undefined && options.length === 0;
}

/** The options that decide what the lines of a Dockerfile become. */
export interface BuiltWith {
  readonly target?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  readonly platforms?: readonly string[];
}

export function questionOf({ target, buildArgs, platforms = [] }: BuiltWith, text?: string): BuildQuestion {
  return {
    ...(text === undefined ? {} : { text }), ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}),
    ...(platforms[0] === undefined ? {} : { platform: platforms[0] }),
  };
}

export class InputGatherer {
  readonly #reader: DockerfileReader;
  readonly #engines: Engines;
  readonly #digests = new ContextDigests();
  #last: { readonly key: string; readonly at: number; readonly found: FoundFiles } | undefined;
  readonly #images = new Map<string, { readonly at: number; readonly answer: Promise<KnownImage | undefined> }>();

  constructor(reader: DockerfileReader, engines: Engines) {
    this.#reader = reader;
    this.#engines = engines;
  }

  /**
   * Rejects when no engine answers, and when cancelled. `text` is the Dockerfile's, which is what a build would get once it is saved. With `isEdit` other files
   * are taken to be as they were a moment ago: thousands of them are not looked at whenever somebody stops typing.
   */
  async gather(request: BuildRequest, text: string, signal: AbortSignal, isEdit = false): Promise<GatheredInputs> {
    const question = questionOf(request, text);
    const { stages, syntax } = await this.#reader.steps(request.file, question, signal);
    const engine = describeEndpoint(await this.#engines.current(signal));
    const [images, files] = await Promise.all([
      this.images(stages, engine, signal),
      stages.some((stage) => stage.isBuilt && stage.steps.some(({ key }) => key?.hasContext)) ? this.#files(request, question, { text, stages, isEdit }, signal) : new Map<string, TakenFile[]>(),
    ]);
    return { stages, syntax, engine, context: request.context, images, files };
  }

  /** The images that the stages start or copy from, as far as the engine has them. */
  async images(stages: BuildStepsResult['stages'], engine: string, signal: AbortSignal): Promise<Map<string, KnownImage>> {
    const names = stages.filter(({ isBuilt }) => isBuilt).flatMap(({ base, steps }) => [...(base.kind === 'image' ? [base.name] : []), ...steps.flatMap(({ key }) => key?.images ?? [])]);
    const found = new Map<string, KnownImage>();
    for (const name of new Set(names)) {
      const image = await this.#image(name, engine, signal);
      if (image) found.set(name, image);
    }
    return found;
  }

  #image(name: string, engine: string, signal: AbortSignal): Promise<KnownImage | undefined> {
    const key = `${engine} ${name}`;
    const now = Date.now();
    for (const [old, { at }] of this.#images) if (now - at >= imageAge) this.#images.delete(old);
    const known = this.#images.get(key);
    if (known) return known.answer;
    const answer = this.#engines.use(signal, async (client) => {
      const { id, diffIds } = await client.inspect(name, { signal });
      return { id, diffIds };
    }).catch(() => {
      this.#images.delete(key);
      return undefined;
    });
    this.#images.set(key, { at: now, answer });
    return answer;
  }

  /** Images may have moved. */
  forgetImages(): void {
    this.#images.clear();
  }

  async #files(request: BuildRequest, question: BuildQuestion, { text, stages, isEdit }: Asked, signal: AbortSignal): Promise<Map<string, TakenFile[]> | undefined> {
    const { file, context } = request;
    const sources = stages.flatMap(({ isBuilt, steps }) => (isBuilt ? steps.map(({ key, text: own }) => (key?.hasContext ? `${own}\n${key.command}` : '')) : []));
    const key = JSON.stringify([file, context, sources]);
    const last = this.#last;
    const isFresh = !isEdit || last?.key !== key || Date.now() - last.at > filesAge;
    const found = isFresh ? await this.#look(request, question, signal) : last.found;
    if (!found) return undefined;
    this.#last = { key, at: isFresh ? Date.now() : last.at, found };
    const own = await this.#dockerfile(file, context, text, signal);
    return new Map(found.steps.map(({ stage, step, files }) => [placeOf(stage, step), files.map(({ path, name }): TakenFile => ({ path, name, ...(own?.get(path) ?? found.contents.get(path))! }))]));
  }

  /** Undefined when there is too much to look at. */
  async #look({ file, context }: BuildRequest, question: BuildQuestion, signal: AbortSignal): Promise<FoundFiles | undefined> {
    const { isComplete, steps } = await this.#reader.files(file, { ...question, context, most: mostFiles }, signal);
    const paths = new Set(steps.flatMap((step) => step.files.map(({ path }) => path)));
    const contents = isComplete ? await this.#digests.of(context, paths, { mostBytes, signal }) : undefined;
    return contents && { steps, contents };
  }

  /** The Dockerfile may be one of the files, and then its text in the editor counts. */
  async #dockerfile(file: string, context: string, text: string, signal: AbortSignal): Promise<ReadonlyMap<string, ContentOfFile> | undefined> {
    const inside = relative(context, file);
    if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
    return this.#digests.of(context, [inside.replaceAll('\\', '/')], { mostBytes, signal, texts: new Map([[join(context, inside), text]]) });
  }
}

interface Asked {
  readonly text: string;
  readonly stages: BuildStepsResult['stages'];
  readonly isEdit: boolean;
}

interface FoundFiles {
  readonly steps: ContextFilesResult['steps'];
  readonly contents: ReadonlyMap<string, ContentOfFile>;
}
