/**
 * Makes tar archives and image archives byte by byte, also wrong ones. Owns: header blocks for tests. Must not use the code under test.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface TarItem {
  readonly name: string | Buffer;
  readonly body?: string | Buffer;
  /** One character; '0' (file) when left out. */
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** Written into the header instead of the body's length. */
  readonly size?: number | Buffer;
  readonly magic?: 'ustar' | 'gnu' | 'v7';
  readonly prefix?: string;
  /** Bytes put over the finished block before its checksum is made. */
  readonly patch?: readonly (readonly [number, Buffer])[];
  readonly checksum?: number;
}

/** One header with its body and padding. */
export function tarEntry(item: TarItem): Buffer {
  const body = Buffer.from(item.body ?? '');
  const block = Buffer.alloc(512);
  (typeof item.name === 'string' ? Buffer.from(item.name) : item.name).copy(block, 0, 0, 100);
  octal(block, 100, 8, item.mode ?? (item.type === '5' ? 0o755 : 0o644));
  octal(block, 108, 8, item.uid ?? 0);
  octal(block, 116, 8, item.gid ?? 0);
  if (Buffer.isBuffer(item.size)) item.size.copy(block, 124);
  else octal(block, 124, 12, item.size ?? body.length);
  octal(block, 136, 12, item.mtime ?? 0);
  block.write(item.type ?? '0', 156, 'latin1');
  block.write(item.link ?? '', 157, 100);
  const magic = item.magic ?? 'ustar';
  if (magic === 'ustar') block.write('ustar\x0000', 257, 'latin1');
  if (magic === 'gnu') block.write('ustar  \0', 257, 'latin1');
  if (item.prefix !== undefined) block.write(item.prefix, 345);
  for (const [at, bytes] of item.patch ?? []) bytes.copy(block, at);
  block.fill(' ', 148, 156);
  const sum = item.checksum ?? block.reduce((a, b) => a + b, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([block, padded(body)]);
}

function octal(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}

export function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export const endOfTar = Buffer.alloc(1024);

export function tar(...items: readonly (TarItem | Buffer)[]): Buffer {
  return Buffer.concat([...items.map((item) => (Buffer.isBuffer(item) ? item : tarEntry(item))), endOfTar]);
}

/** A pax header for the entry after it. */
export function pax(records: Readonly<Record<string, string | Buffer>>, type = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
    let length = rest.length;
    while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  return tarEntry({ name: 'PaxHeaders/x', type, body: Buffer.concat(lines) });
}

/** GNU's long name ('L') or long link ('K') for the entry after it. */
export function gnuLong(type: 'L' | 'K', text: string): Buffer {
  return tarEntry({ name: '././@LongLink', type, body: `${text}\0`, magic: 'gnu' });
}

/** A size as GNU tar and Go write it when octal has no room. */
export function base256(value: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(value), 4);
  bytes[0] = 0x80;
  return bytes;
}

export const file = (name: string, body: string | Buffer = '', more: Partial<TarItem> = {}): TarItem => ({ name, body, ...more });
export const folder = (name: string, more: Partial<TarItem> = {}): TarItem => ({ name, type: '5', ...more });
export const symlink = (name: string, link: string): TarItem => ({ name, type: '2', link });
export const hardLink = (name: string, link: string): TarItem => ({ name, type: '1', link });

/** A zstd frame of raw blocks: valid, and made without a compressor. */
export function zstdFrame(bytes: Buffer, options: { blockSize?: number } = {}): Buffer {
  const size = options.blockSize ?? 100_000;
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])]; // a window of 2 MB, no content size, no checksum
  for (let at = 0; at < Math.max(1, bytes.length); at += size) {
    const block = bytes.subarray(at, at + size);
    const header = (block.length << 3) | (at + size >= bytes.length ? 1 : 0);
    parts.push(Buffer.from([header & 0xff, (header >> 8) & 0xff, header >> 16]), block);
  }
  return Buffer.concat(parts);
}

export function skippableFrame(length: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a51, 0);
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, Buffer.alloc(length, 0x5f)]);
}

