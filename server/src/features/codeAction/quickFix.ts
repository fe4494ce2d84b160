/**
 * Quick fixes. Owns: the rules' fixes and the skipping of checks as code actions, and fixing a whole file at once. Must not know single rules.
 */
import { applyEdits, sortEdits, type TextEdit } from '../../base/textEdit.ts';
import { intersects, type TextRange } from '../../base/textRange.ts';
import type { Config } from '../../rules/config.ts';
import { endsBuild } from '../../rules/config.ts';
import type { Fix, PlacedFinding } from '../../rules/rule.ts';
import { skipHere, skipInFile } from '../../rules/skipEdits.ts';
import { semanticsToJudge } from '../../rules/support/windows.ts';
import { makeSnapshot } from '../../semantics/snapshotOf.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import { parse } from '../../syntax/tree.ts';
import { findingsOf, type DiagnosedFinding } from '../diagnostics.ts';
import type { CodeAction } from '../types.ts';
import { composeEdits } from './composeEdits.ts';

/** The fixes for the diagnostics that the range touches, the best of each first, then the ways to skip them. Offsets are document offsets. */
export function quickFixes(snapshot: Snapshot, range: TextRange, config: Config): CodeAction[] {
  const touched = findingsOf(snapshot, config).filter(({ diagnostic }) => intersects(diagnostic.range, range));
  return [...touched.flatMap((found) => fixActions(snapshot, found)), ...touched.flatMap((found) => skipActions(snapshot, found))].filter(isFirstOfItsKind);
}

/** Two findings of one kind in one place would offer the same twice. */
function isFirstOfItsKind(action: CodeAction, index: number, actions: readonly CodeAction[]): boolean {
  const key = JSON.stringify([action.title, action.edits]);
  return actions.findIndex((other) => JSON.stringify([other.title, other.edits]) === key) === index;
}

function fixesOf(snapshot: Snapshot, { shown }: DiagnosedFinding): readonly Fix[] {
  const { finding, ordinal, segmentIndex, start } = shown;
  const { tree } = snapshot;
  const segment = tree.segments[segmentIndex];
  const fixes = finding.rule.fixes?.({
    tree, semantics: semanticsToJudge(tree, snapshot.semantics), ordinal, start, segment: segment?.kind === 'instruction' ? segment : undefined, finding,
  });
  return fixes ?? [];
}

function fixActions(snapshot: Snapshot, found: DiagnosedFinding): CodeAction[] {
  return fixesOf(snapshot, found).map((fix, index) => ({
    title: fix.title, kind: 'quickfix', edits: fix.edits, isPreferred: index === 0 && (fix.isSafe || fix.isLikely === true), diagnostics: [found.diagnostic],
  }));
}

function skipActions(snapshot: Snapshot, { shown, diagnostic }: DiagnosedFinding): CodeAction[] {
  const { finding, segmentIndex } = shown;
  const { rule } = finding;
  // What explains an error of the build stands in its place: skipping it would only bring the error back.
  const explainsError = rule.explains !== undefined && diagnostic.severity === 'error';
  if (endsBuild(rule) || explainsError || 'experimental' in rule.status) return [];
  const { tree } = snapshot;
  const action = (title: string, edits: readonly TextEdit[] | undefined): CodeAction[] =>
    edits ? [{ title, kind: 'quickfix', edits, isPreferred: false, diagnostics: [diagnostic] }] : [];
  const foundAt = (finding as Partial<PlacedFinding>).foundAt;
  const place = foundAt === undefined ? segmentIndex : foundAt < 0 ? -1 : tree.segmentIndexOf(foundAt);
  return [
    ...(rule.skippableByComment === false || place < 0 ? [] : action(`Skip ${rule.code} for this instruction`, skipHere(tree, place, rule.code))),
    ...action(`Skip ${rule.code} in this file`, skipInFile(tree, rule.code)),
  ];
}

/** A fix can make room for another, such as a keyword's case after a new keyword. More rounds than this never happen. */
const mostRounds = 5;

/** Applies every safe fix of the file. Undefined when there is none. */
export function fixAll(snapshot: Snapshot, config: Config): CodeAction | undefined {
  let current = snapshot;
  let edits: readonly TextEdit[] = [];
  const resolved = findingsOf(snapshot, config).filter((found) => preferredFix(snapshot, found));
  for (let round = 0; round < mostRounds; round++) {
    const next = safeEdits(current, config);
    if (next.length === 0) break;
    edits = composeEdits(edits, next);
    current = makeSnapshot(current.uri, current.version, parse(applyEdits(current.tree.text(), next)));
  }
  if (edits.length === 0) return undefined;
  return { title: 'Fix all problems that can be fixed safely', kind: 'source.fixAll.drydock', edits, isPreferred: false, diagnostics: resolved.map(({ diagnostic }) => diagnostic) };
}

function preferredFix(snapshot: Snapshot, found: DiagnosedFinding): Fix | undefined {
  const [first] = fixesOf(snapshot, found);
  return first?.isSafe ? first : undefined;
}

/** The safe fixes that go together: of two that touch the same text, the first; the other has its turn in the next round. */
function safeEdits(snapshot: Snapshot, config: Config): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const found of findingsOf(snapshot, config)) {
    const fix = preferredFix(snapshot, found);
    const fresh = fix?.edits.filter((edit) => !isTaken(taken, edit)) ?? [];
    if (fresh.every((edit) => isFree(taken, edit)) && sortEdits(fresh)) for (const edit of fresh) taken.splice(placeFor(taken, edit), 0, edit);
  }
  return taken;
}

/** The index of the first edit that ends at or after the start of this one; edits that were taken are sorted and apart from each other. */
function placeFor(taken: readonly TextEdit[], { range }: TextEdit): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle]!.range.end < range.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isTaken(taken: readonly TextEdit[], edit: TextEdit): boolean {
  const other = taken[placeFor(taken, edit)];
  return other?.range.start === edit.range.start && other.range.end === edit.range.end && other.newText === edit.newText;
}

/** Edits that only meet at a border would still join into something that neither of them meant. */
function isFree(taken: readonly TextEdit[], edit: TextEdit): boolean {
  const other = taken[placeFor(taken, edit)];
  return !other || other.range.start > edit.range.end;
}
