/** A variable that neither the stage nor its base sets, in a word that the builder expands. */
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { likelyFix, replaceIn, suggestion, lineEndOf, inCaseOf } from '../support/edits.ts';
import { hasPlainBase } from '../support/knownBases.ts';
import { nearest } from '../support/suggest.ts';

const message = (name: string, near: string | undefined): string => `Usage of undefined variable '$${name}'${near === undefined ? '' : ` (did you mean $${near}?)`}`;

/** ARGs that steer the build and never become variables. */
const ignored = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

interface UndefinedVariable {
  readonly name: string;
  readonly near: string | undefined;
}

export const undefinedVar: StageRule = defineRule({
  code: 'UndefinedVar',
  family: 'buildkit',
  summary: 'Variables should be defined before their use',
  url: buildkitUrl('UndefinedVar'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['ADD', 'ARG', 'COPY', 'ENV', 'LABEL', 'RUN', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
  check({ evaluation, semantics, stage, report }) {
    // Before the first FROM, BuildKit takes an undefined variable as empty without a word.
    if (!stage) return;
    for (const word of evaluation.words) {
      if (word.unmatched.size === 0) continue;
      for (const name of word.unmatched) {
        const env = evaluation.envOfPair(word.order);
        if (ignored.has(name) || env.declares(name)) continue;
        const near = nearest(name, env.keys());
        const assumed = env.value(name).kind === 'unknown' && !hasPlainBase(stage, semantics);
        report(word.rangeOf(name), message(name, near), { step: 2 * word.order, assumed, data: { name, near } satisfies UndefinedVariable });
      }
    }
  },
  fixes(context) {
    const { name, near } = context.finding.data as UndefinedVariable;
    const { segment, finding } = context;
    const written = segment!.text.slice(finding.range.start, finding.range.end);
    const at = written.indexOf(name);
    const range = { start: finding.range.start + at, end: finding.range.start + at + name.length };
    const declaration = `${inCaseOf(segment!.node.keyword.text, 'ARG')} ${name}${lineEndOf(segment!.text)}`;
    const start = segment!.node.range.start;
    const indent = segment!.text.slice(0, start).replace(/^.*\n/s, '');
    return [
      ...(near === undefined || at < 0 || !/^\$\{?/.test(written) ? [] : [likelyFix(`Change to $${near}`, [replaceIn(context, range, near)])]),
      ...(/^[A-Za-z_]\w*$/.test(name) ? [suggestion(`Insert ARG ${name} above`, [replaceIn(context, { start, end: start }, declaration + indent)])] : []),
    ];
  },
});
