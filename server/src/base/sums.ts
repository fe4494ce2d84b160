/**
 * Running sums. Owns: growing numbers by index, such as where each of many pieces starts, of which a whole tail can be moved at no cost.
 * Must not know what is summed.
 */
import { lastNotAfter } from './lineIndex.ts';

/** Immutable. What is added from one index on is kept as a single number, so that typing in one place copies nothing. */
export class Sums {
  readonly #values: Int32Array;
  /** Every sum from this index on is higher by `#shift` than its value. */
  readonly #from: number;
  readonly #shift: number;

  /** `values` must not fall, and must not be written to any more. */
  constructor(values: Int32Array, from = values.length, shift = 0) {
    this.#values = values;
    this.#from = from;
    this.#shift = shift;
  }

  /** The sum at an index that exists. */
  at(index: number): number {
    return index < this.#from ? this.#values[index]! : this.#values[index]! + this.#shift;
  }

  /** The last index below `length` whose sum is not after `value`; 0 when there is none. */
  lastNotAfter(value: number, length: number): number {
    if (this.#from >= length) return lastNotAfter(this.#values, value, length);
    return this.at(this.#from) <= value ? lastNotAfter(this.#values, value - this.#shift, length) : lastNotAfter(this.#values, value, this.#from);
  }

  /** The sums with `by` added from `index` on, which may be negative as long as they do not fall. */
  added(index: number, by: number): Sums {
    if (by === 0) return this;
    if (index === this.#from) return new Sums(this.#values, index, this.#shift + by);
    const values = this.#values.slice();
    if (this.#shift !== 0) for (let i = this.#from; i < values.length; i++) values[i]! += this.#shift;
    return new Sums(values, index, by);
  }
}
