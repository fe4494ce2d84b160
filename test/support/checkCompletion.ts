/**
 * Completion in tests: what is offered at `$0`, and the text after an item was taken.
 * A snippet is taken as if the user pressed Tab to its end: each placeholder keeps its default text, and the cursor stands at the first
 * placeholder, or behind the text when it has none. In expected texts `$0` marks that cursor.
 */
import { expect } from 'vitest';
import { completion } from '../../server/src/features/completion/index.ts';
import type { CompletionItem } from '../../server/src/features/types.ts';
import { readFixture, snapshotOf } from './fixture.ts';

/** The items at `$0`, checked for what must hold for any of them. */
export function itemsAt(marked: string): readonly CompletionItem[] {
  const { text, offset } = readFixture(marked);
  const { items } = completion(snapshotOf(text), offset);
  const labels = items.map(({ label }) => label);
  expect(new Set(labels).size, `labels are unique: ${labels.join(' | ')}`).toBe(labels.length);
  for (const { edit, label } of items) {
    const replaced = text.slice(edit.range.start, edit.range.end);
    expect(edit.range.start <= offset && offset <= edit.range.end && !/[\r\n]/.test(replaced), `the edit of ${label} covers the cursor and lies on one line`).toBe(true);
  }
  return items;
}

/** The labels at `$0`, in the order in which an editor shows them. */
export function labelsAt(marked: string): string[] {
  return [...itemsAt(marked)].sort((a, b) => compare(a.sortText ?? a.label, b.sortText ?? b.label)).map(({ label }) => label);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function itemAt(marked: string, label: string): CompletionItem {
  const items = itemsAt(marked);
  const item = items.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`${label} is not among ${items.map((candidate) => candidate.label).join(' | ')}`);
  return item;
}

/** Takes the item of that label at `$0` and compares the whole text. */
export function checkCompletion(marked: string, label: string, expected: string): void {
  const { text } = readFixture(marked);
  const { edit, isSnippet } = itemAt(marked, label);
  const { plain, cursor } = isSnippet ? expandSnippet(edit.newText) : { plain: edit.newText, cursor: edit.newText.length };
  expect(`${text.slice(0, edit.range.start)}${plain.slice(0, cursor)}$0${plain.slice(cursor)}${text.slice(edit.range.end)}`).toBe(expected);
}

/** Knows `$1`, `${1:text}` and the escapes `\$`, `\}` and `\\`: all that our snippets use. A number without text repeats the text that it had. */
function expandSnippet(snippet: string): { plain: string; cursor: number } {
  const defaults = new Map<string, string>();
  let plain = '';
  let cursor: number | undefined;
  for (const [all, number, text, bare] of snippet.matchAll(/\$\{(\d+):((?:\\.|[^\\}])*)\}|\$(\d+)|\\[\\$}]|[^]/g)) {
    const digit = number ?? bare;
    if (digit === undefined) {
      plain += all.length === 2 && all.startsWith('\\') ? all[1] : all;
      continue;
    }
    if (digit === '1' || (digit === '0' && cursor === undefined && !snippet.includes('${1:') && !snippet.includes('$1'))) cursor ??= plain.length;
    if (text !== undefined) defaults.set(digit, text.replace(/\\(.)/g, '$1'));
    plain += defaults.get(digit) ?? '';
  }
  return { plain, cursor: cursor ?? plain.length };
}
