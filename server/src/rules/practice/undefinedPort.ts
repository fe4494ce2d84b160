/** EXPOSE of a variable that nothing sets: it declares no port, and BuildKit says nothing. */
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { inCaseOf, lineEndOf, replaceIn, suggestion } from '../support/edits.ts';
import { hasPlainBase } from '../support/knownBases.ts';

export const undefinedPort: StageRule = defineRule({
  code: 'UndefinedPort',
  family: 'practice',
  summary: 'EXPOSE of a variable that is not set declares no port',
  url: ownUrl('UndefinedPort'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['EXPOSE'],
  check({ evaluation, semantics, stage, isTrigger, report }) {
    if (!stage || isTrigger) return;
    for (const word of evaluation.words) {
      // A default, or text around it, may make a port.
      if (word.failure || word.words.length > 0) continue;
      for (const name of word.unmatched) {
        const { env } = evaluation;
        if (env.declares(name)) continue;
        const assumed = env.value(name).kind === 'unknown' && !hasPlainBase(stage, semantics);
        report(word.rangeOf(name), `$${name} is not set here, so this declares no port`, { assumed, data: name });
      }
    }
  },
  fixes(context) {
    const { node, text } = context.segment!;
    const name = String(context.finding.data);
    const { start } = node.range;
    if (!/^[A-Za-z_]\w*$/.test(name)) return [];
    return [suggestion(`Insert ARG ${name} above`, [replaceIn(context, { start, end: start }, `${inCaseOf(node.keyword.text, 'ARG')} ${name}${lineEndOf(text)}`)])];
  },
});
