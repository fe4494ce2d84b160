/**
 * Edits that skip a check. Owns: extending the `check` directive or comment that is there, or writing the first one where BuildKit reads it.
 * Must never make a second directive.
 */
import type { TextEdit } from '../base/textEdit.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import { checkCommentAbove, checkDirective, type CheckText } from './suppression.ts';

/** Adds the code to the value's `skip` option. Undefined when that cannot be done or changes nothing. */
function extend(check: CheckText, start: number, code: string): TextEdit[] | undefined {
  if (check.error !== undefined || check.options.skipAll || check.options.skip.includes(code)) return undefined;
  let at = start + check.valueRange.start;
  for (const part of check.value.split(';')) {
    at += part.length;
    if (part.trimStart().startsWith('skip=')) return [{ range: { start: at, end: at }, newText: `,${code}` }];
    at += 1;
  }
  // BuildKit reads three options at most.
  if (check.value.split(';').length >= 3) return undefined;
  const end = start + check.valueRange.end;
  return [{ range: { start: end, end }, newText: `;skip=${code}` }];
}

function lineEnd(tree: SyntaxTree): string {
  return tree.segments.some(({ text }) => text.endsWith('\r\n')) ? '\r\n' : '\n';
}

/** Skips the check for the instruction in the segment, by a comment above it. */
export function skipHere(tree: SyntaxTree, segmentIndex: number, code: string): TextEdit[] | undefined {
  const above = checkCommentAbove(tree, segmentIndex);
  if (above) return extend(above, tree.startOf(above.segmentIndex), code);
  const start = tree.startOf(segmentIndex);
  const end = lineEnd(tree);
  // Directly below the header, the comment would be a directive; a blank line keeps it from that.
  const isBelowHeader = segmentIndex === 0 || (segmentIndex === 1 && tree.segments[0]!.kind === 'header');
  return [{ range: { start, end: start }, newText: `${isBelowHeader ? end : ''}# check=skip=${code}${end}` }];
}

/** Skips the check for the whole file, by the directive at the top. */
export function skipInFile(tree: SyntaxTree, code: string): TextEdit[] | undefined {
  const directive = checkDirective(tree);
  if (directive) return extend(directive, 0, code);
  // One that the linter does not read, such as an indented one, would still clash with a second one.
  if (tree.header?.directives.some(({ name }) => name === 'check')) return undefined;
  const first = tree.segments[0];
  const hasShebang = first?.kind === 'comment' && first.text.startsWith('#!');
  const at = first && (first.kind === 'header' || hasShebang) ? first.text.length : 0;
  const end = lineEnd(tree);
  const isOpen = at > 0 && !/[\n\ufeff]$/.test(first!.text);
  return [{ range: { start: at, end: at }, newText: `${isOpen ? end : ''}# check=skip=${code}${end}` }];
}
