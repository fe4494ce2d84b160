/**
 * One tar header. Owns: reading the fields of a 512-byte block and of pax records, as Go's archive/tar (and so every engine) understands them.
 * Must not read streams; never throws.
 */

export const blockSize = 512;

/** What an entry is, as small numbers that fit a column. */
export const EntryType = {
  file: 0,
  hardLink: 1,
  symlink: 2,
  charDevice: 3,
  blockDevice: 4,
  directory: 5,
  fifo: 6,
  other: 7,
} as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

/** The fields of one header block; names are views into it. */
export interface RawHeader {
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  /** The type flag's character code. */
  readonly flag: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow in the archive by this header's word; NaN when the field is no number. */
  readonly size: number;
  readonly mtime: number;
  readonly device: number;
  readonly isGnu: boolean;
}

/** True when the block's checksum is right; both ways of summing occur. */
export function hasValidChecksum(block: Uint8Array): boolean {
  const expected = readNumber(block, 148, 8);
  let unsigned = 8 * 32;
  let signed = 8 * 32;
  for (let at = 0; at < blockSize; at++) {
    if (at === 148) at = 156;
    const byte = block[at]!;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return expected === unsigned || expected === signed;
}

export function isZeroBlock(block: Uint8Array): boolean {
  for (let at = 0; at < blockSize; at++) if (block[at] !== 0) return false;
  return true;
}

export function readRawHeader(block: Uint8Array): RawHeader {
  const isUstar = textAt(block, 257, 'ustar\0');
  const isGnu = textAt(block, 257, 'ustar  \0');
  let name = field(block, 0, 100);
  // GNU keeps other things where ustar has the prefix; star's prefix is shorter.
  if (isUstar) {
    const prefix = field(block, 345, textAt(block, 508, 'tar\0') ? 131 : 155);
    if (prefix.length > 0) name = joined(prefix, name);
  }
  const hasDevice = isUstar || isGnu;
  return {
    name,
    linkName: field(block, 157, 100),
    flag: block[156]!,
    mode: orZero(readNumber(block, 100, 8)) & 0o7777,
    uid: orZero(readNumber(block, 108, 8)),
    gid: orZero(readNumber(block, 116, 8)),
    size: readNumber(block, 124, 12),
    mtime: orZero(readNumber(block, 136, 12)),
    device: hasDevice ? ((orZero(readNumber(block, 329, 8)) & 0xfff) << 20) | (orZero(readNumber(block, 337, 8)) & 0xfffff) : 0,
    isGnu,
  };
}

/** What an entry with this flag and name is; an old archive marks a directory by its slash only. */
export function entryTypeOf(flag: number, name: Uint8Array): EntryType {
  switch (flag) {
    case 0:
      return name[name.length - 1] === 0x2f ? EntryType.directory : EntryType.file;
    case 0x30: // '0'
    case 0x37: // '7'
    case 0x53: // 'S', a sparse file of GNU tar
      return EntryType.file;
    case 0x31:
      return EntryType.hardLink;
    case 0x32:
      return EntryType.symlink;
    case 0x33:
      return EntryType.charDevice;
    case 0x34:
      return EntryType.blockDevice;
    case 0x35:
      return EntryType.directory;
    case 0x36:
      return EntryType.fifo;
    default:
      return EntryType.other;
  }
}

/** Octal with spaces and NULs around it, or base-256; '' is 0, nonsense is NaN. */
export function readNumber(block: Uint8Array, start: number, length: number): number {
  const first = block[start]!;
  if ((first & 0x80) !== 0) {
    if ((first & 0x40) !== 0) return NaN; // negative
    let value = first & 0x3f;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + block[at]!;
    return value;
  }
  let value = 0;
  let at = start;
  const end = start + length;
  while (at < end && (block[at] === 0x20 || block[at] === 0)) at++;
  for (; at < end && block[at] !== 0x20 && block[at] !== 0; at++) {
    const digit = block[at]! - 0x30;
    if (digit < 0 || digit > 7) return NaN;
    value = value * 8 + digit;
  }
  return value;
}

/** The records of a pax header in order; undefined when one is malformed, which no engine takes. Values are bytes, because extended attributes need not be text. */
export function readPaxRecords(body: Uint8Array): [string, Uint8Array][] | undefined {
  const records: [string, Uint8Array][] = [];
  for (let at = 0; at < body.length; ) {
    let space = at;
    while (space < body.length && isDigit(body[space]!)) space++;
    if (space === at || space - at > 9 || body[space] !== 0x20) return undefined;
    const length = Number(latin1(body.subarray(at, space)));
    const end = at + length;
    const equals = body.indexOf(0x3d, space + 1);
    if (end > body.length || end <= space + 1 || body[end - 1] !== 0x0a || equals === -1 || equals >= end) return undefined;
    records.push([latin1(body.subarray(space + 1, equals)), body.slice(equals + 1, end - 1)]);
    at = end;
  }
  return records;
}

/** A NUL-terminated field as a view. */
export function field(block: Uint8Array, start: number, length: number): Uint8Array {
  let end = start;
  while (end < start + length && end < block.length && block[end] !== 0) end++;
  return block.subarray(start, end);
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function joined(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  const path = new Uint8Array(prefix.length + 1 + name.length);
  path.set(prefix);
  path[prefix.length] = 0x2f;
  path.set(name, prefix.length + 1);
  return path;
}

export function textAt(block: Uint8Array, start: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (block[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
