/** An instruction with fewer or more arguments than it takes. */
import type { TextRange } from '../../base/textRange.ts';
import type { InstructionNode } from '../../syntax/nodes.ts';
import { Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';

interface Shortfall {
  readonly message: string;
  readonly step: number;
  readonly range: TextRange;
}

export const missingArgument: InstructionRule = defineRule({
  code: 'MissingArgument',
  family: 'validity',
  summary: 'The instruction does not have the number of arguments that it takes',
  url: ownUrl('MissingArgument'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: [
    'ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR',
  ],
  check({ node, report }) {
    const missing = shortfall(node);
    if (missing) report(missing.range, missing.message, { step: missing.step });
  },
});

function shortfall(node: InstructionNode): Shortfall | undefined {
  const { name, words } = node;
  const atKeyword = (message: string, step: number = Step.arguments): Shortfall => ({ message, step, range: node.keyword.range });
  switch (name) {
    case 'ADD': case 'COPY':
      if (words.length >= 2) return undefined;
      return { ...atKeyword(`${name} requires at least two arguments, but only one was provided. Destination could not be determined`), range: words[0]?.range ?? node.keyword.range };
    case 'MAINTAINER': case 'STOPSIGNAL': case 'USER': case 'WORKDIR':
      return words.length === 1 ? undefined : atKeyword(`${name} requires exactly one argument`);
    case 'ENV': case 'LABEL':
      return node.pairs.length > 0 ? undefined : atKeyword(`${name} requires at least one argument`, Step.afterFlags);
    case 'ARG':
      return node.pairs.length > 0 ? undefined : atKeyword('ARG requires at least one argument');
    case 'EXPOSE': case 'VOLUME':
      return words.length > 0 ? undefined : atKeyword(`${name} requires at least one argument`);
    case 'ONBUILD':
      return node.trigger ? undefined : atKeyword('ONBUILD requires at least one argument');
    case 'SHELL':
      return node.form === 'none' || (node.form === 'json' && words.length === 0) ? atKeyword('SHELL requires at least one argument', Step.afterFlags) : undefined;
    case 'HEALTHCHECK':
      return healthcheckShortfall(node);
    case 'FROM':
      return fromShortfall(node);
    default:
      return undefined;
  }
}

function healthcheckShortfall(node: InstructionNode): Shortfall | undefined {
  const type = node.healthcheckType;
  if (!type) return { message: 'HEALTHCHECK requires at least one argument', step: Step.arguments, range: node.keyword.range };
  const isEmpty = node.form === 'json' ? node.words.length === 0 : node.args.text === '';
  return type.text.toUpperCase() === 'CMD' && isEmpty ? { message: 'Missing command after HEALTHCHECK CMD', step: Step.afterFlags, range: type.range } : undefined;
}

function fromShortfall({ words, keyword }: InstructionNode): Shortfall | undefined {
  if (words.length === 1 || (words.length === 3 && words[1]!.text.toLowerCase() === 'as')) return undefined;
  // The first word that is too much, or that stands where AS should.
  const first = words.length > 3 ? words[3]! : words[1];
  const range = first ? { start: first.range.start, end: words.at(-1)!.range.end } : keyword.range;
  return { message: 'FROM requires either one or three arguments', step: Step.arguments, range };
}
