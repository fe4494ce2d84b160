/** A protocol of EXPOSE with upper-case letters. */
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';
import { exposedPorts } from '../support/expose.ts';

export const exposeProtoCasing: StageRule = defineRule({
  code: 'ExposeProtoCasing',
  family: 'buildkit',
  summary: 'Protocol in EXPOSE instruction should be lowercase',
  url: buildkitUrl('ExposeProtoCasing'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['EXPOSE'],
  check(check) {
    for (const { text, spec, range, isLiteral, isAssumed, step } of exposedPorts(check)) {
      if (spec.protocol === spec.protocol.toLowerCase()) continue;
      const place = isLiteral ? { start: range.end - spec.protocol.length, end: range.end } : range;
      check.report(place, `Defined protocol '${text}' in EXPOSE instruction should be lowercase`, { step, assumed: isAssumed, data: isLiteral });
    }
  },
  fixes(context) {
    const { range, data } = context.finding;
    const protocol = context.segment!.text.slice(range.start, range.end);
    return data ? [safeFix(`Change to ${protocol.toLowerCase()}`, [replaceIn(context, range, protocol.toLowerCase())])] : [];
  },
});
