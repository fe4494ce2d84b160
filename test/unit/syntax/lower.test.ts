import { describe, expect, test } from 'vitest';
import { syntaxTokens } from '../../../server/src/syntax/lower.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { makeRng } from '../../support/rng.ts';
import { seedTexts } from '../../support/seedTexts.ts';
import { instructionOf } from '../../support/instructions.ts';

function show(text: string): string[] {
  const segment = instructionOf(text);
  return syntaxTokens(segment).map(({ kind, range }) => `${kind} ${segment.text.slice(range.start, range.end)}`);
}

describe('tokens of an instruction', () => {
  test.each<[string, string[]]>([
    ['FROM --platform=linux/amd64 a AS b', ['keyword FROM', 'flagName platform', 'flagValue linux/amd64', 'argument a', 'argument AS', 'argument b']],
    ['RUN --mount=type=bind,source=x ls', ['keyword RUN', 'flagName mount', 'optionName type', 'optionValue bind', 'optionName source', 'optionValue x', 'argument ls']],
    ['ENV a=b c="d e"', ['keyword ENV', 'propertyName a', 'operator =', 'propertyValue b', 'propertyName c', 'operator =', 'propertyValue "d e"']],
    ['ONBUILD COPY --chown=1 a b', ['keyword ONBUILD', 'keyword COPY', 'flagName chown', 'flagValue 1', 'argument a', 'argument b']],
    ['HEALTHCHECK --retries=3 CMD curl x', ['keyword HEALTHCHECK', 'flagName retries', 'flagValue 3', 'subcommand CMD', 'argument curl', 'argument x']],
    ['RUN a \\\n  # c\n b', ['keyword RUN', 'argument a', 'comment # c', 'argument b']],
    ['COPY <<EOF /x\nb\nEOF\n', ['keyword COPY', 'heredocOpener <<EOF', 'argument /x', 'heredocTerminator EOF']],
  ])('%s', (text, expected) => expect(show(text)).toEqual(expected));
});

describe("where dockerfile-ast differs, BuildKit's reading stands", () => {
  test.each<[string, string, string[]]>([
    ['an indented instruction would overflow the stack', ' RUN $a', ['keyword RUN', 'argument $a']],
    ['text after a JSON array makes it a shell form', 'CMD ["a"] x', ['keyword CMD', 'argument ["a"] x']],
    ['a quoted flag value may hold a space', 'RUN --mount=type=cache,target="/a b" ls', ['keyword RUN', 'flagName mount', 'flagValue type=cache,target="/a b"', 'argument ls']],
    ['a dash inside a word starts no flag', 'RUN foo--bar --x', ['keyword RUN', 'argument foo--bar --x']],
    ['HEALTHCHECK without CMD keeps its words', 'HEALTHCHECK x --y', ['keyword HEALTHCHECK', 'subcommand x', 'argument --y']],
    ['a heredoc with a file descriptor', 'RUN 3<<EOF cat\nx\nEOF\n', ['keyword RUN', 'heredocOpener 3<<EOF', 'argument cat', 'heredocTerminator EOF']],
    ['only one heredoc of two is chomped', 'RUN <<-A <<B cat\n\tA\nx\nB\n', ['keyword RUN', 'heredocOpener <<-A', 'heredocOpener <<B', 'argument cat', 'heredocTerminator A', 'heredocTerminator B']],
    ['a comment with a backslash inside a continuation', 'RUN \\\n# comment\\comment\n\n', ['keyword RUN', 'comment # comment\\comment']],
    ['an empty flag', 'FROM --==a', ['keyword FROM', 'flagValue =a']],
    ['a continuation before quotes and a comment', "ENV \\\n''#", ['keyword ENV', "propertyName ''#"]],
    ['an unclosed brace over two lines', 'a ${:\\\na}', ['keyword a', 'argument ${:\\\na}']],
    ['a doubled escape character', '\\\\\na', []],
  ])('%s', (_, text, expected) => {
    if (expected.length === 0) expect(parse(text).instructions.map((segment) => syntaxTokens(segment).length)).toEqual([1, 1]);
    else expect(show(text)).toEqual(expected);
  });
});

test('an instruction of 40,000 characters is not given to dockerfile-ast, whose time grows with the square', () => {
  const text = `RUN ${'echo hello \\\n'.repeat(3000)} done`;
  expect(syntaxTokens(instructionOf(text)).map((token) => token.kind)).toEqual(['keyword', 'argument']);
});

test('tokens ascend, do not overlap and lie in their segment, whatever the text', () => {
  const rng = makeRng(7);
  const seeds = seedTexts().filter((text) => text.length > 10);
  for (let i = 0; i < 3000; i++) {
    const text = rng.pick(seeds);
    const at = rng.int(text.length);
    const broken = text.slice(0, at) + rng.pick(['"', "'", '\\', '<<E', '[', '--', '`', '\n', '${', '=', '#']) + text.slice(at + rng.int(3));
    for (const segment of parse(broken.slice(0, 3000)).instructions) {
      let last = 0;
      for (const { range } of syntaxTokens(segment)) {
        expect(range.start).toBeGreaterThanOrEqual(last);
        expect(range.end).toBeGreaterThan(range.start);
        last = range.end;
      }
      expect(last).toBeLessThanOrEqual(segment.text.length);
    }
  }
});
