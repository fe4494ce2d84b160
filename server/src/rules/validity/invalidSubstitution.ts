/** A word that the builder cannot expand: a bad substitution, an open quote, or a variable that `?` demands. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { closingQuoteFix } from '../support/closeQuote.ts';

export const invalidSubstitution: StageRule = defineRule({
  code: 'InvalidSubstitution',
  family: 'validity',
  summary: 'Quotes and substitutions must be complete and of a kind that the builder knows',
  url: ownUrl('InvalidSubstitution'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'FROM', 'LABEL', 'RUN', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
  check({ node, evaluation, stage, report }) {
    const word = evaluation.words.at(-1);
    if (!word?.failure) return;
    const phase = node.name === 'FROM' ? Phase.bases : stage ? Phase.dispatch : Phase.globalArguments;
    const prefix = word.role === 'platform' ? 'failed to process arguments for platform : ' : '';
    report(word.failure.range, prefix + word.failure.message, { phase, step: 2 * word.order + 1, assumed: word.isAssumed });
  },
  fixes: closingQuoteFix,
});
