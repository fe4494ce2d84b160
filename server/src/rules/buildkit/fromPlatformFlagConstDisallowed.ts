/** A fixed platform in FROM, in a stage whose name does not say so. */
import { goQuote } from '../../base/goText.ts';
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { flagWithBlanks, replaceIn, suggestion } from '../support/edits.ts';
import { parsePlatform } from '../support/platform.ts';

export const fromPlatformFlagConstDisallowed: StageRule = defineRule({
  code: 'FromPlatformFlagConstDisallowed',
  family: 'buildkit',
  summary: 'FROM --platform flag should not use a constant value',
  url: buildkitUrl('FromPlatformFlagConstDisallowed'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'stage',
  on: ['FROM'],
  phase: Phase.bases,
  check({ node, evaluation, report }) {
    const [word] = evaluation.inRole('platform');
    if (!word || word.failure || word.matched.size > 0 || word.unmatched.size > 0) return;
    const platform = parsePlatform(word.text);
    if (typeof platform === 'string') return;
    const name = node.words[2]?.text.toLowerCase() ?? '';
    if (name.includes(platform.os) || name.includes(platform.architecture)) return;
    report(word.range, `FROM --platform flag should not use constant value ${goQuote(word.text)}`, { step: 2 * word.order });
  },
  fixes(context) {
    const { segment, finding } = context;
    const flag = segment!.node.flags.find(({ name }) => name === 'platform')!;
    return [
      suggestion('Change to $BUILDPLATFORM', [replaceIn(context, finding.range, '$BUILDPLATFORM')]),
      suggestion('Remove --platform', [replaceIn(context, flagWithBlanks(segment!, flag.range), '')]),
    ];
  },
});
