/**
 * What two images have otherwise. Owns: walking both file systems at once, and telling content from attributes. Must not know views.
 */
import { fillChecksums, WantedRows } from '../../../server/src/image/checksums.ts';
import type { EntryPlace, FileTree } from '../../../server/src/image/fileTree.ts';
import { Kind } from '../../../server/src/image/layerIndex.ts';
import { rootPath } from '../../../server/src/image/pathTable.ts';
import type { ImageDifference, Limited } from '../model/imageContents.ts';
import type { AnalysedImage } from './analysedImage.ts';

/** By path. Folders only where their own attributes differ, or where they are empty. */
export async function compareImages(before: AnalysedImage, after: AnalysedImage, limit: number, signal: AbortSignal | undefined): Promise<Limited<ImageDifference>> {
  const twins = pathsOf(before, after);
  await readMissing(before, after, twins, signal);
  const differences: { path: string; kind: ImageDifference['kind']; before: number; after: number }[] = [];
  const matched = new Uint8Array(after.tree.pathCount);
  for (let path = 2; path < before.tree.pathCount; path++) {
    if (!before.tree.has(path)) continue;
    const twin = twins[path]!;
    if (twin === -1 || !after.tree.has(twin)) {
      if (isShown(before.tree, path)) differences.push({ path: before.archive.paths.path(path), kind: 'removed', before: path, after: -1 });
      continue;
    }
    matched[twin] = 1;
    const kind = differenceOf(before, path, after, twin);
    if (kind) differences.push({ path: before.archive.paths.path(path), kind, before: path, after: twin });
  }
  for (let path = 2; path < after.tree.pathCount; path++) {
    if (matched[path] === 0 && after.tree.has(path) && isShown(after.tree, path)) differences.push({ path: after.archive.paths.path(path), kind: 'added', before: -1, after: path });
  }
  differences.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const items = differences.slice(0, limit).map(({ path, kind, before: one, after: other }) => ({
    path, kind, bytesBefore: one === -1 ? 0 : before.tree.size(one), bytesAfter: other === -1 ? 0 : after.tree.size(other),
  }));
  return { items, total: differences.length };
}

/** For each path of the one image its id in the other, or -1. */
function pathsOf(before: AnalysedImage, after: AnalysedImage): Int32Array {
  const [from, to] = [before.archive.paths, after.archive.paths];
  const twins = new Int32Array(before.tree.pathCount).fill(-1);
  twins[rootPath] = rootPath;
  // Parents have lower ids than their children.
  for (let path = 2; path < twins.length; path++) {
    const parent = twins[from.parentOf(path)]!;
    if (before.tree.has(path) && parent !== -1) twins[path] = to.childOfBytes(parent, from.nameBytes(path));
  }
  return twins;
}

function isShown(tree: FileTree, path: number): boolean {
  return !tree.isFolder(path) || tree.children(path).next().done === true;
}

function differenceOf(before: AnalysedImage, path: number, after: AnalysedImage, twin: number): 'content' | 'attributes' | undefined {
  const isFolder = before.tree.isFolder(path);
  if (isFolder !== after.tree.isFolder(twin)) return 'content';
  const [a, b] = [attributesOf(before, path), attributesOf(after, twin)];
  if (a.type !== b.type) return 'content';
  const content = a.type === Kind.file ? !isSameFile(before, path, after, twin) : before.tree.linkTarget(path) !== after.tree.linkTarget(twin) || a.device !== b.device;
  if (content) return 'content';
  const isSame = a.mode === b.mode && a.uid === b.uid && a.gid === b.gid && (isFolder || a.attributes === b.attributes);
  return isSame ? undefined : 'attributes';
}

/** A hard link has the attributes of its file; a folder without an entry is one that root made. */
function attributesOf(image: AnalysedImage, path: number): { type: number; mode: number; uid: number; gid: number; attributes: number; device: number } {
  const place = image.tree.body(path) ?? image.tree.entry(path);
  if (!place) return { type: Kind.directory, mode: 0o755, uid: 0, gid: 0, attributes: 0, device: 0 };
  const { index } = image.layer(place.layer);
  const { row } = place;
  const type = index.kind[row]!;
  const hasDevice = type !== Kind.symlink && type !== Kind.file && type !== Kind.directory && type !== Kind.hardLink;
  return {
    type, mode: type === Kind.symlink ? 0o777 : index.mode[row]!, uid: index.uid[row]!, gid: index.gid[row]!, attributes: index.attributes[row]!,
    device: hasDevice ? index.link[row]! : 0,
  };
}

function isSameFile(before: AnalysedImage, path: number, after: AnalysedImage, twin: number): boolean {
  const [a, b] = [before.tree.body(path), after.tree.body(twin)];
  if (!a || !b) return !a && !b;
  const size = before.tree.size(path);
  if (size !== after.tree.size(twin)) return false;
  if (size === 0 || isSameEntry(before, a, after, b)) return true;
  const [left, right] = [before.layer(a.layer).index, after.layer(b.layer).index];
  return left.hasCrc[a.row] === 1 && right.hasCrc[b.row] === 1 && left.crc[a.row] === right.crc[b.row];
}

/** The same place in a layer that both images have. */
function isSameEntry(before: AnalysedImage, a: EntryPlace, after: AnalysedImage, b: EntryPlace): boolean {
  const [left, right] = [before.layer(a.layer), after.layer(b.layer)];
  return left.diffId !== '' && left.diffId === right.diffId && left.index.start[a.row] === right.index.start[b.row];
}

/** Has the checksums of all files made that only those can tell apart. */
async function readMissing(before: AnalysedImage, after: AnalysedImage, twins: Int32Array, signal: AbortSignal | undefined): Promise<void> {
  const wanted = [new WantedRows(), new WantedRows()] as const;
  for (let path = 2; path < twins.length; path++) {
    const twin = twins[path]!;
    const a = twin === -1 ? undefined : before.tree.body(path);
    const b = a && after.tree.body(twin);
    if (!a || !b || before.tree.size(path) !== after.tree.size(twin) || isSameEntry(before, a, after, b)) continue;
    wanted[0].add(before.layer(a.layer), a.row);
    wanted[1].add(after.layer(b.layer), b.row);
  }
  await fillChecksums(before.archive, wanted[0], signal);
  await fillChecksums(after.archive, wanted[1], signal);
}
