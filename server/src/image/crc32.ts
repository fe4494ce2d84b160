/**
 * CRC-32 (zip's). Owns: choosing Node's own, which is many times faster, and doing without where the host is older than Node 20.15.
 */
import * as zlib from 'node:zlib';

/** Goes on from `value`, the checksum of what came before (0 at the start). */
export const crc32: (bytes: Uint8Array, value: number) => number = typeof zlib.crc32 === 'function' ? zlib.crc32 : tableCrc32;

let table: Uint32Array | undefined;

export function tableCrc32(bytes: Uint8Array, value: number): number {
  table ??= makeTable();
  let crc = ~value;
  for (let at = 0; at < bytes.length; at++) crc = table[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    return crc >>> 0;
  });
}
