/** A flag that BuildKit reads and does nothing with: ARG and STOPSIGNAL have none, HEALTHCHECK NONE looks at none, and an empty value counts as absent. */
import type { FlagNode, InstructionNode } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { flagWithBlanks, replaceIn, safeFix } from '../support/edits.ts';

/** Flags whose empty value means the same as none. */
const optional: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chmod', 'chown'], COPY: ['chmod', 'chown', 'from'], FROM: ['platform'], HEALTHCHECK: ['interval', 'retries', 'start-interval', 'start-period', 'timeout'],
};

export const flagWithoutEffect: InstructionRule = defineRule({
  code: 'FlagWithoutEffect',
  family: 'practice',
  summary: 'A flag that BuildKit takes without a word and does nothing with',
  url: ownUrl('FlagWithoutEffect'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  tags: ['unnecessary'],
  scope: 'instruction',
  on: ['ADD', 'ARG', 'COPY', 'FROM', 'HEALTHCHECK', 'STOPSIGNAL'],
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    for (const flag of node.flags) {
      const reason = reasonFor(node, flag);
      if (reason !== undefined) report(flag.range, reason, { data: flag.range });
    }
  },
  fixes: (context) => [safeFix('Remove the flag', [replaceIn(context, flagWithBlanks(context.segment!, context.finding.range), '')])],
});

function reasonFor(node: InstructionNode, { name, value }: FlagNode): string | undefined {
  if (node.name === 'ARG' || node.name === 'STOPSIGNAL') return name === '' ? undefined : `${node.name} has no flags; BuildKit ignores --${name}`;
  if (node.healthcheckType?.text.toUpperCase() === 'NONE') return `HEALTHCHECK NONE switches checks off; --${name} has no effect`;
  return value === '' && optional[node.name]?.includes(name) ? `--${name} without a value has no effect` : undefined;
}
