/**
 * How VS Code's editor behaves in a Dockerfile: comments, brackets, words, indentation. Written to syntaxes/language-configuration.json.
 */
import { instructionNames } from '../../server/src/data/instructions.ts';

export function languageConfiguration(): object {
  const pairs = [['{', '}'], ['[', ']'], ['(', ')']];
  const quotes = [['"', '"'], ["'", "'"]];
  return {
    comments: { lineComment: '#' },
    brackets: pairs,
    autoClosingPairs: [
      ...pairs.map(([open, close]) => ({ open, close })),
      ...quotes.map(([open, close]) => ({ open, close, notIn: ['string', 'comment'] })),
    ],
    surroundingPairs: [...pairs, ...quotes],
    // A variable without its dollar sign, a flag with its dashes, an image name up to its tag.
    wordPattern: '(--[a-z][\\w-]*)|([A-Za-z_][\\w.-]*)|(\\d+)',
    onEnterRules: [
      {
        // After a continued first line the next one is indented; later ones keep what they have.
        beforeText: `^\\s*(?:${instructionNames.flatMap((name) => [name, name.toLowerCase()]).join('|')})\\s.*[^\\\\]\\\\\\s*$`,
        action: { indent: 'indent' },
      },
    ],
  };
}
