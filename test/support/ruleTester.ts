// Tests of one rule, as data. A label line starts with `#~`, points at the line above it, and is taken out before the text is parsed, since a comment
// is not neutral in a Dockerfile:
//
//   FROM alpine AS Build
//   #~             ^^^^^ warning StageNameCasing: Stage name 'Build' should be lowercase
//
// The carets cover what of the finding's range lies on that line. `#~@0+4` says start and length where carets would run into the `#~`, or for an empty
// range; `#~ file` stands for a finding about the whole file.
// Beyond what the author wrote down, the tester holds every case to: findings lie in the document and in their instruction; they are the same when
// computed edit by edit; each fix leaves a text that parses; a safe fix removes what it is for, and fixing all twice changes nothing more.
import { describe, expect, test } from 'vitest';
import { applyEdits, sortEdits } from '../../server/src/base/textEdit.ts';
import { containsRange } from '../../server/src/base/textRange.ts';
import { fixAll, quickFixes } from '../../server/src/features/codeAction/quickFix.ts';
import { diagnose, ruleFailures } from '../../server/src/features/diagnostics.ts';
import type { Diagnostic } from '../../server/src/features/types.ts';
import type { Config } from '../../server/src/rules/config.ts';
import { rules } from '../../server/src/rules/registry.ts';
import { analyse, type BuildOptions } from '../../server/src/semantics/semantics.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import type { Snapshot } from '../../server/src/semantics/snapshot.ts';
import { reparse } from '../../server/src/syntax/reparse.ts';
import { parse } from '../../server/src/syntax/tree.ts';

export interface RuleCase {
  readonly name?: string;
  /** With labels. */
  readonly text: string;
  /** The text after the first fix of the first finding. */
  readonly fixed?: string;
  /** The title of that fix. */
  readonly title?: string;
  /** All titles of the fixes of the first finding, skipping left out. */
  readonly titles?: readonly string[];
  readonly preset?: Config['preset'];
  readonly build?: BuildOptions;
}

export interface RuleCases {
  readonly invalid: readonly RuleCase[];
  readonly valid: readonly (string | RuleCase)[];
}

interface Label {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  /** 0-based. -1 for the whole file. */
  readonly line: number;
  readonly columns: readonly [start: number, end: number];
}

const labelPattern = /^#~(?: *(\^+)|@(\d+)\+(\d+)| file) (error|warning|info|hint) (\w+): (.*)$/;

/** Takes the labels out. Throws on a line that starts like one but is none. */
export function readLabels(labelled: string): { text: string; labels: Label[] } {
  const kept: string[] = [];
  const labels: Label[] = [];
  for (const line of labelled.split('\n')) {
    if (!line.startsWith('#~')) {
      kept.push(line);
      continue;
    }
    const match = labelPattern.exec(line);
    if (!match) throw new Error(`not a label: ${line}`);
    const [, carets, start, length, severity, code, message] = match;
    const isFile = carets === undefined && start === undefined;
    const from = carets === undefined ? Number(start ?? 0) : line.indexOf(carets);
    labels.push({
      severity: severity!, code: code!, message: message!.replaceAll('⏎', '\n'), line: isFile ? -1 : kept.length - 1,
      columns: isFile ? [0, 0] : [from, from + (carets?.length ?? Number(length))],
    });
  }
  return { text: kept.join('\n'), labels };
}

function labelOf(diagnostic: Diagnostic, text: string): Label {
  const { range, severity, code, message } = diagnostic;
  if (range.start === 0 && range.end === text.length) return { severity, code, message, line: -1, columns: [0, 0] };
  const before = text.slice(0, range.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const newline = text.indexOf('\n', range.start);
  const lineEnd = newline < 0 ? text.length : newline;
  return { severity, code, message, line: before.split('\n').length - 1, columns: [range.start - lineStart, Math.min(range.end, lineEnd) - lineStart] };
}

function snapshot(text: string, build?: BuildOptions): Snapshot {
  const tree = parse(text);
  return { uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, build) };
}

