import { describe, expect, test } from 'vitest';
import type { InstructionNode, Word } from '../../../server/src/syntax/nodes.ts';
import { instructionOf } from '../../support/instructions.ts';

function words(list: readonly Word[]): string[] {
  return list.map((word) => word.text);
}

function pairs(node: InstructionNode): (readonly [string, string | undefined])[] {
  return node.pairs.map((pair) => [pair.key.text, pair.value?.text]);
}

function nodeOf(text: string): InstructionNode {
  return instructionOf(text).node;
}

describe('keyword and flags', () => {
  test.each<[string, string, string[], string]>([
    ['COPY --from=a --link b c', 'COPY', ['from=a', 'link'], 'b c'],
    ['  copy\t--from=a b', 'copy', ['from=a'], 'b'],
    ['RUN --mount=type=cache,"target=/a b" ls', 'RUN', ['mount=type=cache,target=/a b'], 'ls'],
    ['RUN --mount=a\\ b ls', 'RUN', ['mount=a b'], 'ls'],
    ['RUN -- --x y', 'RUN', [], '--x y'],
    ['RUN --', 'RUN', [], ''],
    ['RUN ls --x', 'RUN', [], 'ls --x'],
    ['RUN foo--bar --x', 'RUN', [], 'foo--bar --x'],
    ['HEALTHCHECK --interval=5s CMD a --b', 'HEALTHCHECK', ['interval=5s'], 'a --b'],
    ['COPY --chown=\u00fc a b', 'COPY', ['chown=\u00c3\u00bc'], 'a b'],
    ['COPY \u00a0--link a b', 'COPY', [], '--link a b'],
    ['RUN:ls', 'RUN:ls', [], ''],
    ['RUN\u00a0ls', 'RUN\u00a0ls', [], ''],
    ['\\', '', [], ''],
    ['RUN \\\n --network=none \\\n # c\n ls', 'RUN', ['network=none'], 'ls'],
  ])('%s', (text, keyword, flags, args) => {
    const node = nodeOf(text);
    expect(node.keyword.text).toBe(keyword);
    expect(node.flags.map((flag) => flag.text.slice(2))).toEqual(flags);
    expect(node.args.text).toBe(args);
  });

  test('ranges are those of the source, across continuations', () => {
    const segment = instructionOf('RUN \\\n  --mount=type=ca\\\nche \\\n  ls -l \\\n  # c\n  /tmp\n');
    const at = ({ range }: { range: { start: number; end: number } }): string => segment.text.slice(range.start, range.end);
    expect(at(segment.node.flags[0]!)).toBe('--mount=type=ca\\\nche');
    expect(segment.node.flags[0]!.value).toBe('type=cache');
    expect(at(segment.node.args)).toBe('ls -l \\\n  # c\n  /tmp');
    expect(segment.node.args.text).toBe('ls -l   /tmp');
  });
});

describe('arguments', () => {
  test.each<[string, string, string[]]>([
    ['CMD ["a b", "\\t\\u0041"]', 'json', ['a b', '\tA']],
    ['CMD ["a",]', 'shell', []],
    ['CMD ["a"] x', 'shell', []],
    ["CMD ['a']", 'shell', []],
    ['CMD []', 'json', []],
    ['CMD', 'none', []],
    ['COPY ["a b", "c"]', 'json', ['a b', 'c']],
    ['COPY a  b\tc', 'words', ['a', 'b', 'c']],
    ['COPY a\u00a0b c', 'words', ['a\u00a0b', 'c']],
    ['EXPOSE ["80"]', 'words', ['["80"]']],
    ['FROM a AS b', 'words', ['a', 'AS', 'b']],
    ['WORKDIR /a b', 'string', ['/a b']],
    ['MAINTAINER "a b"', 'string', ['"a b"']],
    ['FOO a b', 'unknown', []],
  ])('%s is %s', (text, form, expected) => {
    const node = nodeOf(text);
    expect(node.form).toBe(form);
    expect(words(node.words)).toEqual(expected);
  });

  test.each<[string, boolean, (readonly [string, string | undefined])[]]>([
    ['ENV a=b c="d e"', false, [['a', 'b'], ['c', '"d e"']]],
    ['ENV a=b\\ c d=\'x y\'', false, [['a', 'b\\ c'], ['d', "'x y'"]]],
    ['ENV a b c', true, [['a', 'b c']]],
    ['ENV a "b" = c', true, [['a', '"b" = c']]],
    ['LABEL "x y"=z', false, [['"x y"', 'z']]],
    ['ENV a=b\\', false, [['a', 'b']]],
    ['ARG a', false, [['a', undefined]]],
    ['ARG a=1 b c="x y"', false, [['a', '1'], ['b', undefined], ['c', '"x y"']]],
    ['ENV =b', false, [['', 'b']]],
  ])('%s', (text, legacy, expected) => {
    const node = nodeOf(text);
    expect(node.legacyPairs).toBe(legacy);
    expect(pairs(node)).toEqual(expected);
  });

  test('HEALTHCHECK keeps its type apart from its command', () => {
    const node = nodeOf('HEALTHCHECK --retries=3 CMD ["curl", "x"]');
    expect([node.healthcheckType?.text, node.form, words(node.words)]).toEqual(['CMD', 'json', ['curl', 'x']]);
    expect(nodeOf('HEALTHCHECK NONE').healthcheckType?.text).toBe('NONE');
  });

  test('ONBUILD holds its trigger', () => {
    const segment = instructionOf('ONBUILD COPY --from=a ["b", "c"]\n');
    const trigger = segment.node.trigger!;
    expect([trigger.name, trigger.flags[0]?.name, trigger.form, words(trigger.words)]).toEqual(['COPY', 'from', 'json', ['b', 'c']]);
    expect(segment.text.slice(trigger.words[0]!.range.start, trigger.words[0]!.range.end)).toBe('"b"');
  });
});

describe("what BuildKit's line parser refuses", () => {
  test.each<[string, string, string]>([
    ['CMD ["a", 1]', 'when using JSON array syntax, arrays must be comprised of strings only', '1'],
    ['COPY ["a", ["b"]]', 'when using JSON array syntax, arrays must be comprised of strings only', '["b"]'],
    ['ENV PATH', 'ENV must have two arguments', 'PATH'],
    ['LABEL a=b "c d"', 'Syntax error - can\'t find = in "\\"c d\\"". Must be of the form: name=value', '"c d"'],
    ['RUN <<EOF\nls\n', 'unterminated heredoc', '<<EOF'],
    ['ONBUILD ENV a', 'ENV must have two arguments', 'a'],
  ])('%s', (text, message, source) => {
    const segment = instructionOf(text);
    const [problem] = segment.node.problems;
    expect(problem?.message).toBe(message);
    expect(segment.text.slice(problem!.range.start, problem!.range.end)).toBe(source);
  });
});

test('heredocs have bodies and terminators', () => {
  const segment = instructionOf('COPY <<-"A" <<B /x/\n\t1\n\tA\n2\nB\n');
  const text = (range: { start: number; end: number } | undefined): string | undefined => range && segment.text.slice(range.start, range.end);
  expect(segment.node.heredocs.map((h) => [h.name, h.chomp, h.expand, text(h.range), text(h.bodyRange), text(h.terminatorRange)])).toEqual([
    ['A', true, false, '<<-"A"', '\t1\n', 'A'],
    ['B', false, true, '<<B', '2\n', 'B'],
  ]);
});