export interface ImageSpec {
  readonly tags?: readonly string[];
  /** Tars, bottom first. */
  readonly layers: readonly Buffer[];
  readonly history?: readonly object[];
  readonly config?: object;
  readonly os?: string;
  readonly architecture?: string;
  readonly pack?: (layer: Buffer) => Buffer;
}

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export function imageConfig(spec: ImageSpec): Buffer {
  const diffIds = spec.layers.map((layer) => `sha256:${digestOf(layer)}`);
  const { os = 'linux', architecture = 'amd64' } = spec;
  return Buffer.from(JSON.stringify({ os, architecture, config: {}, history: spec.history, rootfs: { type: 'layers', diff_ids: diffIds }, ...spec.config }));
}

export type ArchiveForm = 'old docker' | 'docker' | 'oci' | 'podman' | 'crane';

/** The files of an archive in the order that the form's writer has. */
export function archiveItems(form: ArchiveForm, spec: ImageSpec): TarItem[] {
  const config = imageConfig(spec);
  const configDigest = digestOf(config);
  const pack = spec.pack ?? (form === 'crane' ? (layer: Buffer) => gzipSync(layer) : (layer: Buffer) => layer);
  const layers = spec.layers.map(pack);
  const blob = (bytes: Buffer): string => `blobs/sha256/${digestOf(bytes)}`;
  const manifest = (configName: string, names: readonly string[]): TarItem =>
    file('manifest.json', JSON.stringify([{ Config: configName, RepoTags: spec.tags ?? null, Layers: names }]));
  const oci = Buffer.from(JSON.stringify({ schemaVersion: 2, config: { digest: `sha256:${configDigest}` }, layers: layers.map((layer) => ({ digest: `sha256:${digestOf(layer)}` })) }));
  const annotations = spec.tags?.[0] ? { 'org.opencontainers.image.ref.name': spec.tags[0] } : undefined;
  const index = file('index.json', JSON.stringify({ schemaVersion: 2, manifests: [{ digest: `sha256:${digestOf(oci)}`, annotations }] }));
  const ociLayout = file('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  const blobs = (all: readonly Buffer[]): TarItem[] =>
    [...new Map(all.map((bytes) => [blob(bytes), bytes])).entries()].sort().map(([name, bytes]) => file(name, bytes));
  switch (form) {
    case 'old docker': {
      const ids = layers.map((layer, at) => digestOf(Buffer.concat([layer, Buffer.from(String(at))])));
      const seen = new Map<string, string>();
      const items = layers.flatMap((layer, at): TarItem[] => {
        const id = ids[at]!;
        const first = seen.get(digestOf(layer));
        seen.set(digestOf(layer), first ?? id);
        const body = first ? symlink(`${id}/layer.tar`, `../${first}/layer.tar`) : file(`${id}/layer.tar`, layer);
        return [folder(`${id}/`), file(`${id}/VERSION`, '1.0'), body, file(`${id}/json`, `{"id":"${id}"}`)];
      });
      const names = ids.map((id) => `${id}/layer.tar`);
      return [...items, file(`${configDigest}.json`, config), manifest(`${configDigest}.json`, names), file('repositories', '{}')];
    }
    case 'docker':
      return [...blobs([...layers, config, oci]), index, manifest(blob(config), layers.map(blob)), ociLayout, file('repositories', '{}')];
    case 'oci':
      return [ociLayout, index, ...blobs([oci, config, ...layers])];
    case 'podman':
      return [...layers.map((layer) => file(`${digestOf(layer)}.tar`, layer)), file(`${configDigest}.json`, config), manifest(`${configDigest}.json`, layers.map((layer) => `${digestOf(layer)}.tar`))];
    case 'crane':
      return [file(`sha256:${configDigest}`, config), ...layers.map((layer) => file(`${digestOf(layer)}.tar.gz`, layer)), manifest(`sha256:${configDigest}`, layers.map((layer) => `${digestOf(layer)}.tar.gz`))];
  }
}

export function imageArchive(form: ArchiveForm, spec: ImageSpec): Buffer {
  return tar(...archiveItems(form, spec));
}
