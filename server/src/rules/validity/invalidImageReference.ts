/** The name of an image that no registry could have, in FROM, COPY --from or a mount. */
import type { TextRange } from '../../base/textRange.ts';
import { parseImageReference } from '../../semantics/imageReference.ts';
import type { Semantics } from '../../semantics/semantics.ts';
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
    const names = namesInBuildkitsOrder(semantics);
    // BuildKit resolves all names at once. In practice the last one is looked at first, and then the others in order.
    const first = names.at(-1)?.error === undefined ? names.find(({ error }) => error !== undefined) : names.at(-1);
    for (const name of names) {
      if (name.error === undefined) continue;
      const message = `failed to parse stage name ${goQuote(name.text)}: ${name.error}`;
      report(name.ordinal, name.range, message, name === first ? { step: -1, foundAt: 0 } : {});
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

interface ImageName {
  readonly ordinal: number;
  readonly range: TextRange;
  readonly text: string;
  readonly error: string | undefined;
}

/** The images that stages start from, then those that they copy or mount from. */
function namesInBuildkitsOrder(semantics: Semantics): readonly ImageName[] {
  const names: ImageName[] = [];
  for (const { base, baseWord, ordinal } of semantics.stages) {
    if (!baseWord || (base.kind !== 'image' && base.kind !== 'invalid')) continue;
    names.push({ ordinal, range: baseWord.range, text: base.text, error: base.kind === 'invalid' ? base.error : undefined });
  }
  for (const { ordinal, word, target } of semantics.references) {
    if (target.kind !== 'image' || target.text === 'scratch') continue;
    names.push({ ordinal, range: word.range, text: target.text, error: parseImageReference(target.text).error });
  }
  return names;
}
