/** Seeded randomness for property tests. The seed comes from DRYDOCK_SEED or the clock, and is printed so that a failure can be repeated. */
export interface Rng {
  readonly seed: number;
  /** A whole number in [0, below). */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
}

export function makeRng(seed: number): Rng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    seed,
    int: (below) => Math.floor(next() * below),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (probability) => next() < probability,
  };
}

export function seededRng(name: string): Rng {
  const seed = Number(process.env['DRYDOCK_SEED'] ?? Date.now() % 1_000_000_007);
  console.log(`${name}: seed ${seed} (repeat with DRYDOCK_SEED=${seed})`);
  return makeRng(seed);
}
