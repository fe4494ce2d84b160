/**
 * Images in a folder: an OCI layout, or an archive that somebody unpacked. Owns: finding the folder's files. Must not know manifests.
 */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

export interface FolderFile {
  /** From the folder on, with forward slashes. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/** A layout has its blobs two folders down, and old archives one; no more than this is looked for. */
const deepest = 4;

/** The regular files of a folder. Links count as what they lead to as long as that is inside the folder. Throws when the folder itself cannot be read. */
export function filesIn(folder: string): FolderFile[] {
  const root = realpathSync(folder);
  const files: FolderFile[] = [];
  const visit = (prefix: string, depth: number): void => {
    for (const entry of readdirSync(join(root, prefix), { withFileTypes: true })) {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      const path = join(root, name);
      if (entry.isDirectory() && depth < deepest) visit(name, depth + 1);
      else if (entry.isFile() || (entry.isSymbolicLink() && leadsInside(root, path))) {
        const found = statSync(path, { throwIfNoEntry: false });
        if (found?.isFile()) files.push({ name, path, size: found.size });
      }
    }
  };
  visit('', 0);
  return files;
}

function leadsInside(root: string, link: string): boolean {
  try {
    return realpathSync(link).startsWith(root + sep);
  } catch {
    return false;
  }
}
