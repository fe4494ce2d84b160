/**
 * Running the rules. Owns: what is kept from one version of a document to the next, so that an edit costs what it touches.
 * Must not know configuration: everything is found, and `verdict.ts` chooses what to show.
 *
 * Findings of an instruction are kept with its segment. What the last version of a document gave is kept with its semantics: as long as the
 * semantics stays the same object, only the segments between the common start and end of the two versions are looked at.
 */
import { Kept, type Keeper } from '../base/kept.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Stage } from '../semantics/stages.ts';
import type { Difference, Semantics } from '../semantics/semantics.ts';
import type { InstructionNode, InstructionSegment, Segment } from '../syntax/nodes.ts';
import { replacedBetween, type SyntaxTree } from '../syntax/tree.ts';
import { endsBuild } from './config.ts';
import { Evaluation } from './evaluation.ts';
import { Phase } from './phase.ts';
import type { FileCheck, FileReportOptions, FileRule, Finding, InstructionRule, PlacedFinding, ReportOptions, Rule, StageCheck, StageRule } from './rule.ts';

/** The findings of one instruction; only instructions that have some are listed. */
export interface SegmentFindings {
  readonly segmentIndex: number;
  readonly findings: readonly Finding[];
}

export interface Findings {
  /** In document order. */
  readonly bySegment: readonly SegmentFindings[];
  /** Findings of file rules and of ONBUILD triggers, in no particular order. */
  readonly placed: readonly PlacedFinding[];
  /** Another object whenever something else than instructions changed. */
  readonly comments: Keeper;
}

export interface Runner {
  /** All findings of a document. Never throws; repeated calls with the same tree cost nothing. */
  run(tree: SyntaxTree, semantics: Semantics): Findings;
}

const none: readonly Finding[] = [];

interface State {
  segments: readonly Segment[];
  findings: Findings;
  readonly byFileRule: Map<FileRule, readonly PlacedFinding[]>;
  triggers: readonly PlacedFinding[];
}

/** Told of a rule that failed. What it found before that counts, and the other rules run all the same. */
export type OnFailure = (rule: Rule, error: unknown) => void;

