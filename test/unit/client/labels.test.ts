import { expect, it } from 'vitest';
import { instructionLabel } from '../../../client/src/views/instructionLabel.ts';
import { markOf, markStyles } from '../../../client/src/views/marks.ts';

it.each([
  ['RUN', 'apt-get update \\\n  && apt-get install -y curl', 'RUN apt-get update && apt-get install -y curl'],
  ['', 'sh -c true', 'sh -c true'],
  ['CMD', '', 'CMD'],
  ['RUN', 'aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccc', 'RUN aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbb …'],
  ['RUN', 'x'.repeat(80), `RUN ${'x'.repeat(56)} …`],
  ['RUN', `${'x'.repeat(55)}😀`, `RUN ${'x'.repeat(55)} …`],
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
