/**
 * Keeping the indexes of layers, so that a layer that several images share is read once. Owns: the interface and the names of layers. Must not keep anything
 * itself: who reads archives brings a store.
 */
import { fstatSync, readSync } from 'node:fs';
import { crc32 } from './crc32.ts';

export interface LayerStore {
  /** Undefined when it has nothing of that name. Never rejects. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** `make` is called when there is time. */
  put(key: string, make: () => Promise<Uint8Array>): void;
}

/** Layers that an engine gives away: it has checked their contents against the digests. */
export function engineLayerKey(diffId: string): string {
  return `engine ${diffId}`;
}

const sampleCount = 32;
const sampleBytes = 4096;

/**
 * A layer in a file, whose digest is only what the archive claims: samples of the bytes that are stored there are a part of its name, so that one archive
 * cannot speak for the layers of another. Undefined where the file ends too early.
 */
export function fileLayerKey(diffId: string, fd: number, offset: number, size: number): string | undefined {
  if (offset + size > fstatSync(fd).size) return undefined;
  const sample = Buffer.alloc(sampleBytes);
  let sum = 0;
  const step = Math.max(sampleBytes, Math.floor((size - sampleBytes) / (sampleCount - 1)));
  for (let at = 0; at < size; at += step) sum = crc32(sample.subarray(0, readSync(fd, sample, 0, Math.min(sampleBytes, size - at), offset + at)), sum);
  return `file ${diffId} ${size} ${sum}`;
}
