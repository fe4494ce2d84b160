/**
 * What is remembered of builds across windows. Owns: the files, one for each Dockerfile, and how much is kept. Must not know what the parts mean, nor VS Code.
 *
 * What cannot be read counts as not there, and what cannot be written is forgotten with the window: nothing here is worth an error message.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildRequest } from './buildRequest.ts';
import type { KnownImage, TakenFile } from './cachePrediction.ts';
import type { RememberedBuild } from './results.ts';

/** What the next build is compared with. */
export interface RememberedInputs {
  /** Where the engine is. */
  readonly engine: string;
  /** Absolute path. */
  readonly context: string;
  readonly syntax: string;
  readonly images: Readonly<Record<string, KnownImage>>;
  /** By "stage/step"; only with the last build of its kind. */
  readonly files: Readonly<Record<string, readonly TakenFile[]>> | undefined;
  /** Keys of the steps that ran or were found in the cache. */
  readonly own: readonly string[];
  readonly whole: readonly string[];
}

export interface StoredBuild extends RememberedBuild {
  /** What was built, as far as a prediction asks; undefined where none can be told. */
  readonly request: BuildRequest | undefined;
  readonly inputs: RememberedInputs | undefined;
}

/** Builds of one Dockerfile, and of one target of it. */
const mostOfFile = 20;
const mostOfTarget = 5;
const mostFiles = 200;
/** A longer Dockerfile is not remembered. */
export const longestDockerfile = 500_000;
const version = 1;

export class ResultsStore {
  readonly #folder: string | undefined;
  readonly #builds = new Map<string, Promise<readonly StoredBuild[]>>();
  #writing: Promise<void> = Promise.resolve();

  /** Without a folder everything is forgotten with the window. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Newest first. */
  of(file: string): Promise<readonly StoredBuild[]> {
    let builds = this.#builds.get(file);
    if (!builds) this.#builds.set(file, (builds = this.#read(file)));
    return builds;
  }

  async add(build: StoredBuild): Promise<void> {
    await this.#change(build.file, (before) => kept([build, ...before]));
  }

  /** Changes what is remembered of the builds that made an image. */
  async update(file: string, imageId: string, change: (build: StoredBuild) => StoredBuild): Promise<void> {
    await this.#change(file, (before) => before.map((build) => (build.imageId === imageId ? change(build) : build)));
  }

  async forget(file: string): Promise<void> {
    await this.#change(file, () => []);
  }

  async #change(file: string, change: (before: readonly StoredBuild[]) => readonly StoredBuild[]): Promise<void> {
    const builds = this.of(file).then(change);
    this.#builds.set(file, builds);
    const after = await builds;
    this.#writing = this.#writing.then(() => this.#write(file, after)).catch(() => undefined);
    await this.#writing;
  }

  #pathOf(file: string): string {
    return join(this.#folder!, `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`);
  }

  async #read(file: string): Promise<readonly StoredBuild[]> {
    if (this.#folder === undefined) return [];
    try {
      const stored = JSON.parse(await readFile(this.#pathOf(file), 'utf8')) as { version?: unknown; file?: unknown; builds?: unknown };
      return stored.version === version && stored.file === file && Array.isArray(stored.builds) ? stored.builds as StoredBuild[] : [];
    } catch {
      return [];
    }
  }

  async #write(file: string, builds: readonly StoredBuild[]): Promise<void> {
    if (this.#folder === undefined) return;
    const path = this.#pathOf(file);
    if (builds.length === 0) return rm(path, { force: true });
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${path}.new`, JSON.stringify({ version, file, builds }));
    await rename(`${path}.new`, path);
    await this.#removeOldest();
  }

  async #removeOldest(): Promise<void> {
    const names = (await readdir(this.#folder!)).filter((name) => name.endsWith('.json'));
    if (names.length <= mostFiles) return;
    const aged = await Promise.all(names.map(async (name) => ({ path: join(this.#folder!, name), at: (await stat(join(this.#folder!, name))).mtimeMs })));
    for (const { path } of aged.sort((a, b) => b.at - a.at).slice(mostFiles)) await rm(path, { force: true });
  }
}

/** Newest first; only the newest of each target keeps its list of files. */
function kept(builds: readonly StoredBuild[]): StoredBuild[] {
  const counts = new Map<string, number>();
  const hasFiles = new Set<string>();
  return builds.slice(0, mostOfFile * 2).flatMap((build): StoredBuild[] => {
    const target = build.target ?? '';
    const count = (counts.get(target) ?? 0) + 1;
    counts.set(target, count);
    if (count > mostOfTarget) return [];
    if (!build.inputs?.files || build.outcome !== 'succeeded') return [build];
    if (!hasFiles.has(target)) {
      hasFiles.add(target);
      return [build];
    }
    return [{ ...build, inputs: { ...build.inputs, files: undefined } }];
  }).slice(0, mostOfFile);
}
