/**
 * Cuts a zstd stream into its frames. Owns: the walk over frame and block headers (RFC 8878). Must not decompress.
 *
 * Needed because Node's decoder drops, without an error, every frame after the first of a chunk; layers made by pzstd or as zstd:chunked have many.
 */

/** `piece` belongs to the current frame; `isEnd` says that it is that frame's last. */
export type FrameHandler = (piece: Uint8Array, isEnd: boolean) => void;

type Goal = 'magic' | 'skippableSize' | 'skippable' | 'descriptor' | 'headerRest' | 'blockHeader' | 'block' | 'checksum';

const frameMagic = 0xfd2fb528;

export class ZstdFrames {
  readonly #onPiece: FrameHandler;
  #goal: Goal = 'magic';
  #left = 4;
  /** The last bytes of a header, little-endian. */
  #value = 0;
  #hasChecksum = false;
  #isLastBlock = false;
  /** The start of a magic number that was cut by the end of a chunk: it may turn out to open a frame that is to be left out. */
  #held = new Uint8Array(0);

  constructor(onPiece: FrameHandler) {
    this.#onPiece = onPiece;
  }

  /** True where the stream may end. */
  get isComplete(): boolean {
    return this.#goal === 'magic' && this.#left === 4;
  }

  /** The checksum of the frame whose last piece is being handed on, if it has one. */
  get checksum(): number | undefined {
    return this.#hasChecksum ? this.#value >>> 0 : undefined;
  }

  /** Throws on what is no zstd stream. */
  push(chunk: Uint8Array): void {
    /** Start of the bytes that belong to the current frame and are not handed on yet. */
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(this.#left, chunk.length - at);
      if (this.#isNumber()) for (let i = at; i < at + count; i++) this.#value = (this.#value >>> 8) | (chunk[i]! << 24);
      at += count;
      this.#left -= count;
      if (this.#left > 0) break;
      const ended = this.#reached();
      if (ended === 'frame') this.#onPiece(chunk.subarray(from, at), true);
      if (ended) from = at;
    }
    if (from === chunk.length || this.#goal.startsWith('skippable')) return;
    if (this.#goal === 'magic') this.#held = Buffer.concat([this.#held, chunk.subarray(from)]);
    else this.#onPiece(chunk.subarray(from), false);
  }

  #isNumber(): boolean {
    return this.#goal !== 'block' && this.#goal !== 'skippable' && this.#goal !== 'headerRest';
  }

  #next(goal: Goal, length: number): void {
    this.#goal = goal;
    this.#left = length;
  }

  /** The goal has its bytes. Says whether a frame or a skippable frame ended here. */
  #reached(): 'frame' | 'skipped' | undefined {
    switch (this.#goal) {
      case 'magic': {
        const magic = this.#value >>> 0;
        const held = this.#held;
        this.#held = new Uint8Array(0);
        if (magic === frameMagic) {
          if (held.length > 0) this.#onPiece(held, false);
          this.#next('descriptor', 1);
        } else if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) this.#next('skippableSize', 4);
        else throw new Error('not a zstd frame');
        return undefined;
      }
      case 'skippableSize':
        this.#next('skippable', this.#value >>> 0);
        return this.#left === 0 ? this.#reached() : undefined;
      case 'skippable':
        this.#next('magic', 4);
        return 'skipped';
      case 'descriptor': {
        const descriptor = this.#value >>> 24;
        const isSingleSegment = (descriptor & 0x20) !== 0;
        this.#hasChecksum = (descriptor & 4) !== 0;
        const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6]!;
        const rest = (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + contentSize;
        this.#next('headerRest', rest);
        return undefined;
      }
      case 'headerRest':
        this.#next('blockHeader', 3);
        return undefined;
      case 'blockHeader': {
        const header = this.#value >>> 8;
        this.#isLastBlock = (header & 1) !== 0;
        const isRepeat = ((header >>> 1) & 3) === 1;
        this.#next('block', isRepeat ? 1 : header >>> 3);
        return this.#left === 0 ? this.#reached() : undefined;
      }
      case 'block':
        if (!this.#isLastBlock) this.#next('blockHeader', 3);
        else if (this.#hasChecksum) this.#next('checksum', 4);
        else return this.#frameEnd();
        return undefined;
      case 'checksum':
        return this.#frameEnd();
    }
  }

  #frameEnd(): 'frame' {
    this.#next('magic', 4);
    return 'frame';
  }
}
