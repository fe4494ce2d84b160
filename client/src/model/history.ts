/**
 * An image's history as rows to show. Owns: joining what the engine or an archive knows into one form. Must not know VS Code or how rows are drawn.
 */

export interface HistoryRow {
  /** 0 is the oldest entry. */
  readonly index: number;
  /** "RUN", "COPY", …; '' when the text names none. */
  readonly instruction: string;
  /** The instruction's arguments in one or more lines, free of "/bin/sh -c", "#(nop)" and "# buildkit". */
  readonly text: string;
  /** Values of build arguments that the step saw, as "NAME=value". */
  readonly buildArgs: readonly string[];
  /** The history text as the image has it. */
  readonly createdBy: string;
  readonly comment: string;
  /** Bytes; undefined when nobody said. */
  readonly size: number | undefined;
  /** Milliseconds since 1970; undefined when unknown. */
  readonly created: number | undefined;
  readonly tags: readonly string[];
  /** True when the entry made no layer. */
  readonly isEmpty: boolean;
  /** Index of the layer it made, bottom first; undefined for an empty entry and where it is not known. */
  readonly layer: number | undefined;
  /** 'base' for the entries of the image that FROM named, 'own' for the rest; undefined when it cannot be told. */
  readonly part: 'base' | 'own' | undefined;
}

export interface HistoryModel {
  /** Oldest first. */
  readonly rows: readonly HistoryRow[];
  readonly totalSize: number;
}
