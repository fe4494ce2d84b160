import { describe, expect, test } from 'vitest';
import { makeSnapshot } from '../../../server/src/semantics/snapshotOf.ts';
import type { Snapshot } from '../../../server/src/semantics/snapshot.ts';
import { reparse } from '../../../server/src/syntax/reparse.ts';
import { snapshotOf } from '../../support/fixture.ts';

/** Types `typed` at the first place of `at` in the text; counts how many instructions were read for it. */
function type(before: Snapshot, at: string, typed: string): { after: Snapshot; read: number } {
  const offset = before.tree.text().indexOf(at);
  expect(offset).toBeGreaterThanOrEqual(0);
  const { tree } = reparse(before.tree, { start: offset, end: offset, text: typed });
  let read = 0;
  for (const segment of tree.instructions) {
    const { node } = segment;
    Object.defineProperty(segment, 'node', { configurable: true, get: () => { read++; return node; } });
  }
  return { after: makeSnapshot(before.uri, 2, tree, before), read };
}

function file(instructions: number): string {
  return `ARG V=1\nFROM alpine:$V AS build\nENV A=1\n${Array.from({ length: instructions }, (_, i) => `RUN echo ${i}\n`).join('')}RUN here\nFROM build\nENV B=$A\nRUN --mount=type=bind,from=build,target=/x make\nCMD ["x"]\n`;
}

describe.each([10, 10_000])('at %i instructions', (count) => {
  test('typing in a RUN leaves the meaning as it is, and reads that instruction alone', () => {
    const before = snapshotOf(file(count));
    const { after, read } = type(before, 'here', 'x');
    expect(after.tree).not.toBe(before.tree);
    expect(after.semantics).toBe(before.semantics);
    expect(read).toBe(1);
  });

  test('so does typing again, and behind a mount', () => {
    const before = snapshotOf(file(count));
    const first = type(before, 'here', 'x');
    const second = type(first.after, 'make', 'y');
    expect(second.after.semantics).toBe(before.semantics);
    expect(second.read).toBe(1);
  });

  test('typing in an ENV makes a new meaning out of the old facts', () => {
    const before = snapshotOf(file(count));
    const { after, read } = type(before, '1\nRUN', '2');
    expect(after.semantics).not.toBe(before.semantics);
    expect(read).toBe(1);
    expect(after.semantics.facts.filter((facts, ordinal) => facts !== before.semantics.facts[ordinal])).toHaveLength(1);
    expect(after.semantics.envAt(after.tree.instructions.length - 1).get('B')).toBe('21');
  });
});

test.each([
  ['a line is added', 'RUN x', 'RUN y\n'],
  ['the base changes', 'alpine', 'my'],
  ['a stage gets its name', '\nRUN x', ' AS b'],
  ['a mount gets another source', 'one', 'z'],
  ['the case of a keyword changes', 'UN x', 'u'],
])('the meaning is new when %s', (_, at, typed) => {
  const before = snapshotOf('FROM alpine\nRUN x\nRUN --mount=from=one,target=/x y\n');
  const { after } = type(before, at, typed);
  expect(after.semantics).not.toBe(before.semantics);
  const fresh = snapshotOf(after.tree.text());
  expect(after.semantics.facts).toEqual(fresh.semantics.facts);
  expect(after.semantics.stages).toEqual(fresh.semantics.stages);
});

test('the escape character is part of the meaning', () => {
  const before = snapshotOf('# escape=`\nFROM a\nENV A=`$x\n');
  const { after } = type(before, 'escape', 'x');
  expect(after.semantics).not.toBe(before.semantics);
  expect(after.semantics.escape).toBe('\\');
});

test.each(['', '\n', '# only a comment', 'RUN before any FROM', 'FROM', 'FROM \\', 'ARG', 'FROM a AS', 'ENV\nFROM a\nENV =\nARG =', 'ONBUILD', 'FROM a\nCOPY --from=99999999999999999999 a b', 'SHELL []', '\0\ufffd'])('nothing throws on %j', (text) => {
  const { semantics } = snapshotOf(text);
  for (let ordinal = -1; ordinal <= semantics.facts.length; ordinal++) {
    semantics.envAt(ordinal).keys();
    semantics.workdirAt(ordinal);
    semantics.shellAt(ordinal);
    semantics.userAt(ordinal);
  }
  for (const stage of semantics.stages) semantics.cmd(stage);
  expect(semantics.circle).toBeUndefined();
  expect(semantics.references.length).toBeLessThan(2);
});

test('a chain of thousands of stages does not exhaust the stack', () => {
  const text = Array.from({ length: 5000 }, (_, i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\nCOPY --from=s${Math.max(0, i - 1)} x x\n`).join('');
  const { semantics } = snapshotOf(text);
  expect(semantics.workdirAt(semantics.facts.length).path).toBe('/');
  expect(semantics.chain(semantics.stages.at(-1)!)).toHaveLength(5000);
  expect(semantics.circle?.stage.index).toBe(0);
});
