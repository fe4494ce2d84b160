/**
 * What the commands about histories need of the window. Owns: the interface only, so that they run in tests without VS Code.
 */
import type { StageStepsInfo } from '../../../../server/src/lsp/protocol.ts';
import type { HistoryList } from '../../model/histories/historyList.ts';
import type { HistoryNode } from '../../model/histories/nodes.ts';
import type { FileRef } from '../../ui/ports.ts';
import type { HistoryQuestion } from '../deps.ts';

export interface HistoryPort {
  readonly histories: HistoryList;
  /** The node that is selected in the view. */
  selected(): HistoryNode | undefined;
  /** Opens the view. A tree that opens with rows in it scrolls past the first, so it is opened before there are any. */
  open(): Promise<void>;
  /** Brings the view into sight with the image that it shows. */
  reveal(): Promise<void>;
  /** Opens a file with these lines selected; 0-based, both included. */
  goTo(file: FileRef, lines: readonly [first: number, last: number]): Promise<void>;
  /** The file of a URI as text. */
  fileOf(uri: string): FileRef;
  /** The stages of a Dockerfile with the lines of their instructions. */
  stages(file: FileRef, question: Omit<HistoryQuestion, 'entries'>): Promise<readonly StageStepsInfo[]>;
  /** Shows the Dockerfile of an image, read-only. The same name again replaces the text. */
  showText(name: string, text: string): Promise<void>;
  /** Shows it beside a file. */
  compare(name: string, text: string, file: FileRef, title: string): Promise<void>;
}
