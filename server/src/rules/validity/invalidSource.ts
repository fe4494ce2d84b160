/** A source of COPY or ADD that the instruction cannot take: a URL in COPY, or a Git URL with a query that BuildKit does not know. */
import { DispatchStep } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { inCaseOf, replaceIn, suggestion } from '../support/edits.ts';
import { gitReference, isHttpSource } from '../support/gitReference.ts';

const urlInCopy = "source can't be a URL for COPY";
const gitInCopy = "source can't be a git ref for COPY";

export const invalidSource: StageRule = defineRule({
  code: 'InvalidSource',
  family: 'validity',
  summary: 'COPY takes paths only; ADD also takes URLs, and Git repositories with a known query',
  url: ownUrl('InvalidSource'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['ADD', 'COPY'],
  check({ node, evaluation, report }) {
    if (evaluation.hasFailed) return;
    const flag = node.name === 'ADD' ? node.flags.find(({ name }) => name === 'keep-git-dir') : undefined;
    let keepGitDir = flag && (flag.value === undefined || flag.value.toLowerCase() === 'true');
    evaluation.inRole('source').forEach((word, index) => {
      const options = { step: DispatchStep.values + 3 + index / 1000, assumed: word.isAssumed };
      const git = gitReference(word.text);
      if (git?.error !== undefined) report(word.range, git.error, options);
      else if (git?.isPath) return;
      else if (git && node.name === 'COPY') report(word.range, gitInCopy, options);
      else if (git?.keepGitDir !== undefined) {
        if (keepGitDir !== undefined && keepGitDir !== git.keepGitDir) report(word.range, 'inconsistent keep-git-dir configuration', options);
        keepGitDir = git.keepGitDir;
      } else if (!git && node.name === 'COPY' && isHttpSource(word.text)) report(word.range, urlInCopy, options);
    });
  },
  fixes(context) {
    const { finding, segment } = context;
    const { node } = segment!;
    const onlyCopy = node.flags.some(({ name }) => name === 'from' || name === 'parents');
    if ((finding.message !== urlInCopy && finding.message !== gitInCopy) || onlyCopy) return [];
    return [suggestion('Use ADD', [replaceIn(context, node.keyword.range, inCaseOf(node.keyword.text, 'ADD'))])];
  },
});
