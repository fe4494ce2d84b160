/**
 * Walks a tar archive. Owns: the state machine over headers, long names, pax records and sparse maps, fed by chunks in any cut, and the seeking over bodies.
 * Must not know images. Understands v7, ustar, GNU, star and pax. Never throws on bad input: what came before stays, and `problem` says what is wrong.
 */
import { fstatSync, readSync } from 'node:fs';
import { blockSize, EntryType, entryTypeOf, field, hasValidChecksum, isZeroBlock, latin1, readNumber, readPaxRecords, readRawHeader } from './tarHeader.ts';
import type { RawHeader } from './tarHeader.ts';

export interface TarEntry {
  /** As in the archive, not cleaned. Valid only during the call that gets it. */
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly type: EntryType;
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of the file; of a sparse one with its holes. */
  readonly size: number;
  /** Bytes of the body in the archive; 0 for all that has none. */
  readonly stored: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Major and minor number of a device in one. */
  readonly device: number;
  /** Extended attributes as "name=value" records, or undefined. */
  readonly attributes: readonly [string, Uint8Array][] | undefined;
  /** Offset and length of each piece of data in a sparse file, in pairs; the stored body is the pieces one after another. */
  readonly sparse: readonly number[] | undefined;
  /** Offset of the entry's first header block from the start of the archive. */
  readonly start: number;
}

export interface TarProblem {
  readonly kind: 'truncated' | 'garbage' | 'limit';
  readonly message: string;
  /** Offset from the start of the archive. */
  readonly offset: number;
}

export interface TarVisitor {
  /** Returns true to get the entry's body. */
  entry(entry: TarEntry): boolean;
  /** A piece of the body of the last entry; a view into the chunk that was pushed. */
  body?(bytes: Uint8Array): void;
  bodyEnd?(): void;
  /** True when it can take no more entries. */
  readonly isFull?: boolean;
}

/** What an archive must stay within. */
export interface TarLimits {
  readonly entries: number;
  /** Of one pax header or long name. */
  readonly metadataBytes: number;
  /** Of one entry's name. */
  readonly nameBytes: number;
  /** Of all names together: folders share theirs in memory, and each path that is shown repeats them. */
  readonly allNameBytes: number;
}

export const defaultTarLimits: TarLimits = { entries: 2_000_000, metadataBytes: 1 << 20, nameBytes: 1 << 16, allNameBytes: 256 << 20 };

const noBytes = new Uint8Array(0);

/** What extension headers said about the entry that follows them. */
interface Pending {
  name?: Uint8Array;
  linkName?: Uint8Array;
  size?: number;
  realSize?: number;
  mtime?: number;
  uid?: number;
  gid?: number;
  attributes?: [string, Uint8Array][];
  sparse?: number[];
  /** pax sparse format 1.0: the map stands at the start of the body. */
  sparseMapInBody?: boolean;
}

type Goal = 'header' | 'metadata' | 'sparseBlock' | 'sparseMap' | 'body' | 'padding';

export class TarParser {
  /** True after the end mark, or a problem: more bytes make no difference. */
  done = false;
  problem: TarProblem | undefined;
  /** False after `end` when the archive just stopped: perhaps its writer left the mark out, perhaps it was cut between two entries. */
  hasEndMark = false;
  /** Entries given to the visitor. */
  entryCount = 0;

  readonly #visitor: TarVisitor;
  readonly #limits: TarLimits;
  #nameBytes = 0;
  #offset = 0;
  #goal: Goal = 'header';
  /** Bytes still wanted by the goal. */
  #left = blockSize;
  #padding = 0;
  #wantsBody = false;
  /** Collects a block or metadata that arrives in pieces. */
  #buffer: Uint8Array = new Uint8Array(blockSize);
  #filled = 0;
  #metadataFlag = 0;
  #pending: Pending = {};
  #entryStart = -1;
  #waiting: { header: RawHeader; bodySize: number; realSize: number; sparse: number[]; mapLines: number } | undefined;

  constructor(visitor: TarVisitor, limits: TarLimits = defaultTarLimits) {
    this.#visitor = visitor;
    this.#limits = limits;
  }

  /** Offset of the next byte. */
  get offset(): number {
    return this.#offset;
  }

