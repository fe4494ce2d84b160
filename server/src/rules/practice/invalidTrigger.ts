/** An instruction behind ONBUILD that cannot work. BuildKit reads it only when another image starts from this one. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { duplicateFlag } from '../validity/duplicateFlag.ts';
import { invalidHealthcheck } from '../validity/invalidHealthcheck.ts';
import { missingArgument } from '../validity/missingArgument.ts';
import { missingFlagValue } from '../validity/missingFlagValue.ts';
import { shellNotJson } from '../validity/shellNotJson.ts';
import { unknownFlag } from '../validity/unknownFlag.ts';
import { unknownInstruction } from '../validity/unknownInstruction.ts';
import { instructionNames } from '../../data/instructions.ts';
import { allNearest } from '../support/suggest.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

/** What BuildKit checks of an instruction when it reads it. */
const checks = [unknownInstruction, missingArgument, duplicateFlag, unknownFlag, missingFlagValue, invalidHealthcheck, shellNotJson]
  .filter((rule): rule is InstructionRule => rule.scope === 'instruction');

export const invalidTrigger: InstructionRule = defineRule({
  code: 'InvalidTrigger',
  family: 'practice',
  summary: 'The instruction behind ONBUILD fails in every image that starts from this one',
  url: ownUrl('InvalidTrigger'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['ONBUILD'],
  check({ node, segment, report }) {
    const { trigger } = node;
    if (!trigger || node.problems.length > 0) return;
    let isReported = false;
    const reportOnce = (range: Parameters<typeof report>[0], message: string): void => {
      if (!isReported) report(range, `Images that start from this one will not build: ${message}`);
      isReported = true;
    };
    for (const rule of checks) {
      if (typeof rule.on === 'string' || rule.on.includes(trigger.name)) rule.check({ node: trigger, segment, isTrigger: true, report: reportOnce });
    }
  },
  fixes(context) {
    const { trigger } = context.segment!.node;
    if (trigger?.form !== 'unknown') return [];
    return allNearest(trigger.keyword.text, instructionNames, true).names.map((name) => suggestion(`Change to ${name}`, [replaceIn(context, trigger.keyword.range, name)]));
  },
});
