/**
 * How large the files of a build context are. Owns: asking the disk, and adding up by what lies at the top. Must not know which files a build takes.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ContextSize {
  readonly bytes: number;
  readonly files: number;
  /** Files and folders at the top of the context, the largest first. */
  readonly parts: readonly { readonly path: string; readonly bytes: number }[];
}

/** So many files are asked for side by side. */
const sideBySide = 32;

/** Paths are relative to `folder`; folders, which end with a slash, and what is gone count nothing. What there was until `signal` was aborted is what it gives. */
export async function sizeOf(folder: string, paths: Iterable<string>, signal: AbortSignal): Promise<ContextSize> {
  const waiting = [...new Set(paths)].filter((path) => !path.endsWith('/'));
  const parts = new Map<string, number>();
  let bytes = 0;
  let files = 0;
  const work = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined && !signal.aborted; path = waiting.pop()) {
      const stat = await lstat(join(folder, path)).catch(() => undefined);
      if (!stat?.isFile()) continue;
      const slash = path.indexOf('/');
      const top = slash < 0 ? path : `${path.slice(0, slash)}/`;
      parts.set(top, (parts.get(top) ?? 0) + stat.size);
      bytes += stat.size;
      files++;
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return { bytes, files, parts: [...parts].map(([path, size]) => ({ path, bytes: size })).sort((a, b) => b.bytes - a.bytes) };
}
