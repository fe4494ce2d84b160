// What preset `buildkit` says about a text, in the shape of BuildKit's own answers: the first error with its line, and the warnings before it.
// Lines are 1-based and counted by LF. Some of BuildKit's error lines are not those of the culprit; the odd ones are named here.
import type { Config } from '../../server/src/rules/config.ts';
import { endsBuild } from '../../server/src/rules/config.ts';
import { Phase } from '../../server/src/rules/phase.ts';
import type { Shown } from '../../server/src/rules/verdict.ts';
import { findingsOf } from '../../server/src/features/diagnostics.ts';
import { analyse, type BuildOptions } from '../../server/src/semantics/semantics.ts';
import { parse, type SyntaxTree } from '../../server/src/syntax/tree.ts';

export interface BuildkitVerdict {
  /** Without the prefix `dockerfile parse error on line N: `. */
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly errorLine: number | null;
  readonly warnings: readonly (readonly [rule: string, line: number, message: string])[];
}

const config: Config = { preset: 'buildkit', severity: {} };
const withoutLine = new Set(['EmptyFile', 'NoStages', 'InvalidCheck', 'CheckViolation']);

export function buildkitVerdict(text: string, options?: BuildOptions): BuildkitVerdict {
  const tree = parse(text);
  const snapshot = { uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, options) };
  const shown = findingsOf(snapshot, config).map((found) => found.shown);
  const error = shown.find(({ finding }) => endsBuild(finding.rule));
  return {
    error: error?.finding.message ?? null,
    errorCode: error?.finding.rule.code ?? null,
    errorLine: error ? lineOf(tree, error) : null,
    warnings: shown.filter((one) => one !== error).map((one) => [one.finding.rule.code, lineOf(tree, one) ?? 0, one.finding.message] as const),
  };
}

function countLf(text: string): number {
  return text.split('\n').length - 1;
}

function lineOf(tree: SyntaxTree, { finding, segmentIndex }: Shown): number | null {
  const { code } = finding.rule;
  if (withoutLine.has(code) || (code === 'InvalidStageReference' && finding.phase === Phase.graph)) return null;
  const offset = (segmentIndex < 0 ? 0 : tree.startOf(segmentIndex)) + finding.range.start;
  // BuildKit's line reader has not yet counted the line that it chokes on.
  if (code === 'DuplicateDirective' || code === 'InvalidEscape' || code === 'LineTooLong') return countLf(tree.slice(0, offset));
  if (code === 'NoInstructions') return countLf(tree.text().replace(/\n$/, '')) + 1;
  if (segmentIndex < 0) return null;
  const segment = tree.segments[segmentIndex]!;
  // A mount's source has no place in BuildKit's mind.
  if (code === 'InvalidImageReference' && segment.kind === 'instruction' && segment.node.name === 'RUN') return null;
  if (code === 'InvalidSourceDateEpoch' && segment.kind === 'instruction' && segment.node.name === 'ARG') return null;
  const first = tree.lfLineOf(segmentIndex) + 1;
  if (code !== 'NoEmptyContinuation' || segment.kind !== 'instruction') return first;
  return first + countLf(segment.text.slice(0, segment.headEnd).replace(/\n$/, ''));
}