  /** How many of the next bytes nobody wants, so that a reader which can seek may leave them out with `skip`. */
  get skippable(): number {
    if (this.done) return 0;
    if (this.#goal === 'padding') return this.#left;
    return this.#goal === 'body' && !this.#wantsBody ? this.#left + this.#padding : 0;
  }

  skip(count: number): void {
    this.#offset += count;
    for (let rest = count; rest > 0; ) {
      const step = Math.min(rest, this.#left);
      this.#left -= step;
      rest -= step;
      if (this.#left === 0) this.#reached();
    }
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.done) {
      const count = Math.min(this.#left, chunk.length - at);
      if (this.#goal === 'body') {
        if (this.#wantsBody && count > 0) this.#visitor.body?.(chunk.subarray(at, at + count));
      } else if (this.#goal !== 'padding') {
        this.#collect(chunk, at, count);
      }
      at += count;
      this.#offset += count;
      this.#left -= count;
      if (this.#left === 0) this.#reached();
    }
  }

  /** Says that no more bytes come. A missing end mark and missing padding are forgiven. */
  end(): void {
    if (this.done) return;
    this.done = true;
    const isBetweenEntries = this.#goal === 'padding' || (this.#goal === 'header' && this.#filled === 0);
    if (isBetweenEntries && this.#entryStart === -1) return;
    this.problem = { kind: 'truncated', message: `ends in the middle of ${this.#goal === 'body' ? "a file's content" : 'a header'}`, offset: this.#offset };
  }

  #collect(chunk: Uint8Array, at: number, count: number): void {
    // A whole block in one piece is read where it lies.
    if (this.#filled === 0 && count === this.#left && this.#goal === 'header') {
      this.#buffer = chunk.subarray(at, at + count);
    } else {
      if (this.#filled === 0) this.#buffer = new Uint8Array(this.#left);
      this.#buffer.set(chunk.subarray(at, at + count), this.#filled);
    }
    this.#filled += count;
  }

  #next(goal: Goal, length: number): void {
    this.#goal = goal;
    this.#left = length;
    this.#filled = 0;
    if (length === 0) this.#reached();
  }

  #fail(kind: TarProblem['kind'], message: string): void {
    this.done = true;
    this.problem = { kind, message, offset: this.#offset };
  }

  /** The goal has all its bytes. */
  #reached(): void {
    switch (this.#goal) {
      case 'header':
        return this.#header(this.#buffer);
      case 'metadata':
        return this.#metadata(this.#buffer);
      case 'sparseBlock':
        return this.#sparseBlock(this.#buffer);
      case 'sparseMap':
        return this.#sparseMap(this.#buffer);
      case 'body':
        if (this.#wantsBody) this.#visitor.bodyEnd?.();
        return this.#next('padding', this.#padding);
      case 'padding':
        return this.#next('header', blockSize);
    }
  }

  #header(block: Uint8Array): void {
    if (!hasValidChecksum(block)) {
      // One block of zeros is enough for an end: what follows the first is never looked at by the usual readers either.
      if (isZeroBlock(block)) this.done = this.hasEndMark = true;
      else this.#fail('garbage', 'holds something that is no tar header');
      return;
    }
    if (this.#entryStart === -1) this.#entryStart = this.#offset - blockSize;
    const header = readRawHeader(block);
    const isMetadata = isMetadataFlag(header.flag);
    const size = isMetadata ? header.size : (this.#pending.size ?? header.size);
    if (!isLength(size) || !isLength(this.#pending.realSize ?? 0)) return this.#fail('garbage', 'has a header with an impossible size');
    if (!isMetadata) return this.#entryHeader(header, size);
    if (size > this.#limits.metadataBytes) return this.#fail('limit', 'has a name or attributes of more than 1 MB');
    this.#metadataFlag = header.flag;
    this.#padding = paddingOf(size);
    this.#next('metadata', size);
  }

  #metadata(body: Uint8Array): void {
    const bytes = this.#filled === 0 ? noBytes : body;
    switch (this.#metadataFlag) {
      case 0x4c:
        this.#pending.name = field(bytes, 0, bytes.length);
        break;
      case 0x4b:
        this.#pending.linkName = field(bytes, 0, bytes.length);
        break;
      case 0x67:
        // A global pax header is an entry of its own for engines and changes nothing; it also ends what came before.
        this.#forgetPending();
        break;
      default: {
        const records = readPaxRecords(bytes);
        if (!records) return this.#fail('garbage', 'has a malformed pax header');
        applyPax(this.#pending, records);
      }
    }
    this.#next('padding', this.#padding);
  }

  #forgetPending(): void {
    this.#pending = {};
    this.#entryStart = -1;
  }

  #entryHeader(header: RawHeader, size: number): void {
    const type = entryTypeOf(header.flag, this.#pending.name ?? header.name);
    const hasBody = type === EntryType.file || type === EntryType.other;
    const bodySize = hasBody ? size : 0;
    this.#padding = paddingOf(bodySize);
    const isGnuSparse = header.flag === 0x53 && header.isGnu;
    if (isGnuSparse) {
      const sparse: number[] = [];
      const realSize = readNumber(this.#buffer, 483, 12);
      const more = readSparsePairs(this.#buffer, 386, 4, sparse) && this.#buffer[482] !== 0;
      this.#waiting = { header: keptHeader(header), bodySize, realSize: Number.isSafeInteger(realSize) ? realSize : bodySize, sparse, mapLines: 0 };
      if (more) return this.#next('sparseBlock', blockSize);
      return this.#sparseEntry(bodySize);
    }
    if (this.#pending.sparseMapInBody && bodySize >= blockSize) {
      this.#waiting = { header: keptHeader(header), bodySize, realSize: this.#pending.realSize ?? bodySize, sparse: [], mapLines: 0 };
      return this.#next('sparseMap', blockSize);
    }
    this.#emit(header, type, bodySize, this.#pending.realSize ?? bodySize, this.#pending.sparse, bodySize);
  }

  #sparseBlock(block: Uint8Array): void {
    const waiting = this.#waiting!;
    if (waiting.sparse.length > this.#limits.metadataBytes / 8) return this.#fail('limit', 'has a sparse file in too many pieces');
    readSparsePairs(block, 0, 21, waiting.sparse);
    if (block[504] !== 0) return this.#next('sparseBlock', blockSize);
    this.#sparseEntry(waiting.bodySize);
  }

  /** The map of pax sparse format 1.0: decimal numbers on lines, first their count, filled up to a block. */
  #sparseMap(map: Uint8Array): void {
    const waiting = this.#waiting!;
    // Only the new block is looked through: a hostile map has thousands.
    for (let at = map.length - blockSize; at < map.length; at++) if (map[at] === 0x0a) waiting.mapLines++;
    const first = map.indexOf(0x0a);
    const count = Number(latin1(map.subarray(0, first)));
    const length = map.length + blockSize;
    if (first < 1 || !isLength(count)) return this.#fail('garbage', 'has a sparse file without a map');
    if (waiting.mapLines >= 1 + 2 * count) {
      waiting.sparse = latin1(map).split('\n').slice(1, 1 + 2 * count).map(Number);
      return this.#sparseEntry(waiting.bodySize - map.length);
    }
    if (length > waiting.bodySize || length > this.#limits.metadataBytes) return this.#fail('garbage', 'has a sparse file without a map');
    // The map goes on: keep what is there and want one block more.
    this.#goal = 'sparseMap';
    this.#left = blockSize;
    this.#buffer = grownBy(map, blockSize);
    this.#filled = map.length;
  }

  #sparseEntry(left: number): void {
    const { header, bodySize, realSize, sparse } = this.#waiting!;
    this.#waiting = undefined;
    this.#emit(header, EntryType.file, bodySize, realSize, sparse, left);
  }

  /** Gives the entry away; `left` bytes of its body are still to come. */
  #emit(header: RawHeader, type: EntryType, stored: number, size: number, sparse: readonly number[] | undefined, left: number): void {
    if (this.entryCount >= this.#limits.entries) return this.#fail('limit', `has more than ${this.#limits.entries} entries`);
    this.entryCount++;
    const pending = this.#pending;
    if (sparse && !sparse.every(isLength)) return this.#fail('garbage', 'has a sparse file with an impossible map');
    const name = pending.name ?? header.name;
    if (name.length > this.#limits.nameBytes) return this.#fail('limit', 'has a name of more than 64 kB');
    this.#nameBytes += name.length;
    if (this.#nameBytes > this.#limits.allNameBytes) return this.#fail('limit', 'has more names than any image');
    const start = this.#entryStart;
    this.#forgetPending();
    this.#wantsBody = this.#visitor.entry({
      name,
      linkName: pending.linkName ?? header.linkName,
      type,
      mode: header.mode,
      uid: pending.uid ?? header.uid,
      gid: pending.gid ?? header.gid,
      size: type === EntryType.file ? size : 0,
      stored,
      mtime: pending.mtime ?? header.mtime,
      device: header.device,
      attributes: pending.attributes,
      sparse,
      start,
    });
    if (this.#visitor.isFull) return this.#fail('limit', 'has more names than any image');
    if (left === 0 && this.#wantsBody) this.#visitor.bodyEnd?.();
    if (left === 0) this.#next('padding', this.#padding);
    else this.#next('body', left);
  }
}

/** 'L', 'K' (GNU's long names), 'x', 'X' (pax) and 'g' (pax for all). */
function isMetadataFlag(flag: number): boolean {
  return flag === 0x4c || flag === 0x4b || flag === 0x78 || flag === 0x58 || flag === 0x67;
}

function paddingOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** The header with names of its own, for when its block goes away before the entry is given. */
function keptHeader(header: RawHeader): RawHeader {
  return { ...header, name: header.name.slice(), linkName: header.linkName.slice() };
}

function grownBy(bytes: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length + count);
  copy.set(bytes);
  return copy;
}

/** Adds up to `count` pairs of 12-byte numbers; false at the first empty one. */
function readSparsePairs(block: Uint8Array, start: number, count: number, pairs: number[]): boolean {
  for (let at = start; at < start + count * 24; at += 24) {
    if (block[at] === 0) return false;
    pairs.push(readNumber(block, at, 12), readNumber(block, at + 12, 12));
  }
  return true;
}

function applyPax(pending: Pending, records: readonly [string, Uint8Array][]): void {
  let isVersion1 = false;
  let sparseName: Uint8Array | undefined;
  for (const [key, value] of records) {
    switch (key) {
      case 'path':
        if (value.length > 0) pending.name = value;
        break;
      case 'linkpath':
        if (value.length > 0) pending.linkName = value;
        break;
      case 'size':
        assignNumber(pending, 'size', value);
        break;
      case 'mtime':
        assignNumber(pending, 'mtime', value);
        break;
      case 'uid':
        assignNumber(pending, 'uid', value);
        break;
      case 'gid':
        assignNumber(pending, 'gid', value);
        break;
      case 'GNU.sparse.name':
        sparseName = value;
        break;
      case 'GNU.sparse.realsize':
      case 'GNU.sparse.size':
        assignNumber(pending, 'realSize', value);
        break;
      case 'GNU.sparse.major':
        isVersion1 = latin1(value) === '1';
        break;
      case 'GNU.sparse.map':
        pending.sparse = latin1(value).split(',').map(Number);
        break;
      case 'GNU.sparse.offset':
      case 'GNU.sparse.numbytes':
        (pending.sparse ??= []).push(Number(latin1(value)));
        break;
      default:
        if (key.startsWith('SCHILY.xattr.')) (pending.attributes ??= []).push([key, value]);
    }
  }
  if (sparseName) pending.name = sparseName;
  pending.sparseMapInBody = isVersion1;
}

/** NaN for what is no number in decimal; only a time may have a fraction. */
function assignNumber(pending: Pending, key: 'size' | 'mtime' | 'uid' | 'gid' | 'realSize', value: Uint8Array): void {
  if (value.length === 0) return;
  const text = latin1(value);
  pending[key] = key === 'mtime' || /^-?\d+$/.test(text) ? Number(text) : NaN;
}

function isLength(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the offset reached. */
  readonly onProgress?: ((offset: number) => void) | undefined;
}

/** Bytes read at a time. Small enough that bodies over it are jumped over, large enough that small ones cost no call each. */
const windowSize = 64 * 1024;
/** Longest time without giving others a turn, in milliseconds. */
const turnLength = 8;

/**
 * Feeds `parser` from an open file, from `start` on for `length` bytes, and seeks over what nobody wants.
 * Reads synchronously for speed but in short turns. Rejects when the file cannot be read or `signal` is aborted.
 */
export async function walkFile(fd: number, start: number, length: number, parser: TarParser, options: WalkOptions = {}): Promise<void> {
  const available = Math.min(length, Math.max(0, fstatSync(fd).size - start));
  let turnStart = performance.now();
  const window = new Uint8Array(windowSize);
  while (!parser.done && parser.offset < available) {
    const skippable = Math.min(parser.skippable, available - parser.offset);
    if (skippable > 0) {
      parser.skip(skippable);
      continue;
    }
    const count = readSync(fd, window, 0, Math.min(windowSize, available - parser.offset), start + parser.offset);
    if (count === 0) break;
    parser.push(window.subarray(0, count));
    if (performance.now() - turnStart > turnLength) {
      options.onProgress?.(parser.offset);
      await new Promise((resolve) => setImmediate(resolve));
      options.signal?.throwIfAborted();
      turnStart = performance.now();
    }
  }
  parser.end();
}
