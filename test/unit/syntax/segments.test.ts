import { describe, expect, test } from 'vitest';
import { parse } from '../../../server/src/syntax/tree.ts';

/** One line a segment: its kind's first letter (h, c, b, i) and its text, with line ends shown. */
function show(text: string): string[] {
  return parse(text).segments.map((segment) => `${segment.kind[0]} ${segment.text.replace(/\n/g, '⏎').replace(/\r/g, '␍')}`);
}

/** BuildKit's cut of each text. The expectations about continuations, directives and heredocs follow frontend/dockerfile/parser. */
const cases: readonly [name: string, text: string, expected: readonly string[]][] = [
  ['empty', '', []],
  ['one line without line end', 'FROM a', ['i FROM a']],
  ['comment, blank line, instruction', '# c\n\nFROM a\n', ['c # c⏎', 'b ⏎', 'i FROM a⏎']],
  ['continuation', 'RUN a \\\n b\nRUN c', ['i RUN a \\⏎ b⏎', 'i RUN c']],
  ['blanks after the escape character', 'RUN a \\ \t\n b\n', ['i RUN a \\ \t⏎ b⏎']],
  ['a doubled escape character does not continue', 'RUN a \\\\\nRUN b\n', ['i RUN a \\\\⏎', 'i RUN b⏎']],
  ['nor does a tripled one', 'RUN a \\\\\\\nRUN b\n', ['i RUN a \\\\\\⏎', 'i RUN b⏎']],
  ['a path that ends in two of them on Windows', 'COPY a C:\\\\\nRUN b\n', ['i COPY a C:\\\\⏎', 'i RUN b⏎']],
  ['an escape character alone on a line', 'RUN a \\\n\\\n b\n', ['i RUN a \\⏎\\⏎ b⏎']],
  ['comments and blank lines inside a continuation', 'RUN a \\\n  # c \\\n\n b\nRUN c', ['i RUN a \\⏎  # c \\⏎⏎ b⏎', 'i RUN c']],
  ['a continuation at the end of the file', 'RUN a \\', ['i RUN a \\']],
  ['blank lines after an open continuation belong to it', 'RUN a \\\n\n\n', ['i RUN a \\⏎⏎⏎']],
  ['CRLF', 'RUN a \\\r\n b\r\nRUN c\r\n', ['i RUN a \\␍⏎ b␍⏎', 'i RUN c␍⏎']],
  ['a lone CR ends no line', 'RUN a\rRUN b\n', ['i RUN a␍RUN b⏎']],
  ['byte order mark', '\ufeffFROM a\n', ['h \ufeff', 'i FROM a⏎']],
  ['directives', '# syntax=x\n# escape=`\nRUN a `\n b\n', ['h # syntax=x⏎# escape=`⏎', 'i RUN a `⏎ b⏎']],
  ['a directive after the byte order mark', '\ufeff# escape=`\nRUN a `\n b\n', ['h \ufeff# escape=`⏎', 'i RUN a `⏎ b⏎']],
  ['an unknown directive ends the block', '# foo=bar\n# escape=`\nRUN a `\nRUN b\n', ['c # foo=bar⏎', 'c # escape=`⏎', 'i RUN a `⏎', 'i RUN b⏎']],
  ['a comment ends the block', '# hi\n# escape=`\nRUN a `\n', ['c # hi⏎', 'c # escape=`⏎', 'i RUN a `⏎']],
  ['a directive with case and spaces', '  #  EsCaPe = ` \nRUN a `\n b\n', ['h   #  EsCaPe = ` ⏎', 'i RUN a `⏎ b⏎']],
  ['heredoc', 'RUN <<EOF\nls\nEOF\nRUN b\n', ['i RUN <<EOF⏎ls⏎EOF⏎', 'i RUN b⏎']],
  ['two heredocs', 'COPY <<A <<B /x\n1\nA\n2\nB\nRUN c\n', ['i COPY <<A <<B /x⏎1⏎A⏎2⏎B⏎', 'i RUN c⏎']],
  ['heredoc with a space before its word', 'RUN << EOF\nls\nEOF\nRUN b\n', ['i RUN << EOF⏎ls⏎EOF⏎', 'i RUN b⏎']],
  ['heredoc with a file descriptor', 'RUN 3<<EOF\nls\nEOF\nRUN b\n', ['i RUN 3<<EOF⏎ls⏎EOF⏎', 'i RUN b⏎']],
  ['heredoc with a partly quoted word', "RUN <<E'O'F\nls\nEOF\nRUN b\n", ["i RUN <<E'O'F⏎ls⏎EOF⏎", 'i RUN b⏎']],
  ['heredoc with a quoted word that has a space', 'RUN <<"E F"\nls\nE F\nRUN b\n', ['i RUN <<"E F"⏎ls⏎E F⏎', 'i RUN b⏎']],
  ['only <<- ignores tabs before the terminator', 'RUN <<-A <<B\n\tA\n\tB\nB\nRUN c\n', ['i RUN <<-A <<B⏎\tA⏎\tB⏎B⏎', 'i RUN c⏎']],
  ['a terminator with a space behind it does not end the body', 'RUN <<EOF\nEOF \nEOF\n', ['i RUN <<EOF⏎EOF ⏎EOF⏎']],
  ['heredoc without an end', 'RUN <<EOF\nls\nRUN b\n', ['i RUN <<EOF⏎ls⏎RUN b⏎']],
  ['heredoc in the trigger of ONBUILD', 'ONBUILD RUN <<EOF\nls\nEOF\nRUN b\n', ['i ONBUILD RUN <<EOF⏎ls⏎EOF⏎', 'i RUN b⏎']],
  ['no heredoc in JSON form', 'RUN ["cat", "<<EOF"]\nRUN b\n', ['i RUN ["cat", "<<EOF"]⏎', 'i RUN b⏎']],
  ['no heredoc in other instructions', 'CMD cat <<EOF\nRUN b\n', ['i CMD cat <<EOF⏎', 'i RUN b⏎']],
  ['no heredoc in quotes', 'RUN echo "<<EOF"\nRUN b\n', ['i RUN echo "<<EOF"⏎', 'i RUN b⏎']],
  ['three of them are no opener', 'RUN cat <<< x\nRUN b\n', ['i RUN cat <<< x⏎', 'i RUN b⏎']],
  ['the word goes on to the next white space', 'RUN cat <<EOF;ls\nx\nEOF;ls\nRUN b\n', ['i RUN cat <<EOF;ls⏎x⏎EOF;ls⏎', 'i RUN b⏎']],
  ['form feed is white space', '\fFROM a\n\f\n', ['i \fFROM a⏎', 'b \f⏎']],
  ['a no-break space before a keyword is white space', '\u00a0FROM a\n', ['i \u00a0FROM a⏎']],
];

describe('the cut into segments', () => {
  test.each(cases)('%s', (_, text, expected) => expect(show(text)).toEqual(expected));
});

test('directives have their ranges and their errors', () => {
  const header = parse('# syntax = docker/dockerfile:1 \n#escape=x\n# syntax=y\n').header!;
  expect(header.directives.map(({ name, value, error, range, valueRange }) => [name, value, header.text.slice(range.start, range.end), header.text.slice(valueRange.start, valueRange.end), error])).toEqual([
    ['syntax', 'docker/dockerfile:1', '# syntax = docker/dockerfile:1', 'docker/dockerfile:1', undefined],
    ['escape', 'x', '#escape=x', 'x', "invalid escape token 'x' does not match ` or \\"],
    ['syntax', 'y', '# syntax=y', 'y', 'only one syntax parser directive can be used'],
  ]);
});
