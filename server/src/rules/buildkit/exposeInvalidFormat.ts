/** EXPOSE with an address or a host port, which it ignores. */
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';
import { exposedPorts } from '../support/expose.ts';

export const exposeInvalidFormat: StageRule = defineRule({
  code: 'ExposeInvalidFormat',
  family: 'buildkit',
  summary: 'IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release',
  url: buildkitUrl('ExposeInvalidFormat'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['EXPOSE'],
  check(check) {
    for (const { text, spec, range, isLiteral, isAssumed, step } of exposedPorts(check)) {
      if (!spec.isMapped) continue;
      check.report(range, `EXPOSE instruction should not define an IP address or host-port mapping, found '${text}'`, {
        step, assumed: isAssumed, data: isLiteral && spec.error === undefined ? spec.mapping : undefined,
      });
    }
  },
  fixes(context) {
    const { range, data } = context.finding;
    if (typeof data !== 'string') return [];
    return [safeFix(`Remove ${data}`, [replaceIn(context, { start: range.start, end: range.start + data.length }, '')])];
  },
});
