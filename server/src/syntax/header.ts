/**
 * The header. Owns: the byte order mark and the block of parser directives at the top of a Dockerfile (frontend/dockerfile/parser/directives.go).
 * Must not know what a directive's value means beyond the escape character.
 */
import { skipSpace, trimSpaceEnd } from '../base/goText.ts';
import type { Directive, EscapeCharacter } from './nodes.ts';

const knownDirectives = new Set(['syntax', 'escape', 'check']);
const directivePattern = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]+?)[\t\n\f\r ]*$/;

export interface HeaderRead {
  /** Where the header ends; 0 when there is none. */
  readonly end: number;
  readonly directives: readonly Directive[];
  readonly escape: EscapeCharacter;
}

/** Reads the header at the start of a document. The block ends at the first line that is not a known directive. */
export function readHeader(text: string): HeaderRead {
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const directives: Directive[] = [];
  let escape: EscapeCharacter = '\\';
  let position = bom;
  while (position < text.length) {
    const newline = text.indexOf('\n', position);
    const next = newline < 0 ? text.length : newline + 1;
    const directive = readDirective(text, position, next, directives);
    if (!directive) break;
    if (directive.name === 'escape' && !directive.error) escape = directive.value as EscapeCharacter;
    directives.push(directive);
    position = next;
  }
  return { end: position, directives, escape };
}

function readDirective(text: string, lineStart: number, lineEnd: number, earlier: readonly Directive[]): Directive | undefined {
  const start = skipSpace(text, lineStart, lineEnd);
  if (text[start] !== '#' || start >= lineEnd) return undefined;
  let end = lineEnd;
  while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  const nameStart = skipSpace(text, start + 1, end);
  const match = directivePattern.exec(text.slice(nameStart, end));
  if (!match) return undefined;
  const written = match[1]!;
  const value = match[2]!;
  const name = written.toLowerCase();
  if (!knownDirectives.has(name)) return undefined;
  const valueEnd = Math.max(trimSpaceEnd(text, nameStart, end), nameStart);
  const valueStart = text.lastIndexOf(value, valueEnd - value.length);
  return {
    name,
    value,
    range: { start, end: valueStart + value.length },
    nameRange: { start: nameStart, end: nameStart + written.length },
    valueRange: { start: valueStart, end: valueStart + value.length },
    ...directiveError(name, value, earlier),
  };
}

function directiveError(name: string, value: string, earlier: readonly Directive[]): { error?: string } {
  if (earlier.some((directive) => directive.name === name)) return { error: `only one ${name} parser directive can be used` };
  if (name === 'escape' && value !== '\\' && value !== '`') return { error: `invalid escape token '${value}' does not match \` or \\` };
  return {};
}
