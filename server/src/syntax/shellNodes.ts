/**
 * The shell tree's types. Owns: the immutable nodes of a POSIX or Bash script, and the walk over them. Must not know the parser that fills them,
 * nor instructions.
 *
 * Every range is in the offsets of the owner that the script was taken from: for an instruction, relative to its segment (see `ShellScript.toSource`).
 */
import type { TextRange } from '../base/textRange.ts';

/** A text as the shell receives it, and where it came from. */
export interface ShellText {
  readonly text: string;
  /** The owner's offset of an offset in `text`. */
  toSource(offset: number): number;
  /** The owner's range of a range in `text`; it ends where its last character ends. */
  toSourceRange(range: TextRange): TextRange;
}

export interface ShellError {
  readonly message: string;
  readonly range: TextRange;
}

/** What is no word: `if`, `&&`, `# comment`. Heredoc terminators are here too. */
export interface ShellToken {
  readonly kind: 'keyword' | 'operator' | 'comment' | 'terminator';
  readonly range: TextRange;
}

/** A script, or the inside of a substitution. */
export interface ShellScript extends ShellText {
  readonly kind: 'script';
  readonly range: TextRange;
  readonly statements: readonly ShellStatement[];
  /** In source order; those inside substitutions belong to their own scripts. */
  readonly tokens: readonly ShellToken[];
  /** Of this script only; those of substitutions are in their own scripts. */
  readonly errors: readonly ShellError[];
}

export interface ShellStatement {
  readonly kind: 'statement';
  readonly range: TextRange;
  readonly command: ShellAndOr | ShellPipeline | ShellCommand;
  /** Ended by `&`. */
  readonly background: boolean;
}

/** `a && b || c`: at least one operator. */
export interface ShellAndOr {
  readonly kind: 'andOr';
  readonly range: TextRange;
  readonly commands: readonly (ShellPipeline | ShellCommand)[];
  readonly operators: readonly ('&&' | '||')[];
}

/** `a | b`, `! a`, `time a`. */
export interface ShellPipeline {
  readonly kind: 'pipeline';
  readonly range: TextRange;
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly ShellCommand[];
  readonly operators: readonly ('|' | '|&')[];
}

export type ShellCommand = ShellSimpleCommand | ShellCompound | ShellFunction | ShellCoproc;

export interface ShellSimpleCommand {
  readonly kind: 'simple';
  readonly range: TextRange;
  readonly assignments: readonly ShellAssignment[];
  readonly name: ShellWord | undefined;
  /** Without the redirections among them. `X=1` after `export` is a word too. */
  readonly args: readonly ShellWord[];
  readonly redirections: readonly ShellRedirection[];
}

export type ShellCompoundType =
  | 'subshell' | 'group' | 'if' | 'while' | 'until' | 'for' | 'arithmeticFor' | 'select' | 'case' | 'test' | 'arithmetic';

/** The statements of one part of a compound command; `condition` for those whose status is only tested. */
export interface ShellBody {
  readonly role: 'condition' | 'body';
  readonly statements: readonly ShellStatement[];
}

export interface ShellCompound {
  readonly kind: 'compound';
  readonly type: ShellCompoundType;
  readonly range: TextRange;
  /** In source order. */
  readonly bodies: readonly ShellBody[];
  /** `for` and `select`: the variable. */
  readonly variable: ShellWord | undefined;
  /** `for` and `select`: the list; `case`: the subject and all patterns; `[[`: the operands; arithmetic: the parts with expansions. */
  readonly words: readonly ShellWord[];
  readonly redirections: readonly ShellRedirection[];
}

export interface ShellFunction {
  readonly kind: 'function';
  readonly range: TextRange;
  readonly name: ShellWord;
  readonly body: ShellCommand | undefined;
}

export interface ShellCoproc {
  readonly kind: 'coproc';
  readonly range: TextRange;
  readonly body: ShellCommand | undefined;
}

