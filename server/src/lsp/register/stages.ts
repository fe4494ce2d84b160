/** The stages of a document, for building one of them. Owns: the request `drydock/stages`. */
import { RequestType } from 'vscode-languageserver';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { ServerContext } from '../context.ts';
import { onDocumentRequest } from '../handlers.ts';
import { stagesRequest, type BuildArgument, type StageInfo, type StagesParams, type StagesResult } from '../protocol.ts';
import { toRange } from '../toProto.ts';

const request = new RequestType<StagesParams, StagesResult, void>(stagesRequest);

export function registerStages(server: ServerContext): void {
  onDocumentRequest(server, request, { stages: [], argsWithDefaults: [] }, ({ snapshot }) => ({ stages: stagesOf(snapshot), argsWithDefaults: argumentsOf(snapshot) }));
}

function stagesOf({ tree, semantics }: Snapshot): StageInfo[] {
  return semantics.stages.map(({ index, nameWord, ordinal, end }) => {
    const last = Math.max(ordinal, end - 1);
    const range = toRange(tree, {
      start: tree.startOfInstruction(ordinal) + tree.instructions[ordinal]!.node.range.start,
      end: tree.startOfInstruction(last) + tree.instructions[last]!.text.trimEnd().length,
    });
    return { name: nameWord?.text ?? null, index, line: range.start.line, range };
  });
}

/** Every ARG, in order; one instruction may declare several. */
function argumentsOf({ tree, semantics }: Snapshot): BuildArgument[] {
  return tree.instructions.flatMap(({ node }, ordinal) => node.name !== 'ARG' ? [] : node.pairs.map(({ key, value, range }) => ({
    name: key.text,
    default: value?.text ?? null,
    stage: semantics.stageAt(ordinal)?.index ?? null,
    line: tree.lines.positionAt(tree.startOfInstruction(ordinal) + range.start).line,
  })));
}
