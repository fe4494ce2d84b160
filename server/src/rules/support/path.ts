/**
 * Slash-separated paths. Owns: joining and cleaning as Go's path package does. Must not touch a file system.
 */

/** Go's path.Clean. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (part !== '..' || !isRooted) kept.push(part);
  }
  const joined = kept.join('/');
  return isRooted ? `/${joined}` : joined === '' ? '.' : joined;
}

/** A relative path from an absolute directory. */
export function joinPaths(directory: string, relative: string): string {
  return cleanPath(`/${directory}/${relative}`);
}
