import { expect, it } from 'vitest';
import { instructionLabel, sizedLabel } from '../../../client/src/views/instructionLabel.ts';
import { markOf, markStyles } from '../../../client/src/views/marks.ts';

it.each([
  ['RUN', 'apt-get \\\n  && true', 'RUN apt-get && true'],
  ['', 'sh -c true', 'sh -c true'],
  ['CMD', '', 'CMD'],
  ['RUN', 'x'.repeat(300), `RUN ${'x'.repeat(196)}…`],
  ['RUN', `${'x'.repeat(195)}😀 and more`, `RUN ${'x'.repeat(195)}…`],
])('the label of %s %j', (instruction, text, label) => {
  expect(instructionLabel(instruction, text)).toBe(label);
});

it('puts a size before the label', () => {
  expect(sizedLabel('3 B', 'RUN x')).toBe('3 B · RUN x');
  expect(sizedLabel('', 'CMD x')).toBe('CMD x');
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