/** A runner for a set of rules, with its own caches. */
export function createRunner(rules: readonly Rule[], onFailure: OnFailure): Runner {
  const readers = rules.filter((rule) => rule.scope === 'instruction');
  const withFlags = byName(readers);
  const withoutFlags = byName(readers.filter(({ on }) => on !== 'flags'));
  const instructionRules = ({ name, flags }: InstructionNode): readonly InstructionRule[] => (flags.length > 0 ? withFlags : withoutFlags)(name);
  const stageRules = byName(rules.filter((rule) => rule.scope === 'stage'));
  const fileRules = rules.filter((rule) => rule.scope === 'file');
  const alone = new Kept<readonly Finding[]>();
  /** By the identity of the semantics. */
  const states = new Kept<State>();

  function findAlone(segment: InstructionSegment): readonly Finding[] {
    let findings = alone.get(segment);
    if (!findings) alone.set(segment, (findings = checkInstruction(segment.node, segment, instructionRules(segment.node), false, onFailure)));
    return findings;
  }

  function findInSegment(segment: InstructionSegment, semantics: Semantics, ordinal: number): readonly Finding[] {
    const own = findAlone(segment);
    const candidates = stageRules(segment.node.name);
    if (candidates.length === 0 || hasNothingToExpand(segment)) return own;
    const stage = semantics.stageAt(ordinal);
    const staged = checkInStage(candidates, {
      node: segment.node, segment, semantics, ordinal, stage, isTrigger: false,
      step: stage && ordinal > stage.ordinal ? semantics.steps(stage).length - (stage.end - ordinal) : -1,
      evaluation: new Evaluation(segment.node, segment, (pair) => semantics.envAt(ordinal, pair)),
    }, onFailure);
    return staged.length === 0 ? own : [...own, ...(own.some(isUnreadable) ? staged.filter(isUnreadable) : staged)];
  }

  function findInRange(tree: SyntaxTree, semantics: Semantics, from: number, to: number): SegmentFindings[] {
    const found: SegmentFindings[] = [];
    let ordinal = -1;
    for (let index = from; index < to; index++) {
      const segment = tree.segments[index]!;
      if (segment.kind !== 'instruction') continue;
      ordinal = ordinal < 0 ? tree.ordinalOf(index) : ordinal + 1;
      const findings = findInSegment(segment, semantics, ordinal);
      if (findings.length > 0) found.push({ segmentIndex: index, findings });
    }
    return found;
  }

  /** The findings after a change that left most stages as they were: only the touched ones, and what was edited, are looked at again. */
  function findAgain(before: State, tree: SyntaxTree, semantics: Semantics, difference: Difference): SegmentFindings[] {
    const known = carriedOver(before, tree);
    const touched = semantics.stages.filter((stage) => difference.isTouched(stage))
      .map((stage) => ({ from: tree.segmentIndexOf(stage.ordinal), to: tree.segmentIndexOf(stage.end) }));
    // Edits that changed no meaning may have come before, at other places, without anybody asking for findings in between.
    const { first, newEnd } = replacedBetween(before.segments, tree);
    const ranges = [...touched, { from: first, to: newEnd }].sort((a, b) => a.from - b.from);
    const found: SegmentFindings[] = [];
    let done = 0;
    for (const { from, to } of [...ranges, { from: tree.segments.length, to: tree.segments.length }]) {
      if (from > done) found.push(...known.slice(firstAtOrBehind(known, done), firstAtOrBehind(known, from)));
      found.push(...findInRange(tree, semantics, Math.max(from, done), to));
      done = Math.max(done, to);
    }
    return found;
  }

  function start(tree: SyntaxTree, semantics: Semantics): State {
    const byFileRule = new Map<FileRule, readonly PlacedFinding[]>();
    const checkFile = fileChecker(tree, semantics, onFailure);
    for (const rule of fileRules) byFileRule.set(rule, checkFile(rule));
    const triggers = checkTriggers(tree, semantics, instructionRules, stageRules, onFailure);
    const before = semantics.difference && states.get(semantics.difference.from);
    const bySegment = before ? findAgain(before, tree, semantics, semantics.difference) : findInRange(tree, semantics, 0, tree.segments.length);
    return { segments: tree.segments, findings: { bySegment, placed: allPlaced(byFileRule, triggers), comments: { kept: [] } }, byFileRule, triggers };
  }

  function advance(state: State, tree: SyntaxTree, semantics: Semantics): void {
    const before = state.segments;
    const after = tree.segments;
    const { first, oldEnd, newEnd } = replacedBetween(before, tree);
    const known = carriedOver(state, tree);
    const place = firstAtOrBehind(known, first);
    const bySegment = [...known.slice(0, place), ...findInRange(tree, semantics, first, newEnd), ...known.slice(place)];
    const oldMiddle = instructionsBetween(before, first, oldEnd);
    const newMiddle = instructionsBetween(after, first, newEnd);
    const onlyInstructions = oldMiddle.length === oldEnd - first && newMiddle.length === newEnd - first;
    const above = tree.instructions[tree.instructionsBefore(first) - 1];
    const checkFile = fileChecker(tree, semantics, onFailure);
    let isPlacedChanged = false;
    // A trigger's words are no part of the semantics, and what is found in them stands elsewhere.
    if ([...oldMiddle, ...newMiddle].some(({ node }) => node.trigger)) {
      state.triggers = checkTriggers(tree, semantics, instructionRules, stageRules, onFailure);
      isPlacedChanged = true;
    }
    for (const rule of fileRules) {
      const isUntouched = rule.dependsOn === undefined || (rule.dependsOn === 'comments' && onlyInstructions);
      if (isUntouched && sameSummaries(rule, above, oldMiddle, newMiddle)) continue;
      const found = checkFile(rule);
      if (found.length === 0 && state.byFileRule.get(rule)?.length === 0) continue;
      state.byFileRule.set(rule, found);
      isPlacedChanged = true;
    }
    state.segments = after;
    state.findings = {
      bySegment,
      placed: isPlacedChanged ? allPlaced(state.byFileRule, state.triggers) : state.findings.placed,
      comments: onlyInstructions ? state.findings.comments : { kept: [] },
    };
  }

  return {
    run(tree, semantics) {
      let state = states.get(semantics.identity);
      if (!state) states.set(semantics.identity, (state = start(tree, semantics)));
      else if (state.segments !== tree.segments) advance(state, tree, semantics);
      return state.findings;
    },
  };
}

