import { expect, test } from 'vitest';
import type { SemanticToken } from '../../../server/src/features/types.ts';
import { encodeTokens, tokenEdits } from '../../../server/src/lsp/tokenData.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { seededRng } from '../../support/rng.ts';

const token = (start: number, end: number, type: SemanticToken['type'] = 'keyword'): SemanticToken => ({ range: { start, end }, type });

test('tokens are relative to one another, across lines of every kind', () => {
  const text = 'FROM a\r\n\r\nRUN b\rRUN 😀 c';
  const data = encodeTokens(parse(text), [token(0, 4), token(5, 6, 'class'), token(10, 13), token(16, 19), { ...token(23, 24, 'variable'), modifiers: ['readonly', 'declaration'] }]);
  expect(data).toEqual([0, 0, 4, 0, 0, 0, 5, 1, 11, 0, 2, 0, 3, 0, 0, 1, 0, 3, 0, 0, 0, 7, 1, 3, 3]);
});

test('no tokens are no numbers', () => {
  expect(encodeTokens(parse(''), [])).toEqual([]);
});

test('edits make one answer into the other, and touch only what differs', () => {
  const rng = seededRng('token edits');
  for (let round = 0; round < 500; round++) {
    const before = Array.from({ length: rng.int(12) * 5 }, () => rng.int(3));
    const after = [...before];
    const at = rng.int(before.length / 5 + 1) * 5;
    after.splice(at, rng.int(3) * 5, ...Array.from({ length: rng.int(3) * 5 }, () => rng.int(3)));
    const result = [...before];
    const edits = tokenEdits(before, after);
    for (const { start, deleteCount, data } of edits) {
      expect(start % 5 === 0 && deleteCount % 5 === 0 && (data?.length ?? 0) <= 10, `seed ${rng.seed}`).toBe(true);
      result.splice(start, deleteCount, ...(data ?? []));
    }
    expect(result, `seed ${rng.seed}`).toEqual(after);
    if (before.join() === after.join()) expect(edits).toEqual([]);
  }
});
