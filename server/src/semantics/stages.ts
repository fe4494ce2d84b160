/**
 * Build stages. Owns: names, bases, references between stages and cycles, as BuildKit resolves them. Must not hold nodes, document offsets
 * or segment indexes: only ordinals and ranges relative to an instruction's segment.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ImageReference } from './imageReference.ts';

/** A word of an instruction: its logical text, and its range relative to the instruction's segment. */
export interface FactWord {
  readonly text: string;
  readonly range: TextRange;
}

export type StageBase =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'scratch' }
  /** `text` is the expanded name. */
  | { readonly kind: 'image'; readonly text: string; readonly reference: ImageReference }
  /** The expanded name is no reference; `error` is BuildKit's message without its prefix. */
  | { readonly kind: 'invalid'; readonly text: string; readonly error: string }
  /** Missing or empty, or the expansion failed with `error`. */
  | { readonly kind: 'unknown'; readonly text: string; readonly error?: string };

export interface Stage {
  /** 0-based, as in `COPY --from=0`. */
  readonly index: number;
  /** Lower case, as BuildKit keeps it; undefined without AS. */
  readonly name: string | undefined;
  /** The name as written. */
  readonly nameWord: FactWord | undefined;
  /** The name, or `stage-0` for the first unnamed one, as in BuildKit's messages. */
  readonly displayName: string;
  /** The FROM's ordinal. */
  readonly ordinal: number;
  /** One past the ordinal of the stage's last instruction. */
  readonly end: number;
  /** The base as written; empty text when it is missing. */
  readonly baseWord: FactWord;
  readonly base: StageBase;
  readonly platform: FactWord | undefined;
}

export type ReferenceTarget =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly position: 'earlier' | 'self' | 'later' }
  /** An image, or a named build context. */
  | { readonly kind: 'image'; readonly text: string }
  /** `--from=7` without such a stage. */
  | { readonly kind: 'invalidIndex'; readonly index: number }
  /** It has a variable, which BuildKit refuses. */
  | { readonly kind: 'variable'; readonly text: string };

/** A use of a stage or image other than FROM's: `COPY --from=` or `from=` of a mount. */
export interface StageReference {
  readonly ordinal: number;
  readonly via: 'copy' | 'mount';
  readonly word: FactWord;
  readonly target: ReferenceTarget;
}
