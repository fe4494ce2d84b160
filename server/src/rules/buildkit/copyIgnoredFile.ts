/** COPY or ADD of something that the ignore file keeps out of the build context. */
import { goQuote } from '../../base/goText.ts';
import { isIgnoredForBuildKit, isWhollyIgnored, sourceName } from '../../semantics/buildContext.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { contextSources } from '../support/contextSources.ts';

const nowhere = (): void => undefined;

export const copyIgnoredFile: StageRule = defineRule({
  code: 'CopyIgnoredFile',
  family: 'buildkit',
  summary: 'Attempting to Copy file that is excluded by .dockerignore',
  url: buildkitUrl('CopyIgnoredFile'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['ADD', 'COPY'],
  check({ node, evaluation, semantics, report }) {
    const { context } = semantics.options;
    if (!context) return;
    const command = node.name === 'ADD' ? 'Add' : 'Copy';
    for (const { word, hasParents, step } of contextSources(node, evaluation)) {
      const said = isIgnoredForBuildKit(context, word.text);
      const isSo = isWhollyIgnored(context, word.text, hasParents, nowhere);
      if (!said && !isSo) continue;
      report(word.range, `Attempting to ${command} file ${goQuote(sourceName(word.text))} that is excluded by .dockerignore`, {
        step, assumed: !isSo || word.isAssumed, unsaid: !said,
      });
    }
  },
});
