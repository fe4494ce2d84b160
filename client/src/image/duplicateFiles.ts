/**
 * Files of a finished image with the same content. Owns: finding candidates by what the index knows, and making sure by their contents. Must not know views.
 */
import { digestContents } from '../../../server/src/image/content.ts';
import { isReadable } from '../../../server/src/image/layerBytes.ts';
import type { DuplicateFiles, Limited } from '../model/imageContents.ts';
import type { AnalysedImage } from './analysedImage.ts';

/** Smaller ones are many and cost little. */
const leastBytes = 4096;

interface Candidate {
  readonly path: number;
  readonly layer: number;
  readonly row: number;
  readonly bytes: number;
}

/** Those that waste most first. */
export async function duplicateFiles(image: AnalysedImage, limit: number, signal: AbortSignal | undefined): Promise<Limited<DuplicateFiles>> {
  const alike = groups(candidates(image), (each) => `${each.bytes}`);
  const keys = await contentKeys(image, alike.flat(), signal);
  // Content that cannot be read and has no checksum is like no other.
  const same = alike.flatMap((group) => groups(group.filter((each) => keys.has(each)), (each) => keys.get(each)!));
  same.sort((a, b) => b[0]!.bytes * (b.length - 1) - a[0]!.bytes * (a.length - 1));
  const { paths } = image.archive;
  const items = same.slice(0, limit).map((group) => ({
    bytes: group[0]!.bytes,
    files: group.map(({ path, layer }) => ({ path: paths.path(path), layer })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  }));
  return { items, total: same.length };
}

/** Each content of the finished image once, however many hard links it has. */
function candidates({ tree }: AnalysedImage): Candidate[] {
  const seen = new Uint8Array(tree.entryCount);
  const found: Candidate[] = [];
  for (let path = 2; path < tree.pathCount; path++) {
    const bytes = tree.size(path);
    if (bytes < leastBytes || seen[tree.bodyNumber(path)] === 1) continue;
    seen[tree.bodyNumber(path)] = 1;
    found.push({ path, ...tree.body(path)!, bytes });
  }
  return found;
}

/** Only those with two or more. */
function groups(all: readonly Candidate[], keyOf: (each: Candidate) => string): Candidate[][] {
  const byKey = new Map<string, Candidate[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = byKey.get(key);
    if (group) group.push(each);
    else byKey.set(key, [each]);
  }
  return [...byKey.values()].filter((group) => group.length > 1);
}

/** What tells the contents apart: the digest where it can be had, else the checksum. Only files whose checksums do not tell them apart are read. */
async function contentKeys(image: AnalysedImage, all: readonly Candidate[], signal: AbortSignal | undefined): Promise<Map<Candidate, string>> {
  const keys = new Map<Candidate, string>();
  const checksumOf = ({ layer, row }: Candidate): string | undefined => {
    const { index } = image.layer(layer);
    return index.hasCrc[row] ? `crc ${index.crc[row]}` : undefined;
  };
  for (const each of all) {
    const checksum = checksumOf(each);
    if (checksum !== undefined) keys.set(each, checksum);
  }
  const byContent = new Map<string, number>();
  for (const each of all) {
    const key = `${each.bytes} ${keys.get(each) ?? ''}`;
    byContent.set(key, (byContent.get(key) ?? 0) + 1);
  }
  const unknown = new Set(all.filter((each) => !keys.has(each)).map((each) => each.bytes));
  const isOpen = (each: Candidate): boolean => unknown.has(each.bytes) || byContent.get(`${each.bytes} ${keys.get(each)}`)! > 1;
  const byLayer = new Map<number, Candidate[]>();
  for (const each of all) {
    if (!isOpen(each)) continue;
    const group = byLayer.get(each.layer);
    if (group) group.push(each);
    else byLayer.set(each.layer, [each]);
  }
  for (const [layer, group] of byLayer) {
    // A stream is not asked for again for this.
    if (image.archive.reopen || !isReadable(image.archive, image.layer(layer))) continue;
    const digests = await digestContents(image.archive, image.layer(layer), group.map((each) => each.row), signal).catch((): ReadonlyMap<number, string> => {
      // What is not there any more leaves the checksums.
      signal?.throwIfAborted();
      return new Map();
    });
    for (const each of group) {
      const digest = digests.get(each.row);
      if (digest !== undefined) keys.set(each, digest);
    }
  }
  return keys;
}
