/**
 * Values that are derived from an immutable object and kept with it. Owns: the store. Must not know what is kept.
 *
 * A WeakMap would do the same, but while young objects are collected it holds on to all its values, so that with many small files the
 * garbage of each would live on until a full collection.
 */

/** An object that values can be kept with. The list is for `Kept` alone. */
export interface Keeper {
  readonly kept: unknown[];
}

let kinds = 0;

/** One kind of derived value. */
export class Kept<T extends {}> {
  readonly #index = kinds++;

  get(keeper: Keeper): T | undefined {
    return keeper.kept[this.#index] as T | undefined;
  }

  set(keeper: Keeper, value: T): void {
    const { kept } = keeper;
    // Holes would make a slow array of it.
    while (kept.length < this.#index) kept.push(undefined);
    kept[this.#index] = value;
  }
}
