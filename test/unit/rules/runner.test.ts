// What an edit costs, counted in rules run; and that the runner forgets nothing.
import { describe, expect, test } from 'vitest';
import { defineRule, type FileRule, type InstructionRule, type StageRule } from '../../../server/src/rules/rule.ts';
import { createRunner } from '../../../server/src/rules/runner.ts';
import { makeSnapshot } from '../../../server/src/semantics/snapshotOf.ts';
import type { Snapshot } from '../../../server/src/semantics/snapshot.ts';
import { reparse } from '../../../server/src/syntax/reparse.ts';
import { parse } from '../../../server/src/syntax/tree.ts';

const meta = { family: 'practice', summary: 'counts', url: undefined, severity: 'hint', status: { stable: '0.1.0' }, fixable: 'never' } as const;

function counting() {
  const runs = { instruction: 0, stage: 0, file: 0 };
  const instruction: InstructionRule = defineRule({
    ...meta, code: 'Instruction', scope: 'instruction', on: 'every',
    check({ node, report }) {
      runs.instruction++;
      if (node.args.text.includes('mark')) report(node.range, 'marked');
    },
  });
  const stage: StageRule = defineRule({ ...meta, code: 'Stage', scope: 'stage', on: ['RUN', 'ENV'], check: () => void runs.stage++ });
  const file: FileRule = defineRule({ ...meta, code: 'File', scope: 'file', summaryOf: ({ keyword }) => keyword.text, check: () => void runs.file++ });
  return { runs, runner: createRunner([instruction, stage, file], (_rule, error) => { throw error; }) };
}

function open(text: string): Snapshot {
  return makeSnapshot('file:///Dockerfile', 1, parse(text));
}

function edit(snapshot: Snapshot, start: number, end: number, text: string): Snapshot {
  return makeSnapshot(snapshot.uri, snapshot.version + 1, reparse(snapshot.tree, { start, end, text }).tree, snapshot);
}

function lines(count: number): string {
  return `FROM alpine\n${Array.from({ length: count }, (_, index) => `RUN --network=none echo ${index}`).join('\n')}\n`;
}

describe.each([10, 10_000])('with %i instructions', (count) => {
  test('a keystroke in one RUN runs the rules of that RUN', () => {
    const { runs, runner } = counting();
    const before = open(lines(count));
    runner.run(before.tree, before.semantics);
    expect(runs).toEqual({ instruction: count + 1, stage: count, file: 1 });
    const after = edit(before, 36, 36, 'x');
    runner.run(after.tree, after.semantics);
    expect(runs).toEqual({ instruction: count + 2, stage: count + 1, file: 1 });
  });

  test('nothing changed costs nothing', () => {
    const { runs, runner } = counting();
    const snapshot = open(lines(count));
    const first = runner.run(snapshot.tree, snapshot.semantics);
    expect(runner.run(snapshot.tree, snapshot.semantics)).toBe(first);
    expect(runs.instruction).toBe(count + 1);
  });

  test('a comment costs no more than its neighbour', () => {
    const { runs, runner } = counting();
    const before = open(lines(count));
    runner.run(before.tree, before.semantics);
    const after = edit(before, 12, 12, '# hello\n');
    runner.run(after.tree, after.semantics);
    expect(runs.instruction).toBeLessThanOrEqual(count + 2);
    expect(runs.file).toBe(1);
  });
});

test('a changed keyword runs the rules about the file again', () => {
  const { runs, runner } = counting();
  const before = open(lines(10));
  runner.run(before.tree, before.semantics);
  const after = edit(before, 12, 13, 'r');
  runner.run(after.tree, after.semantics);
  expect(runs.file).toBe(2);
});

test('white space before a keyword runs them again, since their findings mark keywords', () => {
  const { runs, runner } = counting();
  const before = open('FROM alpine\nRUN a\n');
  runner.run(before.tree, before.semantics);
  const after = edit(before, 12, 12, ' ');
  expect(after.semantics).toBe(before.semantics);
  runner.run(after.tree, after.semantics);
  expect(runs.file).toBe(2);
});

test('a changed variable runs the rules about stages again, and those about single instructions only where the text changed', () => {
  const { runs, runner } = counting();
  const before = open(`FROM alpine\nENV A=1\n${'RUN --network=none echo $A\n'.repeat(5)}`);
  runner.run(before.tree, before.semantics);
  expect(runs).toEqual({ instruction: 7, stage: 6, file: 1 });
  const after = edit(before, 18, 19, '2');
  runner.run(after.tree, after.semantics);
  expect(runs.instruction).toBe(8);
  expect(runs.stage).toBe(12);
});

test('findings move with the text', () => {
  const { runner } = counting();
  const before = open('FROM alpine\nRUN one\nRUN mark\nRUN mark\n');
  expect(runner.run(before.tree, before.semantics).bySegment.map(({ segmentIndex }) => segmentIndex)).toEqual([2, 3]);
  const longer = edit(before, 12, 12, '# a\n\n# b\n');
  expect(runner.run(longer.tree, longer.semantics).bySegment.map(({ segmentIndex }) => segmentIndex)).toEqual([5, 6]);
  const shorter = edit(longer, 21, 29, '');
  expect(runner.run(shorter.tree, shorter.semantics).bySegment.map(({ segmentIndex }) => segmentIndex)).toEqual([4, 5]);
});

test('an older version can be asked for again', () => {
  const { runner } = counting();
  const before = open('FROM alpine\nRUN mark\nRUN two\n');
  const expected = runner.run(before.tree, before.semantics).bySegment;
  const after = edit(before, 16, 20, 'gone');
  expect(runner.run(after.tree, after.semantics).bySegment).toEqual([]);
  expect(runner.run(before.tree, before.semantics).bySegment).toEqual(expected);
});
