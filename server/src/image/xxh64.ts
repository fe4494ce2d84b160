/**
 * XXH64, the checksum of zstd frames. Owns: the low 32 bits of it, over a stream. Must not know zstd.
 *
 * 64-bit numbers are pairs of 32-bit ones, because BigInt is a hundred times slower.
 */

/** Low and high half of a number. */
type Pair = [low: number, high: number];

const prime1: Pair = [0x85ebca87, 0x9e3779b1];
const prime2: Pair = [0x27d4eb4f, 0xc2b2ae3d];
const prime3: Pair = [0x9e3779f9, 0x165667b1];
const prime4: Pair = [0xc2b2ae63, 0x85ebca77];
const prime5: Pair = [0x165667c5, 0x27d4eb2f];

const stripe = 32;

export class Xxh64 {
  /** Four sums of a low and a high half each. */
  readonly #sums = new Int32Array(8);
  readonly #held = new Uint8Array(stripe);
  #heldLength = 0;
  #total = 0;

  constructor() {
    const first = add(prime1, prime2);
    for (const [at, [low, high]] of [first, prime2, [0, 0] as Pair, subtract([0, 0], prime1)].entries()) {
      this.#sums[at * 2] = low;
      this.#sums[at * 2 + 1] = high;
    }
  }

  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let at = 0;
    if (this.#heldLength > 0) {
      at = Math.min(stripe - this.#heldLength, bytes.length);
      this.#held.set(bytes.subarray(0, at), this.#heldLength);
      this.#heldLength += at;
      if (this.#heldLength < stripe) return;
      this.#stripes(this.#held, 0, stripe);
      this.#heldLength = 0;
    }
    const end = bytes.length - ((bytes.length - at) % stripe);
    this.#stripes(bytes, at, end);
    this.#held.set(bytes.subarray(end));
    this.#heldLength = bytes.length - end;
  }

  /** The low half of the checksum, unsigned. */
  digest(): number {
    let hash = this.#total >= stripe ? this.#merged() : prime5;
    hash = add(hash, [this.#total >>> 0, Math.floor(this.#total / 2 ** 32)]);
    const rest = this.#held.subarray(0, this.#heldLength);
    let at = 0;
    for (; at + 8 <= rest.length; at += 8) hash = add(multiply(rotate(xor(hash, round([0, 0], [word(rest, at), word(rest, at + 4)])), 27), prime1), prime4);
    if (at + 4 <= rest.length) {
      hash = add(multiply(rotate(xor(hash, multiply([word(rest, at), 0], prime1)), 23), prime2), prime3);
      at += 4;
    }
    for (; at < rest.length; at++) hash = multiply(rotate(xor(hash, multiply([rest[at]!, 0], prime5)), 11), prime1);
    hash = multiply(xor(hash, shifted(hash, 33)), prime2);
    hash = multiply(xor(hash, shifted(hash, 29)), prime3);
    return xor(hash, shifted(hash, 32))[0] >>> 0;
  }

  #merged(): Pair {
    const sums = [0, 2, 4, 6].map((at): Pair => [this.#sums[at]!, this.#sums[at + 1]!]);
    let hash = [1, 7, 12, 18].map((bits, at) => rotate(sums[at]!, bits)).reduce(add);
    for (const sum of sums) hash = add(multiply(xor(hash, round([0, 0], sum)), prime1), prime4);
    return hash;
  }

  /** The loop that counts: `round` for four sums at a time, without making pairs. */
  #stripes(bytes: Uint8Array, from: number, to: number): void {
    const sums = this.#sums;
    for (let at = from; at < to; at += 8) {
      const lane = ((at - from) & 24) >> 2;
      // sum + input × prime2
      const inLow = word(bytes, at);
      const inHigh = word(bytes, at + 4);
      const low = sums[lane]! + Math.imul(inLow, 0x27d4eb4f);
      const carry = ((sums[lane]! >>> 0) + (Math.imul(inLow, 0x27d4eb4f) >>> 0)) > 0xffffffff ? 1 : 0;
      const high = (sums[lane + 1]! + highOf(inLow, 0x27d4eb4f) + Math.imul(inLow, 0xc2b2ae3d) + Math.imul(inHigh, 0x27d4eb4f) + carry) | 0;
      // rotated by 31, × prime1
      const turnedLow = (low << 31) | (high >>> 1);
      const turnedHigh = (high << 31) | ((low | 0) >>> 1);
      sums[lane] = Math.imul(turnedLow, 0x85ebca87);
      sums[lane + 1] = (highOf(turnedLow, 0x85ebca87) + Math.imul(turnedLow, 0x9e3779b1) + Math.imul(turnedHigh, 0x85ebca87)) | 0;
    }
  }
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** The high half of the product of two unsigned 32-bit numbers. */
function highOf(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (other / 0x10000 >>> 0)) | 0;
}

function multiply([aLow, aHigh]: Pair, [bLow, bHigh]: Pair): Pair {
  return [Math.imul(aLow, bLow), (highOf(aLow, bLow) + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)) | 0];
}

function add([aLow, aHigh]: Pair, [bLow, bHigh]: Pair): Pair {
  const low = (aLow >>> 0) + (bLow >>> 0);
  return [low | 0, (aHigh + bHigh + (low > 0xffffffff ? 1 : 0)) | 0];
}

function subtract(a: Pair, [low, high]: Pair): Pair {
  return add(a, add([~low, ~high], [1, 0]));
}

function xor([aLow, aHigh]: Pair, [bLow, bHigh]: Pair): Pair {
  return [aLow ^ bLow, aHigh ^ bHigh];
}

/** `bits` below 32. */
function rotate([low, high]: Pair, bits: number): Pair {
  return [(low << bits) | (high >>> (32 - bits)), (high << bits) | (low >>> (32 - bits))];
}

/** Shifted to the right; `bits` from 29 to 33. */
function shifted([low, high]: Pair, bits: number): Pair {
  return bits >= 32 ? [high >>> (bits - 32), 0] : [(low >>> bits) | (high << (32 - bits)), high >>> bits];
}

function round(sum: Pair, input: Pair): Pair {
  return multiply(rotate(add(sum, multiply(input, prime2)), 31), prime1);
}
