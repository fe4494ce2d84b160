// What the runner does with rules that fail.
import { expect, test } from 'vitest';
import { Phase } from '../../../server/src/rules/phase.ts';
import { defineRule, ownUrl, type RuleMeta } from '../../../server/src/rules/rule.ts';
import { createRunner } from '../../../server/src/rules/runner.ts';
import { snapshotOf } from '../../support/fixture.ts';

const meta = (code: string): Omit<RuleMeta, 'scope'> => ({
  code, family: 'practice', summary: code, url: ownUrl(code), severity: 'warning', status: { stable: '0.1.0' }, fixable: 'never', phase: Phase.instructions,
});

const good = defineRule({ ...meta('Good'), scope: 'instruction', on: ['RUN'], check: ({ node, report }) => report(node.range, 'good') });
const bad = [
  defineRule({ ...meta('BadInstruction'), scope: 'instruction', on: ['RUN'], check: ({ node, report }) => { report(node.range, 'half'); throw new Error('a'); } }),
  defineRule({ ...meta('BadStage'), scope: 'stage', on: ['ENV'], check: () => { throw new Error('b'); } }),
  defineRule({ ...meta('BadFile'), scope: 'file', summaryOf: () => '', check: () => { throw new Error('c'); } }),
];

test('a rule that fails is reported, and hides nothing of the others', () => {
  const failed: string[] = [];
  const { run } = createRunner([...bad, good], ({ code }) => failed.push(code));
  const { tree, semantics } = snapshotOf('FROM a\nENV A=1\nRUN b\n');
  const found = run(tree, semantics).bySegment.flatMap(({ findings }) => findings.map(({ message }) => message));
  expect(found).toEqual(['half', 'good']);
  expect(failed.toSorted()).toEqual(['BadFile', 'BadInstruction', 'BadStage']);
});
