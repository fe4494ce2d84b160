/**
 * Layers with tables of contents, laid out as the tools that make them do. Owns: eStargz and zstd:chunked with the places of their files.
 * Must not use the code under test.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FakeLayer } from './fakeRegistry.ts';
import { endOfTar, file, skippableFrame, tarEntry, zstdFrame, type TarItem } from './tarBuilder.ts';

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const kinds: Record<string, string> = { 0: 'reg', 5: 'dir', 2: 'symlink' };
const headerBytes = 512;

interface Packed {
  readonly body: Buffer;
  readonly entries: readonly object[];
  /** The tar that comes out. */
  readonly plain: Buffer;
}

/** A header is packed by itself, contents in pieces of `chunk` bytes, the last with the padding behind it. */
function packed(items: readonly TarItem[], chunk: number, pack: (bytes: Buffer) => Buffer): Packed {
  const parts: Buffer[] = [];
  const plain: Buffer[] = [];
  const entries: object[] = [];
  let length = 0;
  const add = (bytes: Buffer): number => {
    const at = length;
    const part = pack(bytes);
    parts.push(part);
    plain.push(bytes);
    length += part.length;
    return at;
  };
  for (const item of items) {
    const { name, type = '0', link, body: content = '' } = item;
    const whole = tarEntry(item);
    const size = Buffer.from(content).length;
    add(whole.subarray(0, headerBytes));
    const common = { name: String(name), type: kinds[type], mode: type === '5' ? 0o755 : 0o644, size, linkName: link };
    if (size === 0) entries.push(common);
    for (let at = 0; at < size; at += chunk) {
      const isLast = at + chunk >= size;
      const offset = add(whole.subarray(headerBytes + at, isLast ? undefined : headerBytes + at + chunk));
      const place = { offset, chunkOffset: at, chunkSize: isLast ? size - at : chunk };
      entries.push(at === 0 ? { ...common, ...place, digest: sha256(Buffer.from(content)) } : { name: String(name), type: 'chunk', ...place });
    }
  }
  add(endOfTar);
  return { body: Buffer.concat(parts), entries, plain: Buffer.concat(plain) };
}

export interface TableLayer extends FakeLayer {
  readonly plain: Buffer;
}

export function estargzLayer(items: readonly TarItem[], chunk = 4 << 20): TableLayer {
  const { body, entries } = packed(items, chunk, (bytes) => gzipSync(bytes));
  const table = Buffer.from(JSON.stringify({ version: 1, entries }));
  const unpackedTable = Buffer.concat([tarEntry(file('stargz.index.json', table)), endOfTar]);
  const extra = Buffer.from(`SG\x16\0${body.length.toString(16).padStart(16, '0')}STARGZ`, 'latin1');
  const footer = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, extra.length, 0]), extra, Buffer.from([1, 0, 0, 255, 255]), Buffer.alloc(8)]);
  return {
    bytes: Buffer.concat([body, gzipSync(unpackedTable), footer]), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    annotations: { 'containerd.io/snapshot/stargz/toc.digest': sha256(table) }, plain: Buffer.concat([...items.map(tarEntry), endOfTar, unpackedTable]),
  };
}

export function chunkedLayer(items: readonly TarItem[], chunk = 4 << 20): TableLayer {
  const { body, entries, plain } = packed(items, chunk, (bytes) => zstdFrame(bytes));
  const table = zstdFrame(Buffer.from(JSON.stringify({ version: 1, entries })));
  const start = body.length + 8;
  const footer = Buffer.alloc(64);
  footer.writeBigUInt64LE(BigInt(start), 0);
  footer.writeBigUInt64LE(BigInt(table.length), 8);
  footer.write('GNUlInUx', 56, 'latin1');
  return {
    bytes: Buffer.concat([body, skippableFrame(table.length).subarray(0, 8), table, skippableFrame(64).subarray(0, 8), footer]),
    mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', annotations: { 'io.github.containers.zstd-chunked.manifest-position': `${start}:${table.length}:0:1` }, plain,
  };
}
