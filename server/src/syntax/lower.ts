/**
 * dockerfile-ast's view of one instruction. Owns: the only use of dockerfile-ast, and the correction of its view by BuildKit's reading
 * (the segment's node). Must not let an object of dockerfile-ast out, nor use its resolution of variables, stages or directives.
 *
 * The tokens are for showing an instruction (colours, selections). Verdicts come from the node alone.
 */
import { Kept } from '../base/kept.ts';
import {
  DockerfileParser, Healthcheck, JSONInstruction, ModifiableInstruction, Onbuild, PropertyInstruction,
  type Flag, type Instruction, type Property,
} from 'dockerfile-ast';
import { lineIndexOf } from '../base/lineIndex.ts';
import { containsRange, type TextRange } from '../base/textRange.ts';
import type { InstructionNode, InstructionSegment } from './nodes.ts';

export type TokenKind =
  | 'keyword' | 'flagName' | 'flagValue' | 'optionName' | 'optionValue' | 'argument' | 'propertyName' | 'operator' | 'propertyValue'
  | 'jsonString' | 'subcommand' | 'heredocOpener' | 'heredocTerminator' | 'comment';

/** A token of an instruction; offsets are relative to the segment. It may span lines where a continuation stands inside. */
export interface SyntaxToken {
  readonly kind: TokenKind;
  readonly range: TextRange;
}

