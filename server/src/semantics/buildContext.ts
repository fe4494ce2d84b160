/**
 * The build context. Owns: what is known of it and which paths its ignore file keeps out of the build, as BuildKit's check says and as it is.
 * Must not read files: lookups are made beforehand and come in as a value, and what is missing in them is asked for.
 */
import { cleanPath, matchGlob } from '../base/goPath.ts';
import type { DirectoryEntry } from '../host.ts';
import { isIgnored, isLeftOut, type IgnoreFile } from './ignoreFile.ts';

/** Immutable. Paths are relative to the context, slash-separated and cleaned; '' is the context itself. */
export interface BuildContext {
  readonly ignore: IgnoreFile;
  /** What folders hold, as far as anybody looked; none for a folder that is missing. */
  readonly folders: ReadonlyMap<string, readonly DirectoryEntry[]>;
}

/** Told of a folder that would have to be listed for a sure answer. */
export type OnMissing = (folder: string) => void;

/** The names of the ignore files of a Dockerfile: beside it, and in the context. The first that exists counts. */
export function ignoreFileNames(dockerfileName: string): { readonly beside: string; readonly inContext: string } {
  return { beside: `${dockerfileName}.dockerignore`, inContext: '.dockerignore' };
}

/** BuildKit's name for a source of COPY or ADD: what its message says. */
export function sourceName(source: string): string {
  return cleanPath(source);
}

/**
 * BuildKit's answer: whether the source, taken as a path as it is written, is excluded. It gives none as soon as the file has exceptions
 * (validateCopySourcePath).
 */
export function isIgnoredForBuildKit({ ignore }: BuildContext, source: string): boolean {
  if (ignore.patterns.length === 0 || ignore.hasExceptions) return false;
  const path = cleanPath(source);
  if ((path === '.' || path === '/') && !excludesAll(ignore)) return false;
  return isIgnored(ignore, path) === true;
}

function excludesAll(ignore: IgnoreFile): boolean {
  return ignore.patterns.some(({ text, isException }) => !isException && (text === '*' || text === '**' || text === '**/*'));
}

/**
 * The answer of the build: whether nothing of what the source names can be copied because the ignore file excludes all of it. False as long as
 * it is not sure. Wildcards are looked up; with `--parents` they mean something else, and only what stands before them counts.
 */
export function isWhollyIgnored(context: BuildContext, source: string, hasParents: boolean, onMissing: OnMissing): boolean {
  const { ignore } = context;
  if (ignore.patterns.length === 0) return false;
  // A source cannot leave the context, and a leading slash means the context too.
  const path = cleanPath(`/${source}`).slice(1);
  if (path === '') return !ignore.hasExceptions && excludesAll(ignore);
  const parts = path.split('/');
  const wild = parts.findIndex((part) => /[*?[\\]/.test(part));
  if (wild < 0) return isPathIgnored(context, path, onMissing);
  const fixed = parts.slice(0, wild).join('/');
  if (fixed !== '' && isPathIgnored(context, fixed, onMissing)) return true;
  if (hasParents) return false;
  const found = expand(context, fixed, parts.slice(wild), onMissing);
  return found !== undefined && found.length > 0 && found.every((match) => isPathIgnored(context, match, onMissing));
}

/** The paths that the pattern's parts match below a folder; undefined when a folder is not known. */
function expand(context: BuildContext, folder: string, [part, ...rest]: readonly string[], onMissing: OnMissing): string[] | undefined {
  if (part === undefined) return [folder];
  const entries = context.folders.get(folder);
  if (!entries) {
    onMissing(folder);
    return undefined;
  }
  const found: string[] = [];
  for (const { name, isDirectory } of entries) {
    if (matchGlob(part, name) !== true || (rest.length > 0 && !isDirectory)) continue;
    const below = expand(context, pathBelow(folder, name), rest, onMissing);
    if (!below) return undefined;
    found.push(...below);
  }
  return found;
}

function pathBelow(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Folders looked into for one path; where there are more, nothing is claimed. */
const mostFolders = 200;

/** Whether the path and all that lies below it is kept out. An exception may take something below an excluded folder in again. */
function isPathIgnored(context: BuildContext, path: string, onMissing: OnMissing): boolean {
  const { ignore, folders } = context;
  if (isLeftOut(ignore, path) !== true) return false;
  if (!mayTakeIn(ignore, path)) return true;
  const slash = path.lastIndexOf('/');
  const parent = slash < 0 ? '' : path.slice(0, slash);
  const siblings = folders.get(parent);
  if (!siblings) {
    onMissing(parent);
    return false;
  }
  const entry = siblings.find(({ name }) => name === path.slice(slash + 1));
  if (!entry) return false;
  if (!entry.isDirectory) return true;
  const waiting = [path];
  for (let seen = 0; waiting.length > 0; seen++) {
    const folder = waiting.pop()!;
    const entries = folders.get(folder);
    if (!entries && seen < mostFolders) onMissing(folder);
    if (!entries || seen >= mostFolders) return false;
    for (const { name, isDirectory } of entries) {
      const below = pathBelow(folder, name);
      if (isLeftOut(ignore, below) !== true) return false;
      if (isDirectory && mayTakeIn(ignore, below)) waiting.push(below);
    }
  }
  return true;
}

/** False when no exception can match anything below the path. */
function mayTakeIn(ignore: IgnoreFile, path: string): boolean {
  const folders = path.split('/');
  return ignore.patterns.some(({ text, isException }) => isException && mayMatchBelow(text.split('/'), folders));
}

function mayMatchBelow(parts: readonly string[], folders: readonly string[]): boolean {
  for (const [index, part] of parts.entries()) {
    // What is more than a plain name with stars may match anything for all we care.
    if (index >= folders.length || part.includes('**') || /[[\]\\{}|^]/.test(part)) return true;
    if (matchGlob(part, folders[index]!) !== true) return false;
  }
  return true;
}
