/**
 * Quoting. Owns: writing a text so that the builder reads it as one literal value. Must not know instructions.
 */
import type { EscapeCharacter } from '../../syntax/nodes.ts';

const plain = /^[A-Za-z0-9_.,:;@%+/=-]+$/;

/** A `key=value`'s value that comes out as `text`, without expansion; quoted where it has to be. */
export function quoteLiteral(text: string, escape: EscapeCharacter): string {
  if (plain.test(text)) return text;
  return `"${[...text].map((char) => (char === '"' || char === '$' || char === escape ? escape + char : char)).join('')}"`;
}

/** A MAINTAINER's text as a label's value. MAINTAINER takes its text literally, quotes included; ones that only enclose it are dropped. */
export function quoteValue(text: string, escape: EscapeCharacter): string {
  const enclosed = /^"([^"]*)"$/.exec(text) ?? /^'([^']*)'$/.exec(text);
  return quoteLiteral(enclosed ? enclosed[1]! : text, escape).replace(/^(?!")(.*)$/s, '"$1"');
}

/** The value of a legacy `KEY value` pair, written so that `KEY=` in front of it means the same. Undefined when no quoting does that. */
export function quoteExpanded(raw: string, escape: EscapeCharacter): string | undefined {
  if (raw === '') return '""';
  if (!/\s/.test(raw)) return isBalanced(raw, escape) ? raw : undefined;
  // White space outside quotes has to be quoted; quotes and variables inside keep their meaning.
  let result = '"';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === escape) {
      const next = raw[at + 1];
      // Outside quotes an escape takes any character literally, inside only some.
      if (next === undefined) break;
      result += next === '"' || next === '$' || next === escape ? escape + next : next;
      at++;
    } else if (char === '"') {
      const end = closingQuote(raw, at, escape);
      if (end < 0) return undefined;
      result += raw.slice(at + 1, end);
      at = end;
    } else if (char === "'") {
      const end = raw.indexOf("'", at + 1);
      if (end < 0) return undefined;
      result += Array.from(raw.slice(at + 1, end), (inner) => (inner === '"' || inner === '$' || inner === escape ? escape + inner : inner)).join('');
      at = end;
    } else result += char;
  }
  return `${result}"`;
}

function closingQuote(raw: string, open: number, escape: EscapeCharacter): number {
  for (let at = open + 1; at < raw.length; at++) {
    if (raw[at] === escape) at++;
    else if (raw[at] === '"') return at;
  }
  return -1;
}

function isBalanced(raw: string, escape: EscapeCharacter): boolean {
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === escape) at++;
    else if (char === '"' || char === "'") {
      const end = char === '"' ? closingQuote(raw, at, escape) : raw.indexOf("'", at + 1);
      if (end < 0) return false;
      at = end;
    }
  }
  return !raw.endsWith(escape) || raw.endsWith(escape + escape);
}
