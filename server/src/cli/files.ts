/**
 * Which files are checked. Owns: finding Dockerfiles in folders. Must not read files.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A path from the command line, which may be a folder, or from a list, which names files only. */
export interface Input {
  readonly path: string;
  readonly mayBeFolder: boolean;
}

/** A file to check; with `problem`, one that need not be opened because it is known to be none. */
export interface FileToCheck {
  readonly path: string;
  readonly problem?: string;
}

const names = /^(dockerfile|containerfile)|\.(dockerfile|containerfile)$/i;
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** `Dockerfile.dockerignore` belongs to a Dockerfile and is none. */
function isDockerfile(name: string): boolean {
  return names.test(name) && !/\.dockerignore$/i.test(name);
}

/** The files of the inputs, in their order; those of a folder by name. A folder without any is reported as a file with a problem. */
export function* filesOf(inputs: Iterable<Input>): Generator<FileToCheck> {
  for (const { path, mayBeFolder } of inputs) {
    if (!mayBeFolder || !isFolder(path)) {
      yield { path };
      continue;
    }
    let count = 0;
    for (const file of dockerfilesIn(path)) {
      count++;
      yield file;
    }
    if (count === 0) yield { path, problem: 'this folder has no Dockerfile in it' };
  }
}

function* dockerfilesIn(folder: string): Generator<FileToCheck> {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { path: folder, problem: `this folder cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // Links are followed to files but not to folders, which could lead round in a circle.
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) yield* dockerfilesIn(path);
    } else if (isDockerfile(entry.name) && !(entry.isSymbolicLink() && isFolder(path))) {
      yield { path };
    }
  }
}

/** Follows links. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
