/**
 * From LSP to the core. Owns: turning positions and ranges of a request into document offsets. Must not know features.
 */
import { ErrorCodes, ResponseError, type Position, type Range } from 'vscode-languageserver';
import type { TextRange } from '../base/textRange.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

/** The document offset (0-based, UTF-16) of a position; clamped into the document. Throws `ResponseError` when it is no position. */
export function offsetFrom(tree: SyntaxTree, position: Position | undefined): number {
  if (!isPosition(position)) throw invalidParams('a position is missing or has no line and character');
  return tree.lines.offsetAt(position);
}

/** The document range of a range; clamped, and never backwards. Throws `ResponseError` when it is no range. */
export function rangeFrom(tree: SyntaxTree, range: Range | undefined): TextRange {
  const start = offsetFrom(tree, range?.start);
  return { start, end: Math.max(start, offsetFrom(tree, range?.end)) };
}

export function invalidParams(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

function isPosition(value: Position | undefined): value is Position {
  return Number.isFinite(value?.line) && Number.isFinite(value?.character);
}
