/**
 * The setting `drydock.severity`: the codes of all rules, so that VS Code completes and checks them. Owns: how a rule reads there.
 * Written into package.json; the rest of package.json is written by hand.
 */
import { rules } from '../../server/src/rules/registry.ts';
import type { RuleMeta } from '../../server/src/rules/rule.ts';

/** A JSON schema for the names that the setting's object may have. */
export function severityNames(): object {
  return { enum: rules.map(({ code }) => code), enumDescriptions: rules.map(describe) };
}

function describe(rule: RuleMeta): string {
  const note = 'experimental' in rule.status ? ', experimental' : '';
  return `${rule.summary.replace(/\.?$/, '.')} (${rule.severity}${note})`;
}
