/** The name of an image that no registry could have, in FROM, COPY --from or a mount. */
import type { TextRange } from '../../base/textRange.ts';
import { parseImageReference } from '../../semantics/imageReference.ts';
import { goQuote } from '../../base/goText.ts';
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';
import { graphSummary } from '../support/graph.ts';

export const invalidImageReference: FileRule = defineRule({
  code: 'InvalidImageReference',
  family: 'validity',
  summary: 'An image name is lower case, with an optional registry, tag and digest',
  url: ownUrl('InvalidImageReference'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'file',
  phase: Phase.resolve,
  summaryOf: graphSummary,
  check({ semantics, report }) {
    const check = (ordinal: number, range: TextRange, text: string, error: string, step: number): void => {
      report(ordinal, range, `failed to parse stage name ${goQuote(text)}: ${error}`, { step });
    };
    for (const stage of semantics.stages) {
      if (stage.base.kind === 'invalid' && stage.baseWord) check(stage.ordinal, stage.baseWord.range, stage.base.text, stage.base.error, -2e9);
    }
    for (const { ordinal, word, target } of semantics.references) {
      if (target.kind !== 'image' || target.text === 'scratch') continue;
      const { error } = parseImageReference(target.text);
      if (error !== undefined) check(ordinal, word.range, target.text, error, 0);
    }
  },
  fixes({ tree, ordinal, start, finding, semantics }) {
    const range = { start: start + finding.range.start, end: start + finding.range.end };
    const written = tree.slice(range.start, range.end);
    const lower = written.toLowerCase();
    const stage = semantics.stageNamed(lower, semantics.stageAt(ordinal)?.index);
    if (lower === written || (stage === undefined && parseImageReference(lower).error !== undefined)) return [];
    return [suggestion(`Change to ${lower}`, [{ range, newText: lower }])];
  },
});
