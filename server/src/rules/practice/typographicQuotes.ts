/** Curly quotes, long dashes and blanks that are none, as word processors and web pages write them, where the syntax wants plain ones. */
import type { TextRange } from '../../base/textRange.ts';
import type { InstructionNode, InstructionSegment } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix, suggestion } from '../support/edits.ts';

const plain: Readonly<Record<string, string>> = {
  '\u201c': '"', '\u201d': '"', '\u201e': '"', '\u2018': "'", '\u2019': "'", '\u201a': "'", '\u2013': '--', '\u2014': '--',
  '\u00a0': ' ', '\u2007': ' ', '\u202f': ' ', '\u3000': ' ', '\u200b': '', '\ufeff': '',
};
const any = /[\u00a0\u2007\u200b\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u202f\u3000\ufeff]/;
/** People's words, which may have any character. */
const texts = new Set(['LABEL', 'MAINTAINER']);

interface Found {
  readonly char: string;
  readonly range: TextRange;
  readonly newText: string;
  /** False when it could be another character as well. */
  readonly isCertain: boolean;
}

export const typographicQuotes: InstructionRule = defineRule({
  code: 'TypographicQuotes',
  family: 'practice',
  summary: 'Quotes, dashes and blanks of the syntax are plain ones',
  url: ownUrl('TypographicQuotes'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  explains: ['InvalidImageReference', 'JSONArgsRecommended', 'MissingEquals', 'ShellNotJson', 'UnknownInstruction'],
  scope: 'instruction',
  on: 'every',
  check({ node, segment, isTrigger, report }) {
    if (isTrigger || !any.test(segment.text)) return;
    const found = typographic(node, segment);
    const [first] = found;
    // One mistake, however many characters it has.
    if (first) report({ start: first.range.start, end: found.at(-1)!.range.end }, messageOf(first.char));
  },
  fixes(context) {
    const { segment } = context;
    const found = typographic(segment!.node, segment!);
    const edits = found.map(({ range, newText }) => replaceIn(context, range, newText));
    return [(found.every(({ isCertain }) => isCertain) ? safeFix : suggestion)('Use plain quotes, dashes and blanks', edits)];
  },
});

function messageOf(char: string): string {
  switch (plain[char]) {
    case '--': return `${char} is one character; an option starts with plain dashes`;
    case ' ': return `This blank (U+${hex(char)}) does not separate words; only a plain one does`;
    case '': return `An invisible character (U+${hex(char)}) is part of this word`;
    default: return `${char} is a typographic quote, which has no meaning here; the syntax knows only " and '`;
  }
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

/** Where the instruction has such characters as part of its syntax: outside plain quotes, at the border of a word. Inside a text they may be meant. */
function typographic(node: InstructionNode, segment: InstructionSegment): Found[] {
  const { text } = segment.logical;
  const found: Found[] = [];
  // Strings of JSON have double quotes only.
  const isArray = /^\[.*\]$/s.test(node.args.text);
  let quote = '';
  for (let at = segment.logical.toLogical(node.keyword.range.start); at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (plain[char] !== undefined && isSyntax(node, text, at)) {
      const isDash = plain[char] === '--';
      const word = isDash ? /^[\w-]*=?/.exec(text.slice(at + 1))![0] : '';
      const dashes = word.length === 1 ? '-' : '--';
      // `-xzf` and `--xzf` look alike; the builder's own flags have two dashes.
      const isCertain = !isDash || word.length === 1 || /[-=]/.test(word) || node.name !== 'RUN';
      found.push({ char, range: segment.logical.toSourceRange({ start: at, end: at + 1 }), newText: isDash ? dashes : isArray && plain[char] === "'" ? '"' : plain[char], isCertain });
    }
  }
  if (quote !== '') return [];
  const quotes = found.filter(({ newText }) => newText === '"' || newText === "'");
  return quotes.length === 1 ? found.filter((one) => one !== quotes[0]) : found;
}

function isSyntax(node: InstructionNode, text: string, at: number): boolean {
  const sign = plain[text[at]!]!;
  if (texts.has(node.name) || node.form === 'unknown') return sign.trim() === '' && node.form === 'unknown' && at < node.keyword.text.length;
  const before = text[at - 1] ?? ' ';
  const after = text[at + 1] ?? ' ';
  if (sign === '--') return /\s/.test(before) && /[a-z]/i.test(after);
  if (sign.trim() === '') return true;
  return /[\s[,=({]/.test(before) || /[\s\],;)}\u2026]/.test(after);
}
