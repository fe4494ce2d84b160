/** `FROM --platform=$TARGETPLATFORM`, which is what FROM does anyway. */
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { flagWithBlanks, replaceIn, safeFix } from '../support/edits.ts';

export const redundantTargetPlatform: StageRule = defineRule({
  code: 'RedundantTargetPlatform',
  family: 'buildkit',
  summary: 'Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
  url: buildkitUrl('RedundantTargetPlatform'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  tags: ['unnecessary'],
  scope: 'stage',
  on: ['FROM'],
  phase: Phase.bases,
  check({ node, evaluation, report }) {
    const [word] = evaluation.inRole('platform');
    if (!word || word.matched.size !== 1 || word.unmatched.size > 0 || !word.matched.has('TARGETPLATFORM')) return;
    if (word.text !== evaluation.env.get('TARGETPLATFORM')) return;
    const flag = node.flags.find(({ name }) => name === 'platform')!;
    report(flag.range, `Setting platform to predefined ${word.raw} in FROM is redundant as this is the default behavior`, { step: 2 * word.order });
  },
  fixes(context) {
    return [safeFix('Remove --platform', [replaceIn(context, flagWithBlanks(context.segment!, context.finding.range), '')])];
  },
});
