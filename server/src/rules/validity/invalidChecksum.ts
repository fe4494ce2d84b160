/** ADD --checksum that is no digest, or with a source that it cannot be checked for. */
import { goQuote } from '../../base/goText.ts';
import { digestError } from '../../semantics/imageReference.ts';
import type { ExpandedWord } from '../evaluation.ts';
import { DispatchStep } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { gitReference, isHttpSource } from '../support/gitReference.ts';

export const invalidChecksum: StageRule = defineRule({
  code: 'InvalidChecksum',
  family: 'validity',
  summary: 'ADD --checksum takes one HTTP or Git source and the digest of it',
  url: ownUrl('InvalidChecksum'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['ADD'],
  check({ evaluation, report }) {
    if (evaluation.hasFailed) return;
    const [flag] = evaluation.inRole('checksum');
    const sources = evaluation.inRole('source');
    const assumed = flag?.isAssumed === true || sources.some((word) => word.isAssumed);
    const say = (word: ExpandedWord, message: string, step: number): void => report(word.range, message, { step: DispatchStep.values + step, assumed });
    if (flag && flag.text !== '') {
      const [source] = sources;
      if (sources.length !== 1 || !source) return say(flag, "checksum can't be specified for multiple sources", 2);
      if (!isGit(source.text) && !isHttpSource(source.text)) return say(flag, 'checksum requires HTTP(S) or Git sources', 2);
    }
    // A checksum in a Git URL holds for the sources behind it too.
    let checksum = flag?.text ?? '';
    sources.forEach((source, index) => {
      const git = gitReference(source.text);
      const step = 4 + index / 1000;
      if (git?.error !== undefined || git?.isPath) return;
      if (!git) {
        const error = checksum === '' || !isHttpSource(source.text) ? undefined : digestError(checksum);
        if (error !== undefined) say(flag ?? source, error, step);
      } else if (git.checksum !== '') {
        if (checksum !== '' && checksum !== git.checksum) say(flag ?? source, `checksum mismatch ${goQuote(checksum)} != ${goQuote(git.checksum)}`, step);
        checksum = git.checksum;
      }
    });
  },
});

function isGit(source: string): boolean {
  const git = gitReference(source);
  return git !== undefined && git.error === undefined;
}
