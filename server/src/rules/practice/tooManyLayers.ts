/** More layers than an image can have. */
import type { Stage } from '../../semantics/stages.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';

const most = 127;
const makesLayer = new Set(['ADD', 'COPY', 'RUN']);

export const tooManyLayers: FileRule = defineRule({
  code: 'TooManyLayers',
  family: 'practice',
  summary: 'An image has at most 127 layers',
  url: ownUrl('TooManyLayers'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  summaryOf: ({ name }) => (makesLayer.has(name) ? 'layer' : ''),
  check({ tree, semantics, report }) {
    if (tree.instructions.length <= most) return;
    const counts = new Map<Stage, number>();
    for (const stage of semantics.stages) {
      const { base } = stage;
      // An image has one layer at least.
      let layers = base.kind === 'stage' ? counts.get(base.stage) ?? 0 : base.kind === 'scratch' ? 0 : 1;
      for (let ordinal = stage.ordinal + 1; ordinal < stage.end; ordinal++) {
        const { node } = tree.instructions[ordinal]!;
        if (makesLayer.has(node.name) && ++layers === most + 1) report(ordinal, node.keyword.range, `From here on the image has more than ${most} layers, which storage drivers refuse; join RUN instructions`);
      }
      counts.set(stage, layers);
    }
  },
});
