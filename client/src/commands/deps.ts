/**
 * What commands are given. Owns: the interfaces between commands and the parts that they use. Must not import VS Code at run time:
 * every command is a function of (deps, args) that a test can call with fakes.
 */
import type { HistoryEntryLines, HistoryLinesParams, StagesResult } from '../../../server/src/lsp/protocol.ts';
import type { EngineInfo, ImageRunConfig, ImageSummary } from '../../../server/src/engine/contract.ts';
import type { HistoryModel } from '../model/history.ts';
import type { ImageSource, RegistrySource } from '../model/imageSource.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import type { OpenedImages } from '../model/imageContents.ts';
import type { Engines } from '../engine/engines.ts';
import type { Documents, FileRef, Memory, Output, Progress, Prompts, Report, Steps, Terminals } from '../ui/ports.ts';
import type { HistoryPort } from './history/port.ts';
import type { LayersPort } from './layers/port.ts';
import type { BuildRequest } from '../model/buildRequest.ts';
import type { BuilderInfo } from '../engine/builders.ts';
import type { BuildStep } from '../engine/rawProgress.ts';
import type { ImageListOptions } from '../model/imageList.ts';
import type { BuildRun, Listening } from '../model/buildRuns.ts';
import type { FinishedBuild } from '../model/finishedBuild.ts';
import type { HiddenFile } from '../model/imageContents.ts';
import type { PredictedBuild } from '../model/predictionShown.ts';
import type { RememberedBuild } from '../model/results.ts';
import type { ShownBuild } from '../model/resultsShown.ts';

export type { ImageSource };

export interface ShownHistory {
  readonly source: ImageSource;
  readonly history: HistoryModel;
}

/** Images, wherever they are. Everything rejects with an error whose message can be shown, and with an AbortError after a cancel. */
export interface Images {
  info(signal: AbortSignal): Promise<EngineInfo & { readonly where: string }>;
  list(signal: AbortSignal): Promise<readonly ImageSummary[]>;
  /** What an image that the engine has sets for its containers. Never pulls. */
  config(image: string, signal: AbortSignal): Promise<ImageRunConfig>;
  /** Asks the engine; reads no layer. `platform` is one of a multi-platform image; the engine's own by default. */
  history(image: string, signal: AbortSignal, platform?: string): Promise<HistoryModel>;
  /** What a registry says of an image without any layer. */
  describe(source: RegistrySource, signal: AbortSignal): Promise<RegistryImageFacts>;
  /** Reads the layers of an engine's image, an archive or a registry's image for views that ask for more of it later. Each image is to be disposed of. */
  open(source: ImageSource, report: Report, signal: AbortSignal): Promise<OpenedImages>;
}

export interface Views {
  showHistory(shown: ShownHistory): Promise<void>;
  /** What the welcome texts of the views depend on. */
  setEngine(state: 'ready' | 'missing'): void;
}

/** Entries oldest first, and what the image was built with as far as it is known. */
export type HistoryQuestion = Omit<HistoryLinesParams, 'textDocument'>;

/** The views of images and containers, as far as commands steer them. */
export interface ImageLists {
  options(): ImageListOptions;
  /** Also brings the list into sight, as the next one does. */
  setOptions(options: ImageListOptions): void;
  setShowStopped(show: boolean): void;
  /** Asks the engine again, if anybody looks. */
  refresh(): void;
  /** Brings the images into sight, unless they or the containers are. */
  show(): void;
}

