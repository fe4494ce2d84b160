/**
 * What is shown of what was found. Owns: skipping by directive and comment, presets, and BuildKit's habit of stopping at the first error.
 * Must not run rules.
 */
import type { SyntaxTree } from '../syntax/tree.ts';
import { endsBuild, severityOf, type Config } from './config.ts';
import { Phase } from './phase.ts';
import type { Finding, PlacedFinding, Severity } from './rule.ts';
import type { Findings } from './runner.ts';
import { checkCommentAbove, checkDirective, hasCheckComments, isExperimentOn, isSkipped, noOptions, type CheckOptions } from './suppression.ts';
import { checkViolation } from './validity/checkViolation.ts';

/** A finding that is shown. */
export interface Shown {
  readonly finding: Finding;
  readonly severity: Severity;
  /** -1 for a finding about the file. */
  readonly ordinal: number;
  /** -1 for a finding about the file. */
  readonly segmentIndex: number;
  /** What to add to the finding's range to get document offsets. */
  readonly start: number;
}

interface Candidate extends Shown {
  /** The ordinal at which BuildKit finds it. */
  readonly sequence: number;
}

/** The findings to show, in document order. */
export function verdict(tree: SyntaxTree, findings: Findings, config: Config): readonly Shown[] {
  const fileOptions = checkDirective(tree)?.options ?? noOptions;
  const commentOptions = new Map<number, CheckOptions>();
  const optionsAbove = (segmentIndex: number): CheckOptions => {
    let options = commentOptions.get(segmentIndex);
    if (!options) commentOptions.set(segmentIndex, (options = checkCommentAbove(tree, segmentIndex)?.options ?? noOptions));
    return options;
  };
  const shown: Candidate[] = [];
  const consider = (finding: Finding, ordinal: number, segmentIndex: number, foundIn: number, sequence: number): void => {
    const severity = severityHere(finding, config, fileOptions, foundIn < 0 ? noOptions : optionsAbove(foundIn));
    if (severity) shown.push({ finding, severity, ordinal, segmentIndex, start: segmentIndex < 0 ? 0 : tree.startOf(segmentIndex), sequence });
  };
  for (const { segmentIndex, findings: own } of findings.bySegment) {
    const ordinal = tree.ordinalOf(segmentIndex);
    for (const finding of own) consider(finding, ordinal, segmentIndex, segmentIndex, ordinal);
  }
  const isPlain = fileOptions === noOptions && !hasCheckComments(tree, findings.comments);
  for (const placed of isPlain ? shownWithoutOptions(findings.placed, config) : findings.placed) considerPlaced(tree, placed, consider);
  if (fileOptions.error) shown.push(...violation(tree, shown, config));
  return inDocumentOrder(config.preset === 'buildkit' ? untilFirstError(shown) : withoutExplained(shown));
}

const plainly = new WeakMap<readonly PlacedFinding[], { readonly config: Config; readonly shown: readonly PlacedFinding[] }>();

/** Those that are shown where no check options say otherwise. A large file can have many that are not; they must not cost at each keystroke. */
function shownWithoutOptions(placed: readonly PlacedFinding[], config: Config): readonly PlacedFinding[] {
  if (placed.length === 0) return placed;
  let kept = plainly.get(placed);
  if (kept?.config !== config) plainly.set(placed, (kept = { config, shown: placed.filter((finding) => severityHere(finding, config, noOptions, noOptions)) }));
  return kept.shown;
}

function considerPlaced(
  tree: SyntaxTree, placed: PlacedFinding, consider: (finding: Finding, ordinal: number, segmentIndex: number, foundIn: number, sequence: number) => void,
): void {
  const segmentIndex = placed.ordinal < 0 ? -1 : tree.segmentIndexOf(placed.ordinal);
  const foundIn = placed.foundAt < 0 || placed.ordinal < 0 ? -1 : tree.segmentIndexOf(placed.foundAt);
  consider(placed, placed.ordinal, segmentIndex, foundIn, placed.foundAt < 0 ? placed.ordinal : placed.foundAt);
}

