/**
 * Images and containers as an engine would tell of them, for tests. Owns: the usual values of every property. No engine and no code under test.
 */
import type { ContainerSummary, ImageSummary } from '../../server/src/engine/contract.ts';

/** "sha256:aaaa…" for "a". */
export function fakeId(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

export function fakeImage(letter: string, tags: readonly string[], rest: Partial<ImageSummary> = {}): ImageSummary {
  return {
    id: fakeId(letter), tags, digests: [], created: 0, size: 1_000_000, sizeKind: 'unpacked', parentId: '', labels: {}, isDangling: tags.length === 0, platforms: [], ...rest,
  };
}

/** `letter` is the image's. */
export function fakeContainer(name: string, letter: string, state = 'exited'): ContainerSummary {
  return {
    id: name.padEnd(64, '0'), name, image: 'app:1', imageId: fakeId(letter), state, status: state === 'running' ? 'Up 3 minutes' : 'Exited (0) 2 hours ago', command: 'sh', created: 0, labels: {},
  };
}
