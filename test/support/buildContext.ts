/** Build contexts for tests: an ignore file's lines and the files of the context. */
import type { BuildContext } from '../../server/src/semantics/buildContext.ts';
import { readIgnoreFile } from '../../server/src/semantics/ignoreFile.ts';

/** With `files`, every folder is listed; a path that ends in a slash is an empty folder. Without, nothing is. */
export function contextOf(ignore: string, files?: readonly string[]): BuildContext {
  const folders = new Map<string, Map<string, boolean>>();
  if (files) folders.set('', new Map());
  for (const file of files ?? []) {
    const parts = file.split('/');
    parts.forEach((name, depth) => {
      const folder = parts.slice(0, depth).join('/');
      if (!folders.has(folder)) folders.set(folder, new Map());
      if (name !== '') folders.get(folder)!.set(name, depth < parts.length - 1);
    });
  }
  const listed = [...folders].map(([folder, entries]) => [folder, [...entries].map(([name, isDirectory]) => ({ name, isDirectory }))] as const);
  return { ignore: readIgnoreFile(ignore), folders: new Map(listed) };
}
