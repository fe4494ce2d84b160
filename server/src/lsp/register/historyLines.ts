/** The lines that an image's history came from. Owns: the request `drydock/historyLines`. */
import { RequestType } from 'vscode-languageserver';
import { historyLines } from '../../features/historyLines.ts';
import { parseHistory } from '../../image/historyText.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { snapshotOfBuild } from '../buildSnapshot.ts';
import type { ServerContext } from '../context.ts';
import { invalidParams } from '../fromProto.ts';
import { onPlainRequest } from '../handlers.ts';
import { historyLinesRequest, type HistoryEntryLines, type HistoryLinesParams, type HistoryLinesResult } from '../protocol.ts';

const request = new RequestType<HistoryLinesParams, HistoryLinesResult, void>(historyLinesRequest);

export function registerHistoryLines(server: ServerContext): void {
  onPlainRequest(server, request, (params): HistoryLinesResult => {
    const { entries } = params;
    if (!Array.isArray(entries) || !entries.every((entry: unknown) => typeof (entry as { createdBy?: unknown } | null)?.createdBy === 'string')) throw invalidParams('entries is missing');
    const snapshot = snapshotOfBuild(server, params, true);
    if (!snapshot) return { entries: entries.map(() => ({ lines: null, confidence: 0 })) };
    const createdBy = params.entries.map((entry) => entry.createdBy);
    const found = historyLines(snapshot, parseHistory(createdBy).map((parsed, at) => ({ ...parsed, createdBy: createdBy[at]! })));
    const line = lineConverter(snapshot.tree);
    return { entries: found.map(({ lines, confidence }): HistoryEntryLines => ({ lines: lines?.map(([first, last]) => [line(first), line(last)] as const) ?? null, confidence })) };
  });
}

/** From BuildKit's lines, which end with LF and count from 1, to the protocol's, which a lone CR ends too and which count from 0. */
function lineConverter(tree: SyntaxTree): (line: number) => number {
  const text = tree.text();
  if (!/\r(?!\n)/.test(text)) return (line) => line - 1;
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (line) => tree.lines.positionAt(starts[line - 1] ?? text.length).line;
}
