import { expect, it } from 'vitest';
import { instructionLabel } from '../../../client/src/views/instructionLabel.ts';
import { markOf, markStyles } from '../../../client/src/views/marks.ts';

it.each([
  ['RUN', 'apt-get \\\n  && true', 'RUN apt-get && true'],
  ['', 'sh -c true', 'sh -c true'],
  ['CMD', '', 'CMD'],
  ['RUN', 'aaaaaaaaaaaaa bbbbbbbbbbb ccccccccccccc', 'RUN aaaaaaaaaaaaa bbbbbbbbbbb …'],
  ['RUN', 'x'.repeat(80), `RUN ${'x'.repeat(30)} …`],
  ['RUN', `${'x'.repeat(29)}😀 and more`, `RUN ${'x'.repeat(29)} …`],
])('the label of %s %j', (instruction, text, label) => {
  expect(instructionLabel(instruction, text)).toBe(label);
});

it('gives every mark its own letter and word', () => {
  const styles = Object.values(markStyles);
  expect(new Set(styles.map((style) => style.letter)).size).toBe(styles.length);
  expect(new Set(styles.map((style) => style.word)).size).toBe(styles.length);
});

it('reads a mark out of a query, and nothing out of another', () => {
  expect(markOf('mark=deleted')).toBe('deleted');
  expect(markOf('a=b&mark=added')).toBe('added');
  expect(markOf('mark=toString')).toBeUndefined();
  expect(markOf('')).toBeUndefined();
});
