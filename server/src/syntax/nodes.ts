/**
 * The syntax tree's types. Owns: segments, instruction nodes and their parts. Must not hold behaviour, semantics or absolute positions.
 *
 * Every offset in a node is a 0-based UTF-16 offset from the start of the segment that owns it, so that a node survives edits elsewhere.
 * Add the segment's start (`SyntaxTree.startOf`) to get a document offset.
 * "Logical" text is an instruction's text as BuildKit sees it: continuations joined, comment and blank lines dropped.
 */
import type { Keeper } from '../base/kept.ts';
import type { TextRange } from '../base/textRange.ts';
import type { LogicalLine } from './logicalLine.ts';

export type EscapeCharacter = '\\' | '`';

/** A run of whole lines. The texts of a tree's segments, joined, are the document. */
export type Segment = HeaderSegment | CommentSegment | BlankSegment | InstructionSegment;

interface SegmentBase extends Keeper {
  readonly text: string;
  /** How many line ends the text has, counted as LSP counts them (LF, CRLF, lone CR). */
  readonly lineCount: number;
  /** How many LF the text has: BuildKit's lines. */
  readonly lfCount: number;
}

/** The byte order mark and the parser directives at the top. There is at most one, and it is the first segment. */
export interface HeaderSegment extends SegmentBase {
  readonly kind: 'header';
  readonly directives: readonly Directive[];
}

/** One comment line. */
export interface CommentSegment extends SegmentBase {
  readonly kind: 'comment';
}

/** One blank line. */
export interface BlankSegment extends SegmentBase {
  readonly kind: 'blank';
}

/** One instruction: first line, continuation lines with the comments and blank lines between them, heredoc bodies and terminators. */
export interface InstructionSegment extends SegmentBase {
  readonly kind: 'instruction';
  readonly escape: EscapeCharacter;
  /** End of the instruction's own lines, before the first heredoc body; the segment's length when there is no heredoc. */
  readonly headEnd: number;
  /** The text as BuildKit sees it, with its map to the source. Computed on first use. */
  readonly logical: LogicalLine;
  /** The parsed instruction. Computed on first use and kept. */
  readonly node: InstructionNode;
}

/** A parser directive of the header: `# name=value`. */
export interface Directive {
  /** Lower case: 'syntax', 'escape' or 'check'. */
  readonly name: string;
  readonly value: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly valueRange: TextRange;
  /** BuildKit's message when the directive is refused: a second one of its name, or a bad escape token. */
  readonly error?: string;
}

/** A piece of an instruction. `text` is logical text (quotes and escapes kept) unless the owner says otherwise; `range` covers its source. */
export interface Word {
  readonly text: string;
  readonly range: TextRange;
}

/** A flag as BuildKit reads it: quotes and escapes removed, cut at the first `=`. */
export interface FlagNode {
  /** The whole flag with quotes and escapes removed, e.g. `--mount=type=cache`. */
  readonly text: string;
  /** Without the dashes, case kept. */
  readonly name: string;
  /** Undefined when there is no `=`. */
  readonly value: string | undefined;
  readonly range: TextRange;
  /** The name without the dashes. */
  readonly nameRange: TextRange;
  /** What follows the `=`; undefined when there is none. */
  readonly valueRange: TextRange | undefined;
}

/** A `key=value` or legacy `key value` of ENV and LABEL, or a `name[=default]` of ARG. Texts are raw: quotes and escapes kept. */
export interface PairNode {
  readonly key: Word;
  /** Undefined for an ARG without default. */
  readonly value: Word | undefined;
  readonly range: TextRange;
}

export interface HeredocNode {
  readonly name: string;
  /** `<<-`: leading tabs of the terminator are ignored, and of the body stripped. */
  readonly chomp: boolean;
  /** False when the word was quoted: the body is taken literally. */
  readonly expand: boolean;
  /** The opener in the instruction's line, e.g. `<<-EOF`. */
  readonly range: TextRange;
  /** The body's lines, terminator excluded. */
  readonly bodyRange: TextRange;
  /** The terminator without its line end and, with `<<-`, without the tabs before it; undefined when it is missing. */
  readonly terminatorRange: TextRange | undefined;
}

export type ArgumentForm =
  /** No arguments at all. */
  | 'none'
  /** A valid JSON array of strings (`words` are the decoded strings, their ranges include the quotes). */
  | 'json'
  /** One string that a shell or the builder reads as a whole: RUN, CMD, ENTRYPOINT, SHELL (wrongly), HEALTHCHECK CMD. */
  | 'shell'
  /** White-space separated words: FROM, EXPOSE, ADD, COPY, VOLUME. `words` are raw. */
  | 'words'
  /** `pairs`: ENV, LABEL, ARG. */
  | 'pairs'
  /** One string taken whole: MAINTAINER, WORKDIR, USER, STOPSIGNAL. `words` has that one. */
  | 'string'
  /** `trigger`: ONBUILD. */
  | 'trigger'
  /** Unknown instruction: nothing is read beyond the keyword and flags. */
  | 'unknown';

/** What BuildKit's line parser refuses: the build ends with this message. */
export interface SyntaxProblem {
  readonly code: 'UnterminatedHeredoc' | 'InvalidJsonArray' | 'MissingPairValue' | 'MissingEquals';
  /** BuildKit's message, verbatim. */
  readonly message: string;
  readonly range: TextRange;
}

/** One instruction as BuildKit reads it. */
export interface InstructionNode {
  /** As written; empty when the line holds nothing but a continuation. */
  readonly keyword: Word;
  /** The keyword in upper case. */
  readonly name: string;
  readonly flags: readonly FlagNode[];
  readonly form: ArgumentForm;
  /** Everything after keyword and flags, trimmed; empty text at the end of the keyword or flags when there is nothing. For HEALTHCHECK it excludes the type. */
  readonly args: Word;
  /** See `ArgumentForm`. For HEALTHCHECK the command's words in JSON form. */
  readonly words: readonly Word[];
  readonly pairs: readonly PairNode[];
  /** ENV and LABEL only: written as `key value` without `=`. */
  readonly legacyPairs: boolean;
  /** HEALTHCHECK only: NONE, CMD or what stands there. */
  readonly healthcheckType: Word | undefined;
  /** ONBUILD only: the instruction that is kept for later. */
  readonly trigger: InstructionNode | undefined;
  readonly heredocs: readonly HeredocNode[];
  readonly problems: readonly SyntaxProblem[];
  /** From the keyword to the last character of the instruction's own lines; heredoc bodies are excluded. */
  readonly range: TextRange;
}