export interface ShellAssignment {
  readonly kind: 'assignment';
  readonly range: TextRange;
  readonly name: string;
  readonly nameRange: TextRange;
  /** The values of `x=(a b)`, else the one value; an empty word for `x=`. */
  readonly values: readonly ShellWord[];
}

export interface ShellWord {
  readonly kind: 'word';
  readonly range: TextRange;
  /** As written. */
  readonly text: string;
  /** Quotes and escapes removed; undefined when the word holds an expansion. Globs and braces are left as they are. */
  readonly literal: string | undefined;
  /** Empty when the word is plain text. */
  readonly parts: readonly ShellPart[];
}

export type ShellPart =
  | { readonly kind: 'text'; readonly range: TextRange }
  | { readonly kind: 'quoted'; readonly quote: "'" | "$'"; readonly range: TextRange }
  | { readonly kind: 'doubleQuoted'; readonly range: TextRange; readonly parts: readonly ShellPart[] }
  | ShellParameter
  | { readonly kind: 'substitution'; readonly type: 'command' | 'process'; readonly range: TextRange; readonly script: ShellScript | undefined }
  /** `text` is what stands between the parentheses; `parts` are the expansions in it. */
  | { readonly kind: 'arithmetic'; readonly range: TextRange; readonly text: string; readonly parts: readonly ShellPart[] }
  /** `*`, `[a-z]`, `{a,b}`, `!(x)`. */
  | { readonly kind: 'pattern'; readonly range: TextRange; readonly parts: readonly ShellPart[] };

/** `$x`, `${x:-y}`, `$?`. */
export interface ShellParameter {
  readonly kind: 'parameter';
  readonly range: TextRange;
  readonly name: string;
  readonly nameRange: TextRange;
  /** `:-`, `##`, `/`…; undefined when there is none. */
  readonly operator: string | undefined;
  readonly operands: readonly ShellWord[];
}

export interface ShellRedirection {
  readonly kind: 'redirection';
  readonly range: TextRange;
  readonly operator: string;
  /** The number, or the name in `{name}>`. */
  readonly descriptor: number | string | undefined;
  readonly target: ShellWord | undefined;
  readonly heredoc: ShellHeredoc | undefined;
}

export interface ShellHeredoc {
  readonly delimiterRange: TextRange;
  /** Quotes removed. */
  readonly delimiter: string;
  readonly quoted: boolean;
  /** With the line end of its last line; undefined when it is missing. */
  readonly bodyRange: TextRange | undefined;
  readonly body: string;
  /** The expansions in the body; empty when quoted. */
  readonly parts: readonly ShellPart[];
}

export type ShellNode =
  | ShellScript | ShellStatement | ShellAndOr | ShellPipeline | ShellCommand | ShellAssignment | ShellWord | ShellPart | ShellRedirection;

function partsOf(word: ShellWord | undefined): readonly ShellNode[] {
  return word ? [word] : [];
}

function childrenOf(node: ShellNode): readonly ShellNode[] {
  switch (node.kind) {
    case 'script': return node.statements;
    case 'statement': return [node.command];
    case 'andOr': case 'pipeline': return node.commands;
    case 'simple': return [...node.assignments, ...partsOf(node.name), ...node.args, ...node.redirections];
    case 'compound': return [...partsOf(node.variable), ...node.words, ...node.bodies.flatMap((body) => body.statements), ...node.redirections];
    case 'function': return node.body ? [node.name, node.body] : [node.name];
    case 'coproc': return node.body ? [node.body] : [];
    case 'assignment': return node.values;
    case 'word': case 'doubleQuoted': case 'arithmetic': case 'pattern': return node.parts;
    case 'parameter': return node.operands;
    case 'redirection': return [...partsOf(node.target), ...(node.heredoc?.parts ?? [])];
    case 'substitution': return node.script ? [node.script] : [];
    case 'text': case 'quoted': return [];
  }
}

/** Calls `visit` for the node and all below it, substitutions included. Children are left out when `visit` returns false. */
export function walkShell(node: ShellNode, visit: (node: ShellNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walkShell(child, visit);
}
