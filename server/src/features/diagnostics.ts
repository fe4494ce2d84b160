/**
 * Diagnostics. Owns: the rules' findings as a document's diagnostics. Must not know single rules.
 */
import { Kept } from '../base/kept.ts';
import { shiftRange, type TextRange } from '../base/textRange.ts';
import { skipSpace } from '../base/goText.ts';
import type { Config } from '../rules/config.ts';
import { rules } from '../rules/registry.ts';
import { createRunner, type OnFailure, type Runner } from '../rules/runner.ts';
import { semanticsToJudge } from '../rules/support/windows.ts';
import { verdict, type Shown } from '../rules/verdict.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { Diagnostic } from './types.ts';

/** A diagnostic with the finding that it stands for. */
export interface DiagnosedFinding {
  readonly diagnostic: Diagnostic;
  readonly shown: Shown;
}

/** A rule that failed on a document, which is a mistake of ours. */
export interface RuleFailure {
  readonly code: string;
  readonly error: unknown;
}

/** Holds something only while the runner runs. */
const failures: RuleFailure[] = [];
const onFailure: OnFailure = ({ code }, error) => failures.push({ code, error });
const everyRule = createRunner(rules, onFailure);
/** For whoever wants BuildKit's verdict and nothing else, which is mostly the command line, where every file is new. */
const buildkitRules = createRunner(rules.filter(({ family }) => family !== 'practice'), onFailure);
const practice = new Set(rules.filter(({ family }) => family === 'practice').map(({ code }) => code));

function runnerFor({ preset, severity }: Config): Runner {
  return preset === 'buildkit' && !Object.keys(severity).some((code) => practice.has(code)) ? buildkitRules : everyRule;
}

const noTags: readonly [] = [];
const noAliases: readonly string[] = [];

interface Judgement {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly found: readonly DiagnosedFinding[];
  readonly diagnostics: readonly Diagnostic[];
  readonly failures: readonly RuleFailure[];
}

const judged = new Kept<Judgement>();

function diagnosed(snapshot: Snapshot, config: Config): Judgement {
  const { tree } = snapshot;
  const last = judged.get(tree);
  if (last?.config === config && last.snapshot === snapshot) return last;
  const semantics = semanticsToJudge(tree, snapshot.semantics);
  const found = verdict(tree, runnerFor(config).run(tree, semantics), config).map((shown) => ({ diagnostic: toDiagnostic(tree, shown), shown }));
  const result: Judgement = { snapshot, config, found, diagnostics: found.map(({ diagnostic }) => diagnostic), failures: failures.splice(0) };
  judged.set(tree, result);
  return result;
}

/** The document's diagnostics under a configuration, sorted by position. Offsets are document offsets. */
export function diagnose(snapshot: Snapshot, config: Config): readonly Diagnostic[] {
  return diagnosed(snapshot, config).diagnostics;
}

/** The rules that failed in finding them, on what had not been looked at before; the others' findings are complete. Normally empty. */
export function ruleFailures(snapshot: Snapshot, config: Config): readonly RuleFailure[] {
  return diagnosed(snapshot, config).failures;
}

/** The same with their findings, for quick fixes. */
export function findingsOf(snapshot: Snapshot, config: Config): readonly DiagnosedFinding[] {
  return diagnosed(snapshot, config).found;
}

function toDiagnostic(tree: SyntaxTree, shown: Shown): Diagnostic {
  const { finding, severity, start } = shown;
  const { rule } = finding;
  return {
    code: rule.code,
    aliases: rule.aliases ?? noAliases,
    severity,
    message: finding.message,
    range: shiftRange(finding.range, start),
    instructionRange: instructionRange(tree, shown),
    url: rule.url,
    tags: rule.tags ?? noTags,
    fixable: rule.fixable !== 'never',
  };
}

/** From the instruction's first character to the end of its last line, heredocs included. */
function instructionRange(tree: SyntaxTree, { segmentIndex, start }: Shown): TextRange {
  if (segmentIndex < 0) return { start: 0, end: tree.length };
  const { text } = tree.segments[segmentIndex]!;
  const lineEnd = text.endsWith('\r\n') ? 2 : text.endsWith('\n') ? 1 : 0;
  const last = text.length - lineEnd;
  return { start: start + Math.min(skipSpace(text, 0), last), end: start + last };
}
