/**
 * What a registry says of an image before any layer is downloaded. Owns: the plain data only.
 */
import type { HistoryModel } from './history.ts';

export interface RegistryImageFacts {
  /** "linux/arm64/v8": the one that the rest is about; '' when the image does not say. */
  readonly platform: string;
  /** All that the registry has of it; empty when it is for one only. */
  readonly platforms: readonly string[];
  /** With the packed sizes of the layers. */
  readonly history: HistoryModel;
  readonly layers: number;
  /** Packed bytes that reading the layers may have to download: without layers that are kept, and those that are noted to have a table of contents. */
  readonly downloadBytes: number;
}
