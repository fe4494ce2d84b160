/**
 * What the server answers beyond the Language Server Protocol. Owns: method names and the types of their parameters and results.
 * Must not import anything: the client and other editors' plug-ins take it as it is.
 *
 * Lines and characters are 0-based, characters in UTF-16, as everywhere in the protocol.
 */

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

/** Request: the build stages of an open document. A document that is not open has none. */
export const stagesRequest = 'drydock/stages';

export interface StagesParams {
  readonly textDocument: { readonly uri: string };
}

export interface StageInfo {
  /** As written after AS; null for a stage without name. */
  readonly name: string | null;
  /** 0-based, as in `--target 0` and `COPY --from=0`. */
  readonly index: number;
  /** The line of the FROM. */
  readonly line: number;
  /** From the FROM to the end of the stage's last instruction. */
  readonly range: ProtocolRange;
}

export interface BuildArgument {
  readonly name: string;
  /** As written, quotes kept; null without one. */
  readonly default: string | null;
  /** The index of the stage that declares it; null before the first FROM. */
  readonly stage: number | null;
  readonly line: number;
}

export interface StagesResult {
  readonly stages: readonly StageInfo[];
  readonly argsWithDefaults: readonly BuildArgument[];
}

/** Request: the instruction on a line of an open document; null when the line holds none. */
export const instructionAtLineRequest = 'drydock/instructionAtLine';

export interface InstructionAtLineParams {
  readonly textDocument: { readonly uri: string };
  readonly line: number;
}

export type InstructionAtLineResult = {
  /** In upper case. */
  readonly name: string;
  /** From the keyword to the end of the instruction, heredocs included, without the last line end. */
  readonly range: ProtocolRange;
  /** The index of the stage that it belongs to; null before the first FROM. */
  readonly stage: number | null;
} | null;

/**
 * Request: the lines of a Dockerfile that the entries of an image's history came from. The Dockerfile is an open document, or a text that is given.
 * A document that is not open has no lines.
 */
export const historyLinesRequest = 'drydock/historyLines';

export interface HistoryLinesParams {
  readonly textDocument: { readonly uri: string };
  /** Counts in the place of the open document's text. */
  readonly text?: string;
  /** Oldest first. */
  readonly entries: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
  /** What the image was built with, where it is known. The platform as "linux/arm64". */
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platform?: string;
}

export interface HistoryEntryLines {
  /** First and last lines, both included; null for the base image's entries and for what no instruction of the Dockerfile made. */
  readonly lines: readonly (readonly [first: number, last: number])[] | null;
  /** 0 to 1. 1 for all entries when Dockerfile and history agree throughout. */
  readonly confidence: number;
}

export interface HistoryLinesResult {
  /** As many as were asked about. */
  readonly entries: readonly HistoryEntryLines[];
}

/**
 * Request: the steps of a build by which the builder's cache tells whether they have to run again. The Dockerfile is an open document, or a text that is
 * given; without either there are no stages.
 */
export const buildStepsRequest = 'drydock/buildSteps';

export type BuildStepsParams = Omit<HistoryLinesParams, 'entries'>;

export interface BuildStepKey {
  /** What is run or copied, with its flags; the builder's own notation does not matter, equal texts mean the same. */
  readonly command: string;
  /** RUN: the environment in order, as "NAME=value". */
  readonly env: readonly string[];
  readonly workdir: string;
  readonly user: string;
  /** Indexes of the stages that it takes files from. */
  readonly stages: readonly number[];
  /** Images that it takes files from. */
  readonly images: readonly string[];
  /** True when it takes files out of the build context; `drydock/contextFiles` says which. */
  readonly hasContext: boolean;
  /** What no file tells. */
  readonly unknown: readonly ('url' | 'repository' | 'trigger')[];
  /** `COPY --link`: the step below makes no difference. */
  readonly isLinked: boolean;
}

export interface BuildStepInfo {
  readonly name: string;
  /** First and last line, heredocs included. */
  readonly lines: readonly [first: number, last: number];
  /** The instruction without comments and continuations. */
  readonly text: string;
  /** Null for what only sets something, and for FROM. */
  readonly key: BuildStepKey | null;
}

export interface StageStepsInfo {
  readonly index: number;
  readonly name: string | null;
  readonly base: { readonly kind: 'stage'; readonly index: number } | { readonly kind: 'image' | 'scratch' | 'unknown'; readonly name: string };
  readonly platform: string;
  /** True when the build of the target needs it. */
  readonly isBuilt: boolean;
  /** The FROM first. */
  readonly steps: readonly BuildStepInfo[];
}

export interface BuildStepsResult {
  readonly stages: readonly StageStepsInfo[];
  /** What `# syntax=` says, '' without. */
  readonly syntax: string;
}

/**
 * Request: the files of the build context that each step takes, ignored ones left out. Listing them takes a while, so the request should be cancelled when the
 * answer is not needed any more.
 */
export const contextFilesRequest = 'drydock/contextFiles';

export interface ContextFilesParams extends BuildStepsParams {
  /** The URI of the build context; the settings' without. */
  readonly context?: string;
  /** So many files and folders are looked at in all. */
  readonly most: number;
}

export interface ContextFilesResult {
  /** False when there are more than `most`. */
  readonly isComplete: boolean;
  readonly steps: readonly {
    readonly stage: number;
    /** Index into the stage's steps. */
    readonly step: number;
    /** `path` from the context on, with a slash at the end for a folder; `name` is what the builder's cache sees of it. */
    readonly files: readonly { readonly path: string; readonly name: string }[];
  }[];
}

/**
 * Request from the server to the client: what an image that the engine has locally sets. The client answers null when it must not ask an engine,
 * when there is none, or when it does not have the image; it never pulls. A client that answers says so with the capability
 * `experimental: { drydock: { imageConfig: true } }`.
 */
export const imageConfigRequest = 'drydock/imageConfig';

export interface ImageConfigParams {
  /** As FROM names it, variables replaced. */
  readonly image: string;
}

/** Lists are empty, and texts are '', where the image sets nothing. */
export type ImageConfigResult = {
  readonly env: Readonly<Record<string, string>>;
  readonly shell: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** Instructions. */
  readonly onbuild: readonly string[];
} | null;

/**
 * Requests from the server to the client, for files that do not lie on the server's disk. The client says that it answers them with the capability
 * `experimental: { drydock: { files: true } }`. A missing file is null, a missing folder is empty.
 */
export const readFileRequest = 'drydock/readFile';
export const readDirectoryRequest = 'drydock/readDirectory';

export interface FileParams {
  readonly uri: string;
}

export type ReadFileResult = string | null;

export type ReadDirectoryResult = readonly { readonly name: string; readonly isDirectory: boolean }[];
