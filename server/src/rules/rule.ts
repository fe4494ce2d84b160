/**
 * What a rule is. Owns: a rule's data, what its check may look at, and what it reports. Must not know any particular rule, documents or LSP.
 *
 * The scope says what a finding may depend on, and so when it has to be found anew:
 * - `instruction`: the instruction's own text alone;
 * - `stage`: also what comes before it in its stage and the stage's bases, such as variables and SHELL;
 * - `file`: several instructions. `summaryOf` says which part of each instruction matters.
 */
import type { TextEdit } from '../base/textEdit.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Semantics } from '../semantics/semantics.ts';
import type { Stage } from '../semantics/stages.ts';
import type { InstructionNode, InstructionSegment } from '../syntax/nodes.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { Evaluation } from './evaluation.ts';
import type { Phase } from './phase.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface RuleMeta {
  /** PascalCase; the name of the file, of the test and of the page in docs/rules. */
  readonly code: string;
  /**
   * `buildkit`: a build check of BuildKit; `validity`: an error that ends the build; `practice`: our own advice, which BuildKit does not give.
   * The folder of the file has the same name.
   */
  readonly family: 'buildkit' | 'validity' | 'practice';
  readonly summary: string;
  readonly url: string | undefined;
  readonly severity: Severity;
  readonly status: { readonly stable: string } | { readonly experimental: string };
  /** Whether the findings have a fix: all, some, only suggestions that need a choice, or none. */
  readonly fixable: 'always' | 'sometimes' | 'suggestion' | 'never';
  /** Names of the same finding in other tools. */
  readonly aliases?: readonly string[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** False: a `# check=skip=` comment above the instruction has no effect in BuildKit; only the directive at the top has. */
  readonly skippableByComment?: boolean;
  /** False: not in the preset `recommended`. */
  readonly recommended?: boolean;
  /**
   * Codes of findings that this one explains: outside the preset `buildkit`, one on the same instruction is shown in their place, as loudly as they
   * would be, so that one mistake gives one message.
   */
  readonly explains?: readonly string[];
  /** The phase of BuildKit's run in which its findings appear, where it is not that of the scope. */
  readonly phase?: Phase;
}

/** More about a finding, where the defaults do not fit. */
export interface ReportOptions {
  /** The order among the findings of one instruction in one phase. */
  readonly step?: number;
  readonly phase?: Phase;
  /** What the fix needs to know. */
  readonly data?: unknown;
  /** It holds only under what BuildKit's checks assume: a base image that sets no more than PATH, a linux/amd64 builder, the stable frontend. */
  readonly assumed?: boolean;
  /** BuildKit says nothing there, though it might. */
  readonly unsaid?: boolean;
}

/** What a rule found. `range` is relative to the segment of the instruction it belongs to. */
export interface Finding {
  readonly rule: Rule;
  readonly message: string;
  readonly range: TextRange;
  readonly phase: Phase;
  readonly step: number;
  readonly data: unknown;
  readonly assumed: boolean;
  readonly unsaid: boolean;
}

/** A finding with its place among several instructions. */
export interface PlacedFinding extends Finding {
  /** The instruction; -1 for a finding about the file, whose range holds document offsets. */
  readonly ordinal: number;
  /** The instruction at which BuildKit finds it; its `check` comment is the one that counts. -1: none counts. */
  readonly foundAt: number;
}

export interface InstructionCheck {
  readonly node: InstructionNode;
  readonly segment: InstructionSegment;
  /** True for the instruction behind ONBUILD, read when another stage starts from this one. */
  readonly isTrigger: boolean;
  report(range: TextRange, message: string, options?: ReportOptions): void;
}

export interface StageCheck extends InstructionCheck {
  /** To be asked about this stage and its ancestors, the global environment, and which stages there are; not about what happens in other stages. */
  readonly semantics: Semantics;
  /** For a trigger, the ordinal of the ONBUILD. */
  readonly ordinal: number;
  /** The stage it runs in; undefined before the first FROM. A FROM has the stage that it starts. */
  readonly stage: Stage | undefined;
  /** Index into the stage's steps; -1 for FROM and before it. */
  readonly step: number;
  /** The instruction's words as the builder expands them here. */
  readonly evaluation: Evaluation;
}

export interface FileReportOptions extends ReportOptions {
  /** The instruction at which BuildKit finds it, where it is not the one reported. */
  readonly foundAt?: number;
}

export interface FileCheck {
  readonly tree: SyntaxTree;
  readonly semantics: Semantics;
  /** `range` is relative to the segment of the instruction. */
  report(ordinal: number, range: TextRange, message: string, options?: FileReportOptions): void;
  /** `range` holds document offsets. */
  reportFile(range: TextRange, message: string, options?: FileReportOptions): void;
}

/** A way to resolve a finding. */
export interface Fix {
  readonly title: string;
  /** Document offsets. They touch only what the fix is about. */
  readonly edits: readonly TextEdit[];
  /** Safe: nothing but what was found changes, without a guess. Only such a fix is part of "fix all"; as the first of its finding it is preferred. */
  readonly isSafe: boolean;
  /** The one to take, although it guesses what was meant. Only for the first fix of a finding. */
  readonly isLikely?: boolean;
}

export interface FixContext {
  readonly tree: SyntaxTree;
  readonly semantics: Semantics;
  /** The ordinal of the finding's instruction; -1 for a finding about the file. */
  readonly ordinal: number;
  /** Where the instruction's segment starts; add it to the offsets of nodes. */
  readonly start: number;
  /** The finding's instruction. Undefined for a finding about the file. */
  readonly segment: InstructionSegment | undefined;
  readonly finding: Finding;
}

interface Fixing {
  /** The ways to resolve a finding, the best first. Asked only when a user wants them. */
  fixes?(context: FixContext): readonly Fix[];
}

export interface InstructionRule extends RuleMeta, Fixing {
  readonly scope: 'instruction';
  /** Instruction names in upper case; or every instruction, or every one that has flags. */
  readonly on: readonly string[] | 'every' | 'flags';
  check(check: InstructionCheck): void;
}

export interface StageRule extends RuleMeta, Fixing {
  readonly scope: 'stage';
  readonly on: readonly string[];
  check(check: StageCheck): void;
}

export interface FileRule extends RuleMeta, Fixing {
  readonly scope: 'file';
  /** What of one instruction the check depends on, besides the semantics: two versions with equal summaries have equal findings. */
  summaryOf(node: InstructionNode, segment: InstructionSegment, above: InstructionNode | undefined): string;
  /** What else it looks at: comments (and blank lines) anywhere, or the header and the document's length. The latter's check must be short. */
  readonly dependsOn?: 'comments' | 'document';
  check(check: FileCheck): void;
}

export type Rule = InstructionRule | StageRule | FileRule;

/** Names the type of a rule, so that its check's parameter need not be annotated. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}

/** The page about one of BuildKit's checks. */
export function buildkitUrl(code: string): string {
  const kebab = code.replace(/JSON/, 'Json').replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);
  return `https://docs.docker.com/go/dockerfile/rule/${kebab}/`;
}

/** The page about one of our own rules. */
export function ownUrl(code: string): string {
  return `https://github.com/drydock/drydock/blob/main/docs/rules/${code}.md`;
}