export interface Dockerfiles {
  /** The Dockerfile in the active editor. */
  active(): FileRef | undefined;
  /** Those of the workspace, nearest to its root first. */
  all(): Promise<readonly FileRef[]>;
  /** As it is in the editor, or on disk. */
  text(file: FileRef): Promise<string>;
  /** The path to show, relative to the workspace. */
  label(file: FileRef): string;
  /** Saves the document when it has unsaved changes. Gives the saved file, which is another one for an untitled document. */
  saved(file: FileRef): Promise<FileRef | undefined>;
  /** The build context that the settings give for this Dockerfile, as an absolute path. */
  context(file: FileRef): string;
  /** Opens the Dockerfile with this absolute path, with its lines (0-based, both included) in sight and the cursor before them. */
  goTo(path: string, lines?: { readonly first: number; readonly last: number }): Promise<void>;
  stages(file: FileRef): Promise<StagesResult['stages']>;
  /** Its stages, and the arguments that it declares. */
  outline(file: FileRef): Promise<StagesResult>;
  /** Absolute paths of the folders of the workspace. */
  workspaceFolders(): readonly string[];
  /**
   * The lines (0-based) that each entry of an image's history came from: of the Dockerfile as it stands in the editor or on disk, or of the `text` that is
   * given in its place.
   */
  historyLines(file: FileRef, question: HistoryQuestion, signal?: AbortSignal): Promise<readonly HistoryEntryLines[]>;
}

/** The Dockerfile that an image was built from. */
export interface BuiltFrom {
  /** Absolute path. */
  readonly file: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** What is remembered of builds. `file` is the absolute path of a Dockerfile. */
export interface Results {
  /** `imageId` is "sha256:…"; undefined when no remembered build of this workspace made the image. Asks nobody. */
  dockerfileOf(imageId: string): BuiltFrom | undefined;
  /** For the moment when an image's layers have been read. */
  layersRead(imageId: string, hidden: readonly HiddenFile[]): Promise<void>;
  /** The last build of each target, the newest first. */
  latest(file: string, signal: AbortSignal): Promise<readonly ShownBuild[]>;
  /** What the next build like the last one will run again; undefined where too much is not known. `text` is the Dockerfile as it is now. */
  predict(file: string, text: string, signal: AbortSignal): Promise<PredictedBuild | undefined>;
  /** Shows what an image that was built elsewhere cost on the lines of a Dockerfile. Rejects when the engine does not have it. */
  enter(image: string, file: string, text: string, target: string | undefined, signal: AbortSignal): Promise<RememberedBuild>;
  /** False when nothing was remembered of it. */
  forget(file: string): Promise<boolean>;
  /** Shows results in the editor, or shows them no more. */
  toggleShown(): Promise<'shown' | 'hidden'>;
}

/** The builds of this window, whoever started them. */
export interface Builds {
  /** Newest first. */
  readonly all: readonly BuildRun[];
  onDidStart(listener: (run: BuildRun) => void): Listening;
  onDidFinish(listener: (build: FinishedBuild, run: BuildRun) => void): Listening;
  /** Takes those that have ended out of the list. */
  forgetEnded(): void;
  /** Opens what the step printed as a read-only document, which follows while it runs. */
  openLog(run: BuildRun, step: BuildStep): Promise<void>;
}

export interface Deps {
  readonly prompts: Prompts;
  readonly steps: Steps;
  readonly progress: Progress;
  readonly memory: Memory;
  readonly documents: Documents;
  readonly terminals: Terminals;
  readonly imageLists: ImageLists;
  readonly engines: Engines;
  readonly output: Output;
  readonly images: Images;
  readonly views: Views;
  readonly layers: LayersPort;
  readonly history: HistoryPort;
  readonly dockerfiles: Dockerfiles;
  readonly results: Results;
  readonly builds: Builds;
  /**
   * Starts the build as a task; resolves when it has started. `environment` holds values of arguments and secrets for the builder's environment, which are
   * kept until the window closes and nowhere else.
   */
  build(request: BuildRequest, environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Adds the build to the tasks.json of the Dockerfile's folder and shows it there. */
  saveTask(file: FileRef, request: BuildRequest): Promise<void>;
  /** The builders of buildx; empty when there is none. */
  builders(): Promise<readonly BuilderInfo[]>;
  /** The variables that a build has in its environment. */
  environment(): Readonly<Record<string, string | undefined>>;
  restartServer(): Promise<void>;
  isTrusted(): boolean;
}
