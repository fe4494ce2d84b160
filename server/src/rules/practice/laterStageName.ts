/** FROM with the name of a stage that comes later: BuildKit takes it for an image. */
import { defineRule, ownUrl, type StageRule } from '../rule.ts';

export const laterStageName: StageRule = defineRule({
  code: 'LaterStageName',
  family: 'practice',
  summary: 'A stage can start only from a stage above it',
  url: ownUrl('LaterStageName'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['FROM'],
  check({ semantics, stage, isTrigger, report }) {
    if (isTrigger || stage?.base.kind !== 'image' || !stage.baseWord) return;
    const { text } = stage.base;
    // A stage may be named after the image that it starts from.
    const later = semantics.stages.find(({ name, index, base }) => name === text && index > stage.index && !(base.kind === 'image' && lastPart(base.text) === text));
    if (later) report(stage.baseWord.range, `The stage ${text} comes later, so this is the image ${text} of a registry`);
  },
});

/** The image's name without registry, owner and tag. */
function lastPart(image: string): string {
  return image.replace(/[:@].*$/, '').replace(/^.*\//, '');
}
