/**
 * Build contexts on disk. Owns: finding and reading ignore files, and listing folders, each at most once in a run. Must not judge sources.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { foldersToList } from '../features/contextFolders.ts';
import type { DirectoryEntry } from '../host.ts';
import { ignoreFileNames, type BuildContext } from '../semantics/buildContext.ts';
import { readIgnoreFile, type IgnoreFile } from '../semantics/ignoreFile.ts';
import type { Snapshot } from '../semantics/snapshot.ts';

/** After so many rounds of looking into the folders that the last one showed, what is known has to do. */
const mostRounds = 40;

export class ContextReader {
  readonly #folder: string | undefined;
  readonly #ignoreFiles = new Map<string, IgnoreFile | undefined>();
  readonly #listings = new Map<string, readonly DirectoryEntry[]>();

  /** `folder` is the build context of every file; without it, each file's is the folder that it is in. */
  constructor(folder?: string) {
    this.#folder = folder;
  }

  /** The ignore file that holds for a Dockerfile; undefined when there is none, or it cannot be read. Costs two looks at most. */
  ignoreFileOf(dockerfile: string): IgnoreFile | undefined {
    const { beside, inContext } = ignoreFileNames(basename(dockerfile));
    const folder = dirname(dockerfile);
    const own = readIfThere(join(folder, beside), beside);
    if (own) return own;
    const context = this.#folder ?? folder;
    if (!this.#ignoreFiles.has(context)) this.#ignoreFiles.set(context, readIfThere(join(context, inContext), inContext));
    return this.#ignoreFiles.get(context);
  }

  /** The context of a Dockerfile, with the folders in it that its sources need. */
  contextOf(dockerfile: string, ignore: IgnoreFile, snapshot: Snapshot): BuildContext {
    const root = this.#folder ?? dirname(dockerfile);
    const folders = new Map<string, readonly DirectoryEntry[]>();
    const context: BuildContext = { ignore, folders };
    for (let round = 0; round < mostRounds; round++) {
      const missing = foldersToList(snapshot, context);
      if (missing.length === 0) break;
      for (const folder of missing) folders.set(folder, this.#list(join(root, folder)));
    }
    return context;
  }

  #list(folder: string): readonly DirectoryEntry[] {
    let entries = this.#listings.get(folder);
    if (!entries) this.#listings.set(folder, (entries = listFolder(folder)));
    return entries;
  }
}

function readIfThere(path: string, name: string): IgnoreFile | undefined {
  // Looking is much cheaper than an error, and most folders have none.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    return readIgnoreFile(readFileSync(path, 'utf8'), name);
  } catch {
    return undefined;
  }
}

function listFolder(folder: string): DirectoryEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
  } catch {
    return [];
  }
}
