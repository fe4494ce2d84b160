/** The instruction on a line, for marking the one that a build failed at. Owns: the request `drydock/instructionAtLine`. */
import { RequestType } from 'vscode-languageserver';
import type { ServerContext } from '../context.ts';
import { invalidParams } from '../fromProto.ts';
import { onDocumentRequest } from '../handlers.ts';
import { instructionAtLineRequest, type InstructionAtLineParams, type InstructionAtLineResult } from '../protocol.ts';
import { toRange } from '../toProto.ts';

const request = new RequestType<InstructionAtLineParams, InstructionAtLineResult, void>(instructionAtLineRequest);

export function registerInstructionAtLine(server: ServerContext): void {
  onDocumentRequest(server, request, null, ({ params, tree, snapshot }): InstructionAtLineResult => {
    if (!Number.isInteger(params.line)) throw invalidParams('line is missing');
    if (params.line < 0 || params.line >= tree.lines.lineCount) return null;
    const index = tree.segmentIndexAt(tree.lines.lineStart(params.line));
    const segment = tree.segments[index];
    if (segment?.kind !== 'instruction') return null;
    const start = tree.startOf(index);
    return {
      name: segment.node.name,
      range: toRange(tree, { start: start + segment.node.range.start, end: start + segment.text.trimEnd().length }),
      stage: snapshot.semantics.stageAt(tree.ordinalOf(index))?.index ?? null,
    };
  });
}
