/**
 * URIs of files. Owns: taking them apart and putting them together as far as the build context needs it. Must not reach for files.
 */
import { cleanPath } from '../base/goPath.ts';

/** A URI in two parts; the path is decoded and starts with a slash. */
export interface Resource {
  /** Scheme and authority, as in `file://`. */
  readonly root: string;
  readonly path: string;
}

/** Undefined for what has no place in a folder, such as an untitled document. */
export function resourceOf(uri: string): Resource | undefined {
  const match = /^((?:file|vscode-vfs|vscode-remote|vscode-test-web):\/\/[^/]*)(\/[^?#]*)$/.exec(uri);
  return match ? { root: match[1]!, path: decoded(match[2]!) } : undefined;
}

export function uriOf({ root, path }: Resource): string {
  return root + path.split('/').map(encodeURIComponent).join('/');
}

/** Editors differ in what they encode. */
export function sameResource(a: string, b: string): boolean {
  return a === b || decoded(a) === decoded(b);
}

export function nameOf({ path }: Resource): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf({ root, path }: Resource): Resource {
  return { root, path: cleanPath(path.slice(0, path.lastIndexOf('/') + 1)) };
}

/** A file or folder below a folder; '' is the folder itself. */
export function below({ root, path }: Resource, relative: string): Resource {
  return { root, path: cleanPath(`${path}/${relative}`) };
}

/**
 * The build context by the setting `drydock.build.context`: absolute, or relative to the Dockerfile's folder, with `${workspaceFolder}` and
 * `${fileDirname}` replaced.
 */
export function contextFolder(dockerfile: Resource, setting: string, workspaceFolders: readonly string[]): Resource {
  const folder = folderOf(dockerfile);
  if (setting === '') return folder;
  const workspace = workspaceFolders.map(resourceOf).find((candidate) => candidate?.root === folder.root && `${folder.path}/`.startsWith(`${candidate.path.replace(/\/$/, '')}/`));
  const path = setting.replaceAll('${workspaceFolder}', () => workspace?.path ?? folder.path).replaceAll('${fileDirname}', () => folder.path);
  const drive = /^[A-Za-z]:[\\/]/.test(path);
  const slashes = drive ? `/${path.replace(/\\/g, '/')}` : path;
  return slashes.startsWith('/') ? { root: folder.root, path: cleanPath(slashes) } : below(folder, slashes);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
