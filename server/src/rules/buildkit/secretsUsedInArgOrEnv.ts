/** A variable whose name says that it holds a secret, in ARG or ENV, where it stays visible in the image's history. */
import { goQuote } from '../../base/goText.ts';
import { DispatchStep } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';

const secret = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const allowed = /(?:_|^)(?:public|file|version)(?:_|$)/i;

export const secretsUsedInArgOrEnv: StageRule = defineRule({
  code: 'SecretsUsedInArgOrEnv',
  family: 'buildkit',
  summary: 'Sensitive data should not be used in the ARG or ENV commands',
  url: buildkitUrl('SecretsUsedInArgOrEnv'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['ARG', 'ENV'],
  check({ node, evaluation, stage, report }) {
    if (!stage) return;
    node.pairs.forEach((pair, index) => {
      // ENV's names are expanded before they are looked at.
      const key = node.name === 'ENV' ? (evaluation.words.find(({ role, range }) => role === 'key' && range === pair.key.range)?.text ?? '') : pair.key.text;
      if (!secret.test(key) || allowed.test(key)) return;
      report(pair.key.range, `Do not use ARG or ENV instructions for sensitive data (${node.name} ${goQuote(key)})`, { step: node.name === 'ARG' ? 2 * index : DispatchStep.values });
    });
  },
});
