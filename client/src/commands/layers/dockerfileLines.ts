/**
 * The Dockerfile of an image, and the lines that its history came from. Owns: the question to the language server. Must not map lines itself.
 */
import { pathToFileURL } from 'node:url';
import type { HistoryEntryLines } from '../../../../server/src/lsp/protocol.ts';
import type { HistoryRow } from '../../model/history.ts';
import type { ImageContents } from '../../model/imageContents.ts';
import type { OpenedImage } from '../../model/layers/openedImageList.ts';
import type { FileRef } from '../../ui/ports.ts';
import type { BuiltFrom, Deps } from '../deps.ts';

export interface EntryLines {
  readonly file: FileRef;
  /** One for each row that stands for an entry, oldest first; 0-based lines, null for the base's. */
  readonly entries: readonly HistoryEntryLines['lines'][];
  /** 0 to 1, the least of all entries that have lines; 0 when none has. */
  readonly confidence: number;
}

/** By the Dockerfile that the image is remembered to be built from. Undefined when none is. */
export async function entryLinesOf(deps: Deps, image: OpenedImage, signal?: AbortSignal): Promise<EntryLines | undefined> {
  const built = builtFrom(deps, image);
  return built && entryLinesIn(deps, image.contents, fileAt(built.file), built, signal);
}

/** Engines name an image by its config or by its manifest, as their store has it; the archive only knows its config. */
export function builtFrom({ results }: Deps, { source, contents }: OpenedImage): BuiltFrom | undefined {
  const ids = [contents.id, ...(source.kind === 'engine' ? [source.id] : [])].filter(Boolean);
  return ids.map((id) => results.dockerfileOf(id)).find(Boolean);
}

export function fileAt(path: string): FileRef {
  const uri = pathToFileURL(path).toString();
  return { scheme: 'file', fsPath: path, toString: () => uri };
}

export async function entryLinesIn(deps: Deps, contents: ImageContents, file: FileRef, built: Omit<BuiltFrom, 'file'>, signal?: AbortSignal): Promise<EntryLines> {
  const entries = contents.history.rows.filter(isEntry).map(({ createdBy, isEmpty }) => ({ createdBy, emptyLayer: isEmpty }));
  const lines = await deps.dockerfiles.historyLines(file, {
    entries, ...(built.target !== undefined ? { target: built.target } : {}), ...(built.buildArgs ? { buildArgs: built.buildArgs } : {}),
    ...(contents.platform !== undefined ? { platform: contents.platform } : {}),
  }, signal);
  const mapped = lines.filter((entry) => entry.lines !== null);
  return { file, entries: lines.map((entry) => entry.lines), confidence: mapped.length === 0 ? 0 : Math.min(...mapped.map((entry) => entry.confidence)) };
}

/** Rows at the end may stand for layers that the history says nothing of. */
function isEntry(row: HistoryRow): boolean {
  return row.createdBy !== '' || row.comment !== '' || row.isEmpty;
}
