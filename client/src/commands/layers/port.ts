/**
 * What the commands about layers need of the window. Owns: the interface only, so that they run in tests without VS Code.
 */
import type { LayerAddress } from '../../model/layers/address.ts';
import type { LayersExplorer } from '../../model/layers/explorer.ts';
import type { HiddenHint } from '../../model/layers/hiddenHints.ts';
import type { ExplorerNode } from '../../model/layers/nodes.ts';
import type { OpenedImageList } from '../../model/layers/openedImageList.ts';
import type { Choice, FileRef } from '../../ui/ports.ts';

/** A picker whose choices are looked for as one types. */
export interface Search<T> {
  readonly title: string;
  readonly placeholder: string;
  /** For every text that stays as it is for a moment; '' too. Aborted as soon as the text is another one. */
  find(text: string, signal: AbortSignal): Promise<readonly Choice<T>[]>;
  /** The choices shown in place of those that could not be found. */
  failed(error: unknown): readonly Choice<T>[];
}

export interface LayersPort {
  readonly images: OpenedImageList;
  readonly explorer: LayersExplorer;
  /** The node that is selected in the view. */
  selected(): ExplorerNode | undefined;
  /** Opens the view. A tree that opens with rows in it scrolls past the first, so it is opened before there are any. */
  open(): Promise<void>;
  /** Brings the view into sight, with the node selected. */
  reveal(node: ExplorerNode): Promise<void>;
  search<T>(search: Search<T>): Promise<T | undefined>;
  /** Opens a file in the editor that its content asks for. */
  openFile(address: LayerAddress): Promise<void>;
  openDiff(before: LayerAddress, after: LayerAddress, title: string): Promise<void>;
  /** Asks where to; undefined when dismissed. VS Code asks before a file is overwritten. */
  askForTarget(title: string, name: string): Promise<FileRef | undefined>;
  write(file: FileRef, bytes: Uint8Array): Promise<void>;
  /** Puts hints into Problems, in place of those of the same image. Lines are those of the file as it stands in the editor. */
  showHints(key: string, file: FileRef, hints: readonly HiddenHint[]): Promise<void>;
  /** Takes an image's hints away, or those of all images. */
  clearHints(key?: string): void;
}
