/** The stages of a Dockerfile as the language server gives them to the client. Must not start a server. */
import { buildSteps } from '../../server/src/features/buildSteps.ts';
import type { BuildStepKey, StageStepsInfo } from '../../server/src/lsp/protocol.ts';
import type { BuildOptions } from '../../server/src/semantics/semantics.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import { parse } from '../../server/src/syntax/tree.ts';

export function stagesOf(text: string, options: BuildOptions = {}): StageStepsInfo[] {
  const tree = parse(text);
  return buildSteps(makeSnapshot('file:///Dockerfile', 0, tree, undefined, options)).map((stage) => ({
    ...stage, name: stage.name ?? null,
    steps: stage.steps.map(({ ordinal, name, text: own, key }) => {
      const start = tree.startOfInstruction(ordinal);
      const lines = [start, start + tree.instructions[ordinal]!.text.trimEnd().length].map((offset) => tree.lines.positionAt(offset).line) as [number, number];
      return { name, text: own, lines, key: key ? keyInfo(key) : null };
    }),
  }));
}

function keyInfo({ context, ...key }: NonNullable<ReturnType<typeof buildSteps>[number]['steps'][number]['key']>): BuildStepKey {
  return { ...key, hasContext: context.length > 0 };
}
