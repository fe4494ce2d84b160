/** ADD --checksum that is no digest, or with a source that it cannot be checked for. */
import { goQuote } from '../../base/goText.ts';
import { digestError } from '../../semantics/imageReference.ts';
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
    const [checksum] = evaluation.inRole('checksum');
    if (!checksum || checksum.text === '' || evaluation.hasFailed) return;
    const sources = evaluation.inRole('source');
    const [source] = sources;
    const assumed = checksum.isAssumed || sources.some((word) => word.isAssumed);
    const say = (message: string, step: number): void => report(checksum.range, message, { step: DispatchStep.values + step, assumed });
    if (sources.length !== 1 || !source) {
      say("checksum can't be specified for multiple sources", 2);
      return;
    }
    const git = gitReference(source.text);
    if (!git && !isHttpSource(source.text)) say('checksum requires HTTP(S) or Git sources', 2);
    else if (git && git.error === undefined && git.checksum !== '' && git.checksum !== checksum.text) say(`checksum mismatch ${goQuote(checksum.text)} != ${goQuote(git.checksum)}`, 4);
    else if (!git) {
      const error = digestError(checksum.text);
      if (error !== undefined) say(error, 4);
    }
  },
});
