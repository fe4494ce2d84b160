/**
 * The images whose history was looked at. Owns: their list, what is found out about each later, and how the view shows them. Must not ask anybody.
 */
import type { HistoryEntryLines } from '../../../../server/src/lsp/protocol.ts';
import type { FoundBase } from '../baseImage.ts';
import type { HistoryModel } from '../history.ts';
import type { ImageSource } from '../imageSource.ts';

/** The Dockerfile that an image was built from, and where its entries come from. */
export interface DockerfileLines {
  /** The file's URI as text. */
  readonly file: string;
  /** The path to show, relative to the workspace. */
  readonly label: string;
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>> | undefined;
  /** One for each row, oldest first; 0-based lines. */
  readonly entries: readonly HistoryEntryLines[];
}

export interface OpenHistory {
  /** The same for the same image out of the same source, for one platform. */
  readonly key: string;
  readonly source: ImageSource;
  /** The platform that was chosen; undefined for the engine's own choice. */
  readonly platform: string | undefined;
  readonly history: HistoryModel;
  /** Undefined where it is not known. */
  readonly base: FoundBase | undefined;
  readonly dockerfile: DockerfileLines | undefined;
  /** A sentence when the history could not be read again: the rows are those of the last time. */
  readonly problem: string | undefined;
}

export interface HistorySettings {
  readonly isNewestFirst: boolean;
  /** Entries that made no layer are left out. */
  readonly hidesEmpty: boolean;
}

/** So many are kept for switching back. */
const most = 10;

export class HistoryList {
  readonly #listeners = new Set<() => void>();
  #all: readonly OpenHistory[] = [];
  #settings: HistorySettings;

  constructor(settings: HistorySettings = { isNewestFirst: false, hidesEmpty: false }) {
    this.#settings = settings;
  }

  /** The one that is shown first, the others as they were shown before. */
  get all(): readonly OpenHistory[] {
    return this.#all;
  }

  get current(): OpenHistory | undefined {
    return this.#all[0];
  }

  get settings(): HistorySettings {
    return this.#settings;
  }

  get(key: string): OpenHistory | undefined {
    return this.#all.find((one) => one.key === key);
  }

  /** Shows a history that was just read; what was found out about the same image before stays. */
  show(source: ImageSource, history: HistoryModel, platform?: string): OpenHistory {
    const key = keyOf(source, platform);
    const before = this.get(key);
    const isSame = before !== undefined && before.history.about?.imageId === history.about?.imageId && before.history.rows.length === history.rows.length;
    const shown: OpenHistory = { key, source, platform, history, base: isSame ? before.base : undefined, dockerfile: isSame ? before.dockerfile : undefined, problem: undefined };
    this.#all = [shown, ...this.#all.filter((one) => one.key !== key)].slice(0, most);
    this.#tell();
    return shown;
  }

  /** Nothing happens when it is not there any more, and when it says nothing new: drawing the rows anew takes them from under somebody's hands. */
  update(key: string, change: Partial<Pick<OpenHistory, 'base' | 'dockerfile' | 'problem'>>): void {
    const before = this.get(key);
    if (!before || JSON.stringify({ ...before, ...change }) === JSON.stringify(before)) return;
    this.#all = this.#all.map((one) => (one.key === key ? { ...one, ...change } : one));
    this.#tell();
  }

  switchTo(key: string): void {
    const wanted = this.get(key);
    if (!wanted) return;
    this.#all = [wanted, ...this.#all.filter((one) => one !== wanted)];
    this.#tell();
  }

  set(settings: Partial<HistorySettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#tell();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function keyOf(source: ImageSource, platform?: string): string {
  switch (source.kind) {
    case 'engine': return JSON.stringify(['engine', source.id, platform ?? '']);
    case 'archive': return JSON.stringify(['archive', source.path, source.name]);
    case 'registry': return JSON.stringify(['registry', source.name, source.platform ?? '']);
  }
}