/** dockerfile-ast's positions: 0-based lines and UTF-16 characters of the text that it was given. */
interface Position {
  readonly line: number;
  readonly character: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Brings a range of dockerfile-ast back to the segment. */
type ToSegment = (range: Range) => TextRange;

/** dockerfile-ast's time grows with the square of an instruction's length; beyond this length (UTF-16 units) the node alone must do. */
const longestInstruction = 20_000;

const cache = new Kept<readonly SyntaxToken[]>();

/** The tokens of an instruction in order, without overlaps. Never throws: what dockerfile-ast cannot read comes from the node alone. */
export function syntaxTokens(segment: InstructionSegment): readonly SyntaxToken[] {
  let tokens = cache.get(segment);
  if (!tokens) cache.set(segment, (tokens = reconcile(segment, astTokens(segment))));
  return tokens;
}

/** What dockerfile-ast sees; undefined where it throws or does not see exactly one instruction. */
function astTokens(segment: InstructionSegment): SyntaxToken[] | undefined {
  if (segment.headEnd > longestInstruction) return undefined;
  const head = segment.text.slice(0, segment.headEnd);
  // An indented first line makes it overflow the stack, and a heredoc's body would be read as arguments: neither is given to it.
  const indent = segment.node.keyword.range.start;
  const prefix = segment.escape === '`' ? '# escape=`\n' : '';
  const text = prefix + head.slice(indent);
  try {
    const instructions = DockerfileParser.parse(text).getInstructions();
    const [instruction] = instructions;
    if (!instruction || instructions.length !== 1) return undefined;
    const lines = lineIndexOf(text);
    const offset = ({ line, character }: Position): number => lines.lineStart(line) + character - prefix.length + indent;
    const tokens: SyntaxToken[] = [];
    collect(instruction, (range) => ({ start: offset(range.start), end: offset(range.end) }), tokens);
    return tokens;
  } catch {
    return undefined;
  }
}

function collect(instruction: Instruction, toSegment: ToSegment, tokens: SyntaxToken[]): void {
  const add = (kind: TokenKind, range: Range | null): void => {
    if (range) tokens.push({ kind, range: toSegment(range) });
  };
  add('keyword', instruction.getInstructionRange());
  if (instruction instanceof Onbuild) {
    const trigger = instruction.getTriggerInstruction();
    if (trigger) collect(trigger, toSegment, tokens);
    return;
  }
  if (instruction instanceof PropertyInstruction) {
    for (const property of instruction.getProperties()) collectProperty(property, add);
    return;
  }
  if (instruction instanceof ModifiableInstruction) for (const flag of instruction.getFlags()) collectFlag(flag, add);
  const strings = instruction instanceof JSONInstruction ? instruction.getJSONStrings() : [];
  if (strings.length > 0) {
    for (const string of strings) add('jsonString', string.getRange());
    return;
  }
  const subcommand = instruction instanceof Healthcheck ? instruction.getSubcommand() : null;
  for (const argument of instruction.getArguments()) {
    const isSubcommand = subcommand !== null && samePosition(argument.getRange().start, subcommand.getRange().start);
    add(isSubcommand ? 'subcommand' : 'argument', argument.getRange());
  }
}

function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function collectProperty(property: Property, add: (kind: TokenKind, range: Range | null) => void): void {
  add('propertyName', property.getNameRange());
  add('operator', property.getAssignmentOperatorRange());
  add('propertyValue', property.getValueRange());
}

function collectFlag(flag: Flag, add: (kind: TokenKind, range: Range | null) => void): void {
  add('flagName', flag.getNameRange());
  const options = flag.getOptions();
  if (options.length === 0) add('flagValue', flag.getValueRange());
  for (const option of options) {
    add('optionName', option.getNameRange());
    add('optionValue', option.getValueRange());
  }
}

/** BuildKit's reading decides what a piece is; dockerfile-ast's tokens stay where they lie inside such a piece and name its parts. */
function reconcile(segment: InstructionSegment, seen: readonly SyntaxToken[] | undefined): readonly SyntaxToken[] {
  const tokens: SyntaxToken[] = [];
  addNode(segment.node, seen ?? [], tokens);
  for (const range of segment.logical.comments) tokens.push({ kind: 'comment', range });
  for (const heredoc of segment.node.heredocs) {
    tokens.push({ kind: 'heredocOpener', range: heredoc.range });
    if (heredoc.terminatorRange) tokens.push({ kind: 'heredocTerminator', range: heredoc.terminatorRange });
  }
  tokens.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  return withoutOverlaps(tokens);
}

function withoutOverlaps(sorted: readonly SyntaxToken[]): SyntaxToken[] {
  const kept: SyntaxToken[] = [];
  for (const token of sorted) {
    const last = kept.at(-1);
    const nested = last && token.range.start < last.range.end;
    // Inside an argument that it is part of, a heredoc opener or a comment is the truer token.
    if (nested && (token.kind === 'heredocOpener' || token.kind === 'comment')) kept.push(...split(kept.pop()!, token));
    else if (!nested && token.range.end > token.range.start) kept.push(token);
  }
  return kept;
}

/** The outer token cut in two around the inner one. */
function split(outer: SyntaxToken, inner: SyntaxToken): SyntaxToken[] {
  const before = { kind: outer.kind, range: { start: outer.range.start, end: inner.range.start } };
  const after = { kind: outer.kind, range: { start: inner.range.end, end: outer.range.end } };
  return [before, inner, after].filter((token) => token.range.end > token.range.start);
}

function addNode(node: InstructionNode, seen: readonly SyntaxToken[], tokens: SyntaxToken[]): void {
  const inside = (range: TextRange, kinds: readonly TokenKind[]): SyntaxToken[] =>
    seen.filter((token) => kinds.includes(token.kind) && containsRange(range, token.range));
  /** The parts seen in a piece, if they reach from its start to its end; else the piece as one token. */
  const partsOf = (range: TextRange, kinds: readonly TokenKind[], whole: TokenKind): SyntaxToken[] => {
    const parts = inside(range, kinds);
    return parts[0]?.range.start === range.start && parts.at(-1)?.range.end === range.end ? parts : [{ kind: whole, range }];
  };
  tokens.push({ kind: 'keyword', range: node.keyword.range });
  for (const flag of node.flags) {
    tokens.push({ kind: 'flagName', range: flag.nameRange });
    if (flag.valueRange) tokens.push(...partsOf(flag.valueRange, ['optionName', 'optionValue'], 'flagValue'));
  }
  if (node.trigger) {
    addNode(node.trigger, seen, tokens);
    return;
  }
  if (node.healthcheckType) tokens.push({ kind: 'subcommand', range: node.healthcheckType.range });
  for (const pair of node.pairs) addPair(pair.key.range, pair.value?.range, inside(pair.range, ['operator']), tokens);
  if (node.form === 'json') for (const word of node.words) tokens.push({ kind: 'jsonString', range: word.range });
  else if (node.form === 'words' || node.form === 'string') for (const word of node.words) tokens.push({ kind: 'argument', range: word.range });
  else if (node.form === 'shell' || node.form === 'unknown') tokens.push(...partsOf(node.args.range, ['argument'], 'argument'));
}

function addPair(name: TextRange, value: TextRange | undefined, operators: readonly SyntaxToken[], tokens: SyntaxToken[]): void {
  tokens.push({ kind: 'propertyName', range: name });
  tokens.push(...operators.filter((operator) => operator.range.start >= name.end && (!value || operator.range.end <= value.start)));
  if (value) tokens.push({ kind: 'propertyValue', range: value });
}
