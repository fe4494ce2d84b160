/** A stage name that an earlier stage has. */
import { goQuote } from '../../base/goText.ts';
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type FileRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { graphSummary } from '../support/graph.ts';

export const duplicateStageName: FileRule = defineRule({
  code: 'DuplicateStageName',
  family: 'buildkit',
  summary: 'Stage names should be unique',
  url: buildkitUrl('DuplicateStageName'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  skippableByComment: false,
  scope: 'file',
  phase: Phase.stageNames,
  summaryOf: graphSummary,
  check({ semantics, report }) {
    const names = new Set<string>();
    for (const { name, nameWord, ordinal } of semantics.stages) {
      if (name === undefined || !nameWord) continue;
      if (names.has(name)) report(ordinal, nameWord.range, `Duplicate stage name ${goQuote(name)}, stage names should be unique`, { step: 1, data: name });
      names.add(name);
    }
  },
  fixes(context) {
    const taken = new Set(context.semantics.stages.map(({ name }) => name));
    let number = 2;
    while (taken.has(`${String(context.finding.data)}-${number}`)) number++;
    const name = `${String(context.finding.data)}-${number}`;
    return [suggestion(`Rename to ${name}`, [replaceIn(context, context.finding.range, name)])];
  },
});
