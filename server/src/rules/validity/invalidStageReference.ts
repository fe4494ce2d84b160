/** `COPY --from` or a mount that takes from a stage that does not exist, comes later, or is written with a variable. */
import { goQuote } from '../../base/goText.ts';
import type { StageReference } from '../../semantics/stages.ts';
import type { EscapeCharacter, InstructionNode } from '../../syntax/nodes.ts';
import { processError, processWord } from '../../syntax/shellWord.ts';
import { DispatchStep, Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileCheck, type FileRule } from '../rule.ts';
import { graphSummary } from '../support/graph.ts';

export const invalidStageReference: FileRule = defineRule({
  code: 'InvalidStageReference',
  family: 'validity',
  summary: 'COPY --from and mounts take from an earlier stage, by its name or number',
  url: ownUrl('InvalidStageReference'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  summaryOf: graphSummary,
  check(check) {
    const { references } = check.semantics;
    if (references.length === 0) return;
    const circle = new Set(check.semantics.circle?.references);
    for (const reference of references) {
      // A circle has an error of its own.
      if (!circle.has(reference)) checkReference(check, reference);
    }
  },
});

function checkReference({ tree, report }: FileCheck, { ordinal, via, word, target, stage }: StageReference): void {
  switch (target.kind) {
    case 'invalidIndex':
      report(ordinal, word.range, `invalid stage index ${target.index}`, { phase: Phase.graph });
      return;
    case 'variable':
      if (via === 'mount') return;
      report(ordinal, word.range, variableMessage(word.text, tree.escape), { phase: Phase.graph });
      return;
    case 'stage': {
      if (target.position !== 'later') return;
      const message = via === 'copy'
        ? `cannot copy from stage ${goQuote(word.text)}, it needs to be defined before current stage ${goQuote(stage.displayName)}`
        : `cannot mount from stage ${goQuote(word.text)} to ${goQuote(mountTarget(tree.instructions[ordinal]!.node, word.range.start))}, stage needs to be defined before current command`;
      report(ordinal, word.range, message, { step: via === 'copy' ? DispatchStep.values : mountStep(tree.instructions[ordinal]!.node, word.range.start) });
      return;
    }
    case 'image':
  }
}

/** BuildKit carries out one mount after the other. */
function mountStep({ flags }: InstructionNode, at: number): number {
  return DispatchStep.mounts + flags.filter(({ name, range }) => name === 'mount' && range.end <= at).length / 1000;
}

/** BuildKit expands the value without any variables, only to see whether that changes it. */
function variableMessage(text: string, escape: EscapeCharacter): string {
  const { error } = processWord(text, escape);
  if (error !== undefined) return processError(text, error);
  return 'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';
}

/** The target of the mount that holds the place. */
function mountTarget(node: InstructionNode, at: number): string {
  const flag = node.flags.find(({ range }) => range.start <= at && at < range.end);
  return /(?:^|,)(?:target|dst|destination)=([^,]*)/i.exec(flag?.value ?? '')?.[1] ?? '';
}
