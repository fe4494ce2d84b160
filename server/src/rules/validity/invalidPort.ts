/** A port of EXPOSE that BuildKit cannot read. */
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { exposedPorts } from '../support/expose.ts';

export const invalidPort: StageRule = defineRule({
  code: 'InvalidPort',
  family: 'validity',
  summary: 'EXPOSE takes ports from 0 to 65535, ranges of them, and tcp, udp or sctp',
  url: ownUrl('InvalidPort'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['EXPOSE'],
  check(check) {
    for (const { spec, range, isAssumed, step } of exposedPorts(check)) {
      if (spec.error !== undefined) check.report(range, spec.error, { step: step + (spec.isUnreadable ? 0 : 1), assumed: isAssumed });
    }
  },
});
