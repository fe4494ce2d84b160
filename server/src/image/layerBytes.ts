/**
 * The bytes of a layer once more. Owns: the ways back to them (a file, a packed file, a folder, a stream that can be asked for again), and unpacking.
 * Must not know what is in a layer, nor keep anything.
 */
import { createReadStream } from 'node:fs';
import type { ArchiveLayer, ImageArchive } from './archive.ts';
import { makeInflater, sniff } from './decompress.ts';
import { cleanPath, type Member } from './members.ts';
import { EntryType } from './tarHeader.ts';
import { TarParser } from './tarWalker.ts';

/** Where an unpacked layer lies as it is, so that a reader can seek in it; undefined when it lies nowhere like that. */
export function plainPlace(archive: ImageArchive, layer: ArchiveLayer): { path: string; member: Member } | undefined {
  const member = archive.members.find(layer.member);
  if (!member || layer.compression !== 'none') return undefined;
  if (member.path !== undefined) return { path: member.path, member };
  return archive.path !== undefined && archive.packing === 'none' ? { path: archive.path, member } : undefined;
}

/** The layer's unpacked bytes. Ends at once when they cannot be had; throws on damage and when what the archive came from fails. */
export async function* unpackedLayer(archive: ImageArchive, layer: ArchiveLayer, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  yield* unpackedBytes(storedLayer(archive, layer, signal));
}

const magicLength = 4;

/** Unpacks what is packed by its first bytes: the index of a layer may be kept from a place where it was packed in another way. */
export async function* unpackedBytes(stored: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  try {
    while (head.length < magicLength) {
      const next = await stored.next();
      if (next.done) break;
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    }
    const packing = sniff(head);
    const whole = behind(head, stored);
    yield* packing === 'gzip' || packing === 'zstd' ? unpacked(packing, whole) : whole;
  } finally {
    await stored.return(undefined);
  }
}

async function* behind(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

/** Whether the layer's bytes can be had again. */
export function isReadable(archive: ImageArchive, layer: ArchiveLayer): boolean {
  return archive.reopen !== undefined || archive.path !== undefined || archive.members.find(layer.member)?.path !== undefined;
}

function storedLayer(archive: ImageArchive, layer: ArchiveLayer, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const member = archive.members.find(layer.member);
  if (member?.path !== undefined) return fromFile(member.path, 0, member.size);
  if (archive.path === undefined) return archive.reopen ? fromStream(archive.reopen, layer.member, signal) : nothing();
  if (!member) return nothing();
  if (archive.packing === 'none') return fromFile(archive.path, member.offset, member.size);
  return within(unpacked(archive.packing, fromFile(archive.path)), member.offset, member.size);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // What is nowhere has no bytes.
}

async function* fromFile(path: string, start = 0, size = Infinity): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  for await (const chunk of createReadStream(path, { start, end: start + size - 1, highWaterMark: 1 << 20 })) yield chunk as Buffer;
}

/** The file called `name` in an archive that comes as a stream. What stands behind it is not waited for. */
async function* fromStream(open: NonNullable<ImageArchive['reopen']>, name: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const stream = await open(signal);
  let pieces: Uint8Array[] = [];
  const outer: TarParser = new TarParser({
    entry: (entry) => entry.type === EntryType.file && cleanPath(Buffer.from(entry.name).toString('utf8')) === name,
    body: (bytes) => void pieces.push(bytes),
    bodyEnd: () => void (outer.done = true),
  });
  try {
    for await (const chunk of stream) {
      outer.push(chunk as Buffer);
      yield* pieces;
      pieces = [];
      if (outer.done) return;
    }
  } finally {
    stream.destroy();
  }
}

/** Packed bytes go in by so many, because each may become a thousand. */
const stepBytes = 32 * 1024;

export async function* unpacked(packing: 'gzip' | 'zstd', source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  const inflater = makeInflater(packing, (bytes) => void pieces.push(bytes));
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += stepBytes) {
        await inflater.write(chunk.subarray(at, at + stepBytes));
        yield* pieces;
        pieces = [];
      }
    }
    await inflater.end();
    yield* pieces;
  } finally {
    inflater.destroy();
  }
}

/** Only the `count` bytes after the first `start`. */
async function* within(source: AsyncIterable<Uint8Array>, start: number, count: number): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const bytes of source) {
    const from = Math.max(0, start - offset);
    const to = Math.min(bytes.length, start + count - offset);
    offset += bytes.length;
    if (from < to) yield bytes.subarray(from, to);
    if (offset >= start + count) return;
  }
}
