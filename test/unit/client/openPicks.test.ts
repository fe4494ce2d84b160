import { expect, test } from 'vitest';
import { mayTakeFocus, whileOpen } from '../../../client/src/ui/openPicks.ts';

test('nothing may take the focus while a list is open, however it ends', async () => {
  let answer: (value: string) => void = () => undefined;
  const first = whileOpen(() => new Promise<string>((resolve) => { answer = resolve; }));
  const second = whileOpen(async () => { throw new Error('dismissed'); });
  expect(mayTakeFocus()).toBe(false);
  await expect(second).rejects.toThrow('dismissed');
  expect(mayTakeFocus()).toBe(false);
  answer('app:1');
  expect([await first, mayTakeFocus()]).toEqual(['app:1', true]);
});
