/** A variable whose name says that it holds a secret, in ARG or ENV, where it stays visible in the image's history. */
import { goQuote } from '../../base/goText.ts';
import { DispatchStep } from '../phase.ts';
import { buildkitUrl, defineRule, type Fix, type FixContext, type StageRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

const secret = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const allowed = /(?:_|^)(?:public|file|version)(?:_|$)/i;

export const secretsUsedInArgOrEnv: StageRule = defineRule({
  code: 'SecretsUsedInArgOrEnv',
  family: 'buildkit',
  summary: 'Sensitive data should not be used in the ARG or ENV commands',
  url: buildkitUrl('SecretsUsedInArgOrEnv'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'stage',
  on: ['ARG', 'ENV'],
  check({ node, evaluation, stage, report }) {
    if (!stage) return;
    node.pairs.forEach((pair, index) => {
      // ENV's names are expanded before they are looked at.
      const isExpanded = node.name === 'ENV' && !/^\w*$/.test(pair.key.text);
      const key = isExpanded ? (evaluation.words.find(({ role, range }) => role === 'key' && range === pair.key.range)?.text ?? '') : pair.key.text;
      if (!secret.test(key) || allowed.test(key)) return;
      report(pair.key.range, `Do not use ARG or ENV instructions for sensitive data (${node.name} ${goQuote(key)})`, { step: node.name === 'ARG' ? 2 * index : DispatchStep.values });
    });
  },
  fixes: (context) => secretMount(context),
});

/** A secret that only RUNs of the stage use can come from a mount, in the variable that they already read. */
function secretMount(context: FixContext): Fix[] {
  const { segment, tree, semantics, ordinal } = context;
  const { name, pairs } = segment!.node;
  const [pair] = pairs;
  const stage = semantics.stageAt(ordinal);
  if (name !== 'ARG' || pairs.length !== 1 || !pair || !stage || !/^\w+$/.test(pair.key.text)) return [];
  const variable = pair.key.text;
  const edits = [replaceIn(context, { start: 0, end: segment!.text.length }, '')];
  const use = new RegExp(`\\$(?:${variable}\\b|\\{${variable}\\b)`);
  for (let at = ordinal + 1; at < stage.end; at++) {
    const { node, text } = tree.instructions[at]!;
    if (!use.test(text)) continue;
    if (node.name !== 'RUN') return [];
    const place = tree.startOfInstruction(at) + node.keyword.range.end;
    edits.push({ range: { start: place, end: place }, newText: ` --mount=type=secret,id=${variable},env=${variable}` });
  }
  return edits.length === 1 ? [] : [suggestion(`Take ${variable} from a secret mount where it is used`, edits)];
}
