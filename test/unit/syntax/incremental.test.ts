import { expect, test } from 'vitest';
import { reparse } from '../../../server/src/syntax/reparse.ts';
import { parse } from '../../../server/src/syntax/tree.ts';

function fileOf(instructions: number): string {
  return 'FROM alpine\n' + Array.from({ length: instructions }, (_, i) => `RUN echo ${i} \\\n  && true\n`).join('');
}

test.each([10, 10_000])('a typed character lexes one segment in a file of %i instructions', (count) => {
  const text = fileOf(count);
  const tree = parse(text);
  const offset = text.indexOf('echo 5 ') + 5;
  const result = reparse(tree, { start: offset, end: offset, text: 'x' });
  expect(result.relexed).toBe(1);
  expect(result.tree.segments.filter((segment, i) => segment !== tree.segments[i])).toHaveLength(1);
});

test.each([10, 10_000])('a typed line end lexes at most two segments in a file of %i instructions', (count) => {
  const text = fileOf(count);
  const result = reparse(parse(text), { start: text.indexOf('RUN echo 5'), end: text.indexOf('RUN echo 5'), text: '\n' });
  expect(result.relexed).toBeLessThanOrEqual(2);
});

test('a heredoc that is opened and closed again by typing costs the rest of the file once', () => {
  const text = fileOf(1000);
  const opened = reparse(parse(text), { start: text.indexOf('echo 5 '), end: text.indexOf('echo 5 '), text: '<<EOF ' });
  expect(opened.tree.segments).toHaveLength(1 + 5 + 1);
  expect(opened.relexed).toBe(1);
});

test('a change of the escape directive parses the file again', () => {
  const text = '# escape=`\nRUN a `\n b\nRUN c \\\n';
  const result = reparse(parse(text), { start: 9, end: 10, text: '\\' });
  expect(result.tree.escape).toBe('\\');
  expect(result.tree.segments.map((segment) => segment.text)).toEqual(['# escape=\\\n', 'RUN a `\n', ' b\n', 'RUN c \\\n']);
});

test('a directive comes to life when the comment above it goes', () => {
  const text = '# hello\n# escape=`\nRUN a `\n b\n';
  const result = reparse(parse(text), { start: 0, end: 8, text: '' });
  expect(result.tree.segments.map((segment) => segment.kind)).toEqual(['header', 'instruction']);
});

test('a directive comes to life when the edit takes the line end before it', () => {
  const text = '\tEOF\n# escape=`\nRUN a `\n b\n';
  const result = reparse(parse(text), { start: 0, end: 5, text: ' ' });
  expect(result.tree.segments.map((segment) => segment.kind)).toEqual(['header', 'instruction']);
});
