/** The lines that an image's history came from. Owns: the request `drydock/historyLines`. */
import { RequestType } from 'vscode-languageserver';
import { historyLines } from '../../features/historyLines.ts';
import { parseHistory } from '../../image/historyText.ts';
import type { BuildOptions } from '../../semantics/semantics.ts';
import { makeSnapshot } from '../../semantics/snapshotOf.ts';
import { parse, type SyntaxTree } from '../../syntax/tree.ts';
import type { ServerContext } from '../context.ts';
import { invalidParams } from '../fromProto.ts';
import { onPlainRequest } from '../handlers.ts';
import { historyLinesRequest, type HistoryEntryLines, type HistoryLinesParams, type HistoryLinesResult } from '../protocol.ts';

const request = new RequestType<HistoryLinesParams, HistoryLinesResult, void>(historyLinesRequest);

export function registerHistoryLines(server: ServerContext): void {
  onPlainRequest(server, request, (params): HistoryLinesResult => {
    const { textDocument, text, entries } = params;
    if (!Array.isArray(entries) || !entries.every((entry: unknown) => typeof (entry as { createdBy?: unknown } | null)?.createdBy === 'string')) throw invalidParams('entries is missing');
    if (text !== undefined && typeof text !== 'string') throw invalidParams('text is no text');
    const document = text === undefined ? server.documents.get(textDocument.uri) : undefined;
    const tree = text === undefined ? document?.tree : parse(text);
    if (!tree) return { entries: entries.map(() => ({ lines: null, confidence: 0 })) };
    const createdBy = params.entries.map((entry) => entry.createdBy);
    const baseImages = document?.snapshot.semantics.options.baseImages;
    const snapshot = makeSnapshot(textDocument.uri, 0, tree, undefined, { ...buildOptions(params), ...(baseImages ? { baseImages } : {}) });
    const found = historyLines(snapshot, parseHistory(createdBy).map((parsed, at) => ({ ...parsed, createdBy: createdBy[at]! })));
    const line = lineConverter(tree);
    return { entries: found.map(({ lines, confidence }): HistoryEntryLines => ({ lines: lines?.map(([first, last]) => [line(first), line(last)] as const) ?? null, confidence })) };
  });
}

/** What a build was given, from a request's parameters; what is of a wrong type counts as not given. */
export function buildOptions({ target, buildArgs, platform }: Pick<HistoryLinesParams, 'target' | 'buildArgs' | 'platform'>): BuildOptions {
  const [os = '', architecture = '', variant = ''] = typeof platform === 'string' ? platform.split('/') : [];
  return {
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof buildArgs === 'object' && buildArgs !== null ? { buildArgs: Object.fromEntries(Object.entries(buildArgs as object).map(([name, value]: [string, unknown]) => [name, String(value)])) } : {}),
    ...(os !== '' && architecture !== '' ? { platform: { os, architecture, variant } } : {}),
  };
}

/** From BuildKit's lines, which end with LF and count from 1, to the protocol's, which a lone CR ends too and which count from 0. */
function lineConverter(tree: SyntaxTree): (line: number) => number {
  const text = tree.text();
  if (!/\r(?!\n)/.test(text)) return (line) => line - 1;
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (line) => tree.lines.positionAt(starts[line - 1] ?? text.length).line;
}
