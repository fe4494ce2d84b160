/** An `ARG SOURCE_DATE_EPOCH` before the first FROM whose default is neither a time nor a stage to take it from. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { parseInteger } from '../support/goNumber.ts';
import { graphSummary } from '../support/graph.ts';

const name = 'SOURCE_DATE_EPOCH';

export const invalidSourceDateEpoch: FileRule = defineRule({
  code: 'InvalidSourceDateEpoch',
  family: 'validity',
  summary: 'SOURCE_DATE_EPOCH is a Unix time, context, or a stage to take it from',
  url: ownUrl('InvalidSourceDateEpoch'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'file',
  phase: Phase.globalArguments,
  summaryOf: graphSummary,
  check({ tree, semantics, report, reportFile }) {
    const value = semantics.options.buildArgs?.[name] ?? semantics.globalEnv.get(name);
    if (!value || typeof parseInteger(value, 64) === 'number' || value === 'context') return;
    // BuildKit expands all ARGs before it looks at this one.
    const foundAt = Number.MAX_SAFE_INTEGER;
    const stage = semantics.stages.find((one) => one.name === value.toLowerCase());
    if (stage) {
      if (stage.base.kind !== 'scratch' && stage.baseWord) report(stage.ordinal, stage.baseWord.range, `${name} stage must use FROM scratch`, { foundAt });
      return;
    }
    const message = `invalid ${name}: ${value}`;
    for (const [ordinal, { node }] of tree.instructions.entries()) {
      if (node.name === 'FROM') break;
      const pair = node.name === 'ARG' ? node.pairs.find(({ key }) => key.text === name) : undefined;
      if (pair) {
        report(ordinal, pair.value?.range ?? pair.range, message, { foundAt });
        return;
      }
    }
    reportFile({ start: 0, end: tree.length }, message, { foundAt });
  },
});