function allPlaced(byFileRule: ReadonlyMap<FileRule, readonly PlacedFinding[]>, triggers: readonly PlacedFinding[]): readonly PlacedFinding[] {
  let all: PlacedFinding[] | undefined;
  for (const found of byFileRule.values()) if (found.length > 0) (all ??= []).push(...found);
  return all ? [...all, ...triggers] : triggers;
}

/** BuildKit never gets to carry out an instruction that it could not read; what it would do with it is anyone's guess. */
function isUnreadable({ rule, phase }: Finding): boolean {
  return phase <= Phase.instructions && endsBuild(rule);
}

/** Most instructions are such: of a RUN the builder expands only the mounts, and the rest is the shell's business, whose variables are some rules'. */
function hasNothingToExpand({ node: { name, flags, form }, text }: InstructionSegment): boolean {
  return name === 'RUN' && flags.length === 0 && form !== 'json' && !text.includes('$');
}

/** The rules for each instruction name, those for every instruction included. */
function byName<R extends InstructionRule | StageRule>(rules: readonly R[]): (name: string) => readonly R[] {
  const general = rules.filter(({ on }) => typeof on === 'string');
  const special = new Map<string, R[]>();
  for (const rule of rules) {
    for (const name of typeof rule.on === 'string' ? [] : rule.on) special.set(name, [...(special.get(name) ?? general), rule]);
  }
  return (name) => special.get(name) ?? general;
}

function finding(rule: Rule, phase: Phase, range: TextRange, message: string, options: ReportOptions = {}): Finding {
  return {
    rule, message, range, phase: options.phase ?? rule.phase ?? phase, step: options.step ?? 0, data: options.data, assumed: options.assumed ?? false, unsaid: options.unsaid ?? false,
  };
}

function checkInstruction(node: InstructionNode, segment: InstructionSegment, rules: readonly InstructionRule[], isTrigger: boolean, onFailure: OnFailure): readonly Finding[] {
  return collect(rules, Phase.instructions, onFailure, (report) => ({ node, segment, isTrigger, report }));
}

function checkInStage(rules: readonly StageRule[], place: Omit<StageCheck, 'report'>, onFailure: OnFailure): readonly Finding[] {
  return collect(rules, Phase.dispatch, onFailure, (report) => ({ ...place, report }));
}

/** What the rules find in one instruction. They share one check object, since making one for each costs more than most rules do. */
function collect<C, R extends Rule & { check(check: C): void }>(
  rules: readonly R[], phase: Phase, onFailure: OnFailure, makeCheck: (report: StageCheck['report']) => C,
): readonly Finding[] {
  let found: Finding[] | undefined;
  let current = rules[0];
  if (!current) return none;
  const check = makeCheck((range, message, options) => void (found ??= []).push(finding(current!, phase, range, message, options)));
  for (current of rules) attempt(current, check, onFailure);
  return found ?? none;
}

function attempt<C, R extends Rule & { check(check: C): void }>(rule: R, check: C, onFailure: OnFailure): void {
  try {
    rule.check(check);
  } catch (error) {
    onFailure(rule, error);
  }
}

const nonePlaced: readonly PlacedFinding[] = [];

/** Runs rules about the file, one after the other, with one check object. */
function fileChecker(tree: SyntaxTree, semantics: Semantics, onFailure: OnFailure): (rule: FileRule) => readonly PlacedFinding[] {
  let current: FileRule;
  let found: PlacedFinding[] | undefined;
  const add = (phase: Phase, range: TextRange, message: string, options: FileReportOptions, ordinal: number): void => {
    (found ??= []).push({ ...finding(current, phase, range, message, options), ordinal, foundAt: options.foundAt ?? ordinal });
  };
  const check: FileCheck = {
    tree,
    semantics,
    report: (ordinal, range, message, options = {}) => add(Phase.dispatch, range, message, options, ordinal),
    reportFile: (range, message, options = {}) => add(Phase.parse, range, message, options, -1),
  };
  return (rule) => {
    current = rule;
    found = undefined;
    attempt(rule, check, onFailure);
    return found ?? nonePlaced;
  };
}

