/** An instruction that ONBUILD may not keep. */
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

export const invalidOnbuild: InstructionRule = defineRule({
  code: 'InvalidOnbuild',
  family: 'validity',
  summary: 'ONBUILD takes any instruction but ONBUILD, FROM and MAINTAINER',
  url: ownUrl('InvalidOnbuild'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['ONBUILD'],
  check({ node, report }) {
    const trigger = node.trigger;
    if (!trigger) return;
    const step = Step.afterFlags;
    if (trigger.name === 'ONBUILD') report(trigger.keyword.range, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", { step });
    else if (trigger.name === 'FROM' || trigger.name === 'MAINTAINER') report(trigger.keyword.range, `${trigger.name} isn't allowed as an ONBUILD trigger`, { step });
  },
  fixes(context) {
    const { keyword, trigger } = context.segment!.node;
    if (trigger?.name !== 'ONBUILD') return [];
    return [suggestion('Remove the second ONBUILD', [replaceIn(context, { start: keyword.range.end, end: trigger.keyword.range.end }, '')])];
  },
});
