/**
 * Slash-separated paths. Owns: joining as BuildKit does. Must not touch a file system.
 */
import { cleanPath } from '../../base/goPath.ts';

/** A relative path from an absolute directory. */
export function joinPaths(directory: string, relative: string): string {
  return cleanPath(`/${directory}/${relative}`);
}