/** The tests of a rule: `describe` with one test for each case, and one that the code has its rule. */
export function testRule(code: string, cases: RuleCases): void {
  describe(code, () => {
    test('is registered', () => {
      expect(rules.filter((rule) => rule.code === code)).toHaveLength(1);
    });
    cases.invalid.forEach((one, index) => test(`finds ${one.name ?? index + 1}`, () => checkCase(code, one, true)));
    cases.valid.forEach((one, index) => {
      const valid = typeof one === 'string' ? { text: one } : one;
      test(`leaves alone ${valid.name ?? index + 1}`, () => checkCase(code, valid, false));
    });
  });
}

function checkCase(code: string, one: RuleCase, finds: boolean): void {
  const { text, labels } = readLabels(one.text);
  const config: Config = { preset: one.preset ?? 'all', severity: {} };
  const whole = snapshot(text, one.build);
  const all = diagnose(whole, config);
  expect(ruleFailures(whole, config)).toEqual([]);
  const own = all.filter((diagnostic) => diagnostic.code === code);
  expect(own.map((diagnostic) => labelOf(diagnostic, text))).toEqual(labels);
  if (finds) expect(labels.length, 'an invalid case needs a label').toBeGreaterThan(0);
  for (const diagnostic of all) {
    expect(containsRange({ start: 0, end: text.length }, diagnostic.range)).toBe(true);
    expect(diagnostic.range.start).toBeLessThanOrEqual(diagnostic.range.end);
    expect(containsRange({ start: 0, end: text.length }, diagnostic.instructionRange)).toBe(true);
  }
  checkIncremental(text, config, one.build);
  checkFixes(whole, own, one, config);
  checkFixAll(whole, config);
}

/** Removes and puts back a piece of every line; what is found must be what a fresh look finds. */
function checkIncremental(text: string, config: Config, build: BuildOptions | undefined): void {
  if (build || text.length > 5_000) return;
  let current = makeSnapshot('file:///Dockerfile', 1, parse(text));
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const middle = start + ((end - start) >> 1);
    for (const [from, to, piece] of [[start, middle, ''], [start, start, text.slice(start, middle)], [middle, middle, 'x'], [middle, middle + 1, '']] as const) {
      const { tree } = reparse(current.tree, { start: from, end: to, text: piece });
      current = makeSnapshot(current.uri, current.version + 1, tree, current);
      const fresh = snapshot(tree.text());
      expect(diagnose(current, config)).toEqual(diagnose(fresh, config));
    }
    start = end;
  }
}

function checkFixes(whole: Snapshot, own: readonly Diagnostic[], one: RuleCase, config: Config): void {
  const text = whole.tree.text();
  const [first] = own;
  if (!first) return;
  const fixes = quickFixes(whole, first.range, config).filter(({ title, diagnostics }) => diagnostics.includes(first) && !title.startsWith('Skip '));
  if (one.titles) expect(fixes.map(({ title }) => title)).toEqual(one.titles);
  if (one.title !== undefined) expect(fixes[0]?.title).toBe(one.title);
  if (one.fixed !== undefined) {
    expect(fixes[0], 'a fix').toBeDefined();
    expect(applyEdits(text, fixes[0]!.edits)).toBe(one.fixed);
  }
  for (const fix of fixes) {
    expect(sortEdits(fix.edits), fix.title).toBeDefined();
    const after = snapshot(applyEdits(text, fix.edits), one.build);
    expect(after.tree.text()).not.toBe(text);
    if (fix.isPreferred) expect(countOf(after, first, config)).toBeLessThan(countOf(whole, first, config));
  }
}

function countOf(at: Snapshot, { code }: Diagnostic, config: Config): number {
  return diagnose(at, config).filter((diagnostic) => diagnostic.code === code).length;
}

function checkFixAll(whole: Snapshot, config: Config): void {
  const all = fixAll(whole, config);
  if (!all) return;
  const once = snapshot(applyEdits(whole.tree.text(), all.edits));
  expect(fixAll(once, config)).toBeUndefined();
}
