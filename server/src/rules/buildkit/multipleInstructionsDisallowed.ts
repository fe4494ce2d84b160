/** A CMD, ENTRYPOINT or HEALTHCHECK that a later one of the same stage replaces. */
import { DispatchStep } from '../phase.ts';
import { buildkitUrl, defineRule, type FileRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

const names = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

export const multipleInstructionsDisallowed: FileRule = defineRule({
  code: 'MultipleInstructionsDisallowed',
  family: 'buildkit',
  summary: 'Multiple instructions of the same type should not be used in the same stage',
  url: buildkitUrl('MultipleInstructionsDisallowed'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  tags: ['unnecessary'],
  scope: 'file',
  summaryOf: (node) => (names.has(node.name) || names.has(node.trigger?.name ?? '') ? `${node.keyword.range.start} ${node.keyword.text} ${node.trigger?.keyword.text ?? ''}` : node.name === 'FROM' ? 'FROM' : ''),
  check({ tree, semantics, report }) {
    for (const stage of semantics.stages) {
      const last = new Map<string, { ordinal: number; onbuild: boolean }>();
      for (const { ordinal, onbuild } of semantics.steps(stage)) {
        const own = tree.instructions[ordinal]!.node;
        const node = onbuild ? own.trigger! : own;
        if (!names.has(node.name)) continue;
        const earlier = last.get(node.name);
        last.set(node.name, { ordinal, onbuild });
        if (!earlier) continue;
        const message = `Multiple ${node.keyword.text} instructions should not be used in the same stage because only the last one will be used`;
        const options = { step: DispatchStep.values, foundAt: onbuild ? stage.ordinal : ordinal };
        // What a trigger of the base does is reported where the stage starts from it.
        if (earlier.onbuild) report(stage.ordinal, stage.baseWord!.range, message, options);
        else report(earlier.ordinal, tree.instructions[earlier.ordinal]!.node.keyword.range, message, { ...options, data: node.keyword.text });
      }
    }
  },
  fixes(context) {
    const { segment, finding } = context;
    if (finding.data === undefined || !segment) return [];
    return [safeFix(`Remove this ${segment.node.name}`, [replaceIn(context, { start: 0, end: segment.text.length }, '')])];
  },
});
