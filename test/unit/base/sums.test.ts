import { expect, test } from 'vitest';
import { Sums } from '../../../server/src/base/sums.ts';
import { seededRng } from '../../support/rng.ts';

test('additions in any order are those of a plain array', () => {
  const rng = seededRng('sums');
  for (let round = 0; round < 200; round++) {
    const steps = Array.from({ length: 1 + rng.int(12) }, () => rng.int(4));
    const plain = [0];
    for (const step of steps) plain.push(plain.at(-1)! + step);
    let sums = new Sums(Int32Array.from(plain));
    let place = 1 + rng.int(steps.length);
    for (let edit = 0; edit < 12; edit++) {
      if (rng.chance(0.3)) place = 1 + rng.int(steps.length);
      const by = rng.chance(0.5) ? rng.int(5) : -Math.min(rng.int(5), plain[place]! - plain[place - 1]!);
      const before = sums;
      const old = plain.map((_, index) => before.at(index));
      sums = sums.added(place, by);
      for (let i = place; i < plain.length; i++) plain[i]! += by;
      expect(plain.map((_, index) => sums.at(index)), `seed ${rng.seed}`).toEqual(plain);
      expect(plain.map((_, index) => before.at(index)), 'the sums before are as they were').toEqual(old);
      const length = 1 + rng.int(plain.length);
      const value = rng.int(plain.at(-1)! + 2);
      expect(sums.lastNotAfter(value, length), `seed ${rng.seed}`).toBe(Math.max(0, plain.slice(0, length).findLastIndex((sum) => sum <= value)));
    }
  }
});
