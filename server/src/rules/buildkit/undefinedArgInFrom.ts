/** A variable in FROM that no ARG before the first FROM declares. */
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { likelyFix, replaceIn, suggestion, inCaseOf, lineEndOf } from '../support/edits.ts';
import { nearest, withSuggestion } from '../support/suggest.ts';

interface UndeclaredArg {
  readonly name: string;
  readonly near: string | undefined;
}

export const undefinedArgInFrom: StageRule = defineRule({
  code: 'UndefinedArgInFrom',
  family: 'buildkit',
  summary: 'FROM command must use declared ARGs',
  url: buildkitUrl('UndefinedArgInFrom'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['FROM'],
  phase: Phase.bases,
  check({ evaluation, report }) {
    for (const word of evaluation.words) {
      if (word.unmatched.size === 0) continue;
      const { env } = evaluation;
      for (const name of word.unmatched) {
        if (env.declares(name)) continue;
        const near = nearest(name, new Set([...env.keys(), ...env.declaredArgs()]));
        report(word.rangeOf(name), withSuggestion(`FROM argument '${name}' is not declared`, near), { step: 2 * word.order, data: { name, near } satisfies UndeclaredArg });
      }
    }
  },
  fixes(context) {
    const { name, near } = context.finding.data as UndeclaredArg;
    const { segment, finding, tree } = context;
    const written = segment!.text.slice(finding.range.start, finding.range.end);
    const at = written.indexOf(name);
    const range = { start: finding.range.start + at, end: finding.range.start + at + name.length };
    const first = tree.instructions.findIndex(({ node }) => node.name === 'FROM');
    const from = tree.instructions[first]!;
    const place = tree.startOfInstruction(first) + from.node.range.start;
    const declaration = `${inCaseOf(from.node.keyword.text, 'ARG')} ${name}${lineEndOf(from.text)}`;
    return [
      ...(near === undefined || at < 0 ? [] : [likelyFix(`Change to ${near}`, [replaceIn(context, range, near)])]),
      ...(/^[A-Za-z_]\w*$/.test(name) ? [suggestion(`Insert ARG ${name} before the first FROM`, [{ range: { start: place, end: place }, newText: declaration }])] : []),
    ];
  },
});
