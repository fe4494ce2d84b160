/**
 * Image references. Owns: the grammar of registry/repository:tag@digest (that of github.com/distribution/reference) with ranges, and its
 * messages. Must not know stages or registries' contents.
 */
import type { TextRange } from '../base/textRange.ts';

/** A reference in its parts. Ranges are relative to the parsed text; a part that is only implied has none. */
export interface ImageReference {
  /** Normalised, `docker.io` when none is written. */
  readonly domain: string;
  readonly domainRange: TextRange | undefined;
  /** Normalised repository path, e.g. `library/alpine`. */
  readonly path: string;
  readonly pathRange: TextRange;
  readonly tag: string | undefined;
  readonly tagRange: TextRange | undefined;
  readonly digest: string | undefined;
  readonly digestRange: TextRange | undefined;
}