/** ONBUILD triggers run in the stages that start from theirs; BuildKit reports what it finds in them at those stages' FROM. */
function checkTriggers(
  tree: SyntaxTree, semantics: Semantics, instructionRules: (node: InstructionNode) => readonly InstructionRule[], stageRules: (name: string) => readonly StageRule[],
  onFailure: OnFailure,
): readonly PlacedFinding[] {
  if (!semantics.facts.some(({ trigger }) => trigger)) return nonePlaced;
  const found: PlacedFinding[] = [];
  for (const stage of semantics.stages) {
    semantics.steps(stage).forEach((step, index) => {
      const segment = tree.instructions[step.ordinal];
      const node = segment?.node.trigger;
      if (!step.onbuild || !segment || !node) return;
      const own = checkInstruction(node, segment, instructionRules(node), true, onFailure)
        .filter((one) => one.phase === Phase.instructions && endsBuild(one.rule))
        .map((one) => ({ ...one, phase: Phase.triggers }));
      const staged = own.length > 0 ? none : checkInStage(stageRules(node.name), {
        node, segment, semantics, ordinal: step.ordinal, stage, step: index, isTrigger: true,
        evaluation: new Evaluation(node, segment, (pair) => semantics.envBefore(stage, index, pair)),
      }, onFailure);
      for (const one of [...own, ...staged]) found.push(atFrom(one, stage, index));
    });
  }
  return found;
}

function atFrom(found: Finding, stage: Stage, step: number): PlacedFinding {
  // The steps before the stage's own instructions keep their order, and those of one trigger theirs.
  const phase = found.phase === Phase.instructions ? Phase.triggers : found.phase;
  const range = stage.baseWord?.range ?? { start: 0, end: 0 };
  return { ...found, phase, range, step: step * 100_000 + found.step - 1e9, data: undefined, ordinal: stage.ordinal, foundAt: -1 };
}

/** The findings of a state that the edit left in place, with the segments' new indexes. */
function carriedOver({ segments, findings: { bySegment } }: State, tree: SyntaxTree): readonly SegmentFindings[] {
  const { first, oldEnd, newEnd } = replacedBetween(segments, tree);
  const moved = newEnd - oldEnd;
  const tail = bySegment.slice(firstAtOrBehind(bySegment, oldEnd));
  return [...bySegment.slice(0, firstAtOrBehind(bySegment, first)), ...(moved === 0 ? tail : tail.map((entry) => ({ ...entry, segmentIndex: entry.segmentIndex + moved })))];
}

/** The index of the first entry whose segment is the given one or comes after it. */
function firstAtOrBehind(entries: readonly SegmentFindings[], segmentIndex: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.segmentIndex < segmentIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}

function instructionsBetween(segments: readonly Segment[], from: number, to: number): InstructionSegment[] {
  const found: InstructionSegment[] = [];
  for (let index = from; index < to; index++) {
    const segment = segments[index]!;
    if (segment.kind === 'instruction') found.push(segment);
  }
  return found;
}

/** True when the keywords stand at the same place: findings about the file mark keywords, and white space before one moves it. */
function samePlace({ node: { keyword: before } }: InstructionSegment, { node: { keyword: after } }: InstructionSegment): boolean {
  return before.range.start === after.range.start && before.range.end === after.range.end;
}

/** `above` is the instruction before both. */
function sameSummaries(rule: FileRule, above: InstructionSegment | undefined, before: readonly InstructionSegment[], after: readonly InstructionSegment[]): boolean {
  const summaryOf = (segments: readonly InstructionSegment[], index: number): string =>
    rule.summaryOf(segments[index]!.node, segments[index]!, (index === 0 ? above : segments[index - 1])?.node);
  return before.length === after.length && before.every((_, index) => samePlace(before[index]!, after[index]!) && summaryOf(before, index) === summaryOf(after, index));
}