/** The severity at which the finding is shown; undefined when it is not. */
function severityHere(finding: Finding, config: Config, file: CheckOptions, above: CheckOptions): Severity | undefined {
  const { rule } = finding;
  if (finding.assumed && config.preset === 'recommended') return undefined;
  if (finding.unsaid && config.preset === 'buildkit') return undefined;
  const { code } = rule;
  const isExperimental = 'experimental' in rule.status;
  const severity = severityOf(rule, config, isExperimental && (isExperimentOn(file, code) || isExperimentOn(above, code)));
  if (severity === undefined || endsBuild(rule)) return severity;
  if (isSkipped(file, code, isExperimental)) return undefined;
  return rule.skippableByComment !== false && isSkipped(above, code, isExperimental) ? undefined : severity;
}

/** `error=true` turns the checks' findings into an error at the end of the build. */
function violation(tree: SyntaxTree, shown: readonly Candidate[], config: Config): Candidate[] {
  const codes = [...new Set(shown.filter(({ finding }) => finding.rule.family === 'buildkit' && !finding.unsaid).map(({ finding }) => finding.rule.code))].sort();
  const severity = severityOf(checkViolation, config, false);
  if (codes.length === 0 || severity === undefined) return [];
  const range = checkDirective(tree)!.valueRange;
  const finding: Finding = { rule: checkViolation, message: `lint violation found for rules: ${codes.join(', ')}`, range, phase: Phase.result, step: 0, data: undefined, assumed: false, unsaid: false };
  return [{ finding, severity, ordinal: -1, segmentIndex: -1, start: 0, sequence: -1 }];
}

function compareInRun(a: Candidate, b: Candidate): number {
  return a.finding.phase - b.finding.phase || a.sequence - b.sequence || a.finding.step - b.finding.step;
}

/** BuildKit reports the warnings that it found before its first error, and that error. */
function untilFirstError(shown: readonly Candidate[]): readonly Candidate[] {
  let first: Candidate | undefined;
  for (const candidate of shown) {
    if (endsBuild(candidate.finding.rule) && (!first || compareInRun(candidate, first) < 0)) first = candidate;
  }
  if (!first) return shown;
  const error = first;
  return shown.filter((candidate) => candidate === error || (!endsBuild(candidate.finding.rule) && compareInRun(candidate, error) <= 0));
}

/** Of a mistake and its explanation on the same instruction, only the explanation; it is an error where the mistake is one. */
function withoutExplained(shown: readonly Candidate[]): readonly Candidate[] {
  const explained = new Map<number, Set<string>>();
  for (const { segmentIndex, finding: { rule } } of shown) {
    if (!rule.explains) continue;
    const codes = explained.get(segmentIndex);
    if (codes) for (const code of rule.explains) codes.add(code);
    else explained.set(segmentIndex, new Set(rule.explains));
  }
  if (explained.size === 0) return shown;
  const isExplained = ({ segmentIndex, finding }: Candidate): boolean => explained.get(segmentIndex)?.has(finding.rule.code) === true;
  const failing = shown.filter((one) => one.severity === 'error' && isExplained(one));
  const isFailing = ({ segmentIndex, finding }: Candidate): boolean => failing.some((one) => one.segmentIndex === segmentIndex && finding.rule.explains!.includes(one.finding.rule.code));
  return shown.filter((one) => !isExplained(one)).map((one) => (one.finding.rule.explains && isFailing(one) ? { ...one, severity: 'error' } : one));
}

function inDocumentOrder(shown: readonly Candidate[]): readonly Candidate[] {
  return [...shown].sort((a, b) => a.start + a.finding.range.start - (b.start + b.finding.range.start) || a.start + a.finding.range.end - (b.start + b.finding.range.end));
}
