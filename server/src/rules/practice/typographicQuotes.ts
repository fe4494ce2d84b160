/** Curly quotes and long dashes, as word processors and web pages write them, where the syntax wants plain ones. */
import type { TextRange } from '../../base/textRange.ts';
import type { InstructionNode, InstructionSegment } from '../../syntax/nodes.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

const plain: Readonly<Record<string, string>> = {
  '\u201c': '"', '\u201d': '"', '\u201e': '"', '\u2018': "'", '\u2019': "'", '\u201a': "'", '\u2013': '--', '\u2014': '--',
};

const message = (found: string): string => (found === '\u2013' || found === '\u2014'
  ? `${found} is one character; an option starts with two plain dashes`
  : `${found} is a typographic quote, which has no meaning here; the syntax knows only " and '`);

export const typographicQuotes: InstructionRule = defineRule({
  code: 'TypographicQuotes',
  family: 'practice',
  summary: 'Quotes and dashes of the syntax are plain ones',
  url: ownUrl('TypographicQuotes'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'instruction',
  on: ['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'FROM', 'HEALTHCHECK', 'LABEL', 'RUN', 'SHELL', 'VOLUME'],
  check({ node, segment, isTrigger, report }) {
    if (isTrigger) return;
    for (const range of typographic(node, segment)) report(range, message(segment.text[range.start]!));
  },
  fixes(context) {
    const { segment } = context;
    // One missing quote is no use: all of the instruction go together.
    const isArray = segment!.node.args.text.startsWith('[');
    const edits = typographic(segment!.node, segment!).map((range) => {
      const wanted = plain[segment!.text[range.start]!]!;
      // JSON knows double quotes only.
      return replaceIn(context, range, isArray && wanted === "'" ? '"' : wanted);
    });
    return [safeFix('Use plain quotes and dashes', edits)];
  },
});

/** Where the instruction has such characters at the border of a word, outside plain quotes. Inside a text they may be meant. */
function typographic(node: InstructionNode, segment: InstructionSegment): TextRange[] {
  const { text } = segment.logical;
  if (!/[\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e]/.test(text)) return [];
  const found: TextRange[] = [];
  const from = segment.logical.toLogical(node.keyword.range.end);
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (plain[char] !== undefined && isAtBorder(text, at)) found.push(segment.logical.toSourceRange({ start: at, end: at + 1 }));
  }
  return quote === '' ? found : [];
}

function isAtBorder(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + 1] ?? ' ';
  // A dash counts as the start of an option only.
  if (plain[text[at]!] === '--') return /\s/.test(before) && /[a-z]/i.test(after);
  return /[\s[,=({]/.test(before) || /[\s\],;)}]/.test(after);
}
