/** Checks hovers. */
import { expect } from 'vitest';
import { hover } from '../../server/src/features/hover.ts';
import { readFixture, snapshotOf } from './fixture.ts';

/** What stands between what a line does and the documentation of its instruction. */
const separator = '\n\n---\n\n';

/** The hover at the mark covers the text `at` and says exactly `markdown`; the documentation that may follow is left out. */
export function checkHover(marked: string, at: string, markdown: string): void {
  const { text, offset } = readFixture(marked);
  const found = hover(snapshotOf(text), offset);
  expect(found && { at: text.slice(found.range.start, found.range.end), markdown: found.markdown.split(separator)[0] }).toEqual({ at, markdown: markdown.trim() });
}

/** The hover at the mark covers `at` and has all of `parts`. */
export function checkHoverHas(marked: string, at: string, ...parts: readonly string[]): void {
  const { text, offset } = readFixture(marked);
  const found = hover(snapshotOf(text), offset);
  expect(found && text.slice(found.range.start, found.range.end)).toBe(at);
  for (const part of parts) expect(found!.markdown).toContain(part);
}

export function checkNoHover(marked: string): void {
  const { text, offset } = readFixture(marked);
  expect(hover(snapshotOf(text), offset)).toBeUndefined();
}
