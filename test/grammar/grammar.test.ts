/** The TextMate grammar: scopes of single words, and that nothing in an instruction can spoil the next one. */
import { describe, expect, test } from 'vitest';
import { makeTokenizer, realShell, standInShell, type GrammarToken } from './tokenize.ts';

const instruction = 'keyword.other.special-method.dockerfile';
const continued = 'constant.character.escape.line-continuation.dockerfile';
const comment = 'comment.line.number-sign.dockerfile';

interface Case {
  readonly title: string;
  readonly text: string;
  /** `[line, word, scope]`: the token of that text in that line (0-based) has the scope; `-scope`: it has no scope that begins so. */
  readonly expected: readonly (readonly [line: number, word: string, scope: string])[];
}

const cases: readonly Case[] = [
  {
    title: 'instructions in any case and any indentation',
    text: 'FROM alpine\n  run ls\nCopy a b',
    expected: [[0, 'FROM', instruction], [1, 'run', instruction], [2, 'Copy', instruction]],
  },
  {
    title: 'a word that only begins like an instruction is none',
    text: 'RUNNER x\nRUN-x\nFROMAGE',
    expected: [[0, 'RUNNER x', `-${instruction}`], [1, 'RUN-x', `-${instruction}`], [2, 'FROMAGE', `-${instruction}`]],
  },
  {
    title: 'image, tag, digest, AS and the stage',
    text: 'FROM host:5000/team/app:1.2@sha256:0a AS build',
    expected: [[0, 'host', 'entity.name.image.dockerfile'], [0, '5000', 'constant.numeric.dockerfile'], [0, '1.2', 'entity.name.image.tag.dockerfile'],
      [0, 'sha256:0a', 'constant.other.digest.dockerfile'], [0, 'AS', instruction], [0, 'build', 'entity.name.type.stage.dockerfile']],
  },
  {
    title: 'flags and mount options',
    text: 'RUN --mount=type=cache,target=/x,ro --network=none make --jobs=2',
    expected: [[0, 'mount', 'entity.other.attribute-name.dockerfile'], [0, 'type', 'support.type.property-name.dockerfile'], [0, 'cache', 'support.constant.dockerfile'],
      [0, 'ro', 'support.type.property-name.dockerfile'], [0, 'none', 'support.constant.dockerfile']],
  },
  {
    title: 'directives at the top only',
    text: '# syntax=docker/dockerfile:1\n# check=error=true\n# escape=x\n\n# syntax=late',
    expected: [[0, 'syntax', 'keyword.control.directive.dockerfile'], [1, 'check', 'keyword.control.directive.dockerfile'], [2, 'escape', 'keyword.control.directive.dockerfile'],
      [4, ' syntax=late', comment]],
  },
  {
    title: 'no directive after a comment',
    text: '# hello\n# syntax=docker/dockerfile:1',
    expected: [[1, ' syntax=docker/dockerfile:1', comment]],
  },
  {
    title: 'a comment line does not end a continued RUN',
    text: 'RUN a && \\\n  # note\n  b "x"\nENV A=b',
    expected: [[0, '\\', continued], [1, ' note', comment], [2, '"', 'meta.embedded.inline.shell.dockerfile'], [3, 'ENV', instruction]],
  },
  {
    title: 'a comment line inside a quoted string of the shell',
    text: 'RUN echo "a \\\n  # note\n  b"\nENV A=b',
    expected: [[0, '\\', continued], [1, ' note', comment], [2, '  b', 'string.quoted.double.shell'], [3, 'ENV', instruction]],
  },
  {
    title: 'a blank line does not end a continued instruction',
    text: 'LABEL a=b \\\n\n  c=d\nUSER x',
    expected: [[2, 'c', 'support.type.property-name.dockerfile'], [3, 'USER', instruction]],
  },
  {
    title: 'two escape characters are no continuation',
    text: 'RUN echo a\\\\\nUSER x',
    expected: [[1, 'USER', instruction]],
  },
  {
    title: 'blanks may follow the continuation',
    text: 'ENV A=b \\  \n  C=d\n',
    expected: [[0, '\\  ', continued], [1, 'C', 'variable.other.definition.dockerfile']],
  },
  {
    title: 'an open quote ends with the one line of its RUN, whatever follows',
    text: "RUN echo it's\nnot a keyword\n  # a comment\n  CMD x",
    expected: [[1, 'not a keyword', '-string'], [2, ' a comment', comment], [3, 'CMD', instruction]],
  },
  {
    title: 'an open quote ends at the next instruction after a continued RUN',
    text: 'RUN echo "a \\\n  b\nCOPY c d',
    expected: [[2, 'COPY', instruction]],
  },
  {
    title: 'the same with lower-case instructions',
    text: 'run echo "a \\\n  b\ncopy c d\nuser e',
    expected: [[2, 'copy', instruction], [3, 'user', instruction]],
  },
  {
    title: 'a lower-case command of the shell that is named like an instruction stays shell',
    text: 'RUN a && \\\nenv B=1 "c"\nUSER x',
    expected: [[1, '"', 'meta.embedded.inline.shell.dockerfile'], [2, 'USER', instruction]],
  },
  {
    title: 'an open quote in CMD, ENTRYPOINT, HEALTHCHECK and ONBUILD RUN',
    text: 'CMD echo "\nENTRYPOINT \'\nHEALTHCHECK CMD "\nONBUILD RUN "\nUSER x',
    expected: [[1, 'ENTRYPOINT', instruction], [2, 'HEALTHCHECK', instruction], [2, 'CMD', instruction], [3, 'ONBUILD', instruction], [3, 'RUN', instruction], [4, 'USER', instruction]],
  },
  {
    title: 'an open quote in ENV, LABEL, COPY and a JSON array',
    text: 'ENV A="b\nLABEL c=\'d\nCOPY "a b\nCMD ["a\nSHELL ["x"\nUSER x',
    expected: [[1, 'LABEL', instruction], [2, 'COPY', instruction], [3, 'CMD', instruction], [4, 'SHELL', instruction], [5, 'USER', instruction]],
  },
  {
    title: 'the body of a RUN heredoc is shell, and an open quote ends with it',
    text: 'RUN <<EOF\necho "open\nUSER y\nEOF\nUSER x',
    expected: [[0, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [1, 'open', 'meta.embedded.block.shell.dockerfile'], [2, 'USER y', `-${instruction}`],
      [3, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [4, 'USER', instruction]],
  },
  {
    title: 'a comment in a heredoc is the shell’s, and a backslash continues nothing of ours',
    text: 'RUN <<EOF\n# note\na \\\nEOF\nUSER x',
    expected: [[1, ' note', 'comment.line.number-sign.shell'], [2, 'a \\', `-${continued}`], [3, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [4, 'USER', instruction]],
  },
  {
    title: 'a heredoc after a continuation',
    text: 'RUN --network=none \\\n  cat <<EOF > /x && \\\n  echo done\nbody "\nEOF\nUSER x',
    expected: [[1, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [3, 'body ', 'meta.embedded.block.shell.dockerfile'], [4, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [5, 'USER', instruction]],
  },
  {
    title: 'a heredoc of COPY is literal; variables show where they are replaced',
    text: 'COPY <<A /a\nRUN $x "\nA\nADD <<-\'B\' /b\n\tRUN $x\n\tB\nUSER x',
    expected: [[1, 'RUN ', 'string.unquoted.heredoc.dockerfile'], [1, 'x', 'variable.other.normal.dockerfile'], [4, '\tRUN $x', 'string.unquoted.heredoc.dockerfile'],
      [5, 'B', 'keyword.control.heredoc-token.dockerfile'], [6, 'USER', instruction]],
  },
  {
    title: 'an indented terminator counts only after <<-',
    text: 'COPY <<A /a\n\tA\nA\nUSER x',
    expected: [[1, '\tA', 'string.unquoted.heredoc.dockerfile'], [2, 'A', 'keyword.control.heredoc-token.dockerfile'], [3, 'USER', instruction]],
  },
  {
    title: 'two heredocs end with the last terminator',
    text: 'COPY <<A <<B /d/\na\nA\nb\nB\nUSER x',
    expected: [[3, 'b', 'string.unquoted.heredoc.dockerfile'], [4, 'B', 'keyword.control.heredoc-token.dockerfile'], [5, 'USER', instruction]],
  },
  {
    title: 'what looks like a heredoc between quotes is none',
    text: 'RUN a "b <<EOF"\nUSER x\nRUN a "b <<EOF\nUSER y\nRUN a \'b\' "c" <<EOF\nUSER z\nEOF\nUSER x',
    expected: [[1, 'USER', instruction], [3, 'USER', instruction], [5, 'USER z', `-${instruction}`], [6, 'EOF', 'keyword.control.heredoc-token.dockerfile'], [7, 'USER', instruction]],
  },
  {
    title: 'a shift is no heredoc',
    text: 'RUN echo $((1<<2))\nUSER x',
    expected: [[1, 'USER', instruction]],
  },
  {
    title: 'backtick as the escape character',
    text: '# escape=`\nFROM x\nCOPY a C:\\\nRUN a `\n  # note\n  b\nENV A=`$B `\n C=d',
    expected: [[2, 'COPY', instruction], [3, 'RUN', instruction], [3, '`', continued], [4, ' note', comment], [6, 'ENV', instruction],
      [6, '`$', 'constant.character.escape.dockerfile'], [7, 'C', 'variable.other.definition.dockerfile']],
  },
  {
    title: 'backtick after another directive; a later directive still counts',
    text: '# syntax=docker/dockerfile:1\n# escape = `\n# check=skip=all\nRUN a\\\nUSER x',
    expected: [[2, 'check', 'keyword.control.directive.dockerfile'], [4, 'USER', instruction]],
  },
  {
    title: 'without the directive a backtick continues nothing',
    text: 'RUN echo `date`\nUSER x',
    expected: [[1, 'USER', instruction]],
  },
  {
    title: 'operators of a variable',
    text: 'ENV A=${B:-c} D=${E##*/} F=${G//x/y} H=\\$I J=\'$K\' L="$M"',
    expected: [[0, ':-', 'keyword.operator.expansion.dockerfile'], [0, '##', 'keyword.operator.expansion.dockerfile'], [0, '//', 'keyword.operator.expansion.dockerfile'],
      [0, '\\$', 'constant.character.escape.dockerfile'], [0, '$K', '-variable'], [0, 'M', 'variable.other.normal.dockerfile']],
  },
  {
    title: 'the exec form is JSON, a test command is not',
    text: 'RUN ["a", "b"]\nRUN [ -f x ] && y\nCMD []',
    expected: [[0, 'a', 'string.quoted.double.json.dockerfile'], [1, 'y', '-meta.array'], [2, ']', 'punctuation.definition.array.end.json.dockerfile']],
  },
];

const grammars: readonly (readonly [name: string, file: string | undefined])[] = [['a stand-in for the shell’s grammar', standInShell], ['VS Code’s own shell grammar', realShell()]];

describe.each(grammars)('with %s', (_, file) => {
  test.skipIf(file === undefined).each(cases)('$title', async ({ text, expected }) => {
    const lines = (await makeTokenizer(file!)).tokenize(text);
    for (const [line, word, scope] of expected) checkScope(lines, line, word, scope);
  });

  test.skipIf(file === undefined)('rules do not pile up over a long file', async () => {
    const text = 'RUN a \\\n && b\n# note\nrun c "d"\nCOPY <<E /f\nx\nE\n'.repeat(300);
    const depths = (await makeTokenizer(file!)).tokenize(text).map((line) => Math.max(0, ...line.map((token) => token.scopes.length)));
    expect(Math.max(...depths)).toBeLessThan(20);
  });
});

/** Anything may stand in a RUN: the instruction after it is found. */
describe('broken shell never reaches the next instruction', () => {
  const pieces = ['"', "'", '`', '$(', '${', '((', '[[', '{', 'case x in', 'if', '<<<', '#', '\\', 'a=(', '|', '&&', '$((', '<(', 'x() {', '"$('];
  for (const [name, file] of grammars) {
    test.skipIf(file === undefined)(name, async () => {
      const tokenizer = await makeTokenizer(file!);
      for (const first of pieces) {
        for (const second of pieces) {
          const lines = tokenizer.tokenize(`RUN a ${first} b ${second} c\nUSER x\nRUN a ${first} \\\n  b ${second} c\nUSER y\n`);
          checkScope(lines, 1, 'USER', instruction);
          checkScope(lines, 4, 'USER', instruction);
        }
      }
    });
  }
});

/** All of the word's first occurrence in the line has the scope, or with `-` before the scope none of it has one that begins so. */
function checkScope(lines: readonly GrammarToken[][], line: number, word: string, scope: string): void {
  const tokens = lines[line] ?? [];
  const start = tokens.map((token) => token.text).join('').indexOf(word);
  expect(start, `line ${line} has ${word}`).toBeGreaterThanOrEqual(0);
  let offset = 0;
  for (const token of tokens) {
    const overlaps = offset < start + word.length && offset + token.text.length > start;
    offset += token.text.length;
    if (!overlaps) continue;
    const message = `line ${line}, ${JSON.stringify(word)}`;
    if (scope.startsWith('-')) expect(token.scopes.filter((name) => name.startsWith(scope.slice(1))), message).toEqual([]);
    else expect(token.scopes, message).toContain(scope);
  }
}
