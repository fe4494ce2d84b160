/** `ENV name value` and `LABEL name value` without `=`. */
import { DispatchStep } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';
import { quoteExpanded } from '../support/quote.ts';

export const legacyKeyValueFormat: StageRule = defineRule({
  code: 'LegacyKeyValueFormat',
  family: 'buildkit',
  summary: 'Legacy key/value format with whitespace separator should not be used',
  url: buildkitUrl('LegacyKeyValueFormat'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['ENV', 'LABEL'],
  check({ node, report }) {
    const [pair] = node.pairs;
    if (!node.legacyPairs || !pair) return;
    const name = node.keyword.text;
    report(pair.range, `"${name} key=value" should be used instead of legacy "${name} key value" format`, { step: DispatchStep.values });
  },
  fixes(context) {
    const { segment } = context;
    const [pair] = segment!.node.pairs;
    if (!pair?.value) return [];
    const { range, text } = pair.value;
    const written = segment!.text.slice(range.start, range.end);
    const between = { start: pair.key.range.end, end: range.start };
    // A value over several lines keeps its lines: only quotes go around it, where it has none of its own.
    if (written !== text) {
      if (/["'\\]/.test(text.replaceAll(segment!.escape, ''))) return [];
      return [safeFix('Use key=value', [replaceIn(context, between, '="'), replaceIn(context, { start: range.end, end: range.end }, '"')])];
    }
    const value = quoteExpanded(text, segment!.escape);
    return value === undefined ? [] : [safeFix('Use key=value', [replaceIn(context, { start: between.start, end: range.end }, `=${value}`)])];
  },
});
